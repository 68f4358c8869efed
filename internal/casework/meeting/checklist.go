package meeting

import (
	"context"
	"fmt"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casework/standing"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// Answered is the newest answer to a point of the checklist.
type Answered struct {
	Item   id.MilestoneItem `json:"item"`
	Answer string           `json:"answer"`
}

// ItemsOf are the points of the meeting m at its age, as they are on its day.
const ItemsOf = `coalesce((SELECT json_agg(json_build_object('id', i.id, 'code', i.code, 'section', i.section, 'kind', i.kind, 'choices', i.choices,
	                               'unit_da', i.unit_da, 'unit_en', i.unit_en, 'name_da', i.name_da, 'name_en', i.name_en) ORDER BY i.position, i.id)
	                 FROM milestone_items i
	                 WHERE m.milestone <> '' AND (i.milestones = '{}' OR m.milestone = ANY(i.milestones))
	                   AND daterange(i.valid_from, i.valid_to, '[]') @> (m.starts_at AT TIME ZONE 'Europe/Copenhagen')::date), '[]')`

// AnswersOf are the newest answers given in the meeting m.
const AnswersOf = `coalesce((SELECT json_agg(json_build_object('item', a.item_id, 'answer', a.answer)) FROM (
	                 SELECT DISTINCT ON (item_id) item_id, answer FROM meeting_answers WHERE meeting_id = m.id ORDER BY item_id, id DESC) a), '[]')`

// ItemField is the field of the form that answers a point.
func ItemField(item programme.MilestoneItem) string { return "item." + item.Code }

// Fill keeps the answers of a meeting at an age, by the code of each point. What is the
// same as before is not kept again; what was said before stays.
func (s *Service) Fill(ctx context.Context, by access.Actor, youth id.Youth, meeting id.Meeting, typed map[string]string, form audit.Form) error {
	event := &audit.Event{By: by, Action: access.HoldMeeting, Youth: youth, Subject: int64(meeting), Form: form}
	return s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		scope, err := standing.Hold(ctx, tx, by, access.HoldMeeting, youth, s.now())
		if err != nil {
			return err
		}
		event.Team = scope.Team
		row, err := db.One[struct {
			Items   []programme.MilestoneItem
			Answers []Answered
		}](ctx, tx, `SELECT `+ItemsOf+` AS items, `+AnswersOf+` AS answers FROM meetings m WHERE m.id = @id AND m.youth_id = @youth`,
			db.Args{"id": meeting, "youth": youth})
		if err != nil {
			return fmt.Errorf("the checklist of meeting %d: %w", meeting, err)
		}
		changed, err := s.changed(row.Items, row.Answers, typed)
		if err != nil {
			return err
		}
		event.Detail = map[string]any{"answers": len(changed)}
		for _, a := range changed {
			if _, err := tx.Exec(ctx, `INSERT INTO meeting_answers (meeting_id, youth_id, item_id, answer, by_id, at) VALUES (@meeting, @youth, @item, @answer, @by, @now)`,
				db.Args{"meeting": meeting, "youth": youth, "item": a.Item, "answer": a.Answer, "by": by.Staff, "now": s.now()}); err != nil {
				return fmt.Errorf("answering point %d of meeting %d: %w", a.Item, meeting, err)
			}
		}
		return nil
	})
}

// changed are the answers that say something else than before.
func (s *Service) changed(items []programme.MilestoneItem, before []Answered, typed map[string]string) ([]Answered, error) {
	said := map[id.MilestoneItem]string{}
	for _, a := range before {
		said[a.Item] = a.Answer
	}
	var broken rule.Violations
	var list []Answered
	for _, item := range items {
		text, sent := typed[item.Code]
		if !sent {
			continue
		}
		answer, code := item.Answer(text, when.Of(s.now()))
		switch {
		case code != "":
			broken.Add(ItemField(item), code, programme.MostAnswer, utf8.RuneCountInString(text))
		case answer != said[item.ID]:
			list = append(list, Answered{Item: item.ID, Answer: answer})
		}
	}
	if len(items) == 0 {
		broken.Add("", "no_checklist")
	}
	return list, broken.Err()
}
