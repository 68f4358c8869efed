package demo

import (
	"context"
	"fmt"

	"kasket/internal/audit"
	"kasket/internal/casework/placement"
	"kasket/internal/casework/plan"
	"kasket/internal/db"
	"kasket/internal/id"
)

// say is what the youth says of themselves; the open lines are "dream: …", "wish: …",
// "resource: …" and "consideration: …".
func (l *life) say(ctx context.Context, e event) error {
	said, err := plan.WordsOf(ctx, l.db.Read, l.youth)
	if err != nil {
		return err
	}
	w := plan.Saying{Texts: map[plan.WordKind]string{}, Seen: said.Newest()}
	for _, line := range e.text {
		kind, words := parted(line)
		w.Texts[plan.WordKind(kind)] = words
	}
	return l.plans.Say(ctx, l.owner, l.youth, w, audit.Form{})
}

// match is a company that was thought of, "company: why in one sentence".
func (l *life) match(ctx context.Context, e event) error {
	name, why := parted(e.rest)
	to, err := l.firmCalled(ctx, name)
	if err != nil {
		return err
	}
	_, err = l.placements.Think(ctx, l.owner, l.youth, placement.Thought{Company: to, Sentence: why}, audit.Form{})
	return err
}

// reply is what the company that was thought of last said, "asked|yes|no: in its words".
func (l *life) reply(ctx context.Context, e event) error {
	n, err := l.thought(ctx, 0)
	if err != nil {
		return err
	}
	answer, note := parted(e.rest)
	return l.placements.Answered(ctx, l.owner, l.youth, n, placement.Reply(answer), note, audit.Form{})
}

// thought is the newest match of the youth with a company, or with any where it is 0.
func (l *life) thought(ctx context.Context, with id.Company) (id.Match, error) {
	n, err := db.Value[id.Match](ctx, l.db.Read, `
		SELECT id FROM company_matches WHERE youth_id = @youth AND (@company = 0 OR company_id = @company) ORDER BY id DESC LIMIT 1`,
		db.Args{"youth": l.youth, "company": with})
	if err != nil {
		return 0, fmt.Errorf("a match of %s: %w", l.name, err)
	}
	return n, nil
}
