package when

import (
	"testing"
	"time"
)

// Easter Sundays as almanacs print them, at both ends of its range and around it.
func TestEaster(t *testing.T) {
	for _, want := range []string{
		"1818-03-22", "1900-04-15", "1943-04-25", "1961-04-02", "1981-04-19", "1999-04-04", "2000-04-23", "2008-03-23", "2011-04-24",
		"2016-03-27", "2019-04-21", "2020-04-12", "2023-04-09", "2024-03-31", "2025-04-20", "2026-04-05", "2027-03-28", "2028-04-16",
		"2029-04-01", "2030-04-21", "2035-03-25", "2038-04-25", "2049-04-18", "2076-04-19", "2100-03-28",
	} {
		if got := Easter(day(t, want).Year()); got.String() != want {
			t.Errorf("Easter %d: %s, want %s", got.Year(), got, want)
		}
	}
	for year := 1583; year < 4000; year++ {
		e := Easter(year)
		early, _ := On(year, time.March, 22)
		late, _ := On(year, time.April, 25)
		if e.Weekday() != time.Sunday || e.Before(early) || e.After(late) {
			t.Fatalf("Easter %d: %s %s", year, e, e.Weekday())
		}
		if moon := paschalFullMoon(year); e.Sub(moon) < 1 || e.Sub(moon) > 7 {
			t.Fatalf("Easter %d: %s is not the Sunday after the full moon of %s", year, e, moon)
		}
	}
}

// paschalFullMoon is the church's full moon on or after 21 March, from the golden
// number and the epact of Clavius' tables (Explicatio, 1603): another road to Easter.
func paschalFullMoon(year int) Date {
	golden, century := year%19+1, year/100+1
	solar, lunar := 3*century/4-12, (8*century+5)/25-5
	epact := ((11*golden+20+lunar-solar)%30 + 30) % 30
	if epact == 25 && golden > 11 || epact == 24 {
		epact++
	}
	moon := 44 - epact
	if moon < 21 {
		moon += 30
	}
	first, _ := On(year, time.March, 1)
	return first.AddDays(moon - 1)
}

func TestYearly(t *testing.T) {
	for typed, want := range map[string]string{
		"12-25": "12-25", "25.12.": "12-25", "5. 6": "06-05", "1.1": "01-01", "29.2.": "02-29", "easter": "easter", "påske": "easter",
		"Påskedag + 39": "easter+39", "easter-3": "easter-3", "EASTER+0": "easter", "easter-80": "easter-80", "easter+250": "easter+250",
		"": "", "13-01": "", "30.2.": "", "00-00": "", "easter+251": "", "easter-81": "", "easter+": "", "easter 3": "", "12-25 ": "", "1225": "", "easter+9999": "",
	} {
		y, err := ParseYearly(typed)
		if got := y.String(); got != want || (err == nil) != (want != "") {
			t.Errorf("%q: %q %v, want %q", typed, got, err, want)
		}
	}
}

func FuzzParseYearly(f *testing.F) {
	for _, s := range []string{"12-25", "easter+39", "påske-3", "29.2.", "", "x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		y, err := ParseYearly(s)
		if err != nil {
			return
		}
		again, err := ParseYearly(y.String())
		if err != nil || again != y {
			t.Fatalf("%q is %q, which is read as %q (%v)", s, y, again, err)
		}
		for year := 1990; year < 2101; year++ {
			if d, ok := y.In(year); ok && d.Year() != year {
				t.Fatalf("%q in %d is %s", s, year, d)
			}
		}
	})
}

func TestCalendar(t *testing.T) {
	yearly := func(s string) Yearly {
		y, err := ParseYearly(s)
		if err != nil {
			t.Fatal(err)
		}
		return y
	}
	c := Calendar{
		{Day: yearly("easter+26"), From: day(t, "1990-01-01"), To: day(t, "2023-12-31")},
		{Day: yearly("easter+1")},
		{Day: yearly("12-24")},
		{Day: yearly("12-25")},
		{Day: yearly("02-29")},
	}
	for from, want := range map[string]string{
		"2023-05-05": "2023-05-08", "2024-04-26": "2024-04-26", // the fourth Friday after Easter, then and since
		"2026-04-04": "2026-04-07", "2026-12-24": "2026-12-28", "2026-12-23": "2026-12-23", "2028-02-29": "2028-03-01", "2027-02-28": "2027-03-01",
	} {
		if got := c.OpenFrom(day(t, from)).String(); got != want {
			t.Errorf("from %s open on %s, want %s", from, got, want)
		}
	}
	for n, want := range map[int]string{-1: "2026-12-23", 0: "2026-12-23", 1: "2026-12-28", 5: "2027-01-01"} {
		if got := c.OpenAfter(day(t, "2026-12-23"), n).String(); got != want {
			t.Errorf("%d open days after: %s, want %s", n, got, want)
		}
	}
	if got := c.OpenAfter(day(t, "2026-12-24"), 1).String(); got != "2026-12-28" {
		t.Errorf("the first open day after a closed one: %s", got)
	}
	shut := Calendar{}
	for d := day(t, "2028-01-01"); d.Year() == 2028; d = d.AddDays(1) {
		y, err := ParseYearly(d.String()[5:])
		if err != nil {
			t.Fatal(err)
		}
		shut = append(shut, Closed{Day: y})
	}
	if got := shut.OpenFrom(day(t, "2026-11-20")); got != day(t, "2026-11-20") {
		t.Errorf("closed altogether: %s", got)
	}
}
