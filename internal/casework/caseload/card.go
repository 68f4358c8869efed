package caseload

import (
	"context"
	"fmt"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/db"
	"kasket/internal/when"
)

// CardFor is whom a contact card is printed for.
type CardFor string

// The youth gets everything that is said to the youth; a partner no more of the
// youth than the name, or its first letters.
const (
	ForYouth   CardFor = "youth"
	ForPartner CardFor = "partner"
)

// ContactCard is who to get hold of: the owner, the buddy, and who to ask when
// neither answers (seed Halsnæs: the partners know whom to reach).
type ContactCard struct {
	OwnerWordDa string
	OwnerWordEn string
	Owner       string
	OwnerTitle  string
	OwnerPhone  string
	Buddy       *string
	BuddyPhone  *string
	Cover       *string // who acts for the owner today
	CoverPhone  *string
	CoverTo     *when.Date
	Team        string
	TeamPhone   string
	PhoneHours  string
	Leader      *string
	LeaderPhone *string
}

// ContactCard reads the card of an open course for somebody who may print it, and
// records that they did. A youth in no course has an empty one.
func (s *Service) ContactCard(ctx context.Context, by access.Actor, scope access.Scope, to CardFor) (ContactCard, error) {
	if err := access.Check(by, access.PrintCard, scope); err != nil {
		return ContactCard{}, err
	}
	if scope.Enrolment == 0 || scope.Closed {
		return ContactCard{}, nil // nobody is to be got hold of
	}
	c, err := db.One[ContactCard](ctx, s.read, `
		SELECT coalesce(r.owner_word_da, '') AS owner_word_da, coalesce(r.owner_word_en, '') AS owner_word_en,
		       o.name AS owner, o.title AS owner_title, o.phone AS owner_phone, b.name AS buddy, b.phone AS buddy_phone,
		       c.name AS cover, c.phone AS cover_phone, v.to_on AS cover_to, t.name AS team, t.phone AS team_phone, t.phone_hours,
		       l.name AS leader, l.phone AS leader_phone
		FROM enrolments e
		JOIN teams t ON t.id = e.team_id
		JOIN staff o ON o.id = e.owner_id
		LEFT JOIN staff b ON b.id = e.buddy_id
		LEFT JOIN programme_rules r ON r.programme_id = e.programme_id AND daterange(r.valid_from, r.valid_to, '[]') @> @today::date
		LEFT JOIN covers v ON v.enrolment_id = e.id AND v.for_id = e.owner_id AND daterange(v.from_on, v.to_on, '[]') @> @today::date
		LEFT JOIN staff c ON c.id = v.staff_id
		LEFT JOIN LATERAL (SELECT s.name, s.phone FROM memberships m JOIN staff s ON s.id = m.staff_id
		                   WHERE m.team_id = t.id AND 'leader' = ANY(m.roles) AND (s.left_on IS NULL OR s.left_on >= @today)
		                   ORDER BY s.id LIMIT 1) l ON true
		WHERE e.id = @course`, db.Args{"course": scope.Enrolment, "today": when.Of(s.now())})
	if err != nil {
		return c, fmt.Errorf("contact card of enrolment %d: %w", scope.Enrolment, err)
	}
	return c, s.trail.Look(ctx, audit.Event{By: by, Action: access.PrintCard, Youth: scope.Youth, Team: scope.Team, Detail: map[string]any{"for": to}})
}
