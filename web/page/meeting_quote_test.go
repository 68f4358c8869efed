package page

import "testing"

// A quotation has one pair of marks, however it was typed.
func TestInner(t *testing.T) {
	for text, want := range map[string]string{
		"": "", "Jeg fik det sagt.": "Jeg fik det sagt.", "»Jeg fik det sagt.«": "Jeg fik det sagt.",
		"»Ja«, og så »nej«": "»Ja«, og så »nej«", "»Kun begyndt": "»Kun begyndt", "Sagde »nej«": "Sagde »nej«",
	} {
		if got := inner(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
