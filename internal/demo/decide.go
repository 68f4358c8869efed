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

// decide is a decision of a type and how far it came, "CODE draft|hearing|told". Of the
// text, the open lines are what was decided and why, S the youth's view, V what weighed,
// and F what it rests on, which the latest entry of the log tells of.
func (l *life) decide(ctx context.Context, e event) error {
	code, far, _ := strings.Cut(e.rest, " ")
	w, err := l.decisionWish(ctx, e, code)
	if err != nil {
		return err
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
