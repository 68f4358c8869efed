// Package phone reads telephone numbers as people type them, and keeps them in the
// one form in which they are stored, found and dialled.
package phone

import (
	"errors"
	"strings"
	"unicode"
)

// ErrNumber says that a text is no telephone number.
var ErrNumber = errors.New("phone: not a number")

// Parse reads a number as people type it and returns the one form it is
// stored, found and dialled in: +4512345678. Eight digits are Danish; a number
// from abroad begins with + or 00 and keeps its country.
func Parse(s string) (string, error) {
	var b strings.Builder
	for _, r := range strings.TrimSpace(s) {
		switch {
		case r >= '0' && r <= '9', r == '+' && b.Len() == 0:
			b.WriteRune(r)
		case unicode.IsSpace(r), unicode.Is(unicode.Pd, r), strings.ContainsRune(".()/", r):
		case unicode.Is(unicode.Cf, r): // unseen marks come along from contact lists
		default:
			return "", ErrNumber
		}
	}
	number := b.String()
	if rest, ok := strings.CutPrefix(number, "00"); ok {
		number = "+" + rest
	}
	if len(number) == 8 {
		number = "+45" + number
	}
	if len(number) == 10 && strings.HasPrefix(number, "45") {
		number = "+" + number
	}
	digits, ok := strings.CutPrefix(number, "+")
	if !ok || len(digits) < 8 || len(digits) > 15 || digits[0] == '0' { // 15 is E.164's most
		return "", ErrNumber
	}
	if danish, ok := strings.CutPrefix(digits, "45"); ok && (len(danish) != 8 || danish[0] == '0') {
		return "", ErrNumber
	}
	return number, nil
}

// Format returns a parsed number as people read it: 12 34 56 78 for a
// Danish one, with its country for another. What was never parsed stays.
func Format(number string) string {
	if danish, ok := strings.CutPrefix(number, "+45"); ok && len(danish) == 8 {
		return danish[:2] + " " + danish[2:4] + " " + danish[4:6] + " " + danish[6:]
	}
	return number
}

// Link returns the address that dials a parsed number.
func Link(number string) string {
	if number == "" {
		return ""
	}
	return "tel:" + number
}
