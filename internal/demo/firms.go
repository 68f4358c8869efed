package demo

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casework/company"
	"kasket/internal/casework/contact"
	"kasket/internal/casework/network"
	"kasket/internal/casework/placement"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/when"
)

// firm is a company as its story tells of it.
type firm struct {
	*stage
	story
	by      access.Actor // who wrote it down
	company id.Company
}

// firmActs are what happened with the companies themselves, without any youth.
func (s *stage) firmActs() ([]act, error) {
	told, err := tell("companies.txt")
	if err != nil {
		return nil, err
	}
	var all []act
	for _, t := range told {
		by, err := s.person(t.head["by"])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", t.name, err)
		}
		f := &firm{stage: s, story: t, by: by}
		all = append(all, act{s.day(f.days("known"), eight), t.name + ", written down", f.writeDown})
		for _, e := range t.events {
			do, ok := map[string]func(context.Context, event) error{"call": f.call, "pause": f.pause}[e.kind]
			if !ok {
				return nil, fmt.Errorf("%s: nothing is called %q", t.name, e.kind)
			}
			all = append(all, act{s.day(e.day, e.clock), t.name + ", " + e.kind, func(ctx context.Context) error { return do(ctx, e) }})
		}
	}
	return all, nil
}

// writeDown makes the company, says what it offers and who of us knows it.
func (f *firm) writeDown(ctx context.Context) error {
	n := company.New{
		Name: f.name, CVR: string(cvr(f.name)), Street: f.head["street"], Zip: "9999", Town: "Demoby", Industry: f.head["industry"],
		Person: f.head["person"], Title: f.head["title"], Phone: f.head["phone"], Mail: f.head["mail"],
	}
	if fte, err := strconv.ParseFloat(f.head["fte"], 64); err == nil {
		n.FTE = &fte
	}
	var err error
	if f.company, err = f.companies.Add(ctx, f.by, n, true, false, audit.Form{}); err != nil {
		return err
	}
	c, err := company.Find(ctx, f.db.Read, f.company)
	if err != nil {
		return err
	}
	e := company.Edit{Name: c.Name, CVR: string(c.CVR), Industry: c.Industry, Offers: f.words["offers"], Mind: f.words["mind"], Version: c.Version}
	if n := atoi(f.head["capacity"]); n > 0 {
		e.Capacity = &n
	}
	if err := f.companies.Change(ctx, f.by, f.company, e, audit.Form{}); err != nil {
		return err
	}
	return f.companies.Know(ctx, f.by, f.company, "", audit.Form{})
}

// call is an entry about the company, "in|out [missed]: text".
func (f *firm) call(ctx context.Context, e event) error {
	how, text := parted(e.rest)
	way, missed, _ := strings.Cut(how, " ")
	t := contact.Typed{Outcome: "talked", Kind: "phone", Direction: way, Minutes: "10", At: typed(f.clock.now()), Text: contact.Text{Account: text}}
	if missed != "" {
		t.Outcome, t.Minutes = "not_reached", ""
	}
	people, err := company.PeopleOf(ctx, f.db.Read, f.company)
	if err != nil {
		return err
	}
	t.Company = id.String(f.company)
	if len(people) > 0 {
		t.Company += "." + id.String(people[0].ID)
	}
	_, err = f.contacts.LogCompany(ctx, f.by, f.company, t, f.key())
	return err
}

var pauseForm = regexp.MustCompile(`^([+-]\d+) by=(\w+): (.+)$`)

// pause is an agreement that nobody of us calls for a while.
func (f *firm) pause(ctx context.Context, e event) error {
	m := pauseForm.FindStringSubmatch(e.rest)
	if m == nil {
		return fmt.Errorf("%q is no pause", e.rest)
	}
	by, err := f.person(m[2])
	if err != nil {
		return err
	}
	return f.companies.AgreePause(ctx, by, f.company, company.Pause{Until: f.date(atoi(m[1])), Reason: m[3]}, audit.Form{})
}

// firmCalled finds a company by its name.
func (s *stage) firmCalled(ctx context.Context, name string) (id.Company, error) {
	c, err := db.Value[id.Company](ctx, s.db.Read, `SELECT id FROM companies WHERE name = @name`, db.Args{"name": name})
	if err != nil {
		return 0, fmt.Errorf("no company %q: %w", name, err)
	}
	return c, nil
}

var consentForm = regexp.MustCompile(`^(.+?); to ([+-]\d+); items (\S+)$`)

// consent is what the youth lets a company know; the open lines are the words of each
// point, "strengths: …", and S how they want it said.
func (l *life) consent(ctx context.Context, e event) error {
	if to, is := strings.CutPrefix(e.rest, "other "); is {
		return l.consentOther(ctx, to, e)
	}
	m := consentForm.FindStringSubmatch(e.rest)
	if m == nil {
		return fmt.Errorf("%q is no consent", e.rest)
	}
	to, err := l.firmCalled(ctx, m[1])
	if err != nil {
		return err
	}
	w := network.ConsentWish{
		Company: to, Purpose: "Praktik", To: l.date(atoi(m[2])), Form: network.Spoken, Items: strings.Split(m[3], ","),
		Texts: map[string]string{}, Said: e.view,
	}
	for _, line := range e.text {
		item, words := parted(line)
		w.Texts[item] = words
	}
	_, err = l.network.GiveConsent(ctx, l.owner, l.youth, w, audit.Form{})
	return err
}

var stayForm = regexp.MustCompile(`^(\w+) (.+?); from ([+-]\d+); to ([+-]\d+); hours (\d+); purpose (\w+); agreement (\w+)$`)

// stay is a stay with the decision that grants it, as the one screen saves them: F is the
// goal, S the youth's part in it, V why it goes on where a rule warns, and the open lines
// the tasks.
func (l *life) stay(ctx context.Context, e event) error {
	m := stayForm.FindStringSubmatch(e.rest)
	if m == nil {
		return fmt.Errorf("%q is no stay", e.rest)
	}
	at, err := l.firmCalled(ctx, m[2])
	if err != nil {
		return err
	}
	w := placement.Wish{
		Company: at, Type: m[1], From: l.date(atoi(m[3])), To: l.date(atoi(m[4])), AgreementState: m[7],
		Terms: placement.Terms{
			Hours: float64(atoi(m[5])), Purpose: m[6], JobGoal: e.facts, Tasks: e.account(),
			AbsenceHow: "Ring til din kontaktperson før kl. 9. Vi siger det til virksomheden.",
		},
		Grant: &placement.GrantWish{View: e.view},
	}
	if w.Match, err = l.thought(ctx, at); err != nil && !errors.Is(err, db.ErrNotFound) {
		return err
	}
	_, err = l.placements.Start(ctx, l.owner, l.youth, w, granted, audit.Form{})
	if warned, ok := errors.AsType[*placement.Warned](err); ok && e.judged != "" {
		w.Overrides = map[string]string{}
		for _, x := range warned.Warnings {
			w.Overrides[x.Rule] = e.judged
		}
		_, err = l.placements.Start(ctx, l.owner, l.youth, w, granted, audit.Form{})
	}
	return err
}

// granted is what a decision of the demo says in plain words.
func granted(p placement.Placement, _ programme.StayType, _ programme.Entry) string {
	return fmt.Sprintf("Du kan komme i praktik hos %s fra %s til og med %s, fordi du selv har valgt stedet. Det betyder for dig, at du er der %g timer om ugen og beholder din ydelse.",
		p.Company.Name, p.From.Danish(), p.To.Danish(), p.Hours)
}

// agreed is the answer to the agreement of the stay at a company.
func (l *life) agreed(ctx context.Context, e event) error {
	stays, err := placement.OfYouth(ctx, l.db.Read, l.youth)
	if err != nil {
		return err
	}
	for _, p := range stays {
		if p.Company.Name == e.rest && p.Result == placement.NoResult {
			return l.placements.Agree(ctx, l.owner, p.ID, placement.Agreement{State: placement.AgreementApproved, On: when.Of(l.clock.now())}, audit.Form{})
		}
	}
	return fmt.Errorf("no stay at %s", e.rest)
}

// told is what a company told us about a stay, in words that may stand on its side too.
func (l *life) told(ctx context.Context, e event) error {
	name, text := parted(e.rest)
	to, err := l.firmCalled(ctx, name)
	if err != nil {
		return err
	}
	t := contact.Typed{
		Outcome: "talked", Kind: "phone", Direction: "in", Counterpart: string(contact.WithCompany), Hats: []string{"mentor"}, Minutes: "10", At: typed(l.clock.now()),
		Company: id.String(to), ForCompany: "Det går godt. Der er plads til flere timer, når det er tid.", Text: contact.Text{Account: text},
	}
	_, err = l.contacts.Log(ctx, l.owner, l.youth, t, l.key())
	return err
}
