package when

import (
	"strings"
	"testing"
	"time"
)

// noon is a little past twelve on that Saturday, in winter time.
var noon = time.Date(2026, 11, 21, 11, 5, 42, 7, time.UTC)

func TestParseMoment(t *testing.T) {
	for typed, want := range map[string]string{ // wall time in Copenhagen
		"9.30":                      "2026-11-21 09:30",
		"kl. 9.30":                  "2026-11-21 09:30",
		"Kl 9":                      "2026-11-21 09:00",
		"klokken 14":                "2026-11-21 14:00",
		"09:30":                     "2026-11-21 09:30",
		"930":                       "2026-11-21 09:30",
		"0930":                      "2026-11-21 09:30",
		"10.11":                     "2026-11-21 10:11",
		"23:59":                     "2026-11-21 23:59",
		"9 pm":                      "2026-11-21 21:00",
		"12.15 a.m.":                "2026-11-21 00:15",
		"at 2 pm":                   "2026-11-21 14:00",
		"nu":                        "2026-11-21 12:05",
		"Now":                       "2026-11-21 12:05",
		"for 2 timer siden":         "2026-11-21 10:05",
		"for 20 min siden":          "2026-11-21 11:45",
		"for en time siden":         "2026-11-21 11:05",
		"2 hours ago":               "2026-11-21 10:05",
		"om to timer":               "2026-11-21 14:05",
		"i går 9.30":                "2026-11-20 09:30",
		"I GÅR kl. 14":              "2026-11-20 14:00",
		"i går\u00a014":             "2026-11-20 14:00",
		"kl. 9.30 i går":            "2026-11-20 09:30",
		"9.30 i går":                "2026-11-20 09:30",
		"yesterday 9:30":            "2026-11-20 09:30",
		"yesterday at 2 pm":         "2026-11-20 14:00",
		"tirsdag 13.00":             "2026-11-17 13:00",
		"tirsdag 13":                "2026-11-17 13:00",
		"tirsdag 10.11":             "2026-11-17 10:11",
		"tirsdag, kl. 13":           "2026-11-17 13:00",
		"tirsdag d. 17/11 kl. 13":   "2026-11-17 13:00",
		"21.11.2026 kl. 14.30":      "2026-11-21 14:30",
		"21.11.2026, 14:30":         "2026-11-21 14:30",
		"21.11 14.30":               "2026-11-21 14:30",
		"1/1 9.30":                  "2026-01-01 09:30",
		"21. november 2026 kl 8.05": "2026-11-21 08:05",
		"21 nov 14.30":              "2026-11-21 14:30",
		"2026-11-21 14:30":          "2026-11-21 14:30",
		"2026-11-21T14:30":          "2026-11-21 14:30",
		"2026-11-21T14:30:00":       "2026-11-21 14:30",
		"2026-11-21T14:30:00Z":      "2026-11-21 15:30",
		"2026-07-21T14:30:00+02:00": "2026-07-21 14:30",
		"2026-11-21T14:30:00.123Z":  "2026-11-21 15:30",
		"29.03.2026 2.30":           "2026-03-29 03:30",
		// days alone
		"i går":       "2026-11-20",
		"1/1":         "2026-01-01",
		"tirsdag":     "2026-11-17",
		"10.11.":      "2026-11-10",
		"24.12":       "2025-12-24",
		"21 nov 2026": "2026-11-21",
		"21 nov 14":   "2014-11-21",
		"om 3 dage":   "2026-11-24",
	} {
		got, hasTime, err := ParseMoment(typed, noon, Past)
		layout := time.DateOnly
		if strings.Contains(want, ":") {
			layout = "2006-01-02 15:04"
		}
		shown := got.In(Copenhagen).Format(layout)
		if err != nil || shown != want || hasTime != (layout != time.DateOnly) || got.Location() != time.UTC {
			t.Errorf("%q: got %s %v, %v, want %s", typed, shown, hasTime, err, want)
		}
		if !hasTime && err == nil && !got.Equal(Of(got).Start()) {
			t.Errorf("%q: %s is not the start of a day", typed, got)
		}
	}
	// The first of the two half past twos.
	got, _, err := ParseMoment("25.10.2026 2.30", noon, Past)
	if want := "2026-10-25T00:30:00Z"; err != nil || got.Format(time.RFC3339) != want {
		t.Errorf("got %v, %v, want %s", got, err, want)
	}
}

func TestParseMomentRefuses(t *testing.T) {
	for typed, want := range map[string]string{
		"":                     "empty",
		"  ":                   "empty",
		"25:00":                "time",
		"9:75":                 "time",
		"kl. 24":               "time",
		"kl. halv ni":          "time",
		"13 pm":                "time",
		"i går 25.00":          "time",
		"i går sent":           "time",
		"9":                    "time",
		"snart":                "date",
		"31.2.2026 kl. 9":      "date",
		"1.1.1850 kl. 9":       "range",
		"1850-01-01T09:00:00Z": "range",
		"om 9999 år":           "range",
	} {
		if _, _, err := ParseMoment(typed, noon, Past); code(err) != want {
			t.Errorf("%q: got %v, want %s", typed, err, want)
		}
	}
}

func TestParseClock(t *testing.T) {
	for typed, want := range map[string]string{
		"9": "09:00", "9.30": "09:30", "kl. 14": "14:00", "0905": "09:05", " 14:30 ": "14:30", "2 pm": "14:00",
	} {
		if got, err := ParseClock(typed); err != nil || got.String() != want {
			t.Errorf("%q: got %v, %v, want %s", typed, got, err, want)
		}
	}
	for typed, want := range map[string]string{"": "empty", "24": "time", "9.3": "time", "i dag": "time"} {
		if _, err := ParseClock(typed); code(err) != want {
			t.Errorf("%q: got %v, want %s", typed, err, want)
		}
	}
}

func TestFindDate(t *testing.T) {
	for _, c := range []struct{ text, phrase, rest, want string }{
		{"Besøg på værkstedet, tirsdag 13.00", "tirsdag 13.00", "Besøg på værkstedet", "2026-11-24 13:00"},
		{"Jeg ringer til din mor i morgen.", "i morgen", "Jeg ringer til din mor", "2026-11-22"},
		{"Send ansøgningen senest 1. december", "senest 1. december", "Send ansøgningen", "2026-12-01"},
		{"Aflever papirerne inden fredag!", "inden fredag", "Aflever papirerne", "2026-11-27"},
		{"Praktikstart mandag d. 30/11 kl. 8", "mandag d. 30/11 kl. 8", "Praktikstart", "2026-11-30 08:00"},
		{"Vi ses om 14 dage", "om 14 dage", "Vi ses", "2026-12-05"},
		{"Snuseuge uge 49", "uge 49", "Snuseuge", "2026-11-30"},
		{"Tirsdag 13.00: besøg på værkstedet", "Tirsdag 13.00", "besøg på værkstedet", "2026-11-24 13:00"},
		{"Ring til lægen\ni morgen kl.\u00a09", "i morgen kl.\u00a09", "Ring til lægen", "2026-11-22 09:00"},
		{"Meet at the shop on Tuesday at 2 pm", "on Tuesday at 2 pm", "Meet at the shop", "2026-11-24 14:00"},
		{"i morgen", "i morgen", "", "2026-11-22"},
	} {
		got, ok := FindDate(c.text, saturday)
		shown := got.Date.String()
		if got.HasTime {
			shown += " " + ClockOf(got.At).String()
		}
		if !ok || got.Phrase != c.phrase || got.Rest != c.rest || shown != c.want {
			t.Errorf("%q: got %q, rest %q, %s, want %q, rest %q, %s", c.text, got.Phrase, got.Rest, shown, c.phrase, c.rest, c.want)
		}
	}
	for _, text := range []string{
		"", "Vi tager den derfra", "Ring til Tor", "Det gør man", "Kom 2-3", "Ring på 12 11 10 33",
		"Vi talte om det i går", "Møde 10.11", "Praktik 1.1.2026", "Få fri", "kl. 13",
	} {
		if got, ok := FindDate(text, saturday); ok {
			t.Errorf("%q: found %q", text, got.Phrase)
		}
	}
}

func FuzzParseMoment(f *testing.F) {
	for _, seed := range []string{
		"i går 9.30", "9.30 i går", "kl. 9", "29.03.2026 2.30", "2026-11-21T14:30:00Z", "for 9999 timer siden",
		"tirsdag 10.11", "Besøg, tirsdag 13.00", "nu", ": :", "kl. kl. 9", "\xff\xfe",
	} {
		f.Add(seed, true)
	}
	f.Fuzz(func(t *testing.T, typed string, future bool) {
		lean := Past
		if future {
			lean = Future
		}
		if found, ok := FindDate(typed, saturday); ok && !strings.Contains(typed, found.Phrase) {
			t.Fatalf("%q is not in %q", found.Phrase, typed)
		}
		at, _, err := ParseMoment(typed, noon, lean)
		if err != nil {
			if code(err) == "" {
				t.Fatalf("%q: %v has no code", typed, err)
			}
			return
		}
		again, hasTime, err := ParseMoment(at.Format(time.RFC3339), noon, lean)
		if err != nil || !hasTime || !again.Equal(at) {
			t.Fatalf("%q is %v, which reads as %v, %v", typed, at, again, err)
		}
	})
}
