package server

import (
	"net/http"
	"strings"

	"github.com/go-chi/chi/v5"

	"kasket/internal/casework/sparring"
	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/internal/when"
	"kasket/web/page"
)

// questionPages are one's own questions, and each of them.
type questionPages struct{ responder }

func (p questionPages) routes(r chi.Router) {
	r.Get("/questions", p.page(p.list))
	r.Get("/questions/{question}", p.page(p.read))
	r.Post("/questions/{question}/answer", p.page(p.answer))
	r.Post("/questions/{question}/closure", p.page(p.takeNote))
	r.Post("/questions/{question}/extension", p.page(p.extend))
	r.Post("/questions/{question}/angles", p.page(p.angle))
}

func (p questionPages) list(w http.ResponseWriter, r *http.Request) error {
	list, err := p.deps.Sparring.Mine(r.Context(), actor(r), afterOf(r.FormValue("after")))
	if err != nil {
		return err
	}
	return p.show(w, r, http.StatusOK, page.Questions(page.QuestionList{Actor: actor(r), Mine: list, First: r.FormValue("after") == "", Now: p.deps.Now()}))
}

// afterOf reads where a page of one's own questions begins; what is no such place
// is the beginning.
func afterOf(s string) sparring.After {
	place, number, _ := strings.Cut(s, "-")
	at, err := id.Parse[sparring.Place](place)
	if err != nil {
		return sparring.After{}
	}
	after, err := id.Parse[id.Question](number)
	if err != nil {
		return sparring.After{}
	}
	return sparring.After{Place: at, ID: after}
}

func (p questionPages) read(w http.ResponseWriter, r *http.Request) error {
	return p.showQuestion(w, r, http.StatusOK, newQuestionForm())
}

func newQuestionForm() page.QuestionForm {
	return page.QuestionForm{AnswerKey: newKey(), EndKey: newKey(), ExtendKey: newKey(), AngleKey: newKey()}
}

// showQuestion shows a question with what was typed below it.
func (p questionPages) showQuestion(w http.ResponseWriter, r *http.Request, status int, form page.QuestionForm) error {
	number, err := id.Parse[id.Question](chi.URLParam(r, "question"))
	if err != nil {
		return err
	}
	opened, err := p.deps.Sparring.Open(r.Context(), actor(r), number)
	if err != nil {
		return err
	}
	form.Now = p.deps.Now()
	return p.show(w, r, status, page.Question(opened, form))
}

func (p questionPages) answer(w http.ResponseWriter, r *http.Request) error {
	return p.change(w, r, "question.answer_saved", func(number id.Question) error {
		return p.deps.Sparring.Answer(r.Context(), actor(r), number, r.PostFormValue("answer"), formOf(r))
	})
}

func (p questionPages) takeNote(w http.ResponseWriter, r *http.Request) error {
	return p.change(w, r, "question.ended", func(number id.Question) error {
		return p.deps.Sparring.TakeNote(r.Context(), actor(r), number, r.PostFormValue("decided"), formOf(r))
	})
}

func (p questionPages) angle(w http.ResponseWriter, r *http.Request) error {
	return p.change(w, r, "question.angle_saved", func(number id.Question) error {
		return p.deps.Sparring.AddAngle(r.Context(), actor(r), number, r.PostFormValue("angle"), formOf(r))
	})
}

func (p questionPages) extend(w http.ResponseWriter, r *http.Request) error {
	return p.change(w, r, "question.extended", func(number id.Question) error {
		until, err := p.dayOf(r, "until")
		if err != nil {
			return err
		}
		return p.deps.Sparring.Extend(r.Context(), actor(r), number, until, formOf(r))
	})
}

// change carries out an act on the question of the path, or shows it again.
func (p questionPages) change(w http.ResponseWriter, r *http.Request, flash string, act func(id.Question) error) error {
	number, err := id.Parse[id.Question](chi.URLParam(r, "question"))
	if err != nil {
		return err
	}
	err = act(number)
	if v, ok := broken(err); ok {
		form := newQuestionForm()
		form.Answer, form.Until, form.Broken = r.PostFormValue("answer"), r.PostFormValue("until"), v
		form.Angle, form.Decided = r.PostFormValue("angle"), r.PostFormValue("decided")
		switch {
		case r.PostForm.Has("answer"):
			form.AnswerKey = keyAgain(r, err)
		case r.PostForm.Has("angle"):
			form.AngleKey = keyAgain(r, err)
		case r.PostForm.Has("decided"):
			form.EndKey = keyAgain(r, err)
		case r.PostForm.Has("until"):
			form.ExtendKey = keyAgain(r, err)
		}
		return p.showQuestion(w, r, http.StatusUnprocessableEntity, form)
	}
	if err != nil {
		return err
	}
	return p.done(w, r, page.QuestionsPath, flash)
}

// dayOf reads a day to come as people write it; nothing typed is the zero day.
func (s responder) dayOf(r *http.Request, field string) (when.Date, error) {
	typed := rule.Line(r.PostFormValue(field))
	if typed == "" {
		return when.Date{}, nil
	}
	d, err := when.ParseDate(typed, when.Of(s.deps.Now()), when.Future)
	if err != nil {
		return when.Date{}, rule.Violation(field, "date")
	}
	return d, nil
}

// askPages are the questions about a youth.
type askPages struct{ responder }

func (p askPages) routes(r chi.Router) {
	r.Get("/questions", p.page(p.list))
	r.Post("/questions", p.page(p.ask))
}

func (p askPages) list(w http.ResponseWriter, r *http.Request) error {
	usual := sparring.UntilUsually(when.Of(p.deps.Now()))
	form := page.AskForm{Key: newKey(), Contact: r.FormValue("contact"), Until: usual.Danish()}
	return p.showBoard(w, r, http.StatusOK, form)
}

func (p askPages) showBoard(w http.ResponseWriter, r *http.Request, status int, form page.AskForm) error {
	before, err := id.Parse[id.Question](r.URL.Query().Get("before"))
	if err != nil {
		before = 0
	}
	form.Older = before != 0
	board, err := p.deps.Sparring.Board(r.Context(), actor(r), recordOf(r).Scope, before)
	if err != nil {
		return err
	}
	return p.show(w, r, status, page.YouthQuestions(p.frame(r, "questions"), board, form))
}

func (p askPages) ask(w http.ResponseWriter, r *http.Request) error {
	form := page.AskForm{
		Asked: r.PostFormValue("asked"), Contact: r.PostFormValue("contact"),
		Text: r.PostFormValue("question"), Until: r.PostFormValue("until"),
	}
	youth := recordOf(r).Youth.ID
	wish, err := p.wishOf(r)
	if err == nil {
		_, err = p.deps.Sparring.Ask(r.Context(), actor(r), youth, wish, formOf(r))
	}
	if v, ok := broken(err); ok {
		form.Key, form.Broken = keyAgain(r, err), v
		return p.showBoard(w, r, http.StatusUnprocessableEntity, form)
	}
	if err != nil {
		return err
	}
	return p.done(w, r, page.YouthPath(youth, "questions"), "question.asked")
}

// wishOf reads the form. An unknown number is a choice that is not on the list.
func (p askPages) wishOf(r *http.Request) (sparring.Wish, error) {
	var v rule.Violations
	wish := sparring.Wish{Text: r.PostFormValue("question")}
	var err error
	if typed := r.PostFormValue("asked"); typed != "" {
		if wish.To, err = id.Parse[id.Staff](typed); err != nil {
			v.Add("asked", "unknown")
		}
	}
	if typed := r.PostFormValue("contact"); typed != "" {
		if wish.Contact, err = id.Parse[id.Contact](typed); err != nil {
			v.Add("contact", "unknown")
		}
	}
	if wish.Until, err = p.dayOf(r, "until"); err != nil {
		v.Add("until", "date")
	}
	return wish, v.Err()
}
