package demo

import (
	"context"
	"fmt"
	"strings"

	"kasket/internal/audit"
	"kasket/internal/casework/measure"
	"kasket/internal/db"
	"kasket/internal/id"
)

// measure is a set of answers, "who5 youth 2 2 1 2 1": an instrument by its code, who
// answers, and an answer to each question, or - where there was none. An occasion may
// stand after the respondent, "survey youth kickoff 5 4 4 5"; the open lines are the
// comment.
func (l *life) measure(ctx context.Context, e event) error {
	words := strings.Fields(e.rest)
	if len(words) < 3 {
		return fmt.Errorf("%q is no measurement", e.rest)
	}
	instrument, err := db.Value[id.Instrument](ctx, l.db.Read, `SELECT id FROM instruments WHERE code = @code AND valid_to IS NULL`, db.Args{"code": words[0]})
	if err != nil {
		return fmt.Errorf("instrument %s: %w", words[0], err)
	}
	w := measure.Answering{Respondent: measure.Respondent(words[1]), Comment: e.account(), Half: true, Answers: map[int]string{}}
	answers := words[2:]
	if o := measure.Occasion(answers[0]); o == measure.AtKickoff || o == measure.AtMonths3 || o == measure.AtExit {
		w.Occasion, answers = o, answers[1:]
	}
	for n, a := range answers {
		if a != "-" {
			w.Answers[n+1] = a
		}
	}
	_, err = l.measures.Save(ctx, l.owner, l.youth, instrument, w, audit.Form{})
	return err
}
