package caseload

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"time"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casework/kickoff"
	"kasket/internal/db"
	"kasket/internal/when"
)

// PackagePart is a section of a handover package.
type PackagePart string

// The sections that can be chosen. Questions between colleagues, the number, the
// address and what somebody has not sent yet are none, so that nobody can choose them.
const (
	PackSummary    PackagePart = "summary"
	PackWish       PackagePart = "wish"
	PackWorks      PackagePart = "works"
	PackOwner      PackagePart = "owner"
	PackAgreements PackagePart = "agreements"
	PackPlacement  PackagePart = "placement"
	PackContacts   PackagePart = "contacts"
)

// PackageParts lists the sections in the order they are read; UsualParts are those
// that are chosen unless somebody chooses otherwise.
var (
	PackageParts = []PackagePart{PackSummary, PackWish, PackWorks, PackOwner, PackAgreements, PackPlacement, PackContacts}
	UsualParts   = PackageParts[:6]
)

// PartsOf are the sections among some words, each once and in their order.
func PartsOf(words []string) []PackagePart {
	var parts []PackagePart
	for _, p := range PackageParts {
		if slices.Contains(words, string(p)) {
			parts = append(parts, p)
		}
	}
	return parts
}

// Most rows of a package; the latest are kept.
const (
	mostPackAgreements = 50
	MostPackContacts   = 500
)

// HandoverPackage is what another municipality is given of a course, when the youth
// moves there. What was not chosen was not read.
type HandoverPackage struct {
	Programme   string
	Team        string
	StartedOn   when.Date
	ClosedOn    *when.Date
	Summary     string
	Wish        string
	Matters     string // to the youth in the contact
	Reach       kickoff.Reach
	ReachNote   string
	OwnerWordDa string
	OwnerWordEn string
	Owner       string
	OwnerTitle  string
	OwnerPhone  string
	TeamPhone   string
	PhoneHours  string
	Agreements  []Agreement
	Placements  []PlacementLine
	Contacts    []PackageContact // with the youth, the latest first
	Parts       []PackagePart    `db:"-"`
}

// Has reports whether a section was chosen.
func (p HandoverPackage) Has(part PackagePart) bool { return slices.Contains(p.Parts, part) }

// PackageContact is that one talked with the youth: when, how and where, and nobody
// else who was there.
type PackageContact struct {
	At    time.Time `json:"at"`
	Kind  string    `json:"kind"`
	Place string    `json:"place"`
}

// HandoverPackage reads the chosen sections of a course for somebody who may give them
// on, and records that they did and which. A youth in no course has an empty one.
func (s *Service) HandoverPackage(ctx context.Context, by access.Actor, scope access.Scope, parts []PackagePart) (HandoverPackage, error) {
	if err := access.Check(by, access.MakePackage, scope); err != nil {
		return HandoverPackage{}, err
	}
	if scope.Enrolment == 0 {
		return HandoverPackage{}, nil
	}
	p, err := db.One[HandoverPackage](ctx, s.read, selectPackage, db.Args{
		"course": scope.Enrolment, "parts": parts, "today": when.Of(s.now()), "agreements": mostPackAgreements, "contacts": MostPackContacts,
	})
	if err != nil {
		return p, fmt.Errorf("handover package of enrolment %d: %w", scope.Enrolment, err)
	}
	p.Parts = parts
	p.withoutNumbers()
	return p, s.trail.Look(ctx, audit.Event{
		By: by, Action: access.MakePackage, Youth: scope.Youth, Team: scope.Team, Subject: int64(scope.Enrolment),
		Detail: map[string]any{"sections": parts},
	})
}

// number is what looks like a CPR number in a text that somebody typed.
var number = regexp.MustCompile(`\b\d{6}[\s\x{00A0}.\-–]{0,3}\d{4}\b`)

// NumberLeftOut stands where a number was.
const NumberLeftOut = "…"

// withoutNumbers takes CPR numbers out of what was typed: the number goes by itself,
// and another's, a mother's, not at all (databeskyttelsesloven § 11).
func (p *HandoverPackage) withoutNumbers() {
	clean := func(text *string) { *text = number.ReplaceAllString(*text, NumberLeftOut) }
	for _, text := range []*string{&p.Summary, &p.Wish, &p.Matters, &p.ReachNote} {
		clean(text)
	}
	for i := range p.Agreements {
		clean(&p.Agreements[i].Text)
	}
}

// selectPackage reads each section only where it was chosen. The day is the last of the
// course, or today while it runs.
const selectPackage = `
	SELECT p.name AS programme, t.name AS team, e.started_on, e.closed_on,
	       CASE WHEN 'summary' = ANY(@parts::text[]) THEN e.summary ELSE '' END AS summary,
	       CASE WHEN 'wish' = ANY(@parts::text[]) THEN e.wish ELSE '' END AS wish,
	       coalesce(ks.matters, '') AS matters, coalesce(ks.reach, '') AS reach, coalesce(ks.reach_note, '') AS reach_note,
	       coalesce(r.owner_word_da, '') AS owner_word_da, coalesce(r.owner_word_en, '') AS owner_word_en,
	       coalesce(o.name, '') AS owner, coalesce(o.title, '') AS owner_title, coalesce(o.phone, '') AS owner_phone,
	       CASE WHEN o.id IS NULL THEN '' ELSE t.phone END AS team_phone, CASE WHEN o.id IS NULL THEN '' ELSE t.phone_hours END AS phone_hours,
	       coalesce((SELECT json_agg(json_build_object('id', a.id, 'text', a.text, 'who', a.who, 'due', coalesce(a.due_on::text, '')) ORDER BY a.due_on, a.id)
	                 FROM (SELECT * FROM agreements WHERE enrolment_id = e.id AND done_at IS NULL AND 'agreements' = ANY(@parts::text[])
	                       ORDER BY due_on, id LIMIT @agreements) a), '[]') AS agreements,
	       coalesce((SELECT json_agg(json_build_object('company', c.name, 'da', coalesce(k.name_da, ''), 'en', coalesce(k.name_en, ''),
	                                 'from', x.from_on, 'to', coalesce(x.to_on::text, ''), 'hours', coalesce(x.hours, 0)) ORDER BY x.from_on)
	                 FROM placements x JOIN companies c ON c.id = x.company_id
	                 LEFT JOIN LATERAL (SELECT name_da, name_en FROM catalogue WHERE kind = 'placement' AND code = x.type ORDER BY valid_from DESC LIMIT 1) k ON true
	                 WHERE x.enrolment_id = e.id AND x.result = '' AND 'placement' = ANY(@parts::text[])
	                   AND x.from_on <= coalesce(e.closed_on, @today::date) AND (x.to_on IS NULL OR x.to_on >= coalesce(e.closed_on, @today::date))), '[]') AS placements,
	       coalesce((SELECT json_agg(json_build_object('at', c.occurred_at, 'kind', c.kind, 'place', c.place) ORDER BY c.occurred_at DESC, c.id DESC)
	                 FROM (SELECT c.id, c.occurred_at, c.kind, c.place FROM contact_youths y JOIN contacts c ON c.id = y.contact_id
	                       WHERE y.enrolment_id = e.id AND c.withdrawn_at IS NULL AND c.outcome = 'talked' AND c.counterpart = 'youth'
	                         AND 'contacts' = ANY(@parts::text[]) ORDER BY y.occurred_at DESC LIMIT @contacts) c), '[]') AS contacts
	FROM enrolments e
	JOIN programmes p ON p.id = e.programme_id
	JOIN teams t ON t.id = e.team_id
	LEFT JOIN staff o ON o.id = e.owner_id AND 'owner' = ANY(@parts::text[])
	LEFT JOIN kickoffs ks ON ks.enrolment_id = e.id AND 'works' = ANY(@parts::text[])
	LEFT JOIN programme_rules r ON r.programme_id = e.programme_id AND daterange(r.valid_from, r.valid_to, '[]') @> coalesce(e.closed_on, @today::date)
	WHERE e.id = @course`
