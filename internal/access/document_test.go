package access_test

import (
	"os"
	"strings"
	"testing"

	"kasket/internal/access"
)

// docs/access.md shows the policy to people; it says what the table says.
func TestDocumentSaysThePolicy(t *testing.T) {
	text, err := os.ReadFile("../../docs/access.md")
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]string{}
	for line := range strings.Lines(string(text)) {
		if cells := strings.Split(line, "|"); len(cells) == 4 {
			rows[strings.TrimSpace(cells[1])] = strings.TrimSpace(cells[2])
		}
	}
	for _, do := range access.Actions() {
		var names []string
		for _, r := range access.Allowed(do) {
			names = append(names, string(r))
		}
		want := strings.Join(names, ", ")
		if got := rows[string(do)]; got != want {
			t.Errorf("docs/access.md says of %q: %q; the policy says:\n| %s | %s |", do, got, do, want)
		}
	}
}
