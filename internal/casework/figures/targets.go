package figures

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// KeptCount is a count that was entered, by whom and when.
type KeptCount struct {
	TargetCount
	By     string
	At     time.Time
	Newest bool // of its month: it holds, the others were corrected
}

// TargetGroup is a programme with the counts of its target group, the latest month
// first, and of a month the newest first.
type TargetGroup struct {
	Programme id.Programme
	Name      string
	Counts    []KeptCount `db:"-"`
}

// Of is the count that holds for a month.
func (g TargetGroup) Of(month when.Date) (KeptCount, bool) {
	for _, c := range g.Counts {
		if c.Newest && c.Month == month {
			return c, true
		}
	}
	return KeptCount{}, false
}

// Change is how much more or less there were in a month than in the same month a year
// before, of one; false where one of them was not counted.
func (g TargetGroup) Change(month when.Date) (float64, bool) {
	now, is := g.Of(month)
	then, was := g.Of(month.AddMonths(-12))
	if !is || !was {
		return 0, false
	}
	return Rate{Share: Share{Num: now.Count, Of: then.Count}}.Change()
}

// countRow is a row of target_counts.
type countRow struct {
	Programme id.Programme
	Month     when.Date
	Count     int
	Source    string
	ByName    string
	At        time.Time
}

// countsFor are the teams whose programmes somebody may keep the counts of; nil is
// every one.
func countsFor(by access.Actor) []id.Team {
	if access.May(by, access.ViewAllFigures, access.Scope{}) {
		return nil
	}
	return by.TeamsWhere(access.ViewTeam)
}

// TargetGroups lists the programmes that somebody may keep the counts of, with every
// count.
func (s *Service) TargetGroups(ctx context.Context, by access.Actor) ([]TargetGroup, error) {
	if err := access.Check(by, access.KeepTargetCounts, access.Scope{}); err != nil {
		return nil, err
	}
	list, err := db.All[TargetGroup](ctx, s.read, `
		SELECT g.id AS programme, g.name FROM programmes g
		WHERE EXISTS (SELECT FROM teams t WHERE t.programme_id = g.id AND (@teams::bigint[] IS NULL OR t.id = ANY(@teams)))
		ORDER BY g.name COLLATE "da-x-icu", g.id`, db.Args{"teams": countsFor(by)})
	if err != nil {
		return nil, fmt.Errorf("programmes with a target group: %w", err)
	}
	programmes := make([]id.Programme, len(list))
	for i, g := range list {
		programmes[i] = g.Programme
	}
	rows, err := db.All[countRow](ctx, s.read, `
		SELECT c.programme_id AS programme, c.month, c.count, c.source, s.name AS by_name, c.at
		FROM target_counts c JOIN staff s ON s.id = c.by_id WHERE c.programme_id = ANY(@programmes)
		ORDER BY c.programme_id, c.month DESC, c.id DESC`, db.Args{"programmes": programmes})
	if err != nil {
		return nil, fmt.Errorf("counts of target groups: %w", err)
	}
	for _, r := range rows {
		for i := range list {
			if list[i].Programme == r.Programme {
				_, corrected := list[i].Of(r.Month)
				list[i].Counts = append(list[i].Counts, KeptCount{TargetCount: TargetCount{Programme: r.Programme, Month: r.Month, Count: r.Count, Source: r.Source}, By: r.ByName, At: r.At, Newest: !corrected})
			}
		}
	}
	return list, s.trail.Look(ctx, audit.Event{By: by, Action: access.ViewFigures, Detail: map[string]any{"targets": programmes}})
}

// KeepTargetCounts saves counts of a programme's target group, all or none. What was
// saved before for the same month stays, and holds no more.
func (s *Service) KeepTargetCounts(ctx context.Context, by access.Actor, programme id.Programme, counts []TargetCount, form audit.Form) error {
	event := &audit.Event{By: by, Action: access.KeepTargetCounts, Form: form, Detail: map[string]any{"programme": programme, "counts": counts}}
	return s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		if err := access.Check(by, access.KeepTargetCounts, access.Scope{}); err != nil {
			return err
		}
		theirs, err := db.Value[bool](ctx, tx, `SELECT EXISTS (SELECT FROM teams WHERE programme_id = @programme AND (@teams::bigint[] IS NULL OR id = ANY(@teams)))`,
			db.Args{"programme": programme, "teams": countsFor(by)})
		if err != nil {
			return fmt.Errorf("programme %d: %w", programme, err)
		}
		var broken rule.Violations
		if !theirs {
			broken.Add("programme", "unknown")
		}
		today := when.Of(s.now())
		for _, c := range counts {
			broken = append(broken, c.Check(today)...)
		}
		if len(broken) > 0 {
			return broken
		}
		for _, c := range counts {
			if _, err := tx.Exec(ctx, `INSERT INTO target_counts (programme_id, month, count, source, by_id, at) VALUES (@programme, @month, @count, @source, @by, @at)`,
				db.Args{"programme": programme, "month": c.Month, "count": c.Count, "source": c.Source, "by": by.Staff, "at": s.now()}); err != nil {
				return fmt.Errorf("the target group of programme %d in %s: %w", programme, c.Month, err)
			}
		}
		return nil
	})
}
