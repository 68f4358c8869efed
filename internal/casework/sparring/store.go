package sparring

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
)

const questionColumns = `
	q.id, q.youth_id AS youth, coalesce(q.contact_id, 0) AS contact, q.asked_by, q.to_id AS to, q.text, q.asked_at,
	q.until_on AS until, q.answer, q.answered_at, q.closed_at, q.decided,
	coalesce((SELECT json_agg(json_build_object('by', g.name, 'text', x.text, 'at', x.at) ORDER BY x.id)
	          FROM question_angles x JOIN staff g ON g.id = x.by_id WHERE x.question_id = q.id), '[]') AS angles,
	concat_ws(' ', coalesce(nullif(y.called_name, ''), y.given_name), nullif(y.family_name, '')) AS name,
	a.name AS asker, t.name AS asked`

const questionTables = `
	FROM questions q JOIN youths y ON y.id = q.youth_id JOIN staff a ON a.id = q.asked_by JOIN staff t ON t.id = q.to_id `

func find(ctx context.Context, q db.Reader, question id.Question) (Question, error) {
	return one(ctx, q, question, `WHERE q.id = @id`)
}

// lock is find for a transaction that is about to change the question.
func lock(ctx context.Context, tx pgx.Tx, question id.Question) (Question, error) {
	return one(ctx, tx, question, `WHERE q.id = @id FOR UPDATE OF q`)
}

func one(ctx context.Context, q db.Reader, question id.Question, where string) (Question, error) {
	found, err := db.One[Question](ctx, q, `SELECT `+questionColumns+questionTables+where, db.Args{"id": question})
	if err != nil {
		return found, fmt.Errorf("question %d: %w", question, err)
	}
	return found, nil
}

func insert(ctx context.Context, tx pgx.Tx, by id.Staff, scope access.Scope, w Wish, at time.Time) (id.Question, error) {
	number, err := db.Value[id.Question](ctx, tx, `
		INSERT INTO questions (youth_id, enrolment_id, contact_id, asked_by, to_id, text, asked_at, until_on)
		VALUES (@youth, @enrolment, nullif(@contact::bigint, 0), @by, @to, @text, @at, @until)
		RETURNING id`,
		db.Args{
			"youth": scope.Youth, "enrolment": scope.Enrolment, "contact": w.Contact, "by": by, "to": w.To,
			"text": w.Text, "at": at, "until": w.Until,
		})
	switch {
	case db.Violates(err, "asked_of_another"):
		return 0, rule.Violation("asked", "ask_oneself")
	case err != nil:
		return 0, fmt.Errorf("asking about youth %d: %w", scope.Youth, err)
	}
	return number, nil
}

func save(ctx context.Context, tx pgx.Tx, q Question) error {
	_, err := tx.Exec(ctx, `
		UPDATE questions SET until_on = @until, answer = @answer, answered_at = @answered, closed_at = @closed, decided = @decided WHERE id = @id`,
		db.Args{"id": q.ID, "decided": q.Decided, "until": q.Until, "answer": q.Answer, "answered": q.AnsweredAt, "closed": q.ClosedAt})
	if err != nil {
		return fmt.Errorf("saving question %d: %w", q.ID, err)
	}
	return nil
}

// Uninvite closes what somebody was asked about a youth and what they asked, because
// they are disqualified from the matter, in the transaction of who declares it.
func Uninvite(ctx context.Context, tx pgx.Tx, youth id.Youth, staff id.Staff, at time.Time) error {
	_, err := tx.Exec(ctx, `UPDATE questions SET closed_at = @at WHERE youth_id = @youth AND @staff IN (to_id, asked_by) AND closed_at IS NULL`,
		db.Args{"youth": youth, "staff": staff, "at": at})
	if err != nil {
		return fmt.Errorf("closing the questions of staff %d about youth %d: %w", staff, youth, err)
	}
	return nil
}
