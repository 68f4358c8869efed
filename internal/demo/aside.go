package demo

import (
	"context"
	"fmt"
	"strings"

	"kasket/internal/audit"
	"kasket/internal/casework/conflict"
	"kasket/internal/casework/document"
	"kasket/internal/casework/fileaccess"
	"kasket/internal/casework/intake"
	"kasket/internal/when"
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

// addPaper puts a document in the record, "type in|out who: note"; a type of
// underretning says whom it concerns, underretning/child. The text of the event is the file.
func (l *life) addPaper(ctx context.Context, e event) error {
	head, note := parted(e.rest)
	kind, rest, _ := strings.Cut(head, " ")
	way, party, _ := strings.Cut(rest, " ")
	kind, about, _ := strings.Cut(kind, "/")
	d := document.Details{
		Type: kind, Direction: document.Direction(way), Party: party, DatedOn: when.Of(l.clock.now()), Concerns: document.Concern(about), Note: note,
	}
	_, err := l.documents.Add(ctx, l.owner, l.youth, d, []document.Upload{{Name: kind + ".txt", Content: []byte(e.account())}}, audit.Form{})
	return err
}

// askForFile is the youth who asks to see the file: what they would like to see.
func (l *life) askForFile(ctx context.Context, e event) error {
	w := fileaccess.Wish{AskedOn: when.Of(l.clock.now()), Asker: fileaccess.TheYouth, Basis: fileaccess.PartyAccess, Wish: e.rest}
	_, err := l.access.Register(ctx, l.owner, l.youth, w, audit.Form{})
	return err
}
