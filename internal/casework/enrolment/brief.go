package enrolment

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casework/standing"
	"kasket/internal/db"
	"kasket/internal/id"
)

// TickBrief notes that by has read what happened with these youths while they were
// away. It must be by's own absence, and one that is over; twice is once.
func (s *Service) TickBrief(ctx context.Context, by access.Actor, absence id.Absence, youths []id.Youth, form audit.Form) error {
	event := &audit.Event{By: by, Action: access.ReadBrief, Subject: int64(absence), Form: form}
	return s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		own, err := db.Value[bool](ctx, tx, `SELECT staff_id = @staff AND coalesce(to_on < @today, false) FROM absences WHERE id = @id`,
			db.Args{"staff": by.Staff, "today": s.today(), "id": absence})
		if err != nil {
			return fmt.Errorf("absence %d: %w", absence, err)
		}
		if err := access.Check(by, access.ReadBrief, access.Scope{Mine: own}); err != nil {
			return err
		}
		may, err := standing.Viewable(ctx, tx, by, youths, s.now())
		if err != nil {
			return err
		}
		read := []id.Youth{}
		for _, y := range youths {
			if may[y] {
				read = append(read, y)
			}
		}
		event.Also = read
		_, err = tx.Exec(ctx, `
			INSERT INTO brief_ticks (absence_id, enrolment_id, at)
			SELECT @absence, id, @now FROM enrolments WHERE youth_id = ANY(@youths) AND owner_id = @staff ON CONFLICT DO NOTHING`,
			db.Args{"absence": absence, "now": s.now(), "youths": read, "staff": by.Staff})
		if err != nil {
			return fmt.Errorf("ticking the brief of absence %d: %w", absence, err)
		}
		return nil
	})
}
