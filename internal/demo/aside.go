package demo

import (
	"context"
	"fmt"

	"kasket/internal/audit"
	"kasket/internal/casework/conflict"
	"kasket/internal/casework/intake"
)

// declare is a colleague who knows the youth from outside work, "who: why".
func (l *life) declare(ctx context.Context, e event) error {
	key, why := parted(e.rest)
	by, err := l.person(key)
	if err != nil {
		return err
	}
	return l.conflicts.Declare(ctx, by, l.youth, conflict.Declaration{Reason: why}, audit.Form{})
}

// askToMove is the owner's question to another team, "team: why"; the text of the event
// is what the youth says of it.
func (l *life) askToMove(ctx context.Context, e event) error {
	key, why := parted(e.rest)
	team, ok := l.teams[key]
	if !ok {
		return fmt.Errorf("no team %q", key)
	}
	_, err := l.intake.AskMove(ctx, l.owner, l.youth, intake.Move{Team: team, Reason: why, Wish: e.account()}, audit.Form{})
	return err
}
