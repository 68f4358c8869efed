// Package intake keeps the referrals: a youth proposed to a team. The unit that
// refers and the team say whether the team is the right place; a coordinator assigns
// an owner or declines with a reason. Assigning is the one way by which a person
// opens a course.
package intake

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casework/standing"
	"kasket/internal/casework/youth"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/when"
)

// Referral is a youth proposed to a team.
type Referral struct {
	ID            id.Referral
	Team          id.Team
	TeamName      string
	Programme     id.Programme
	ProgrammeName string
	OwnerWordDa   string // what the owner is called in this programme
	OwnerWordEn   string
	Buddy         programme.BuddyRule
	AgeMin        int // ages of the programme; 0 is no rule
	AgeMax        int
	Youth         id.Youth
	Name          string
	Called        string
	Pronoun       string
	BirthDate     *when.Date
	Interpreter   string
	Protection    youth.Protection
	ReferredOn    when.Date
	Account
	NeedsGroup    *int
	Benefit       string // codes of the catalogue
	Category      string
	State         State
	Words              // the last of both parties
	TargetDays    *int // within how many days the team wants a contact person; nil is no target
	Version       int
	Enrolment     *id.Enrolment
	FromEnrolment *id.Enrolment // the course another team asks us to take over
	Owner         *string       // of the course it became
	DeclineReason string
	DecidedBy     *string
	DecidedAt     *time.Time
}

// Waits reports whether the youth waits: nobody has assigned or declined yet.
func (r Referral) Waits() bool { return r.State.Open() }

// DaysWaiting is how long the youth has waited on a day.
func (r Referral) DaysWaiting(today when.Date) int { return max(0, today.Sub(r.ReferredOn)) }

// PastTarget reports whether an open referral is older than the team's own target.
func (r Referral) PastTarget(today when.Date) bool {
	return r.State.Open() && r.TargetDays != nil && r.DaysWaiting(today) > *r.TargetDays
}

// OutsideAges reports whether the youth's age is outside what the programme says.
// It is said, and stops nobody.
func (r Referral) OutsideAges(today when.Date) bool {
	rules := programme.Rules{AgeMin: r.AgeMin, AgeMax: r.AgeMax}
	return r.BirthDate != nil && !rules.AgeFits(*r.BirthDate, today)
}

// Service is the use cases of referrals.
type Service struct {
	read       db.Reader
	trail      *audit.Trail
	youths     *youth.Service
	programmes *programme.Service
	ranking    Ranking
	along      Along
	now        func() time.Time
}

// NewService makes the service; ranking says who can be chosen, along what goes along in
// a move, now is the clock.
func NewService(read db.Reader, trail *audit.Trail, youths *youth.Service, programmes *programme.Service, ranking Ranking, along Along, now func() time.Time) *Service {
	return &Service{read: read, trail: trail, youths: youths, programmes: programmes, ranking: ranking, along: along, now: now}
}

func (s *Service) today() when.Date { return when.Of(s.now()) }

const referralColumns = `
	SELECT f.id, f.team_id AS team, t.name AS team_name, p.id AS programme, p.name AS programme_name,
	       coalesce(r.owner_word_da, '') AS owner_word_da, coalesce(r.owner_word_en, '') AS owner_word_en,
	       coalesce(r.buddy, 'optional') AS buddy, coalesce(r.age_min, 0) AS age_min, coalesce(r.age_max, 0) AS age_max,
	       f.youth_id AS youth, concat_ws(' ', coalesce(nullif(y.called_name, ''), y.given_name), nullif(y.family_name, '')) AS name,
	       coalesce(nullif(y.called_name, ''), y.given_name) AS called, y.pronoun, y.birth_date, y.interpreter, y.protection,
	       f.referred_on, ` + accountColumns + `, f.needs_group, f.benefit, f.category, f.state, f.version, f.enrolment_id AS enrolment, f.from_enrolment,
	       coalesce(u.verdict, '') AS unit_verdict, coalesce(m.verdict, '') AS team_verdict, coalesce(u.id, 0) > coalesce(m.id, 0) AS unit_last,
	       t.waiting_target_days AS target_days,
	       o.name AS owner, f.decline_reason, d.name AS decided_by, f.decided_at
	FROM `

const referralTables = `
	JOIN teams t ON t.id = f.team_id
	JOIN programmes p ON p.id = t.programme_id
	LEFT JOIN programme_rules r ON r.programme_id = p.id AND daterange(r.valid_from, r.valid_to, '[]') @> @today::date
	JOIN youths y ON y.id = f.youth_id
	LEFT JOIN enrolments e ON e.id = f.enrolment_id
	LEFT JOIN staff o ON o.id = e.owner_id
	LEFT JOIN staff d ON d.id = f.decided_by
	LEFT JOIN LATERAL (SELECT id, verdict FROM screening_views WHERE referral_id = f.id AND party = 'unit' ORDER BY id DESC LIMIT 1) u ON true
	LEFT JOIN LATERAL (SELECT id, verdict FROM screening_views WHERE referral_id = f.id AND party = 'team' ORDER BY id DESC LIMIT 1) m ON true
	`

const selectReferral = referralColumns + `referrals f` + referralTables

// Open finds a referral for somebody who may see it, and records the look.
func (s *Service) Open(ctx context.Context, by access.Actor, referral id.Referral) (Referral, error) {
	r, err := find(ctx, s.read, by, referral, s.today())
	if err != nil {
		return r, err
	}
	if err := access.Check(by, access.ViewReferral, access.InTeam(r.Team)); err != nil {
		return Referral{}, fmt.Errorf("referral %d: %w", referral, err)
	}
	return r, s.trail.Look(ctx, audit.Event{By: by, Action: access.ViewReferral, Youth: r.Youth, Team: r.Team, Subject: int64(r.ID)})
}

// find reads a referral; one of a youth that by is disqualified from is not there.
func find(ctx context.Context, q db.Reader, by access.Actor, referral id.Referral, today when.Date) (Referral, error) {
	r, err := db.One[Referral](ctx, q, selectReferral+`WHERE f.id = @id AND `+standing.NoConflict("@staff", "f.youth_id"),
		db.Args{"id": referral, "today": today, "staff": by.Staff})
	if err != nil {
		return r, fmt.Errorf("referral %d: %w", referral, err)
	}
	return r, nil
}

// hold locks a referral until the transaction ends and reads it as it then stands,
// so that of two who decide at once the second sees what the first decided.
func hold(ctx context.Context, tx pgx.Tx, by access.Actor, do access.Action, referral id.Referral, today when.Date) (Referral, error) {
	if _, err := tx.Exec(ctx, `SELECT FROM referrals WHERE id = @id FOR UPDATE`, db.Args{"id": referral}); err != nil {
		return Referral{}, fmt.Errorf("holding referral %d: %w", referral, err)
	}
	r, err := find(ctx, tx, by, referral, today)
	if err != nil {
		return r, err
	}
	return r, access.Check(by, do, access.InTeam(r.Team))
}
