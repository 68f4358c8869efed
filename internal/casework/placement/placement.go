// Package placement keeps the stays of youths in companies: internships, jobs with
// a subsidy, ordinary hours, apprenticeships. What kinds of stay there are and how
// long they last is the catalogue's to say; what a rule warns of can be overridden
// with a reason where the law allows. A stay, the company it is in, what the company
// may know and the decision that grants it are registered in one save.
package placement

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"kasket/internal/casework/company"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/when"
)

// Result is how a stay ended.
type Result string

// The results. A stay that goes on, or whose end nobody wrote down, has none.
const (
	NoResult       Result = ""
	Completed      Result = "completed"
	Interrupted    Result = "interrupted"
	Hired          Result = "hired"
	Apprenticeship Result = "apprenticeship"
)

// Results lists the results in the order they are shown.
var Results = []Result{Completed, Hired, Apprenticeship, Interrupted}

// The agreements a stay may need before it begins, and how one stands.
const (
	NoAgreement  = "none"
	OwnAgreement = "own"   // a contract of our own or of the school
	VITAS        = "vitas" // applied for in VITAS, answered by the municipality

	AgreementOpen     = ""
	AgreementSent     = "sent"
	AgreementApproved = "approved"
	AgreementRefused  = "refused"
)

// AgreementStates lists how an agreement can stand, in the order it comes about.
var AgreementStates = []string{AgreementSent, AgreementApproved, AgreementRefused}

// Terms are what one agrees on for a stay, and may correct while it goes on.
type Terms struct {
	Hours      float64 // a week; 0 where it is not known
	Timetable  Timetable
	Purpose    string // code of the catalogue
	JobGoal    string
	Tasks      string
	AbsenceHow string // what the youth does when they cannot come
	Transport  string
	Safety     string // protective equipment, machines, what the young may not do
	FollowPlan string
	Contact    *id.CompanyPerson // whom one calls
	Mentor     *id.CompanyPerson // who walks along there
}

// Placement is a stay in a company.
type Placement struct {
	ID            id.Placement
	Youth         id.Youth
	Enrolment     id.Enrolment
	Company       company.Company
	Workplace     id.Workplace
	WorkplaceName string // and where it is, in a line
	Type          string
	Row           *programme.Entry // the catalogue's row it was made by; nil for one a file brought
	From          when.Date
	To            when.Date // last day as planned; zero is open
	Terms

	Decision *id.Decision
	Match    *id.Match

	Agreement      string // which it needs
	AgreementState string
	AgreementOn    *when.Date
	VITASRef       string
	BegunWhy       string // why it runs without an approved agreement
	BegunBy        *id.Staff
	LongWhy        string     // why it lasts longer than may be granted without the leader
	LongTo         *when.Date // until when the leader is asked for; it stays after a no to one that may not begin
	LongBy         *id.Staff  // the leader who answered
	LongName       string
	LongAt         *time.Time
	LongNo         string // why they said no; empty is yes

	Result       Result
	EndedOn      *when.Date // the last day there was, where it ended early
	EndedBy      string
	EndedReason  string // code of the catalogue
	HoursWon     *float64
	Learned      string
	CompanyWords string
	YouthWords   string
	NextStep     string
	ClosedBy     *id.Staff
	ClosedAt     *time.Time

	By        id.Staff
	ByName    string
	CreatedAt time.Time
	Version   int
}

// Last is the last day there was or will be; zero is open.
func (p Placement) Last() when.Date {
	if p.EndedOn != nil {
		return *p.EndedOn
	}
	return p.To
}

// columns read a Placement from placements p, its company c and workplace w.
const columns = `
	SELECT p.id, p.youth_id AS youth, p.enrolment_id AS enrolment, json_build_object('id', c.id, 'cvr', coalesce(c.cvr, ''), 'name', c.name) AS company,
	       p.workplace_id AS workplace, concat_ws(', ', nullif(w.name, ''), nullif(w.street, ''), nullif(concat_ws(' ', nullif(w.zip, ''), nullif(w.town, '')), '')) AS workplace_name,
	       p.type, p.row, p.from_on AS "from", p.to_on AS "to", coalesce(p.hours, 0)::float8 AS hours, p.timetable, p.purpose, p.job_goal, p.tasks, p.absence_how,
	       p.transport, p.safety, p.follow_plan, p.contact_id AS contact, p.mentor_id AS mentor, p.decision_id AS decision, p.match_id AS match,
	       p.agreement, p.agreement_state, p.agreement_on, p.vitas_ref, p.begun_why, p.begun_by, p.long_why, p.long_to, p.long_by, p.long_no,
	       coalesce((SELECT name FROM staff WHERE id = p.long_by), '') AS long_name, p.long_at,
	       p.result, p.ended_on, p.ended_by, p.ended_reason, p.hours_won::float8 AS hours_won, p.learned, p.company_words, p.youth_words, p.next_step, p.closed_by, p.closed_at,
	       p.by_id AS by, b.name AS by_name, p.created_at, p.version
	FROM placements p JOIN companies c ON c.id = p.company_id JOIN company_workplaces w ON w.id = p.workplace_id JOIN staff b ON b.id = p.by_id `

// OfYouth lists the stays of a youth, the latest first, for somebody who has opened
// the record.
func OfYouth(ctx context.Context, q db.Reader, youth id.Youth) ([]Placement, error) {
	list, err := db.All[Placement](ctx, q, columns+`WHERE p.youth_id = @youth ORDER BY p.from_on DESC, p.id DESC`, db.Args{"youth": youth})
	if err != nil {
		return nil, fmt.Errorf("placements of youth %d: %w", youth, err)
	}
	return list, nil
}

func find(ctx context.Context, q db.Reader, placement id.Placement) (Placement, error) {
	p, err := db.One[Placement](ctx, q, columns+`WHERE p.id = @id`, db.Args{"id": placement})
	if err != nil {
		return p, fmt.Errorf("placement %d: %w", placement, err)
	}
	return p, nil
}

// CarryOver takes the stays that go on or are to come along to the course that follows
// in a move, in its transaction.
func CarryOver(ctx context.Context, tx pgx.Tx, from, to id.Enrolment, today when.Date) error {
	if _, err := tx.Exec(ctx, `
		UPDATE placements SET enrolment_id = @to WHERE enrolment_id = @from AND result = '' AND (to_on IS NULL OR to_on >= @today)`,
		db.Args{"from": from, "to": to, "today": today}); err != nil {
		return fmt.Errorf("carrying the placements of enrolment %d over: %w", from, err)
	}
	return nil
}
