package when

import (
	"errors"
	"testing"
	"time"
)

// saturday is 21 November 2026, in week 47.
var saturday = Date{2026, time.November, 21}

func code(err error) string {
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

func TestParseDate(t *testing.T) {
	for _, c := range []struct{ typed, past, future string }{
		// in full
		{"21.11.2026", "2026-11-21", ""},
		{"21-11-2026", "2026-11-21", ""},
		{"21/11/2026", "2026-11-21", ""},
		{"2026-11-21", "2026-11-21", ""},
		{"2026/11/21", "2026-11-21", ""},
		{"21.11.26", "2026-11-21", ""},
		{"1/1/26", "2026-01-01", ""},
		{"21. 11. 2026", "2026-11-21", ""},
		{"21 11 2026", "2026-11-21", ""},
		{"21112026", "2026-11-21", ""},
		{"211126", "2026-11-21", ""},
		{"14.03.08", "2008-03-14", ""},
		{"14.03.98", "1998-03-14", ""},
		{"14.03.46", "2046-03-14", ""},
		{"14.03.47", "1947-03-14", ""},
		{"29.2.2028", "2028-02-29", ""},
		{"  21.11.2026\u00a0", "2026-11-21", ""},
		{"21\u201311\u20132026", "2026-11-21", ""},
		{"d. 21.11.2026", "2026-11-21", ""},
		{"den 21/11-2026", "2026-11-21", ""},
		// with a month in letters
		{"21. november 2026", "2026-11-21", ""},
		{"21. NOVEMBER\u00a02026", "2026-11-21", ""},
		{"d. 3. marts 2026", "2026-03-03", ""},
		{"3 mar 2026", "2026-03-03", ""},
		{"3. maj 26", "2026-05-03", ""},
		{"den 1. okt. 2026", "2026-10-01", ""},
		{"21st of November 2026", "2026-11-21", ""},
		{"November 21, 2026", "2026-11-21", ""},
		{"may 3 2026", "2026-05-03", ""},
		// without a year, as it leans
		{"21/11", "2026-11-21", "2026-11-21"},
		{"22/11", "2025-11-22", "2026-11-22"},
		{"1/1", "2026-01-01", "2027-01-01"},
		{"21 nov", "2026-11-21", "2026-11-21"},
		{"3. marts", "2026-03-03", "2027-03-03"},
		{"3 maj", "2026-05-03", "2027-05-03"},
		{"1.12.", "2025-12-01", "2026-12-01"},
		{"29/2", "2024-02-29", "2028-02-29"},
		{"nov 21", "2026-11-21", "2026-11-21"},
		// near today
		{"i dag", "2026-11-21", ""},
		{"I  DAG", "2026-11-21", ""},
		{"idag", "2026-11-21", ""},
		{"i går", "2026-11-20", ""},
		{"i ga\u030ar", "2026-11-20", ""},
		{"i morgen", "2026-11-22", ""},
		{"i overmorgen", "2026-11-23", ""},
		{"i forgårs", "2026-11-19", ""},
		{"i aftes", "2026-11-20", ""},
		{"today", "2026-11-21", ""},
		{"Yesterday", "2026-11-20", ""},
		{"tomorrow", "2026-11-22", ""},
		// weekdays
		{"tirsdag", "2026-11-17", "2026-11-24"},
		{"tir", "2026-11-17", "2026-11-24"},
		{"tirs.", "2026-11-17", "2026-11-24"},
		{"ons", "2026-11-18", "2026-11-25"},
		{"lørdag", "2026-11-21", "2026-11-21"},
		{"lør", "2026-11-21", "2026-11-21"},
		{"LOR", "2026-11-21", "2026-11-21"},
		{"søn", "2026-11-15", "2026-11-22"},
		{"SØNDAG", "2026-11-15", "2026-11-22"},
		{"man", "2026-11-16", "2026-11-23"},
		{"tuesday", "2026-11-17", "2026-11-24"},
		{"on tuesday", "2026-11-17", "2026-11-24"},
		{"på tirsdag", "2026-11-24", ""},
		{"på lørdag", "2026-11-28", ""},
		{"sidste tirsdag", "2026-11-17", ""},
		{"sidste lørdag", "2026-11-14", ""},
		{"i tirsdags", "2026-11-17", ""},
		{"i lørdags", "2026-11-14", ""},
		{"last tuesday", "2026-11-17", ""},
		{"næste tirsdag", "2026-11-24", ""},
		{"næste søndag", "2026-11-29", ""},
		{"tirsdag i næste uge", "2026-11-24", ""},
		{"tirsdag i sidste uge", "2026-11-10", ""},
		{"tirsdag d. 24/11", "2026-11-24", "2026-11-24"},
		{"tirsdag den 24. november 2026", "2026-11-24", ""},
		{"Tuesday 24 November 2026", "2026-11-24", ""},
		// so many from now
		{"om 3 dage", "2026-11-24", ""},
		{"om tre dage", "2026-11-24", ""},
		{"om en uge", "2026-11-28", ""},
		{"om 14 dage", "2026-12-05", ""},
		{"om en måned", "2026-12-21", ""},
		{"om et år", "2027-11-21", ""},
		{"for 2 dage siden", "2026-11-19", ""},
		{"2 dage siden", "2026-11-19", ""},
		{"for en uge siden", "2026-11-14", ""},
		{"in 3 days", "2026-11-24", ""},
		{"3 days ago", "2026-11-18", ""},
		{"a week ago", "2026-11-14", ""},
		// weeks
		{"uge 47", "2026-11-16", "2026-11-16"},
		{"uge 48", "2025-11-24", "2026-11-23"},
		{"uge 46", "2026-11-09", "2027-11-15"},
		{"Uge 53", "2020-12-28", "2026-12-28"},
		{"week 48", "2025-11-24", "2026-11-23"},
		{"uge 1 2026", "2025-12-29", ""},
		{"tirsdag i uge 48", "2025-11-25", "2026-11-24"},
		{"tirsdag uge 48", "2025-11-25", "2026-11-24"},
	} {
		if c.future == "" {
			c.future = c.past
		}
		for lean, want := range map[Lean]string{Past: c.past, Future: c.future} {
			got, err := ParseDate(c.typed, saturday, lean)
			if err != nil || got.String() != want {
				t.Errorf("%q leaning %d: got %v, %v, want %s", c.typed, lean, got, err, want)
			}
		}
	}
}

// The forms above do not hang on 21 November.
func TestParseDateOnOtherDays(t *testing.T) {
	for _, c := range []struct {
		today, typed, past, future string
	}{
		{"2026-11-24", "tirsdag", "2026-11-24", "2026-11-24"},
		{"2026-11-24", "på tirsdag", "2026-12-01", "2026-12-01"},
		{"2026-11-24", "sidste tirsdag", "2026-11-17", "2026-11-17"},
		{"2026-11-23", "næste tirsdag", "2026-12-01", "2026-12-01"},
		{"2027-01-01", "uge 53", "2026-12-28", "2026-12-28"},
		{"2027-01-01", "uge 1", "2025-12-29", "2027-01-04"},
		{"2026-12-30", "1/1", "2026-01-01", "2027-01-01"},
		{"2027-01-01", "i går", "2026-12-31", "2026-12-31"},
		{"1999-06-01", "14.03.08", "2008-03-14", "2008-03-14"},
	} {
		for lean, want := range map[Lean]string{Past: c.past, Future: c.future} {
			got, err := ParseDate(c.typed, day(t, c.today), lean)
			if err != nil || got.String() != want {
				t.Errorf("%q on %s leaning %d: got %v, %v, want %s", c.typed, c.today, lean, got, err, want)
			}
		}
	}
}

func TestParseDateRefuses(t *testing.T) {
	for typed, want := range map[string]string{
		"":                      "empty",
		" \u00a0\t":             "empty",
		"31.2.2026":             "date",
		"29.2.2026":             "date",
		"31/4":                  "date",
		"0/0":                   "date",
		"13. måned":             "date",
		"snart":                 "date",
		"uge 54":                "date",
		"uge 0":                 "date",
		"uge 53 2025":           "date",
		"i tirsdag":             "date",
		"tirsdag d. 25/11-2026": "date",
		"kl. 9.30":              "date",
		"2026":                  "date",
		"21.11.2026\x00":        "date",
		"<script>":              "date",
		"1.1.1899":              "range",
		"1.1.2101":              "range",
		"21.11.0026":            "range",
		"om 9999 år":            "range",
	} {
		if _, err := ParseDate(typed, saturday, Past); code(err) != want {
			t.Errorf("%q: got %v, want %s", typed, err, want)
		}
	}
}

// Days from all the years we believe read back from both of its forms.
func TestDaysReadBack(t *testing.T) {
	for d := (Date{firstYear, 1, 1}); d.Year() <= lastYear; d = d.AddDays(11) {
		for _, typed := range []string{d.String(), d.Danish()} {
			if got, err := ParseDate(typed, saturday, Past); err != nil || got != d {
				t.Fatalf("%s: got %v, %v", typed, got, err)
			}
		}
	}
}

func FuzzParseDate(f *testing.F) {
	for _, seed := range []string{
		"21.11.2026", "29/2", "uge 53", "om tre uger", "tirsdag d. 24/11", "næste søn",
		"3 days ago", "may 3", "i gå", "\xff", "١/١", "99999999",
	} {
		f.Add(seed, false)
	}
	f.Fuzz(func(t *testing.T, typed string, future bool) {
		lean := Past
		if future {
			lean = Future
		}
		d, err := ParseDate(typed, saturday, lean)
		if err != nil {
			if code(err) == "" {
				t.Fatalf("%q: %v has no code", typed, err)
			}
			return
		}
		if d.Year() < firstYear || d.Year() > lastYear {
			t.Fatalf("%q is %v", typed, d)
		}
		for _, form := range []string{d.String(), d.Danish()} {
			if again, err := ParseDate(form, saturday, lean); err != nil || again != d {
				t.Fatalf("%q is %v, %q is %v, %v", typed, d, form, again, err)
			}
		}
	})
}
