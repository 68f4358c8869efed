package ui

import (
	"context"
	"strings"

	"kasket/web/i18n"
)

// printedBy is who printed a page, and when: on paper the day of a figure is asked for.
func printedBy(ctx context.Context, s Shell) string {
	if s.User == "" || s.Now.IsZero() {
		return i18n.T(ctx, "ui.print_nobody")
	}
	return i18n.T(ctx, "ui.print_head", s.User, i18n.Date(ctx, s.Now), i18n.Time(ctx, s.Now))
}

// joined sets the words that are there apart by a middle dot.
func joined(words ...string) string {
	kept := words[:0:0]
	for _, w := range words {
		if w != "" {
			kept = append(kept, w)
		}
	}
	return strings.Join(kept, " · ")
}

// dial keeps what a telephone understands of a number. What is left can be
// nothing but a number, which is why it may stand in a tel: address.
func dial(phone string) string {
	return strings.Map(func(r rune) rune {
		if r == '+' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, phone)
}

// The signs around a found word in a snippet. They are from the private use
// area, so no note holds them by chance.
const (
	FoundStart = "\ue000"
	FoundEnd   = "\ue001"
)

// piece is a part of a snippet, found or not.
type piece struct {
	text  string
	found bool
}

// pieces parts a snippet at the signs.
func pieces(snippet string) []piece {
	var out []piece
	for snippet != "" {
		plain, rest, ok := strings.Cut(snippet, FoundStart)
		if plain != "" {
			out = append(out, piece{text: plain})
		}
		if !ok {
			break
		}
		found, after, _ := strings.Cut(rest, FoundEnd)
		out = append(out, piece{text: found, found: true})
		snippet = after
	}
	return out
}
