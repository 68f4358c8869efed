package demo

import (
	"context"
	"strings"

	"kasket/internal/audit"
	"kasket/internal/casework/decision"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/when"
)

// decide is a decision of a type and how far it came, "CODE draft|hearing|told", and the
// day of what it is about where it has one. Of the
// text, the open lines are what was decided and why, S the youth's view, V what weighed,
// and F what it rests on, which the latest entry of the log tells of.
func (l *life) decide(ctx context.Context, e event) error {
	code, rest, _ := strings.Cut(e.rest, " ")
	far, about, _ := strings.Cut(rest, " ")
	w, err := l.decisionWish(ctx, e, code)
	if err != nil {
		return err
	}
	if about != "" {
		day := l.date(atoi(about))
		w.EventOn, w.EffectFrom, w.Hearing, w.HearingWhy = &day, &day, decision.HearingNeeded, ""
	}
	n, err := l.decisions.Begin(ctx, l.owner, l.youth, code, nil, w, audit.Form{})
	if err != nil || far == "draft" {
		return err
	}
	today := when.Of(l.clock.now())
	if far == "hearing" {
		days, err := l.programmes.Days(ctx)
		if err != nil {
			return err
		}
		return l.decisions.SendHearing(ctx, l.owner, n, decision.HearingWish{
			PutForward: w.Facts[0].Text, Channel: decision.Spoken, SentOn: today, Until: days.Calendar.OpenFrom(today.AddDays(14)),
		}, audit.Form{})
	}
	if err := l.decisions.Decide(ctx, l.owner, n, 1, audit.Form{}); err != nil {
		return err
	}
	return l.decisions.Notify(ctx, l.owner, n, decision.Telling{Channel: programme.HandedOver, SentOn: today}, audit.Form{})
}

// decisionWish is what the text of the event says, from today on.
func (l *life) decisionWish(ctx context.Context, e event, code string) (decision.Wish, error) {
	today := when.Of(l.clock.now())
	t, err := l.programmes.NewestDecisionType(ctx, code)
	if err != nil {
		return decision.Wish{}, err
	}
	w := decision.Wish{Content: decision.Template(t, today)}
	w.Plain, w.View, w.Considerations = e.account(), e.view, e.judged
	if e.facts != "" {
		entry, err := db.Value[id.Contact](ctx, l.db.Read, `
			SELECT contact_id FROM contact_youths WHERE youth_id = @youth ORDER BY occurred_at DESC, contact_id DESC LIMIT 1`, db.Args{"youth": l.youth})
		if err != nil {
			return w, err
		}
		w.Facts = []decision.Fact{{Text: e.facts, Contact: &entry}}
	}
	return w, nil
}

// newest is the decision that was begun last, and its version.
func (l *life) newest(ctx context.Context, where string) (id.Decision, int, error) {
	d, err := db.One[struct {
		ID      id.Decision
		Version int
	}](ctx, l.db.Read, `SELECT id, version FROM decisions WHERE youth_id = @youth AND `+where+` ORDER BY id DESC LIMIT 1`, db.Args{"youth": l.youth})
	return d.ID, d.Version, err
}

// heard is what the party said to the hearing; there is no more to say.
func (l *life) heard(ctx context.Context, e event) error {
	n, _, err := l.newest(ctx, `state = 'hearing'`)
	if err != nil {
		return err
	}
	return l.decisions.RecordAnswer(ctx, l.owner, n, decision.Answer{Text: e.rest, On: when.Of(l.clock.now()), Spoken: true, Over: true}, audit.Form{})
}

// checked are the points of a sanction's checklist that somebody has answered so far:
// what happened, and the category at the time.
func (l *life) checked(ctx context.Context, _ event) error {
	n, version, err := l.newest(ctx, `state = 'draft'`)
	if err != nil {
		return err
	}
	happened := true
	return l.decisions.WriteChecks(ctx, l.owner, n, []decision.Check{
		{Item: "event", Met: &happened, Text: "Hassan kom ikke til kurset den dag."},
		{Item: "category", Choice: l.head["category"]},
	}, version, audit.Form{})
}

// complain is a complaint about the newest decision that was told, by a way.
func (l *life) complain(ctx context.Context, e event) error {
	n, _, err := l.newest(ctx, `state = 'notified'`)
	if err != nil {
		return err
	}
	_, err = l.decisions.RegisterComplaint(ctx, l.owner, n, decision.ComplaintWish{Way: e.rest, ReceivedOn: when.Of(l.clock.now()), Text: e.account()}, audit.Form{})
	return err
}
