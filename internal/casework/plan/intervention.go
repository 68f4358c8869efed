package plan

import (
	"context"
	"fmt"
	"slices"
	"time"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/phone"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// Status is how far something that is done for a youth has come.
type Status string

// The states. Paused is neither run nor over.
const (
	Planned Status = "planned"
	Running Status = "running"
	Paused  Status = "paused"
	Ended   Status = "ended"
)

// Statuses lists the states in the order of a form.
var Statuses = []Status{Running, Planned, Paused, Ended}

// Intervention is what somebody does for a youth, in whatever department: a line of the
// overview "Hvem gør hvad" (indsatsoverblik, domain 7.2).
type Intervention struct {
	ID       id.Intervention
	What     string
	Area     string // code of the catalogue (programme.LifeArea); may be empty
	AreaDa   string
	AreaEn   string
	Law      string
	Unit     string // the department that answers for it
	Person   string // whom one asks
	Phone    string
	Provider string // who carries it out
	From     *when.Date
	To       *when.Date // last day
	Purpose  string
	Status   Status
	Version  int
	By       string // who wrote it last
	At       time.Time
}

// Over reports whether it is done with on a day.
func (i Intervention) Over(day when.Date) bool {
	return i.Status == Ended || i.To != nil && i.To.Before(day)
}

// The lengths of what it says, in characters.
const (
	mostWhat    = 200
	MostPurpose = 500
)

// InterventionWish is one as typed.
type InterventionWish struct {
	What, Area, Law, Unit, Person, Phone, Provider, From, To, Purpose string
	Status                                                            Status
	Version                                                           int
}

// read understands it; areas are the codes that may be chosen, was the one that stands.
func (w InterventionWish) read(today when.Date, areas []string, was string) (Intervention, rule.Violations) {
	var broken rule.Violations
	i := Intervention{
		What: rule.Line(w.What), Area: rule.Line(w.Area), Law: rule.Line(w.Law), Unit: rule.Line(w.Unit), Person: rule.Line(w.Person),
		Provider: rule.Line(w.Provider), Purpose: rule.Text(w.Purpose), Status: w.Status,
	}
	broken.Required("intervention", i.What)
	for _, f := range []struct{ field, text string }{{"intervention", i.What}, {"law", i.Law}, {"unit", i.Unit}, {"who_asks", i.Person}, {"provider", i.Provider}} {
		broken.Longest(f.field, f.text, mostWhat)
	}
	broken.Longest("purpose_text", i.Purpose, MostPurpose)
	if i.Area != "" && i.Area != was && !slices.Contains(areas, i.Area) {
		broken.Add("goal_area", "unknown")
	}
	if i.Unit == "" && i.Person == "" {
		broken.Add("unit", "somebody_answers")
	}
	if typed := rule.Line(w.Phone); typed != "" {
		number, err := phone.Parse(typed)
		if err != nil {
			broken.Add("phone", "phone")
		}
		i.Phone = number
	}
	if i.Status == "" {
		i.Status = Running
	}
	if !slices.Contains(Statuses, i.Status) {
		broken.Add("intervention_status", "unknown")
	}
	i.From = readDay("from", w.From, today, when.Past, &broken)
	i.To = readDay("to", w.To, today, when.Future, &broken)
	if i.From != nil && i.To != nil && i.To.Before(*i.From) {
		broken.Add("to", "before_from")
	}
	return i, broken
}

// readDay understands a day that may be left out.
func readDay(field, typed string, today when.Date, lean when.Lean, broken *rule.Violations) *when.Date {
	if typed = rule.Line(typed); typed == "" {
		return nil
	}
	day, err := when.ParseDate(typed, today, lean)
	if err != nil {
		broken.Add(field, "date")
		return nil
	}
	return &day
}

// InterventionStale is answered when somebody wrote in it since the page was read.
type InterventionStale struct{ Theirs Intervention }

// Error says that the page was old.
func (s *InterventionStale) Error() string {
	return fmt.Sprintf("the intervention is at version %d", s.Theirs.Version)
}

const interventionColumns = `
	i.id, i.what, i.area, '' AS area_da, '' AS area_en, i.law, i.unit, i.person, i.phone, i.provider, i.from_on AS "from", i.to_on AS "to", i.purpose, i.status, i.version, s.name AS by, i.at`

// KeepIntervention writes down what somebody does for the youth; number is 0 of a new one.
// What it said is kept. A page that is old is answered with *InterventionStale.
func (s *Service) KeepIntervention(ctx context.Context, by access.Actor, youth id.Youth, number id.Intervention, w InterventionWish, form audit.Form) error {
	_, err := s.keep(ctx, by, youth, form, func(p planning) error {
		var was Intervention
		if number != 0 {
			var err error
			if was, err = p.lockIntervention(ctx, number); err != nil {
				return err
			}
			if was.Version != w.Version {
				return &InterventionStale{Theirs: was}
			}
		}
		areas, err := areasOn(ctx, p.tx, p.today())
		if err != nil {
			return err
		}
		i, broken := w.read(p.today(), areas, was.Area)
		if len(broken) > 0 {
			return broken
		}
		i.ID = number
		n, err := p.saveIntervention(ctx, i)
		p.event.Subject, p.event.Detail = int64(n), map[string]any{"intervention": i.Status}
		return err
	})
	return err
}

// lockIntervention finds one of the youth and holds it; db.ErrNotFound for anybody else's.
func (p planning) lockIntervention(ctx context.Context, number id.Intervention) (Intervention, error) {
	i, err := db.One[Intervention](ctx, p.tx, `SELECT `+interventionColumns+` FROM interventions i JOIN staff s ON s.id = i.by_id
		WHERE i.id = @id AND i.youth_id = @youth FOR UPDATE OF i`, db.Args{"id": number, "youth": p.youth})
	if err != nil {
		return i, fmt.Errorf("intervention %d of youth %d: %w", number, p.youth, err)
	}
	return i, nil
}

func (p planning) saveIntervention(ctx context.Context, i Intervention) (id.Intervention, error) {
	sql := `INSERT INTO interventions (youth_id, enrolment_id, what, area, law, unit, person, phone, provider, from_on, to_on, purpose, status, by_id, at)
		VALUES (@youth, @course, @what, @area, @law, @unit, @person, @phone, @provider, @from, @to, @purpose, @status, @by, @at) RETURNING id`
	if i.ID != 0 {
		sql = `UPDATE interventions SET what = @what, area = @area, law = @law, unit = @unit, person = @person, phone = @phone, provider = @provider,
			from_on = @from, to_on = @to, purpose = @purpose, status = @status, by_id = @by, at = @at, version = version + 1
			WHERE id = @id AND youth_id = @youth RETURNING id`
	}
	args := db.Args{
		"youth": p.youth, "what": i.What, "area": i.Area, "law": i.Law, "unit": i.Unit, "person": i.Person,
		"phone": i.Phone, "provider": i.Provider, "from": i.From, "to": i.To, "purpose": i.Purpose, "status": i.Status, "by": p.by, "at": p.at,
	}
	if i.ID != 0 {
		args["id"] = i.ID
	} else {
		args["course"] = p.scope.Enrolment
	}
	n, err := db.Value[id.Intervention](ctx, p.tx, sql, args)
	if err != nil {
		return 0, fmt.Errorf("an intervention of youth %d: %w", p.youth, err)
	}
	if _, err := p.tx.Exec(ctx, `
		INSERT INTO intervention_versions (intervention_id, version, said, by_id, at)
		SELECT i.id, i.version, to_jsonb(i), i.by_id, i.at FROM interventions i WHERE i.id = @id`, db.Args{"id": n}); err != nil {
		return 0, fmt.Errorf("keeping a version of intervention %d: %w", n, err)
	}
	return n, nil
}
