package server

import (
	"net/http"
	"net/url"

	"github.com/go-chi/chi/v5"

	"kasket/internal/access"
	"kasket/internal/casework/decision"
	"kasket/internal/id"
	"kasket/internal/letter"
	"kasket/internal/programme"
	"kasket/internal/when"
	"kasket/web/i18n"
	"kasket/web/page"
)

// decisionHearingPages hear the party.
type decisionHearingPages struct{ responder }

func (p decisionHearingPages) routes(r chi.Router) {
	r.Get("/hearing", p.page(p.ask))
	r.Post("/hearing", p.page(p.send))
	r.Post("/hearing/answer", p.page(p.answer))
	r.Post("/hearing/extension", p.page(p.extend))
	r.Post("/hearing/conclusion", decisionPages(p).act("conclusion", "decision.concluded", p.deps.Decisions.ConcludeHearing))
}

// ask proposes the deadline of the type, as if it were received today.
func (p decisionHearingPages) ask(w http.ResponseWriter, r *http.Request) error {
	o := openedDecision(r)
	if can, err := decisionPages(p).reaches(r, decision.Hear); err != nil || !can {
		return p.elsewhere(w, r, err)
	}
	days, err := p.deps.Programmes.Days(r.Context())
	if err != nil {
		return err
	}
	values := url.Values{"sent_on": {i18n.Typed(o.Today)}, "put_forward": {o.PutForward()}}
	if until, ok := o.Type.HearingEnds(o.Today, days.Calendar); ok {
		values.Set("until", i18n.Typed(until))
	}
	return p.showHearing(w, r, http.StatusOK, fresh(values, 0))
}

func (p decisionHearingPages) showHearing(w http.ResponseWriter, r *http.Request, status int, t page.Typed) error {
	v := decisionPages(p).view(r)
	v.Form = t
	return p.show(w, r, status, page.DecisionHearing(v))
}

func (p decisionHearingPages) send(w http.ResponseWriter, r *http.Request) error {
	f := p.fields(r)
	wish := decision.HearingWish{
		PutForward: f.text("put_forward"), Channel: programme.Channel(f.text("channel")), SentOn: f.day("sent_on", when.Past),
		Until: f.day("until", when.Future), ShortReason: f.text("hearing_reason"), Lang: f.text("lang"),
	}
	if f.text("show") != "" {
		return p.previewHearing(w, r, wish)
	}
	err := f.broken.Err()
	if err == nil {
		err = p.deps.Decisions.SendHearing(r.Context(), actor(r), openedDecision(r).ID, wish, formOf(r))
	}
	if v, ok := broken(err); ok {
		return p.showHearing(w, r, http.StatusUnprocessableEntity, typedAgain(r, err, v))
	}
	return decisionPages(p).carried(w, r, "hearing", "decision.heard", err)
}

// previewHearing shows the hearing as it was typed as the letter it would be, and keeps
// nothing.
func (p decisionHearingPages) previewHearing(w http.ResponseWriter, r *http.Request, wish decision.HearingWish) error {
	v := decisionPages(p).view(r)
	v.Form = typedAgain(r, nil, nil)
	l, err := p.deps.Decisions.PreviewHearing(r.Context(), v.D, wish)
	if broken, is := broken(err); is {
		v.Form.Broken = broken
		return p.show(w, r, http.StatusUnprocessableEntity, page.DecisionHearing(v))
	}
	if err != nil {
		return err
	}
	if v.Lost, err = letter.Unprintable(l.Title + l.Text()); err != nil {
		return err
	}
	v.Letter = &l
	return p.show(w, r, http.StatusOK, page.DecisionHearing(v))
}

func (p decisionHearingPages) answer(w http.ResponseWriter, r *http.Request) error {
	f := p.fields(r)
	a := decision.Answer{Text: f.text("answer"), On: f.day("answered_on", when.Past), Spoken: f.text("spoken") != "", Over: f.text("over") != ""}
	err := f.broken.Err()
	if err == nil {
		err = p.deps.Decisions.RecordAnswer(r.Context(), actor(r), openedDecision(r).ID, a, formOf(r))
	}
	return decisionPages(p).carried(w, r, "answer", "decision.answer_kept", err)
}

func (p decisionHearingPages) extend(w http.ResponseWriter, r *http.Request) error {
	f := p.fields(r)
	until, reason := f.day("until", when.Future), f.text("reason")
	err := f.broken.Err()
	if err == nil {
		err = p.deps.Decisions.ExtendHearing(r.Context(), actor(r), openedDecision(r).ID, until, reason, formOf(r))
	}
	return decisionPages(p).carried(w, r, "extension", "decision.extension_kept", err)
}

// decisionNoticePages tell the parties.
type decisionNoticePages struct{ responder }

func (p decisionNoticePages) routes(r chi.Router) {
	r.Get("/notice", p.page(p.ask))
	r.Post("/notice", p.page(p.tell))
}

func (p decisionNoticePages) ask(w http.ResponseWriter, r *http.Request) error {
	o := openedDecision(r)
	if can, err := decisionPages(p).reaches(r, decision.Notify); err != nil || !can {
		return p.elsewhere(w, r, err)
	}
	return p.showNotice(w, r, http.StatusOK, fresh(url.Values{"sent_on": {i18n.Typed(o.Today)}}, 0))
}

func (p decisionNoticePages) showNotice(w http.ResponseWriter, r *http.Request, status int, t page.Typed) error {
	v := decisionPages(p).view(r)
	if err := access.Check(actor(r), access.Decide, v.D.Scope); err != nil {
		return err
	}
	v.Form = t
	var err error
	if v.To, v.Open, err = p.deps.Decisions.Recipients(r.Context(), v.D.Decision, v.D.Today); err != nil {
		return err
	}
	return p.show(w, r, status, page.DecisionNotice(v))
}

func (p decisionNoticePages) tell(w http.ResponseWriter, r *http.Request) error {
	f := p.fields(r)
	t := decision.Telling{Channel: programme.Channel(f.text("channel")), SentOn: f.day("sent_on", when.Past), Answer: f.text("answer"), Lang: f.text("lang"), Omitted: map[id.Person]string{}}
	for _, left := range r.PostForm["left_out"] {
		person, err := id.Parse[id.Person](left)
		if err != nil && left != "youth" {
			f.broken.Add("left_out", "unknown")
			continue
		}
		t.Omitted[person] = f.text("omitted." + id.String(person))
	}
	err := f.broken.Err()
	if err == nil {
		err = p.deps.Decisions.Notify(r.Context(), actor(r), openedDecision(r).ID, t, formOf(r))
	}
	if v, ok := broken(err); ok {
		return p.showNotice(w, r, http.StatusUnprocessableEntity, typedAgain(r, err, v))
	}
	return decisionPages(p).carried(w, r, "notice", "decision.notified", err)
}
