package review

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casework/standing"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/when"
)

// open is the condition that not both have closed the note n.
const open = `(n.leader_closed_at IS NULL OR n.owner_closed_at IS NULL)`

// ours is the condition that the note n of the review r is @staff's to answer on @today:
// they were asked, or have or cover the youth now.
const ours = `(r.staff_id = @staff OR n.by_id <> @staff AND EXISTS (
	SELECT FROM enrolments oe WHERE oe.youth_id = n.youth_id AND oe.closed_on IS NULL
	AND (oe.owner_id = @staff OR EXISTS (SELECT FROM covers oc WHERE oc.enrolment_id = oe.id AND oc.for_id = oe.owner_id AND oc.staff_id = @staff
	     AND daterange(oc.from_on, oc.to_on, '[]') @> @today::date))))`

// Waiting is the SQL that counts the notes @staff has not closed on @today, for the day
// that caseload tells.
func Waiting() string {
	return `(SELECT count(*)::int FROM review_notes n JOIN reviews r ON r.id = n.review_id
	WHERE n.owner_closed_at IS NULL AND ` + ours + ` AND ` + standing.NoConflict("@staff", "n.youth_id") + `)`
}

// Answered is the SQL that counts the answered notes of the team @team that a leader,
// @staff, has not closed.
func Answered() string {
	return `(SELECT count(*)::int FROM review_notes n JOIN reviews r ON r.id = n.review_id
	WHERE r.team_id = @team AND n.leader_closed_at IS NULL AND n.answered_at IS NOT NULL AND ` + standing.NoConflict("@staff", "n.youth_id") + `)`
}

const (
	reviewColumns = `r.id, r.team_id AS team, r.staff_id AS staff, r.by_id AS by, r.reason, r.started_at, r.ended_at, c.name AS colleague, l.name AS leader,
	(SELECT count(*)::int FROM review_notes n WHERE n.review_id = r.id AND ` + open + `
	 AND NOT EXISTS (SELECT FROM conflicts k WHERE k.youth_id = n.youth_id AND k.staff_id = @staff AND k.ended_at IS NULL)) AS open`
	reviewTables = ` FROM reviews r JOIN staff c ON c.id = r.staff_id JOIN staff l ON l.id = r.by_id `

	noteColumns = `n.id, n.review_id AS review, n.youth_id AS youth, coalesce(n.contact_id, 0) AS contact, n.kind, n.text, n.by_id AS by, n.at,
	n.answer, n.answered_at, n.answered_by, n.leader_closed_at, n.owner_closed_at, r.staff_id AS staff, r.team_id AS team, r.reason,
	concat_ws(' ', coalesce(nullif(y.called_name, ''), y.given_name), nullif(y.family_name, '')) AS name,
	b.name AS leader, c.name AS colleague, coalesce(a.name, '') AS answerer, coalesce(x.kind, '') AS entry_kind, x.occurred_at AS entry_at`
	noteTables = ` FROM review_notes n JOIN reviews r ON r.id = n.review_id JOIN youths y ON y.id = n.youth_id JOIN staff b ON b.id = n.by_id
	JOIN staff c ON c.id = r.staff_id LEFT JOIN staff a ON a.id = n.answered_by LEFT JOIN contacts x ON x.id = n.contact_id `
)

func lock(ctx context.Context, tx pgx.Tx, note id.ReviewNote) (Note, error) {
	n, err := db.One[Note](ctx, tx, `SELECT `+noteColumns+noteTables+`WHERE n.id = @id FOR UPDATE OF n`, db.Args{"id": note})
	if err != nil {
		return n, fmt.Errorf("note %d: %w", note, err)
	}
	return n, nil
}

func save(ctx context.Context, tx pgx.Tx, n Note) error {
	_, err := tx.Exec(ctx, `UPDATE review_notes SET answer = @answer, answered_at = @at, answered_by = @by, leader_closed_at = @leader, owner_closed_at = @owner WHERE id = @id`,
		db.Args{"id": n.ID, "answer": n.Answer, "at": n.AnsweredAt, "by": n.AnsweredBy, "leader": n.LeaderClosedAt, "owner": n.OwnerClosedAt})
	if err != nil {
		return fmt.Errorf("saving note %d: %w", n.ID, err)
	}
	return nil
}

// pageSize is how many ended reviews, or notes, a list shows.
const pageSize = 100

// Mine lists the notes that one was asked about, and those of youths one has or covers,
// until both have closed them; the oldest first.
func (s *Service) Mine(ctx context.Context, by access.Actor) ([]Note, error) {
	if err := access.Check(by, access.AnswerReview, access.Own()); err != nil {
		return nil, err
	}
	list, err := db.All[Note](ctx, s.read, `SELECT `+noteColumns+noteTables+`
		WHERE `+open+` AND `+ours+` AND `+standing.NoConflict("@staff", "n.youth_id")+`
		ORDER BY n.owner_closed_at IS NOT NULL, n.id LIMIT @limit`, db.Args{"staff": by.Staff, "today": s.today(), "limit": pageSize})
	if err != nil {
		return nil, fmt.Errorf("notes to staff %d: %w", by.Staff, err)
	}
	return list, s.trail.Look(ctx, audit.Event{By: by, Action: access.AnswerReview, Detail: map[string]any{"notes": len(list)}})
}

// Colleague is somebody whose caseload can be reviewed.
type Colleague struct {
	ID     id.Staff
	Name   string
	Youths int // with an open course in the team
}

// Board is a team's reviews as its leader sees them.
type Board struct {
	Reviews    []Review // the running first, then the newest
	Notes      []Note   // that not both have closed: the answered first
	Colleagues []Colleague
}

// Board reads the reviews of a team.
func (s *Service) Board(ctx context.Context, by access.Actor, team id.Team) (b Board, err error) {
	if err := access.Check(by, access.ReviewCaseload, access.InTeam(team)); err != nil {
		return b, err
	}
	args := db.Args{"team": team, "staff": by.Staff, "limit": pageSize}
	if b.Reviews, err = db.All[Review](ctx, s.read, `SELECT `+reviewColumns+reviewTables+`
		WHERE r.team_id = @team ORDER BY r.ended_at IS NOT NULL, r.id DESC LIMIT @limit`, args); err != nil {
		return b, fmt.Errorf("reviews of team %d: %w", team, err)
	}
	if b.Notes, err = db.All[Note](ctx, s.read, `SELECT `+noteColumns+noteTables+`
		WHERE r.team_id = @team AND `+open+` AND `+standing.NoConflict("@staff", "n.youth_id")+`
		ORDER BY n.leader_closed_at IS NOT NULL OR n.answered_at IS NULL, n.id LIMIT @limit`, args); err != nil {
		return b, fmt.Errorf("notes of team %d: %w", team, err)
	}
	b.Colleagues, err = db.All[Colleague](ctx, s.read, `
		SELECT s.id, s.name, (SELECT count(*)::int FROM enrolments e WHERE e.owner_id = s.id AND e.team_id = @team AND e.closed_on IS NULL) AS youths
		FROM memberships m JOIN staff s ON s.id = m.staff_id
		WHERE m.team_id = @team AND 'caseworker' = ANY(m.roles) AND s.id <> @staff AND (s.left_on IS NULL OR s.left_on >= @today)
		ORDER BY s.name COLLATE "da-x-icu", s.id`, db.Args{"team": team, "staff": by.Staff, "today": s.today()})
	if err != nil {
		return b, fmt.Errorf("colleagues of team %d: %w", team, err)
	}
	return b, s.trail.Look(ctx, audit.Event{By: by, Action: access.ReviewCaseload, Team: team})
}

// Youth is a youth of the caseload that is gone through.
type Youth struct {
	ID          id.Youth
	Name        string
	Theirs      bool // the colleague has the youth now; else there is a note from before
	StartedOn   when.Date
	LastContact *time.Time
	Entries     []Entry // the newest first, by day and kind alone
	Notes       []Note  // of this review, the oldest first
}

// Entry is an entry of the log by its day and kind: a review tells no more of it.
type Entry struct {
	ID   id.Contact `json:"id"`
	At   time.Time  `json:"at"`
	Kind string     `json:"kind"`
}

// lastEntries is how many entries one may choose from.
const lastEntries = 5

// Open reads a review with the colleague's youths in order of name, and records the look.
func (s *Service) Open(ctx context.Context, by access.Actor, review id.Review) (Review, []Youth, error) {
	r, err := s.led(ctx, s.read, by, review, "")
	if err != nil {
		return Review{}, nil, err
	}
	list, err := db.All[Youth](ctx, s.read, `
		SELECT y.id, concat_ws(' ', coalesce(nullif(y.called_name, ''), y.given_name), nullif(y.family_name, '')) AS name,
		       e.owner_id = @colleague AND e.team_id = @team AND e.closed_on IS NULL AS theirs, e.started_on, e.last_contact_at AS last_contact,
		       (SELECT coalesce(json_agg(x ORDER BY x.at DESC, x.id DESC), '[]') FROM (
		          SELECT c.id, c.occurred_at AS at, c.kind FROM contact_youths cy JOIN contacts c ON c.id = cy.contact_id
		          WHERE cy.youth_id = y.id AND cy.enrolment_id = e.id AND c.withdrawn_at IS NULL AND `+standing.NoConflictInEntry("@staff", "c.id")+`
		          ORDER BY cy.occurred_at DESC, c.id DESC LIMIT @entries) x) AS entries,
		       (SELECT coalesce(json_agg(z ORDER BY z.id), '[]') FROM (SELECT `+noteColumns+` FROM review_notes n JOIN reviews r ON r.id = n.review_id
		          JOIN staff b ON b.id = n.by_id JOIN staff c ON c.id = r.staff_id LEFT JOIN staff a ON a.id = n.answered_by LEFT JOIN contacts x ON x.id = n.contact_id
		          WHERE n.review_id = @review AND n.youth_id = y.id) z) AS notes
		FROM youths y JOIN LATERAL (SELECT * FROM enrolments WHERE youth_id = y.id ORDER BY closed_on IS NULL DESC, started_on DESC, id DESC LIMIT 1) e ON true
		WHERE y.id IN (SELECT youth_id FROM enrolments WHERE owner_id = @colleague AND team_id = @team AND closed_on IS NULL
		               UNION SELECT youth_id FROM review_notes WHERE review_id = @review)
		  AND `+standing.NoConflict("@staff", "y.id")+`
		ORDER BY concat_ws(' ', coalesce(nullif(y.called_name, ''), y.given_name), nullif(y.family_name, '')) COLLATE "da-x-icu", y.id`,
		db.Args{"staff": by.Staff, "colleague": r.Staff, "team": r.Team, "review": review, "entries": lastEntries})
	if err != nil {
		return r, nil, fmt.Errorf("youths of review %d: %w", review, err)
	}
	return r, list, s.trail.Look(ctx, audit.Event{By: by, Action: access.ReviewCaseload, Team: r.Team, Subject: int64(review)})
}
