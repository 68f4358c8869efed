// Package rule says which rule a wish breaks. Domain functions answer with
// violations, never with sentences: the code is turned into words at the edge,
// in the reader's language.
package rule

import (
	"fmt"
	"strings"
)

// Broken is one rule that was not kept.
type Broken struct {
	Field string // the form field it belongs to; "" when it belongs to the whole
	Code  string // which rule; the text is found under "rule."+Code
	Args  []any  // what the text mentions: a limit, a name, a date
}

// Violations are all the rules one wish breaks. They are an error for people:
// the page is shown again with what was typed.
type Violations []Broken

// Violation is the error of a single broken rule.
func Violation(field, code string, args ...any) Violations {
	return Violations{{Field: field, Code: code, Args: args}}
}

// Error lists fields and codes for the log. It never holds what was typed.
func (v Violations) Error() string {
	parts := make([]string, len(v))
	for i, b := range v {
		parts[i] = fmt.Sprintf("%s: %s", b.Field, b.Code)
	}
	return "broken rules: " + strings.Join(parts, ", ")
}

// On finds the first broken rule of a field.
func (v Violations) On(field string) (Broken, bool) {
	for _, b := range v {
		if b.Field == field {
			return b, true
		}
	}
	return Broken{}, false
}

// Has reports whether a code is among the broken rules.
func (v Violations) Has(code string) bool {
	for _, b := range v {
		if b.Code == code {
			return true
		}
	}
	return false
}

// Add appends a broken rule.
func (v *Violations) Add(field, code string, args ...any) {
	*v = append(*v, Broken{Field: field, Code: code, Args: args})
}

// Err is nil when nothing was broken, so that a function can end in it.
func (v Violations) Err() error {
	if len(v) == 0 {
		return nil
	}
	return v
}
