package demo

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casework/contact"
	"kasket/internal/casework/enrolment"
	"kasket/internal/casework/outcome"
	"kasket/internal/casework/plan"
	"kasket/internal/casework/sparring"
	"kasket/internal/casework/youth"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/when"
)

// plain are the kinds of events that are one act each.
func (l *life) plain() map[string]func(context.Context, event) error {
	return map[string]func(context.Context, event) error{
		"handover": l.handOver,
		"transfer": l.askToTakeOver,
		"returned": l.giveBack,
		"conflict": l.declare,
		"move":     l.askToMove,
		"cover":    l.cover,
		"safety":   l.noteSafety,
		"near":     l.near,
		"paper":    l.addPaper,
		"decision": l.decide,
		"heard":    l.heard,
		"checked":  l.checked,
		"complain": l.complain,
		"consent":  l.consent,
		"stay":     l.stay,
		"agreed":   l.agreed,
		"told":     l.told,
		"words":    l.say,
		"measure":  l.measure,
		"goal":     l.setGoal,
		"rate":     l.rate,
		"does":     l.does,
		"match":    l.match,
		"reply":    l.reply,
		"asks":     l.askForFile,
		"ask":      l.ask,
		"answer":   l.answer,
		"glass":    l.open,
		"noted":    l.takeNote,
		"meet":     l.meet,
		"held":     l.held,
		"agree":    l.agree,
		"close":    l.close,
		"status":   l.stands,
		"followup": l.followUp,
		"draft":    l.draft,
	}
}

// eventActs are the acts of one event: itself, and what it settles or was planned
// by on other days.
func (l *life) eventActs(e event) ([]act, error) {
	if do, ok := l.plain()[e.kind]; ok {
		one := act{l.day(e.day, e.clock), l.name + ", " + e.kind, func(ctx context.Context) error { return do(ctx, e) }}
		return append([]act{one}, l.keptActs(e)...), nil
	}
	switch e.kind {
	case "start":
		return l.startActs(e), nil
	case "placement":
		return l.placementActs(e)
	case "result":
		return nil, nil // told of by its placement
	}
	return l.contactActs(e)
}

// parted is "who: why".
func parted(rest string) (who, why string) {
	who, why, _ = strings.Cut(rest, ": ")
	return who, why
}

func (l *life) handOver(ctx context.Context, e event) error {
	key, why := parted(e.rest)
	to, err := l.person(key)
	if err != nil {
		return err
	}
	if err := l.enrolments.HandOver(ctx, l.owner, l.youth, to.Staff, why, audit.Form{}); err != nil {
		return err
	}
	l.owner = to
	return nil
}

// cover is arranged by the owner for a holiday, and by the coordinator for somebody
// who is sick.
func (l *life) cover(ctx context.Context, e event) error {
	what, why := parted(e.rest)
	key, until, _ := strings.Cut(what, " ")
	who, err := l.person(key)
	if err != nil {
		return err
	}
	by, c := l.owner, enrolment.Cover{Staff: who.Staff, From: l.date(e.day), Reason: why}
	if until == "friday" {
		by, c.To = l.coordinator(), l.friday()
	} else {
		c.To = l.date(atoi(until))
	}
	return l.enrolments.ArrangeCover(ctx, by, l.youth, c, audit.Form{})
}

var safetyForm = regexp.MustCompile(`^([+-]\d+) bans=(\w+) source=(.+?): (.+)$`)

func (l *life) noteSafety(ctx context.Context, e event) error {
	m := safetyForm.FindStringSubmatch(e.rest)
	if m == nil {
		return fmt.Errorf("%q is no safety note", e.rest)
	}
	n := youth.SafetyNote{Text: m[4], Source: m[3], BansPlace: m[2], To: l.today.AddDays(atoi(m[1]))}
	return l.youths.NoteSafety(ctx, l.owner, l.youth, n, audit.Form{})
}

func (l *life) ask(ctx context.Context, e event) error {
	what, text := parted(e.rest)
	key, until, _ := strings.Cut(what, " ")
	to, err := l.person(key)
	if err != nil {
		return err
	}
	_, err = l.sparring.Ask(ctx, l.owner, l.youth, sparring.Wish{To: to.Staff, Text: text, Until: l.date(atoi(until))}, audit.Form{})
	return err
}

func (l *life) answer(ctx context.Context, e event) error {
	q, err := db.One[struct {
		ID id.Question
		To id.Staff
	}](ctx, l.db.Read, `SELECT id, to_id AS "to" FROM questions WHERE youth_id = @youth AND answered_at IS NULL`, db.Args{"youth": l.youth})
	if err != nil {
		return err
	}
	by, err := l.staff.Actor(ctx, q.To)
	if err != nil {
		return err
	}
	return l.sparring.Answer(ctx, by, q.ID, e.rest, audit.Form{})
}

func (l *life) open(ctx context.Context, e event) error {
	key, why := parted(e.rest)
	by, err := l.person(key)
	if err != nil {
		return err
	}
	if err := l.standing.Open(ctx, by, l.youth, why, audit.Form{}); err != nil {
		return err
	}
	_, err = l.youths.Open(ctx, by, l.youth)
	return err
}

func (l *life) takeNote(ctx context.Context, e event) error {
	by, err := l.person(e.rest)
	if err != nil {
		return err
	}
	opening, err := db.Value[int64](ctx, l.db.Read, `SELECT id FROM openings WHERE youth_id = @youth AND seen_at IS NULL`, db.Args{"youth": l.youth})
	if err != nil {
		return err
	}
	_, err = l.standing.TakeNote(ctx, by, opening, audit.Form{})
	return err
}

var agreeForm = regexp.MustCompile(`^(us|youth|other) ([+-]\d+) (.+)$`)

func (l *life) agree(ctx context.Context, e event) error {
	m := agreeForm.FindStringSubmatch(e.rest)
	if m == nil {
		return fmt.Errorf("%q is no agreement", e.rest)
	}
	return l.promise(ctx, l.owner, promise{who: m[1], due: atoi(m[2]), text: m[3]})
}

// promise writes down an agreement that is not made in a contact's own form.
func (l *life) promise(ctx context.Context, by access.Actor, p promise) error {
	return l.write(ctx, audit.Event{By: by, Action: access.Agree, Youth: l.youth}, func(tx pgx.Tx, scope access.Scope) error {
		due := l.date(p.due)
		_, err := plan.Save(ctx, tx, plan.Agreement{
			Youth: l.youth, Enrolment: scope.Enrolment, Text: p.text, Who: plan.Who(p.who), DueOn: &due, MadeBy: by.Staff, MadeAt: l.clock.at,
		})
		return err
	})
}

// keep ticks an agreement off.
func (l *life) keep(ctx context.Context, p promise) error {
	a, err := db.Value[id.Agreement](ctx, l.db.Read, `SELECT id FROM agreements WHERE youth_id = @youth AND text = @text`,
		db.Args{"youth": l.youth, "text": p.text})
	if err != nil {
		return err
	}
	return l.plans.Settle(ctx, l.owner, l.youth, a, plan.Settlement{Outcome: plan.Kept}, audit.Form{})
}

func (l *life) close(ctx context.Context, e event) error {
	code, note := parted(e.rest)
	x := outcome.Exit{Code: code, On: l.date(e.day), Note: note, Words: e.account()}
	return l.outcomes.Close(ctx, l.owner, l.youth, x, audit.Form{})
}

func (l *life) draft(ctx context.Context, e event) error {
	t := contact.Typed{Outcome: "talked", Kind: "phone", Text: contact.Text{Account: e.account()}}
	_, err := l.contacts.KeepDraft(ctx, l.owner, contact.OfYouth(l.youth), t, l.key())
	return err
}

// typed is a moment as people type it.
func typed(at time.Time) string {
	c := when.ClockOf(at)
	return fmt.Sprintf("%s kl. %d.%02d", when.Of(at).Danish(), c.Hour, c.Minute)
}
