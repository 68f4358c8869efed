package audit

import (
	"context"
	"time"

	"kasket/internal/access"
	"kasket/internal/db"
	"kasket/internal/id"
)

// Line is one line of the trail as a person reads it.
type Line struct {
	ID     int64
	At     time.Time
	Staff  *id.Staff
	Name   *string
	Action access.Action
	Reason string
}

// OfYouth lists who did or looked at what of a youth, newest first, before the
// line numbered before (0: from the newest).
func (t *Trail) OfYouth(ctx context.Context, youth id.Youth, before int64, limit int) ([]Line, error) {
	return db.All[Line](ctx, t.db.Read, `
		SELECT e.id, e.at, e.staff_id AS staff, s.name, e.action, e.reason
		FROM audit_events e LEFT JOIN staff s ON s.id = e.staff_id
		WHERE e.youth_id = @youth AND (@before = 0 OR e.id < @before)
		ORDER BY e.id DESC LIMIT @limit`,
		db.Args{"youth": youth, "before": before, "limit": limit})
}

// Last is the newest line of one kind about a youth: who did it, and when.
func (t *Trail) Last(ctx context.Context, youth id.Youth, do access.Action) (Line, error) {
	return db.One[Line](ctx, t.db.Read, `
		SELECT e.id, e.at, e.staff_id AS staff, s.name, e.action, e.reason
		FROM audit_events e LEFT JOIN staff s ON s.id = e.staff_id
		WHERE e.youth_id = @youth AND e.action = @action
		ORDER BY e.id DESC LIMIT 1`,
		db.Args{"youth": youth, "action": do})
}
