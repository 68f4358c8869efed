package page

import (
	"cmp"
	"context"
	"net/url"
	"slices"

	"kasket/internal/rule"
	"kasket/web/i18n"
	"kasket/web/ui"
)

// Typed is a form as somebody typed it, or as it stands before anybody did. It is
// what the administrator's many small forms have in common.
type Typed struct {
	Values  url.Values
	Key     string
	Version int
	Broken  rule.Violations
	Theirs  []ui.Fact // what stands now, where somebody else saved meanwhile
}

// in is a field of the form; its label is the text "field." and its name.
func (t Typed) in(ctx context.Context, name string, change ...func(*ui.Input)) ui.Input {
	f := ui.Input{Name: name, Label: i18n.T(ctx, "field."+name), Value: t.Values.Get(name), Broken: t.Broken}
	for _, c := range change {
		c(&f)
	}
	return f
}

// on reports whether a box of the form is ticked.
func (t Typed) on(name, value string) bool { return slices.Contains(t.Values[name], value) }

// boxes are the choices of a field of which several may be ticked.
func (t Typed) boxes(name string, options []ui.Option) func(*ui.Input) {
	ticked := slices.Clone(options)
	for i := range ticked {
		ticked[i].On = t.on(name, ticked[i].Value)
	}
	return func(f *ui.Input) { f.Options, f.Many = ticked, true }
}

func optional(f *ui.Input) { f.Optional = true }

func short(f *ui.Input) { f.Size = "s" }

func middling(f *ui.Input) { f.Size = "m" }

func digits(f *ui.Input) { f.Size, f.Mode = "s", "numeric" }

// typed is the kind of a text field, and what the browser may fill in.
func typed(kind, complete string) func(*ui.Input) {
	return func(f *ui.Input) { f.Type, f.Complete = kind, complete }
}

func labelled(label string) func(*ui.Input) { return func(f *ui.Input) { f.Label = label } }

func hinted(hint string) func(*ui.Input) { return func(f *ui.Input) { f.Hint = hint } }

// among are the choices of a list; empty is the first, which chooses nothing.
func among(options []ui.Option, empty string) func(*ui.Input) {
	return func(f *ui.Input) { f.Options, f.Empty = options, empty }
}

// sortBy orders by a text; two of one text keep no order.
func sortBy[T any](list []T, text func(T) string) {
	slices.SortFunc(list, func(a, b T) int { return cmp.Compare(text(a), text(b)) })
}

// valued is what a box says when it is ticked.
func valued(value string) func(*ui.Input) { return func(f *ui.Input) { f.Value = value } }

// identified names a field where the form has several of one name.
func identified(name string) func(*ui.Input) { return func(f *ui.Input) { f.ID = name } }

// atMost is how many characters a text may have.
func atMost(n int) func(*ui.Input) { return func(f *ui.Input) { f.Max = n } }

// unseen keeps the label of a field for screen readers, where a table says it.
func unseen(f *ui.Input) { f.Hidden = true }
