// Package intake keeps the referrals: a youth proposed to a team, who waits until
// a coordinator assigns an owner or declines with a reason. Assigning is the one
// way by which a person opens a course.
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

// State is how far a referral has come.
type State string

// The states. Assigned and Declined are for good.
const (
	Waiting  State = "waiting"
	Assigned State = "assigned"
	Declined State = "declined"
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
	ReferredBy    string
	Reason        string // why now
	Wish          string // in the youth's own words
	NeedsGroup    *int
	Benefit       string // codes of the catalogue
	Category      string
	State         State
	Enrolment     *id.Enrolment
	Owner         *string // of the course it became
	DeclineReason string
	DecidedBy     *string
	DecidedAt     *time.Time
}

// Waits reports whether nobody has decided yet.
func (r Referral) Waits() bool { return r.State == Waiting }

// DaysWaiting is how long the youth has waited on a day.
func (r Referral) DaysWaiting(today when.Date) int { return max(0, today.Sub(r.ReferredOn)) }

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
	now        func() time.Time
}

// NewService makes the service; ranking says who can be chosen, now is the clock.
func NewService(read db.Reader, trail *audit.Trail, youths *youth.Service, programmes *programme.Service, ranking Ranking, now func() time.Time) *Service {
	return &Service{read: read, trail: trail, youths: youths, programmes: programmes, ranking: ranking, now: now}
}

func (s *Service) today() when.Date { return when.Of(s.now()) }

const referralColumns = `
	SELECT f.id, f.team_id AS team, t.name AS team_name, p.id AS programme, p.name AS programme_name,
	       coalesce(r.owner_word_da, '') AS owner_word_da, coalesce(r.owner_word_en, '') AS owner_word_en,
	       coalesce(r.buddy, 'optional') AS buddy, coalesce(r.age_min, 0) AS age_min, coalesce(r.age_max, 0) AS age_max,
	       f.youth_id AS youth, concat_ws(' ', coalesce(nullif(y.called_name, ''), y.given_name), nullif(y.family_name, '')) AS name,
	       coalesce(nullif(y.called_name, ''), y.given_name) AS called, y.pronoun, y.birth_date, y.interpreter, y.protection,
	       f.referred_on, f.referred_by, f.reason, f.wish, f.needs_group, f.benefit, f.category, f.state, f.enrolment_id AS enrolment,
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

// Board is what a coordinator begins the day with.
type Board struct {
	Waiting  []Referral // the longest waiting first
	MoreFrom id.Referral
	Lately   []Referral // decided in the last days, by anybody; the newest first
	Teams    int        // how many teams the board is of
}

// What a board shows: so many who wait on a page, and what was decided lately.
const (
	boardPage = 50
	lately    = 30 * 24 * time.Hour
)

// Board lists who waits in the teams that by coordinates, from the one after the
// given referral on, and what was decided lately.
func (s *Service) Board(ctx context.Context, by access.Actor, after id.Referral) (Board, error) {
	teams := by.TeamsWhere(access.ViewReferral)
	if len(teams) == 0 {
		return Board{}, access.Check(by, access.ViewReferral, access.Scope{})
	}
	b := Board{Teams: len(teams)}
	var err error
	b.Waiting, err = db.All[Referral](ctx, s.read, selectReferral+`
		WHERE f.state = 'waiting' AND f.team_id = ANY(@teams) AND `+standing.NoConflict("@staff", "f.youth_id")+`
		  AND (@after = 0 OR (f.referred_on, f.id) > (SELECT referred_on, id FROM referrals WHERE id = @after))
		ORDER BY f.referred_on, f.id LIMIT @limit`,
		db.Args{"staff": by.Staff, "teams": teams, "after": after, "limit": boardPage + 1, "today": s.today()})
	if err != nil {
		return b, fmt.Errorf("listing who waits: %w", err)
	}
	if len(b.Waiting) > boardPage {
		b.Waiting = b.Waiting[:boardPage]
		b.MoreFrom = b.Waiting[boardPage-1].ID
	}
	// The limit is a plain number: the planner takes a parameter's for a tenth of all.
	b.Lately, err = db.All[Referral](ctx, s.read, referralColumns+`(
			SELECT * FROM referrals g WHERE state <> 'waiting' AND team_id = ANY(@teams) AND decided_at >= @since AND `+standing.NoConflict("@staff", "g.youth_id")+`
			ORDER BY decided_at DESC, id DESC LIMIT 30) f`+referralTables+`
		ORDER BY f.decided_at DESC, f.id DESC`,
		db.Args{"staff": by.Staff, "teams": teams, "since": s.now().Add(-lately), "today": s.today()})
	if err != nil {
		return b, fmt.Errorf("listing what was decided lately: %w", err)
	}
	return b, s.trail.Look(ctx, audit.Event{By: by, Action: access.ViewReferral, Detail: map[string]any{"list": "waiting", "teams": teams}})
}
