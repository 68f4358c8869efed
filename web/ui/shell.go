// Package ui is the house's own parts: the page around every page, and the
// pieces pages are made of, one file each with its props on top. It knows
// texts and broken rules, but no domain: pages turn domain values into props.
package ui

import (
	"context"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"kasket/internal/rule"
	"kasket/internal/when"
	"kasket/web/i18n"
)

// Addresses the shell itself points at; the server answers them.
const (
	SearchPath   = "/search"   // POST q: the search page; with Kasket-Part: hits only the list
	SessionPath  = "/session"  // POST: stay signed in; GET: one's sessions
	SignOutPath  = "/sign-out" // POST
	LanguagePath = "/language" // POST lang, back
	ThemePath    = "/theme"    // POST theme, back
	HelpPath     = "/help"
	WasPath      = "/was"
)

// NavItem is a place one can go from every page.
type NavItem struct {
	Href    string
	Key     string // i18n key of its name
	Icon    string // shown at the foot of a phone
	Count   int    // what waits there; 0 shows nothing
	Soon    bool   // what waits is due from us
	Current bool
}

// Shell is what every page shows around itself. The server puts it into the
// context, so that a page only names its title.
type Shell struct {
	Nav    []NavItem // the top bar; at most five are shown
	Foot   []NavItem // the foot of a phone; at most four are shown
	User   string    // the name of who is signed in; "" is nobody
	Role   string    // what they are, in words, below their name in the menu
	Links  []NavItem // further places in the user's menu
	Search bool      // the one search box stands in the top bar
	Path   string    // the address of this page, to come back to after a change of language
	Theme  string    // "light", "dark", or "" as the machine has it

	Flash       string // i18n key of what was just done
	Done        string // key of the form that was carried out
	FlashArgs   []any
	Demo        bool // the data are invented; a line on top says so
	IdleSeconds int  // the session ends after so long without use; 0 does not warn
	EndSeconds  int  // the session ends after so long, used or not; 0 does not warn
	SearchTerm  string
	Now         time.Time // for the head of a printed page; zero says no time
	Waits       Link      // what waits elsewhere, said on top of a landing page
	Sick        string    // where one calls in sick from the menu; "" is not offered
	Bare        bool      // nothing stands around the page: it is handed to a youth
}

type shellKey struct{}

// WithShell gives a context whose pages stand in the shell.
func WithShell(ctx context.Context, s Shell) context.Context {
	return context.WithValue(ctx, shellKey{}, s)
}

// ShellOf is the shell of the context; an empty one where none was put.
func ShellOf(ctx context.Context) Shell {
	s, _ := ctx.Value(shellKey{}).(Shell)
	return s
}

// Message is the text of a broken rule: the field's own where there is one
// (rule.required.reason), else the rule's (rule.required).
func Message(ctx context.Context, b rule.Broken) string {
	args := make([]any, len(b.Args))
	for i, a := range b.Args {
		switch x := a.(type) {
		case float64:
			a = i18n.Number(ctx, x) // 14,6 in Danish
		case when.Date:
			a = i18n.DateOf(ctx, x)
		}
		args[i] = a
	}
	own := "rule." + b.Code + "." + b.Field
	if i18n.Has(own) {
		return i18n.T(ctx, own, args...)
	}
	return i18n.T(ctx, "rule."+b.Code, args...)
}

// listed is the text of a broken rule away from its field, so the field's own
// name (field.reason) stands before it where it has one.
func listed(ctx context.Context, b rule.Broken) string {
	kind, _, _ := strings.Cut(b.Field, ".") // one of many fields of a kind: shift.3
	for _, name := range []string{"field." + b.Field, "field." + kind} {
		if i18n.Has(name) {
			return i18n.T(ctx, name) + ": " + Message(ctx, b)
		}
	}
	return Message(ctx, b)
}

// Initials are the first letters of the first and the last name: AK.
func Initials(name string) string {
	first, last := firstLast(name)
	return strings.ToUpper(initial(first) + initial(last))
}

func initial(word string) string {
	_, size := utf8.DecodeRuneInString(word)
	return word[:size]
}

func pageTitle(ctx context.Context, title string, broken rule.Violations) string {
	if len(broken) > 0 {
		title = i18n.T(ctx, "ui.error") + ": " + title
	}
	return title + " – Kasket"
}

// firstLast are the first and the last word of a name.
func firstLast(name string) (first, last string) {
	words := strings.Fields(name)
	if len(words) == 0 {
		return "", ""
	}
	if len(words) == 1 {
		return words[0], ""
	}
	return words[0], words[len(words)-1]
}

func atMost(items []NavItem, n int) []NavItem { return items[:min(n, len(items))] }

// textOf is the decimal of a coordinate in a drawing, without useless figures.
func textOf(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
