package caseload_test

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"kasket/internal/casework/caseload"
)

func TestParseQuery(t *testing.T) {
	tests := []struct {
		typed, kind string
		phone       string
		words       []string
	}{
		{"Mads", "text", "", []string{"Mads"}},
		{"  Åse   Bjørn-Lund ", "text", "", []string{"Åse", "Bjørn", "Lund"}},
		{"12 34 56 78", "phone", "12345678", nil},
		{"+45 12 34 56 78", "phone", "12345678", nil},
		{"0045 12345678", "phone", "12345678", nil},
		{"1234", "phone", "1234", nil},
		{"123", "text", "", []string{"123"}},
		{"740308-4039", "cpr", "", nil},
		{"7403084039", "cpr", "", nil},
		{"praktik 2026", "text", "", []string{"praktik", "2026"}},
		{"m", "text", "", nil},
		{"%_\\", "text", "", nil},
		{"", "text", "", nil},
	}
	for _, tt := range tests {
		got := caseload.ParseQuery(tt.typed, true)
		if got.Kind() != tt.kind || got.Phone != tt.phone || !slices.Equal(got.Words, tt.words) {
			t.Errorf("ParseQuery(%q) = %s %q %q, want %s %q %q", tt.typed, got.Kind(), got.Phone, got.Words, tt.kind, tt.phone, tt.words)
		}
	}
}

// Whatever is typed, a query is one of the three, bounded, and holds nothing that a
// pattern would read as more than itself.
func FuzzQuery(f *testing.F) {
	for _, seed := range []string{"Mads", "12 34 56 78", "740308-4039", "%", "\x00", "»", strings.Repeat("å", 300), "+", "٣٤٥٦"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		q := caseload.ParseQuery(typed, true)
		if utf8.RuneCountInString(q.Text) > 200 || !utf8.ValidString(q.Text) || len(q.Words) > 8 {
			t.Fatalf("ParseQuery(%q) is not bounded: %+v", typed, q)
		}
		if strings.Trim(q.Phone, "0123456789") != "" {
			t.Fatalf("ParseQuery(%q): the number %q is no digits", typed, q.Phone)
		}
		for _, w := range q.Words {
			if w == "" || strings.ContainsAny(w, "%_\\ \x00") {
				t.Fatalf("ParseQuery(%q): the word %q", typed, w)
			}
		}
	})
}
