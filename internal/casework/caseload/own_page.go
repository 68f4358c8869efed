package caseload

import (
	"context"
	"fmt"
	"strings"
	"time"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casework/network"
	"kasket/internal/casework/plan"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/letter"
	"kasket/internal/phone"
	"kasket/internal/when"
)

// PaperKind is which of a youth's sheets is printed.
type PaperKind string

// The sheets: goals and agreements, who does what, and the youth's own page.
const (
	GoalPaper PaperKind = "goals"
	WhoPaper  PaperKind = "who"
	OwnPaper  PaperKind = "page"
)

// ToldDecision is a decision that the youth was told, and how one complains about it.
type ToldDecision struct {
	Da        string     `json:"da"`
	En        string     `json:"en"`
	Plain     string     `json:"plain"`
	On        when.Date  `json:"on"`
	Body      string     `json:"body"` // that decides the complaint
	Until     *when.Date `json:"until"`
	Complains bool       `json:"complains"` // there is a period that has not run out
}

// OwnPage is what the sheets of a youth are made from beside the plan.
type OwnPage struct {
	ContactCard
	Next      *NextMeeting
	Decisions []ToldDecision // those in force, the latest first

	HomeIDs    []id.Person // whose addresses are known, around the youth
	HomeSealed [][]byte
	HomeHidden []bool
}

// Homes are the people around the youth whose addresses no sheet may say, as
// network.Service.UnsaidFrom wants them.
func (o OwnPage) Homes() []network.Person {
	people := make([]network.Person, len(o.HomeIDs))
	for i, n := range o.HomeIDs {
		people[i] = network.Person{ID: n, Address: o.HomeSealed[i], Hidden: o.HomeHidden[i]}
	}
	return people
}

// NextMeeting is when one meets next.
type NextMeeting struct {
	At     time.Time `json:"at"`
	AllDay bool      `json:"all_day"`
	With   string    `json:"with"`
	Place  string    `json:"place"`
}

// Paper reads what a sheet of a youth is made from beside the plan, for somebody who may
// print it, and records that they did.
func (s *Service) Paper(ctx context.Context, by access.Actor, scope access.Scope, kind PaperKind) (OwnPage, error) {
	if err := access.Check(by, access.PrintPlan, scope); err != nil {
		return OwnPage{}, err
	}
	o, err := db.One[OwnPage](ctx, s.read, `
		SELECT coalesce(r.owner_word_da, '') AS owner_word_da, coalesce(r.owner_word_en, '') AS owner_word_en,
		       coalesce(o.name, '') AS owner, coalesce(o.title, '') AS owner_title, coalesce(o.phone, '') AS owner_phone, b.name AS buddy, b.phone AS buddy_phone,
		       c.name AS cover, c.phone AS cover_phone, v.to_on AS cover_to, coalesce(t.name, '') AS team, coalesce(t.phone, '') AS team_phone,
		       coalesce(t.phone_hours, '') AS phone_hours, NULL::text AS leader, NULL::text AS leader_phone,
		       ARRAY(SELECT h.id FROM network_people h WHERE h.youth_id = y.id AND h.address IS NOT NULL ORDER BY h.id) AS home_ids,
		       ARRAY(SELECT h.address FROM network_people h WHERE h.youth_id = y.id AND h.address IS NOT NULL ORDER BY h.id) AS home_sealed,
		       ARRAY(SELECT h.hidden FROM network_people h WHERE h.youth_id = y.id AND h.address IS NOT NULL ORDER BY h.id) AS home_hidden,
		       (SELECT json_build_object('at', m.starts_at, 'all_day', m.all_day, 'with', ms.name, 'place', m.place)
		        FROM meetings m JOIN staff ms ON ms.id = m.staff_id
		        WHERE m.enrolment_id = e.id AND m.state = 'planned' AND (m.starts_at >= @now OR m.all_day AND m.starts_at >= @morning) ORDER BY m.starts_at, m.id LIMIT 1) AS next,
		       (SELECT coalesce(json_agg(x ORDER BY x.on DESC, x.id DESC), '[]') FROM (
		         SELECT d.id, d.type->>'name_da' AS da, d.type->>'name_en' AS en, d.plain, coalesce(d.type->>'complaint_body', '') AS body,
		                (d.decided_at AT TIME ZONE 'Europe/Copenhagen')::date AS on, max(n.complain_until) AS until, coalesce(max(n.complain_until) >= @today, false) AS complains
		         FROM decisions d JOIN decision_notices n ON n.decision_id = d.id AND n.sent_on IS NOT NULL AND n.person_id IS NULL
		         WHERE d.youth_id = y.id AND d.state = 'notified' GROUP BY d.id ORDER BY d.decided_at DESC LIMIT 5) x) AS decisions
		FROM youths y
		LEFT JOIN enrolments e ON e.youth_id = y.id AND e.closed_on IS NULL
		LEFT JOIN teams t ON t.id = e.team_id
		LEFT JOIN staff o ON o.id = e.owner_id
		LEFT JOIN staff b ON b.id = e.buddy_id
		LEFT JOIN programme_rules r ON r.programme_id = e.programme_id AND daterange(r.valid_from, r.valid_to, '[]') @> @today::date
		LEFT JOIN covers v ON v.enrolment_id = e.id AND v.for_id = e.owner_id AND daterange(v.from_on, v.to_on, '[]') @> @today::date
		LEFT JOIN staff c ON c.id = v.staff_id
		WHERE y.id = @youth`, db.Args{"youth": scope.Youth, "today": when.Of(s.now()), "now": s.now(), "morning": when.Of(s.now()).Start()})
	if err != nil {
		return o, fmt.Errorf("the page of youth %d: %w", scope.Youth, err)
	}
	return o, s.trail.Look(ctx, audit.Event{By: by, Action: access.PrintPlan, Youth: scope.Youth, Team: scope.Team, Detail: map[string]any{"paper": kind}})
}

// Sender is who a sheet comes from: the team and its phone.
func (o OwnPage) Sender() []string {
	var lines []string
	for _, s := range []string{o.Team, phone.Format(o.TeamPhone)} {
		if s != "" {
			lines = append(lines, s)
		}
	}
	return lines
}

// Letter is the youth's own page in plain language: whom to call, when we meet, the goals,
// what we agreed, what was decided and how to complain. It has no address of the youth and
// no personal number, so that it can lie on a table.
func (o OwnPage) Letter(p plan.Paper, all plan.Plan) letter.Letter {
	w := ownWordsIn(p.Lang)
	l := letter.Letter{Lang: p.Lang, Title: fmt.Sprintf(w.title, p.Name), Sender: o.Sender(), To: []string{p.Name}, Date: p.On, Made: p.On.At(when.Clock{Hour: 12})}
	add := func(title string, kind letter.Kind, lines ...string) {
		if len(lines) > 0 {
			l.Body = append(l.Body, letter.Block{Kind: letter.Heading, Text: title}, letter.Block{Kind: kind, Text: strings.Join(lines, "\n")})
		}
	}
	add(w.call, letter.Bullets, o.callers(p.Lang, w)...)
	if next := o.Next; next != nil {
		add(w.next, letter.Paragraph, next.says(p.Lang, w))
	}
	add(w.goals, letter.Bullets, p.OwnGoals(all)...)
	add(w.ours, letter.Bullets, p.Agreed(all, plan.Us)...)
	add(w.yours, letter.Bullets, p.Agreed(all, plan.TheYouth)...)
	add(w.others, letter.Bullets, p.Agreed(all, plan.Other)...)
	for _, d := range o.Decisions {
		add(w.decided+d.name(p.Lang), letter.Paragraph, d.says(p.Lang, w)...)
	}
	if len(l.Body) == 0 {
		l.Body = append(l.Body, letter.Block{Kind: letter.Paragraph, Text: w.nothing})
	}
	l.Body = append(l.Body, letter.Block{Kind: letter.FinePrint, Text: w.wrong})
	return l
}

// callers are whom to call: who covers comes first while the owner is away.
func (o OwnPage) callers(lang string, w ownWords) []string {
	var lines []string
	add := func(label, name, number string) {
		if name != "" {
			lines = append(lines, label+": "+strings.TrimSuffix(name+", "+phone.Format(number), ", "))
		}
	}
	if o.Cover != nil {
		add(w.cover, *o.Cover, text(o.CoverPhone))
	}
	word := o.OwnerWordDa
	if lang == letter.English {
		word = o.OwnerWordEn
	}
	if word == "" {
		word = w.owner
	}
	add(w.your+word, o.Owner, o.OwnerPhone)
	add(w.buddy, text(o.Buddy), text(o.BuddyPhone))
	if o.PhoneHours != "" && len(lines) > 0 {
		lines = append(lines, w.hours+o.PhoneHours)
	}
	return lines
}

func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// says is when one meets next, with whom.
func (m NextMeeting) says(lang string, w ownWords) string {
	at := w.days[when.Of(m.At).Weekday()] + letter.DateText(lang, when.Of(m.At))
	if !m.AllDay {
		at += w.clock + strings.Replace(when.ClockOf(m.At).String(), ":", w.point, 1)
	}
	at += w.with + m.With
	if m.Place != "" {
		at += ", " + m.Place
	}
	return at + "."
}

func (d ToldDecision) name(lang string) string {
	if lang == letter.English {
		return d.En
	}
	return d.Da
}

// says is what was decided and how one complains.
func (d ToldDecision) says(lang string, w ownWords) []string {
	lines := []string{strings.Join(strings.Fields(d.Plain), " "), fmt.Sprintf(w.on, letter.DateText(lang, d.On))}
	switch {
	case d.Complains && d.Until != nil && d.Body != "":
		lines = append(lines, fmt.Sprintf(w.complain, letter.DateText(lang, *d.Until), d.Body))
	case d.Complains && d.Until != nil:
		lines = append(lines, fmt.Sprintf(w.complainTo, letter.DateText(lang, *d.Until)))
	default:
		lines = append(lines, w.ask)
	}
	return lines
}
