package placement

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
)

// lock holds the row, and reads the stay as it stands then.
func lock(ctx context.Context, tx pgx.Tx, placement id.Placement) (Placement, error) {
	if _, err := tx.Exec(ctx, `SELECT FROM placements WHERE id = @id FOR UPDATE`, db.Args{"id": placement}); err != nil {
		return Placement{}, fmt.Errorf("holding placement %d: %w", placement, err)
	}
	return find(ctx, tx, placement)
}

// written are the columns an act may change, by the names of args.
const written = `to_on, hours, timetable, purpose, job_goal, tasks, absence_how, transport, safety, follow_plan, contact_id, mentor_id, decision_id,
	agreement_state, agreement_on, vitas_ref, begun_why, begun_by, long_why, long_to, long_by, long_at, long_no, result, ended_on, ended_by, ended_reason, hours_won, learned,
	company_words, youth_words, next_step, closed_by, closed_at`

const values = `@to, @hours, @timetable, @purpose, @job_goal, @tasks, @absence_how, @transport, @safety, @follow_plan, @contact, @mentor, @decision,
	@agreement_state, @agreement_on, @vitas_ref, @begun_why, @begun_by, @long_why, @long_to, @long_by, @long_at, @long_no, @result, @ended_on, @ended_by, @ended_reason, @hours_won, @learned,
	@company_words, @youth_words, @next_step, @closed_by, @closed_at`

func (p Placement) args() (db.Args, error) {
	timetable := p.Timetable
	if timetable == nil {
		timetable = Timetable{}
	}
	table, err := json.Marshal(timetable)
	if err != nil {
		return nil, fmt.Errorf("timetable of placement %d: %w", p.ID, err)
	}
	return db.Args{
		"to": p.To, "hours": someHours(p.Hours), "timetable": string(table), "purpose": p.Purpose, "job_goal": p.JobGoal, "tasks": p.Tasks,
		"absence_how": p.AbsenceHow, "transport": p.Transport, "safety": p.Safety, "follow_plan": p.FollowPlan, "contact": p.Contact, "mentor": p.Mentor,
		"decision": p.Decision, "agreement_state": p.AgreementState, "agreement_on": p.AgreementOn, "vitas_ref": p.VITASRef,
		"begun_why": p.BegunWhy, "begun_by": p.BegunBy, "long_why": p.LongWhy, "long_to": p.LongTo, "long_no": p.LongNo, "long_by": p.LongBy, "long_at": p.LongAt, "result": p.Result,
		"ended_on": p.EndedOn, "ended_by": p.EndedBy, "ended_reason": p.EndedReason, "hours_won": p.HoursWon, "learned": p.Learned,
		"company_words": p.CompanyWords, "youth_words": p.YouthWords, "next_step": p.NextStep, "closed_by": p.ClosedBy, "closed_at": p.ClosedAt,
	}, nil
}

func someHours(h float64) any {
	if h == 0 {
		return nil
	}
	return h
}

// insert writes a new stay down.
func insert(ctx context.Context, tx pgx.Tx, p Placement) (id.Placement, error) {
	args, err := p.args()
	if err != nil {
		return 0, err
	}
	args["youth"], args["enrolment"], args["company"], args["workplace"] = p.Youth, p.Enrolment, p.Company.ID, p.Workplace
	args["type"], args["row"], args["from"], args["match"], args["agreement"], args["by"], args["at"] = p.Type, p.Row, p.From, p.Match, p.Agreement, p.By, p.CreatedAt
	n, err := db.Value[id.Placement](ctx, tx, `
		INSERT INTO placements (youth_id, enrolment_id, company_id, workplace_id, type, row, from_on, match_id, agreement, by_id, created_at, `+written+`)
		VALUES (@youth, @enrolment, @company, @workplace, @type, @row, @from, @match, @agreement, @by, @at, `+values+`) RETURNING id`, args)
	if err != nil {
		return 0, strange(fmt.Errorf("a stay of youth %d: %w", p.Youth, err))
	}
	return n, nil
}

func save(ctx context.Context, tx pgx.Tx, p Placement) error {
	args, err := p.args()
	if err != nil {
		return err
	}
	args["id"] = p.ID
	if _, err := tx.Exec(ctx, `UPDATE placements SET (version, `+written+`) = (version + 1, `+values+`) WHERE id = @id`, args); err != nil {
		return strange(fmt.Errorf("placement %d: %w", p.ID, err))
	}
	return nil
}

// strange says at its field what is another company's or another youth's.
func strange(err error) error {
	for constraint, field := range map[string]string{
		"placement_at_workplace": "workplace", "placement_contact": "contact", "placement_mentor": "mentor", "matched_for_them": "match",
	} {
		if db.Violates(err, constraint) {
			return rule.Violation(field, "unknown")
		}
	}
	return err
}

// keepVersion puts away what stood there.
func keepVersion(ctx context.Context, tx pgx.Tx, p Placement, by id.Staff, at time.Time) error {
	fields, err := json.Marshal(p)
	if err != nil {
		return fmt.Errorf("version of placement %d: %w", p.ID, err)
	}
	_, err = tx.Exec(ctx, `INSERT INTO placement_versions (placement_id, version, fields, by_id, at) VALUES (@placement, @version, @fields, @by, @at)`,
		db.Args{"placement": p.ID, "version": p.Version, "fields": string(fields), "by": by, "at": at})
	if err != nil {
		return fmt.Errorf("version of placement %d: %w", p.ID, err)
	}
	return nil
}

// saveOverrides keeps what the rules said and why somebody went on.
func saveOverrides(ctx context.Context, tx pgx.Tx, placement id.Placement, list []Override, by id.Staff, at time.Time) error {
	for _, o := range list {
		numbers, err := json.Marshal(o.Numbers)
		if err != nil {
			return fmt.Errorf("warning %s of placement %d: %w", o.Rule, placement, err)
		}
		if o.Numbers == nil {
			numbers = []byte("[]")
		}
		_, err = tx.Exec(ctx, `
			INSERT INTO placement_overrides (placement_id, rule, numbers, source, reason, by_id, at) VALUES (@placement, @rule, @numbers, @source, @reason, @by, @at)`,
			db.Args{"placement": placement, "rule": o.Rule, "numbers": string(numbers), "source": o.Source, "reason": o.Reason, "by": by, "at": at})
		if err != nil {
			return fmt.Errorf("warning %s of placement %d: %w", o.Rule, placement, err)
		}
	}
	return nil
}
