package outcome

import (
	"context"
	"fmt"
	"slices"
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

// Close ends the open course of a youth with an exit. Agreements and meetings stay
// as they are: they tell what was going on. With a death everything stops: see die.
func (s *Service) Close(ctx context.Context, by access.Actor, youth id.Youth, x Exit, form audit.Form) error {
	event := &audit.Event{By: by, Action: access.CloseEnrolment, Youth: youth, Form: form}
	return s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		e, scope, err := enrolment.Hold(ctx, tx, by, access.CloseEnrolment, youth, s.now())
		if err != nil {
			return err
		}
		event.Team, event.Subject = scope.Team, int64(e.ID)
		return s.end(ctx, tx, by, e, x, event)
	})
}

// end closes the course e, which the caller holds, and writes all that the exit tells.
func (s *Service) end(ctx context.Context, tx pgx.Tx, by access.Actor, e enrolment.Enrolment, x Exit, event *audit.Event) error {
	if err := noMove(ctx, tx, e.ID); err != nil {
		return err
	}
	x, stands, err := x.judge(ctx, tx, e.StartedOn, s.today())
	if err != nil {
		return err
	}
	counts, err := programme.CountsOn(ctx, tx, e.Programme, x.Code, x.On)
	if err != nil {
		return err
	}
	if err := enrolment.End(ctx, tx, e, x.On, s.today()); err != nil {
		return err
	}
	event.Detail = map[string]any{"code": x.Code, "counts": counts, "on": x.On}
	if err := save(ctx, tx, e.ID, x, counts, by.Staff, s.now()); err != nil {
		return err
	}
	if x.ReadyOn != nil {
		if err := enrolment.Readied(ctx, tx, e, x.ReadyFor, *x.ReadyOn); err != nil {
			return err
		}
	}
	if stands != "" {
		if _, err := saveStatus(ctx, tx, e.Youth, e.ID, Status{Moment: AtExit, On: x.On, Code: stands, Place: x.Receiver}, by.Staff, s.now()); err != nil {
			return err
		}
	}
	if x.Code == Death {
		return s.die(ctx, tx, e.Youth, x.On)
	}
	return nil
}

// check says which rules the exit breaks in a course that began on a day.
func (x Exit) check(started, today when.Date) rule.Violations {
	var broken rule.Violations
	last := x.On
	switch {
	case x.On.IsZero():
		broken.Add("on", "required")
		last = today
	case x.On.Before(started):
		broken.Add("on", "before_start")
	case x.On.After(today):
		broken.Add("on", "in_the_future")
	}
	broken.Required("code", x.Code)
	broken.Longest("words", x.Words, mostNote)
	broken.Longest("worked", x.Worked, mostNote)
	broken.Longest("receiver", x.Receiver, mostReceiver)
	broken.Longest("note", x.Note, mostNote)
	for _, v := range enrolment.CheckReady(x.ReadyFor, x.ReadyOn, started, last) {
		if v.Code == "in_the_future" && last.Before(today) {
			v.Code = "after_close"
		}
		broken = append(broken, v)
	}
	for _, area := range sortedAreas(x.Lives) {
		if !slices.Contains(Lives, x.Lives[area]) {
			broken.Add("life_"+area, "choose")
		}
	}
	return broken
}

func (x Exit) clean() Exit {
	x.Code, x.Receiver, x.Status = rule.Line(x.Code), rule.Line(x.Receiver), rule.Line(x.Status)
	x.Words, x.Worked, x.Note = rule.Text(x.Words), rule.Text(x.Worked), rule.Text(x.Note)
	return x
}

// judge tidies the exit and says which rules it breaks, all at once. It answers where the
// youth stands with it; empty where nobody said and it does not follow.
func (x Exit) judge(ctx context.Context, q db.Reader, started, today when.Date) (Exit, string, error) {
	x = x.clean()
	broken := x.check(started, today)
	day := x.On
	if day.IsZero() {
		day = today
	}
	if x.Code != "" {
		is, err := programme.Offered(ctx, q, programme.ExitKind, x.Code, day)
		if err != nil {
			return x, "", err
		}
		if !is || x.Code == MovedTeam {
			broken.Add("code", "unknown")
		}
	}
	stands := x.Status
	if stands == "" {
		stands = StandsAfter(x.Code)
	}
	if stands != "" {
		is, err := programme.Offered(ctx, q, programme.StatusKind, stands, day)
		if err != nil {
			return x, "", err
		}
		switch {
		case !is && x.Status != "":
			broken.Add("status", "unknown")
		case !is || x.Code == Death:
			stands = ""
		}
	}
	for _, area := range sortedAreas(x.Lives) {
		is, err := programme.Offered(ctx, q, programme.LifeArea, area, day)
		if err != nil {
			return x, "", err
		}
		if !is {
			broken.Add("life_"+area, "unknown")
		}
	}
	return x, stands, broken.Err()
}

// StandsAfter is where a youth stands who left in a way: what the exit itself says, by the
// catalogue's codes (domain 8.1); empty where it says nothing of it.
func StandsAfter(code string) string {
	switch code {
	case "edu_upper", "edu_higher", "fgu_agu", "fgu_pgu", "fgu_egu", "stu":
		return "education"
	case "job_full", "job_part":
		return "job"
	case "fleksjob", "lt":
		return "supported_job"
	case "fop":
		return "pension"
	case "apprentice", "prep", "other_offer", "prison":
		return code
	}
	return ""
}

func sortedAreas(lives map[string]Life) []string {
	areas := make([]string, 0, len(lives))
	for area := range lives {
		areas = append(areas, area)
	}
	slices.Sort(areas)
	return areas
}

func save(ctx context.Context, tx pgx.Tx, course id.Enrolment, x Exit, counts programme.Counts, by id.Staff, at time.Time) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO exits (enrolment_id, code, counts, exit_on, words, worked, receiver, note, by_id, at)
		VALUES (@enrolment, @code, @counts, @on, @words, @worked, @receiver, @note, @by, @at)`,
		db.Args{
			"enrolment": course, "code": x.Code, "counts": counts, "on": x.On, "words": x.Words, "worked": x.Worked, "receiver": x.Receiver,
			"note": x.Note, "by": by, "at": at,
		})
	if err != nil {
		return fmt.Errorf("exit of enrolment %d: %w", course, err)
	}
	if len(x.Lives) == 0 {
		return nil
	}
	areas, results := sortedAreas(x.Lives), []string{}
	for _, area := range areas {
		results = append(results, string(x.Lives[area]))
	}
	_, err = tx.Exec(ctx, `INSERT INTO exit_lives (enrolment_id, area, result) SELECT @course, * FROM unnest(@areas::text[], @results::text[])`,
		db.Args{"course": course, "areas": areas, "results": results})
	if err != nil {
		return fmt.Errorf("life at the exit of enrolment %d: %w", course, err)
	}
	return nil
}
