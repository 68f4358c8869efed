// Package transfer keeps the requests to a colleague to take over a youth: what is
// handed over, and how it was answered. The owner changes only when the colleague
// accepts, and through enrolment.Pass like every other change. It also moves all
// that somebody who leaves has, row by row.
package transfer

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casework/enrolment"
	"kasket/internal/casework/standing"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/when"
)

// State is how a request stands.
type State string

// The states. A request lapses by itself when the owner changes otherwise or the
// course ends; the schema sees to that.
const (
	Open      State = "open"
	Accepted  State = "accepted"
	Returned  State = "returned"
	Withdrawn State = "withdrawn"
	Lapsed    State = "lapsed"
)

// Transfer is a request to a colleague to take over a youth.
type Transfer struct {
	ID           id.Transfer
	Youth        id.Youth
	Enrolment    id.Enrolment
	From         id.Staff // the owner who hands over
	To           id.Staff // who is asked
	AskedBy      id.Staff
	AskedAt      time.Time
	Reason       string
	Summary      string // in the youth's words
	WantedOn     *when.Date
	StaysBuddy   bool // the owner becomes buddy
	State        State
	AnsweredAt   *time.Time
	AnswerReason string
	NotedAt      *time.Time // the giver has read how it ended
	Name         string     // what the youth is called
	Giver        string
	GiverPhone   string
	Receiver     string
	Asker        string
	Items        []Item
}

// Service is the use cases of requests and of moving a caseload.
type Service struct {
	read  db.Reader
	trail *audit.Trail
	now   func() time.Time
}

// NewService makes the service; now is the clock.
func NewService(read db.Reader, trail *audit.Trail, now func() time.Time) *Service {
	return &Service{read: read, trail: trail, now: now}
}

func (s *Service) today() when.Date { return when.Of(s.now()) }

// Limits of what one may write, in characters.
const (
	mostReason   = 1000
	mostSummary  = 4000
	mostRemark   = 500
	longestAhead = 6 // months
)

// nameOf is what a youth is called, where the row of the youth is y.
const nameOf = `concat_ws(' ', coalesce(nullif(y.called_name, ''), y.given_name), nullif(y.family_name, ''))`

const selectTransfer = `
	SELECT t.id, t.youth_id AS youth, t.enrolment_id AS enrolment, t.from_id AS "from", t.to_id AS "to", t.asked_by, t.asked_at,
	       t.reason, t.summary, t.wanted_on, t.stays_buddy, t.state, t.answered_at, t.answer_reason, t.noted_at,
	       ` + nameOf + ` AS name, f.name AS giver, f.phone AS giver_phone, r.name AS receiver, a.name AS asker,
	       (SELECT coalesce(json_agg(json_build_object('kind', i.kind, 'subject', i.subject, 'text', i.text, 'detail', i.detail, 'on', i.on_day,
	                                                   'at', i.at, 'settled', i.settled, 'remark', i.remark) ORDER BY i.kind, i.subject), '[]')
	        FROM transfer_items i WHERE i.transfer_id = t.id) AS items
	FROM transfers t JOIN youths y ON y.id = t.youth_id JOIN staff f ON f.id = t.from_id JOIN staff r ON r.id = t.to_id
	JOIN staff a ON a.id = t.asked_by
	WHERE t.id = @id`

func find(ctx context.Context, q db.Reader, transfer id.Transfer) (Transfer, error) {
	t, err := db.One[Transfer](ctx, q, selectTransfer, db.Args{"id": transfer})
	if err != nil {
		return t, fmt.Errorf("transfer %d: %w", transfer, err)
	}
	t.Items = inOrder(t.Items)
	return t, nil
}

// hold locks the course of a request and then reads the request: whatever changes
// the owner, and whatever ends a request, comes one after another.
func hold(ctx context.Context, tx pgx.Tx, transfer id.Transfer) (Transfer, error) {
	youth, err := db.Value[id.Youth](ctx, tx, `SELECT youth_id FROM transfers WHERE id = @id`, db.Args{"id": transfer})
	if err != nil {
		return Transfer{}, fmt.Errorf("transfer %d: %w", transfer, err)
	}
	if err := enrolment.HoldAll(ctx, tx, []id.Youth{youth}); err != nil {
		return Transfer{}, err
	}
	return find(ctx, tx, transfer)
}

// stands says for whom a request is their own: to answer for who is asked, to end
// for who asked and for the owner it was asked for, to see for all of them.
func stands(scope access.Scope, by access.Actor, do access.Action, t Transfer) access.Scope {
	gives := by.Staff == t.From || by.Staff == t.AskedBy
	switch do {
	case access.AnswerTransfer:
		scope.Mine = by.Staff == t.To
	case access.EndTransfer:
		scope.Mine = gives
	case access.ViewTransfer:
		scope.Mine = gives || by.Staff == t.To
	}
	return scope
}

// scope reads how by stands to the youth and the request, and asks the policy.
func (s *Service) scope(ctx context.Context, q db.Reader, by access.Actor, do access.Action, t Transfer) (access.Scope, error) {
	scope, err := standing.Of(ctx, q, by, t.Youth, s.now())
	if err != nil {
		return scope, err
	}
	scope = stands(scope, by, do, t)
	return scope, access.Check(by, do, scope)
}

// Opened is a request that somebody may see, with what else they may.
type Opened struct {
	Transfer
	MayRead   bool // the record of the youth
	MayAnswer bool
	MayEnd    bool // withdraw it
	MayNote   bool // take note of how it ended
	MayAsk    bool // ask somebody anew
}

// Open finds a request for somebody who may see it, and records the look. What it
// says of the youth is shown to who may read the record, and to who is asked while
// they decide; the summary also to who wrote it. To everybody else it is who asked
// whom.
func (s *Service) Open(ctx context.Context, by access.Actor, transfer id.Transfer) (Opened, error) {
	t, err := find(ctx, s.read, transfer)
	if err != nil {
		return Opened{}, err
	}
	scope, err := s.scope(ctx, s.read, by, access.ViewTransfer, t)
	if err != nil {
		return Opened{}, err
	}
	may := func(do access.Action) bool { return access.May(by, do, stands(scope, by, do, t)) }
	o := Opened{
		Transfer: t, MayRead: may(access.ViewYouth), MayAnswer: t.State == Open && may(access.AnswerTransfer),
		MayEnd:  t.State == Open && may(access.EndTransfer),
		MayNote: t.State != Open && t.State != Withdrawn && t.NotedAt == nil && (by.Staff == t.From || by.Staff == t.AskedBy),
		MayAsk:  t.State != Open && scope.Enrolment == t.Enrolment && !scope.Closed && may(access.AskTransfer),
	}
	if !o.MayRead && !o.MayAnswer {
		o.Items = nil
		if by.Staff != t.AskedBy {
			o.Summary, o.Reason = "", ""
		}
	}
	look := audit.Event{By: by, Action: access.ViewTransfer, Youth: t.Youth, Team: scope.Team, Subject: int64(t.ID)}
	return o, s.trail.Look(ctx, look)
}
