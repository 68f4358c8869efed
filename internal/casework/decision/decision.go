// Package decision keeps what the authority decides about a youth: the draft, the
// hearing, the approval, the decision itself, and who was told. A decision is an act
// of its own, apart from the talks it grew out of (forvaltningsloven), and what was
// decided is not rewritten: a correction is a new one that points to it.
package decision

import (
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casework/enrolment"
	"kasket/internal/casework/network"
	"kasket/internal/casework/standing"
	"kasket/internal/casework/youth"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/when"
)

// Decision is what is being decided, or was.
type Decision struct {
	ID        id.Decision
	Youth     id.Youth
	Enrolment id.Enrolment
	Author    id.Staff
	Writers   []id.Staff // everybody who has written in it: none of them approves it
	TypeID    id.DecisionType
	Type      programme.DecisionType // the row as it stood when it was last written
	Mode      string
	State     State // as stored; see StateOn
	Content
	Checklist     []programme.ChecklistItem // the rows as they stood when it was last written
	Corrects      *id.Decision
	ApprovalBy    *id.Staff
	ApprovalAt    *time.Time
	ApprovedBy    *id.Staff
	ApprovedAt    *time.Time
	DecidedBy     *id.Staff
	DecidedAt     *time.Time
	DecidedOn     *when.Date
	EndedOn       *when.Date
	EndReason     string
	RevokedBy     *id.Staff
	RevokedAt     *time.Time
	RevokedReason string
	Version       int
	CreatedAt     time.Time
	ChangedAt     time.Time

	Name         string // what the youth is called
	Born         *when.Date
	AuthorName   string
	AskedName    string // who asked for approval
	ApproverName string
	DeciderName  string
	Law          *Law // nil where the row is gone
	Facts        []Fact
	Checks       []Check   // what was answered to the points of the checklist
	Hearings     []Hearing // the latest last
	Steps        []Step
	Notices      []Notice
	Letters      []LetterLine // what left, in order
	Complaints   []Complaint  // in the order they were written down
	Corrections  []Correction // decisions made in its place
}

// Service is the use cases of decisions.
type Service struct {
	read  db.Reader
	trail *audit.Trail
	now   func() time.Time

	youths *youth.Service   // open the sealed address of a letter to the youth
	people *network.Service // and of one to a person around them
	sender Sender
}

// NewService makes the service; now is the clock. Letters leave by hand.
func NewService(read db.Reader, trail *audit.Trail, youths *youth.Service, people *network.Service, now func() time.Time) *Service {
	return &Service{read: read, trail: trail, now: now, youths: youths, people: people, sender: ByHand}
}

func (s *Service) today() when.Date { return when.Of(s.now()) }

// approving is the action somebody needs to approve what a row of the catalogue
// leaves to the leader or to a colleague.
func approving(approver string) access.Action {
	if approver == "leader" {
		return access.ApproveAsLeader
	}
	return access.ApproveAsColleague
}

// stands says for whom a decision is a review of their own: while it waits for
// approval, whoever may approve it reads it, and nothing else of the record.
func stands(scope access.Scope, by access.Actor, d Decision) access.Scope {
	scope.Mine = d.State == Approval && !d.wrote(by.Staff) && access.May(by, approving(d.Type.Approver), scope)
	return scope
}

// Opened is a decision that somebody may see, with how they stand to it.
type Opened struct {
	Decision
	Scope   access.Scope
	MayRead bool // the record of the youth
	Actor   access.Actor
	Today   when.Date
}

// Sought is a decision that was found and is not shown to anybody yet.
type Sought struct{ decision Decision }

// Youth is whom it is about.
func (x Sought) Youth() id.Youth { return x.decision.Youth }

// Seek finds a decision for Within or Review, which ask who may see it.
func (s *Service) Seek(ctx context.Context, decision id.Decision) (Sought, error) {
	d, err := find(ctx, s.read, decision)
	return Sought{d}, err
}

// Within opens a decision within the record of its youth, which by has opened: the
// look was recorded with it.
func (s *Service) Within(by access.Actor, scope access.Scope, x Sought) (Opened, error) {
	d := x.decision
	scope = stands(scope, by, d)
	if err := access.Check(by, access.ViewDecision, scope); err != nil {
		return Opened{}, err
	}
	return Opened{Decision: d, Scope: scope, MayRead: access.May(by, access.ViewYouth, scope), Actor: by, Today: s.today()}, nil
}

// Review opens a decision for somebody who may not read the record, as who is asked to
// approve it, and records the look.
func (s *Service) Review(ctx context.Context, by access.Actor, x Sought) (Opened, error) {
	scope, err := standing.Of(ctx, s.read, by, x.Youth(), s.now())
	if err != nil {
		return Opened{}, err
	}
	o, err := s.Within(by, scope, x)
	if err != nil {
		return Opened{}, err
	}
	look := audit.Event{By: by, Action: access.ViewDecision, Youth: o.Youth, Team: scope.Team, Subject: int64(o.ID)}
	return o, s.trail.Look(ctx, look)
}

// Needs is the action that the policy is asked for, for an act on a decision.
func (d Decision) Needs(do Act) access.Action {
	switch do {
	case Edit, Hear, Reply, Extend, Conclude, Submit, Recall, Drop, Correct:
		return access.DraftDecision
	case Approve, Return:
		return approving(d.Type.Approver)
	case Complain:
		return access.RegisterComplaint
	}
	return access.Decide
}

// Can reports whether who opened the decision may do an act, and the act is possible
// where the decision is: what every button asks.
func (o Opened) Can(do Act) bool {
	if (do == Approve || do == Return) && o.wrote(o.Actor.Staff) {
		return false
	}
	return o.May(do, o.Today) && access.May(o.Actor, o.Needs(do), o.Scope)
}

// change locks a decision, asks the policy and the map, and lets fn make of it what
// the act makes of it; what comes out is saved with the step.
func (s *Service) change(ctx context.Context, by access.Actor, do Act, decision id.Decision, form audit.Form, fn func(tx pgx.Tx, d *Decision, e *audit.Event) (note string, err error)) error {
	event := &audit.Event{By: by, Subject: int64(decision), Form: form}
	d, err := find(ctx, s.read, decision) // which action it is depends on the row it is made under
	if err != nil {
		return err
	}
	event.Action = d.Needs(do)
	return s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		d, scope, err := hold(ctx, tx, by, d.Youth, decision, s.now())
		if err != nil {
			return err
		}
		if err := access.Check(by, d.Needs(do), scope); err != nil {
			return err
		}
		event.Youth, event.Team, event.Detail = d.Youth, scope.Team, map[string]any{"act": do, "type": d.Type.Code}
		was := d.State
		to, broken := d.Can(do, s.today())
		if err := broken.Err(); err != nil {
			return err
		}
		d.State = to
		note, err := fn(tx, &d, event)
		if err != nil {
			return err
		}
		d.settle(s.today())
		d.ChangedAt = s.now()
		if err := save(ctx, tx, d); err != nil {
			return err
		}
		return saveStep(ctx, tx, Step{Decision: d.ID, Act: do, Was: was, State: d.State, Text: note, By: by.Staff, At: s.now()})
	})
}

// hold locks the course of the youth, so that the owner stays who they are, and then
// the decision; the scope is the actor's.
func hold(ctx context.Context, tx pgx.Tx, by access.Actor, youth id.Youth, decision id.Decision, now time.Time) (Decision, access.Scope, error) {
	if err := enrolment.HoldAll(ctx, tx, []id.Youth{youth}); err != nil {
		return Decision{}, access.Scope{}, err
	}
	scope, err := standing.Of(ctx, tx, by, youth, now)
	if err != nil {
		return Decision{}, scope, err
	}
	d, err := lock(ctx, tx, decision)
	return d, stands(scope, by, d), err
}

// wrote reports whether somebody has written in it.
func (d Decision) wrote(staff id.Staff) bool {
	return slices.Contains(d.Writers, staff)
}
