package demo

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casework/enrolment"
	"kasket/internal/casework/intake"
	"kasket/internal/casework/youth"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/when"
)

// life is a story as it is played: the youth it became, and who owns them now.
type life struct {
	*stage
	story
	team     id.Team
	referral id.Referral
	youth    id.Youth
	owner    access.Actor
}

// acts are everything that happens in a story. Who proposes and assigns is the
// coordinator of the owner's team.
func (s *stage) acts(told story) ([]act, error) {
	l := &life{stage: s, story: told}
	if err := l.settle(); err != nil {
		return nil, fmt.Errorf("%s: %w", told.name, err)
	}
	var all []act
	add := func(day int, at when.Clock, what string, do func(context.Context) error) {
		all = append(all, act{s.day(day, at), told.name + ", " + what, do})
	}
	add(l.days("ref"), eight, "referral", l.refer)
	if declined, ok := l.head["declined"]; ok {
		var day int
		var why string
		if _, err := fmt.Sscanf(declined, "%d", &day); err != nil {
			return nil, fmt.Errorf("%s: %w", told.name, err)
		}
		why = declined[len(fmt.Sprint(day))+1:]
		add(day, four, "declined", func(ctx context.Context) error {
			return s.intake.Decline(ctx, l.coordinator(), l.referral, why, audit.Form{})
		})
	}
	if told, ok := l.head["said"]; ok {
		say, err := l.said(told)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", l.name, err)
		}
		all = append(all, say)
	}
	if _, waits := l.head["waiting"]; waits {
		return all, nil
	}
	start := l.days("start")
	add(start, when.Clock{Hour: 8, Minute: 5}, "assigned", l.assign)
	if tells := slices.ContainsFunc(told.events, func(e event) bool { return e.kind == "status" }); !tells && spread(l.name, 6) > 0 { // of some nobody has asked
		add(start, when.Clock{Hour: 8, Minute: 20}, "where they stood", l.stood)
	}
	if l.words["summary"] != "" {
		add(start*4/5, four, "summary", l.summarise)
	}
	if ready := l.days("ready"); ready != 0 {
		add(ready, four, "ready", l.ready)
	}
	for _, e := range told.events {
		more, err := l.eventActs(e)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", told.name, err)
		}
		all = append(all, more...)
	}
	return append(all, l.secondLook(told)...), nil
}

func (l *life) settle() error {
	if team, ok := l.head["waiting"]; ok {
		l.team = l.teams[team]
		return nil
	}
	owner, err := l.person(l.head["owner"])
	if err != nil {
		return err
	}
	l.owner, l.team = owner, owner.Memberships[0].Team
	return nil
}

func (l *life) coordinator() access.Actor { return l.coordinators[l.team] }

func (l *life) refer(ctx context.Context) (err error) {
	p := intake.Proposal{
		Team: l.team, Youth: l.details(), ReferredOn: l.date(l.days("ref")), Account: l.account(),
		Benefit: l.head["benefit"], Category: l.head["category"],
	}
	if n := atoi(l.head["group"]); n > 0 {
		p.NeedsGroup = &n
	}
	if p.Youth.NoCPRReason == "" {
		if p.Youth.CPR, err = number(l.born(l.name, l.head["age"]), spread(l.name, 10000)); err != nil {
			return err
		}
	}
	if l.referral, err = l.intake.Register(ctx, l.coordinator(), p, audit.Form{}); err != nil {
		return err
	}
	l.youth, err = db.Value[id.Youth](ctx, l.db.Read, `SELECT youth_id FROM referrals WHERE id = @id`, db.Args{"id": l.referral})
	return err
}

// said is a party's word on the referral: a day, the party, the verdict and the
// reason.
func (l *life) said(told string) (act, error) {
	parts := strings.SplitN(told, " ", 4)
	if len(parts) != 4 {
		return act{}, fmt.Errorf("%q is no word on a referral", told)
	}
	v := intake.View{Party: intake.Party(parts[1]), Verdict: intake.Verdict(parts[2]), Reason: parts[3], SaidBy: l.head["person"]}
	return act{l.day(atoi(parts[0]), four), l.name + ", a party's word", func(ctx context.Context) error {
		return l.intake.Say(ctx, l.coordinator(), l.referral, v, audit.Form{})
	}}, nil
}

// account is what the referring unit told.
func (l *life) account() intake.Account {
	return intake.Account{
		ReferredBy: l.head["from"], ReferredPerson: l.head["person"], ReferredPhone: l.head["unit_phone"],
		Reason: l.words["why"], Wish: strings.Trim(l.words["wish"], "»«"), // the page sets the marks
		Tried: l.words["tried"], Network: l.words["network"], Custody: l.head["custody"], Safety: l.words["safety"],
		Urgency: intake.Urgency(l.head["urgency"]), UrgencyWhy: l.words["acute"],
	}
}

// details are what the head says of the person. The last word is the family name,
// unless the head says that more of them are.
func (l *life) details() youth.Details {
	family := l.head["family"]
	if family == "" {
		family = l.name[strings.LastIndex(l.name, " ")+1:]
	}
	given := strings.TrimSpace(strings.TrimSuffix(l.name, family))
	born := l.born(l.name, l.head["age"])
	d := youth.Details{
		GivenName: given, FamilyName: family, CalledName: l.head["called"], Pronoun: l.head["pronoun"], NoCPRReason: l.head["nocpr"],
		BirthDate: &born, Phone: l.head["phone"], Phone2: l.head["phone2"], Email: l.head["mail"], Interpreter: l.head["interpreter"],
		Remember: l.words["remember"], Protection: youth.Protection(l.head["protection"]),
	}
	if l.head["address"] != "" {
		d.Address = l.head["address"] + "\n9999 Demoby"
	}
	if ends := l.days("protection_ends"); ends != 0 {
		day := l.today.AddDays(ends)
		d.ProtectionEndsOn = &day
	}
	return d
}

func (l *life) assign(ctx context.Context) error {
	a := intake.Assignment{Owner: l.owner.Staff, Reason: l.words["because"]}
	if buddy := l.head["buddy"]; buddy != "" && buddy != "none" {
		b, err := l.person(buddy)
		if err != nil {
			return err
		}
		a.Buddy = b.Staff
	}
	return l.intake.Assign(ctx, l.coordinator(), l.referral, a, audit.Form{})
}

// change is the owner's own writing on the course.
func (l *life) change(ctx context.Context, to func(*enrolment.Edit)) error {
	course, err := l.course(ctx)
	if err != nil {
		return err
	}
	e, err := l.enrolments.Find(ctx, course)
	if err != nil {
		return err
	}
	edit := enrolment.Edit{
		NeedsGroup: e.NeedsGroup, Benefit: e.Benefit, Category: e.Category, Wish: e.Wish, Summary: e.Summary,
		ReadyFor: e.ReadyFor, ReadyOn: e.ReadyOn, Version: e.Version,
	}
	to(&edit)
	return l.enrolments.Change(ctx, l.owner, l.youth, edit, audit.Form{})
}

func (l *life) summarise(ctx context.Context) error {
	return l.change(ctx, func(e *enrolment.Edit) { e.Summary = l.words["summary"] })
}

// ready is the day from which the youth is ready to leave the team.
func (l *life) ready(ctx context.Context) error {
	day := l.date(l.days("ready"))
	return l.change(ctx, func(e *enrolment.Edit) { e.ReadyOn = &day })
}

func (l *life) course(ctx context.Context) (id.Enrolment, error) {
	return db.Value[id.Enrolment](ctx, l.db.Read, `SELECT id FROM enrolments WHERE youth_id = @youth AND closed_on IS NULL`, db.Args{"youth": l.youth})
}
