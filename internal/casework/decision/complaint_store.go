package decision

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"kasket/internal/db"
	"kasket/internal/id"
)

// selectComplaints are the complaints about a decision d with their steps, and the
// decisions made in its place.
const selectComplaints = `
	(SELECT coalesce(json_agg(json_build_object('id', k.id, 'person', k.person_id, 'name', k.name, 'way', k.way, 'received_on', k.received_on, 'text', k.text,
	        'complain_until', k.complain_until, 'late', k.late, 'reassess_by', k.reassess_by, 'state', k.state, 'replaced_by', k.replaced_by,
	        'sent_on', k.sent_on, 'sent_to', k.sent_to, 'late_reason', k.late_reason, 'by_name', s.name, 'at', k.at,
	        'steps', (SELECT coalesce(json_agg(json_build_object('act', t.act, 'was', t.was, 'state', t.state, 'on', t.on_day, 'text', t.text, 'name', ts.name, 'at', t.at) ORDER BY t.id), '[]')
	                  FROM complaint_steps t JOIN staff ts ON ts.id = t.by_id WHERE t.complaint_id = k.id)) ORDER BY k.id), '[]')
	 FROM complaints k JOIN staff s ON s.id = k.by_id WHERE k.decision_id = d.id) AS complaints,
	(SELECT coalesce(json_agg(json_build_object('id', n.id, 'name_da', n.type ->> 'name_da', 'name_en', n.type ->> 'name_en', 'on', n.decided_on) ORDER BY n.id), '[]')
	 FROM decisions n WHERE n.corrects_id = d.id AND n.decided_at IS NOT NULL) AS corrections`

func insertComplaint(ctx context.Context, tx pgx.Tx, d Decision, c Complaint, by id.Staff, at time.Time) (id.Complaint, error) {
	n, err := db.Value[id.Complaint](ctx, tx, `
		INSERT INTO complaints (decision_id, youth_id, person_id, name, way, received_on, text, complain_until, late, reassess_by, by_id, at, changed_at)
		VALUES (@decision, @youth, @person, @name, @way, @received, @text, @until, @late, @reassess, @by, @at, @at) RETURNING id`,
		db.Args{
			"decision": d.ID, "youth": d.Youth, "person": c.Person, "name": c.Name, "way": c.Way, "received": c.ReceivedOn, "text": c.Text,
			"until": c.ComplainUntil, "late": c.Late, "reassess": c.ReassessBy, "by": by, "at": at,
		})
	if err != nil {
		return 0, fmt.Errorf("complaint about decision %d: %w", d.ID, err)
	}
	return n, nil
}

func saveComplaint(ctx context.Context, tx pgx.Tx, c Complaint, at time.Time) error {
	_, err := tx.Exec(ctx, `
		UPDATE complaints SET state = @state, replaced_by = @replaced, sent_on = @sent, sent_to = @to, late_reason = @reason, changed_at = @at WHERE id = @id`,
		db.Args{"id": c.ID, "state": c.State, "replaced": c.ReplacedBy, "sent": c.SentOn, "to": c.SentTo, "reason": c.LateReason, "at": at})
	if err != nil {
		return fmt.Errorf("complaint %d: %w", c.ID, err)
	}
	return nil
}

func saveComplaintStep(ctx context.Context, tx pgx.Tx, complaint id.Complaint, s ComplaintStep, by id.Staff) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO complaint_steps (complaint_id, act, was, state, on_day, text, by_id, at) VALUES (@complaint, @act, @was, @state, @on, @text, @by, @at)`,
		db.Args{"complaint": complaint, "act": s.Act, "was": s.Was, "state": s.State, "on": s.On, "text": s.Text, "by": by, "at": s.At})
	if err != nil {
		return fmt.Errorf("step of complaint %d: %w", complaint, err)
	}
	return nil
}
