package placement

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casework/company"
	"kasket/internal/casework/standing"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
)

// Reply is what a company said when it was asked for a youth; none until somebody asked.
type Reply string

// What a company may say.
const (
	ReplyNone  Reply = ""
	ReplyAsked Reply = "asked"
	ReplyYes   Reply = "yes"
	ReplyNo    Reply = "no"
)

// Replies lists what somebody may write down, in the order it happens.
var Replies = []Reply{ReplyAsked, ReplyYes, ReplyNo}

// Limits of what is written about a match, in characters: one sentence each.
const (
	MostSentence = 300
	mostNote     = 300
)

// Thought is that a company was thought of for a youth, and why.
type Thought struct {
	Company  id.Company
	Sentence string
}

// check says which rules the thought breaks.
func (t Thought) check() rule.Violations {
	var broken rule.Violations
	if t.Company == 0 {
		broken.Add("company", "choose")
	}
	broken.Required("sentence", t.Sentence)
	broken.Longest("sentence", t.Sentence, MostSentence)
	return broken
}

// Think writes down that a company was thought of for a youth, and why in one sentence,
// so that the next one knows. A company that has closed or turned out to be another
// cannot be; one that is left in peace can, since thinking is not calling.
func (s *Service) Think(ctx context.Context, by access.Actor, youth id.Youth, t Thought, form audit.Form) (id.Match, error) {
	t.Sentence = rule.Line(t.Sentence)
	event := &audit.Event{By: by, Action: access.MatchCompany, Youth: youth, Form: form}
	err := s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		scope, err := standing.Hold(ctx, tx, by, access.MatchCompany, youth, s.now())
		if err != nil {
			return err
		}
		broken := t.check()
		if scope.Enrolment == 0 {
			broken.Add("", "no_course")
		}
		if t.Company != 0 {
			c, err := company.Find(ctx, tx, t.Company)
			switch {
			case errors.Is(err, db.ErrNotFound), err == nil && c.MergedInto != 0:
				broken.Add("company", "unknown")
			case err != nil:
				return err
			case c.Closed(s.today()):
				broken.Add("company", "company_closed", c.ClosedOn)
			}
		}
		if len(broken) > 0 {
			return broken
		}
		match, err := db.Value[id.Match](ctx, tx, `
			INSERT INTO company_matches (youth_id, enrolment_id, company_id, sentence, by_id, at)
			VALUES (@youth, @course, @company, @sentence, @by, @at) RETURNING id`,
			db.Args{"youth": youth, "course": scope.Enrolment, "company": t.Company, "sentence": t.Sentence, "by": by.Staff, "at": s.now()})
		if err != nil {
			return fmt.Errorf("matching youth %d with company %d: %w", youth, t.Company, err)
		}
		event.Team, event.Subject, event.Detail = scope.Team, int64(match), map[string]any{"company": t.Company}
		return nil
	})
	return id.Match(event.Subject), err
}

// Answered writes down what a company said when it was asked for a youth. What it says
// later replaces it: a yes may become a no, and each is in the trail.
func (s *Service) Answered(ctx context.Context, by access.Actor, youth id.Youth, match id.Match, answer Reply, note string, form audit.Form) error {
	note = rule.Line(note)
	event := &audit.Event{By: by, Action: access.MatchCompany, Youth: youth, Subject: int64(match), Form: form}
	return s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		scope, err := standing.Hold(ctx, tx, by, access.MatchCompany, youth, s.now())
		if err != nil {
			return err
		}
		var broken rule.Violations
		if !slices.Contains(Replies, answer) {
			broken.Add("answer", "choose")
		}
		broken.Longest("answer_note", note, mostNote)
		if len(broken) > 0 {
			return broken
		}
		event.Team, event.Detail = scope.Team, map[string]any{"answer": answer}
		done, err := tx.Exec(ctx, `UPDATE company_matches SET answer = @answer, answer_note = @note, answered_at = @at WHERE id = @id AND youth_id = @youth`,
			db.Args{"answer": answer, "note": note, "at": s.now(), "id": match, "youth": youth})
		if err != nil {
			return fmt.Errorf("answering match %d: %w", match, err)
		}
		if done.RowsAffected() == 0 {
			return fmt.Errorf("match %d of youth %d: %w", match, youth, db.ErrNotFound)
		}
		return nil
	})
}
