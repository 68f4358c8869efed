package demo

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"kasket/internal/audit"
	"kasket/internal/casework/outcome"
)

// stands is where a youth stood, "moment code: place".
func (l *life) stands(ctx context.Context, e event) error {
	head, place := parted(e.rest)
	moment, code, ok := strings.Cut(head, " ")
	if !ok {
		return fmt.Errorf("status %q", e.rest)
	}
	s := outcome.Status{Moment: outcome.Moment(moment), Code: code, Place: place}
	return l.outcomes.KeepStatus(ctx, l.owner, l.youth, s, audit.Form{})
}

// stood is where a youth stood before the course and at its start, who says nothing else
// of it: those whom the FGU school sent were in it.
func (l *life) stood(ctx context.Context) error {
	before := outcome.Status{Moment: outcome.Before, Code: "none"}
	if l.head["from"] == "FGU-skolen" {
		before.Code = "education"
	}
	for _, s := range []outcome.Status{before, {Moment: outcome.AtStart, Code: "none"}} {
		if err := l.outcomes.KeepStatus(ctx, l.owner, l.youth, s, audit.Form{}); err != nil {
			return err
		}
	}
	return nil
}

// followUp is what was heard after an exit, "months code: how it is known".
func (l *life) followUp(ctx context.Context, e event) error {
	head, source := parted(e.rest)
	months, code, _ := strings.Cut(head, " ")
	n, err := strconv.Atoi(months)
	if err != nil {
		return fmt.Errorf("followup %q: %w", e.rest, err)
	}
	return l.outcomes.FollowUp(ctx, l.owner, l.youth, outcome.Answer{Months: n, Code: code, Source: outcome.Source(source)}, audit.Form{})
}
