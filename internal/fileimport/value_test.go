package fileimport

import (
	"strings"
	"testing"
	"time"

	"kasket/internal/rule"
	"kasket/internal/sheet"
)

func TestParseMoment(t *testing.T) {
	tests := []struct{ in, want string }{
		{"21.11.2026", "2026-11-21T11:00:00Z"}, // noon, in winter
		{"21.11.2026 9.30", "2026-11-21T08:30:00Z"},
		{"21-11-2026 09:30", "2026-11-21T08:30:00Z"},
		{"1/7/2026 kl. 9.30", "2026-07-01T07:30:00Z"},
		{"2026-07-01T09:30", "2026-07-01T07:30:00Z"},
		{"2026-07-01 09:30:15", "2026-07-01T07:30:15Z"},
		{"2026-07-01 09:30:15.123", "2026-07-01T07:30:15Z"},
		{"2026-07-01T09:30:00+02:00", "2026-07-01T07:30:00Z"},
		{"2026-07-01T09:30:00Z", "2026-07-01T09:30:00Z"},
		{"29.03.2026 02.30", "2026-03-29T01:30:00Z"}, // an hour that summer time skips
		{"25.10.2026 02.30", "2026-10-25T00:30:00Z"}, // one that comes twice: the first
		{"21.11.26", ""},
		{"31.02.2026", ""},
		{"2026-11-21 24:00", ""},
		{"2026-11-21 9:60", ""},
		{"21.11.1026", ""},
		{"i går 9.30", ""},
		{"46000", ""},
		{"", ""},
	}
	for _, tt := range tests {
		got, ok := parseMoment(tt.in)
		text := ""
		if ok {
			text = got.Format(time.RFC3339)
		}
		if text != tt.want {
			t.Errorf("parseMoment(%q) = %q, want %q", tt.in, text, tt.want)
		}
	}
}

func TestValues(t *testing.T) {
	value := func(s string) *cells { return &cells{values: map[string]string{"x": s}} }
	bools := map[string]string{"ja": "yes", "JA": "yes", "true": "yes", "1": "yes", "x": "yes", "nej": "no", "false": "no", "0": "no", "": "no", "måske": "broken", "2": "broken"}
	for in, want := range bools {
		c := value(in)
		got := "no"
		if c.yes("x") {
			got = "yes"
		}
		if len(c.broken) > 0 {
			got = "broken"
		}
		if got != want {
			t.Errorf("yes(%q) is %s, want %s", in, got, want)
		}
	}
	amounts := map[string]float64{"12,5": 12.5, "12.5": 12.5, "37": 37, "": 0, " 7,4 ": 7.4}
	for in, want := range amounts {
		if c := value(in); c.amount("x") != want || len(c.broken) > 0 {
			t.Errorf("amount(%q) is not %v", in, want)
		}
	}
	for _, in := range []string{"1.200,5", "-3", "1e3", "NaN", "0x10", "tolv", "12,5 t"} {
		if c := value(in); c.amount("x") != 0 || len(c.broken) != 1 {
			t.Errorf("amount(%q) is taken", in)
		}
	}
	lists := map[string]string{"a|b": "a b", "a, b": "a b", "a;b;a": "a b", "": "", "|,": ""}
	for in, want := range lists {
		if got := strings.Join(value(in).list("x"), " "); got != want {
			t.Errorf("list(%q) is %q, want %q", in, got, want)
		}
	}
}

// No word means two things, and no heading two columns.
func TestNoWordTwice(t *testing.T) {
	for name, words := range map[string]map[string][]string{
		"kind": kindWords, "outcome": outcomeWords, "direction": directionWords, "counterpart": counterpartWords, "place": placeWords, "result": resultWords,
	} {
		seen := map[string]string{}
		for code, others := range words {
			for _, w := range append([]string{code}, others...) {
				if of, twice := seen[plainHeading(w)]; twice && of != code {
					t.Errorf("%s: %q is %s and %s", name, w, of, code)
				}
				seen[plainHeading(w)] = code
			}
		}
	}
	for _, kind := range Kinds {
		seen := map[string]string{}
		for _, c := range columnsOf(kind) {
			for _, n := range c.names {
				if of, twice := seen[plainHeading(n)]; twice && of != c.names[0] {
					t.Errorf("%s: %q is %s and %s", kind, n, of, c.names[0])
				}
				seen[plainHeading(n)] = c.names[0]
			}
		}
	}
}

func TestLayOut(t *testing.T) {
	tests := []struct {
		name, headings string
		want           string
	}{
		{"english", "cpr,given_name,Owner_Email", "cpr given_name owner_email"},
		{"danish, any order, any sign", "Fornavn,CPR-nummer,KONTAKTPERSON MAIL,Startet den", "given_name cpr owner_email started_on"},
		{"the reasons are read over", "cpr,fornavn,fejl", "cpr given_name "},
		{"unknown", "cpr,fornavn,ownr_email", "file heading_unknown"},
		{"twice", "cpr,fornavn,personnummer", "file heading_twice"},
		{"missing", "fornavn", "file column_missing"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l, err := layOut(Youths, sheet.Table{Headings: strings.Split(tt.headings, ",")})
			got := strings.Join(l.names, " ")
			if v, ok := err.(rule.Violations); ok {
				got = v[0].Field + " " + v[0].Code
			}
			if got != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}
