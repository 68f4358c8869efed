// Package outcome keeps how a course ended: the exit, with how the programme
// counted it on that very day, so that a later change of rules rewrites no figure.
package outcome

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casework/enrolment"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// Exit is how a course ended. Code and On are all that must be there.
type Exit struct {
	Code     string    // of the catalogue
	On       when.Date // last day of the course
	Words    string    // the youth's own, about how it went
	Worked   string    // what worked
	Receiver string    // who receives the youth: a school, a workplace, a unit
	Note     string
	ReadyFor enrolment.ReadyFor // with ReadyOn: since when they are ready, which may lie before On
	ReadyOn  *when.Date
	Lives    map[string]Life // by the code of the catalogue (life_area); what nobody said is missing
	Status   string          // where they stand at the exit; empty is what follows from the exit, where that is sure
}

// Life is how it went in a part of life beside education and work (seed D).
type Life string

// How it went. Unknown is an answer; nothing said is none.
const (
	Better      Life = "better"
	Same        Life = "same"
	Worse       Life = "worse"
	NotRelevant Life = "not_relevant"
	LifeUnknown Life = "unknown"
)

// Lives lists how it can have gone, as it is offered.
var Lives = []Life{Better, Same, Worse, NotRelevant, LifeUnknown}

// mostNote is how long each text of an exit may be, in characters; mostReceiver who receives
// the youth.
const (
	mostNote     = 2000
	mostReceiver = 200
)

// Service is the use cases of endings.
type Service struct {
	read  db.Reader
	trail *audit.Trail
	now   func() time.Time
}

// NewService makes the service; now is the clock.
func NewService(read db.Reader, trail *audit.Trail, now func() time.Time) *Service {
	return &Service{read: read, trail: trail, now: now}
}

// Codes of the catalogue that mean something to the house. Who moved to another municipality
// may be given a handover package; a death stops everything; who was never of the target
// group is asked nothing afterwards.
const (
	Moved      = "moved"
	Death      = "death"
	WrongGroup = "wrong_group"
)

// MovedTeam is the code of a course that ended because another team took over. It is no
// exit: it is counted in no figure of exits, and no form offers it.
const MovedTeam = "moved_team"

// RecordMove writes that a course ended in a move, inside the transaction of who
// assigns.
func RecordMove(ctx context.Context, tx pgx.Tx, by access.Actor, course id.Enrolment, on when.Date, reason string, at time.Time) error {
	return save(ctx, tx, course, Exit{Code: MovedTeam, On: on, Note: reason}, programme.LeftOut, by.Staff, at)
}

// noMove refuses to end a course that another team was asked to take over: who asked
// takes it back first.
func noMove(ctx context.Context, q db.Reader, course id.Enrolment) error {
	team, err := db.Value[string](ctx, q, `
		SELECT t.name FROM referrals r JOIN teams t ON t.id = r.team_id WHERE r.from_enrolment = @course AND r.state NOT IN ('assigned', 'declined')`,
		db.Args{"course": course})
	switch {
	case errors.Is(err, db.ErrNotFound):
		return nil
	case err != nil:
		return fmt.Errorf("a move from enrolment %d: %w", course, err)
	}
	return rule.Violation("", "move_waits", team)
}
