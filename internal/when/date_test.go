package when

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgtype"
)

func day(t *testing.T, s string) Date {
	t.Helper()
	var d Date
	if err := d.UnmarshalText([]byte(s)); err != nil {
		t.Fatal(err)
	}
	return d
}

func TestDateArithmetic(t *testing.T) {
	for _, c := range []struct {
		from   string
		months int
		want   string
	}{
		{"2026-11-21", 1, "2026-12-21"},
		{"2026-01-31", 1, "2026-02-28"},
		{"2028-01-31", 1, "2028-02-29"},
		{"2026-12-31", 2, "2027-02-28"},
		{"2026-03-31", -1, "2026-02-28"},
		{"2026-01-15", -13, "2024-12-15"},
		{"2024-02-29", 12, "2025-02-28"},
	} {
		if got := day(t, c.from).AddMonths(c.months).String(); got != c.want {
			t.Errorf("%s and %d months: got %s, want %s", c.from, c.months, got, c.want)
		}
	}
	d := day(t, "2026-03-28")
	if got := d.AddDays(3).Sub(d); got != 3 {
		t.Errorf("days over the change to summer time: got %d, want 3", got)
	}
	if !d.Before(d.AddDays(1)) || !d.After(d.AddDays(-1)) || d.Before(d) || d.After(d) {
		t.Error("before and after disagree with AddDays")
	}
}

func TestYears(t *testing.T) {
	for _, c := range []struct {
		born, on string
		want     int
	}{
		{"2008-03-14", "2026-03-13", 17},
		{"2008-03-14", "2026-03-14", 18},
		{"2008-02-29", "2026-02-28", 17},
		{"2008-02-29", "2026-03-01", 18},
		{"2008-02-29", "2028-02-29", 20},
		{"2008-12-31", "2009-01-01", 0},
	} {
		if got := day(t, c.born).Years(day(t, c.on)); got != c.want {
			t.Errorf("born %s is %d on %s, want %d", c.born, got, c.on, c.want)
		}
	}
}

func TestMonths(t *testing.T) {
	for _, c := range []struct {
		from, until string
		want        int
	}{
		{"2026-01-31", "2026-02-27", 0},
		{"2026-01-31", "2026-02-28", 1},
		{"2026-11-21", "2027-11-20", 11},
		{"2026-11-21", "2027-11-21", 12},
		{"2027-11-21", "2026-11-21", -12},
	} {
		if got := day(t, c.from).Months(day(t, c.until)); got != c.want {
			t.Errorf("months from %s to %s: got %d, want %d", c.from, c.until, got, c.want)
		}
	}
}

// A wall time that summer time skips moves forward; one that happens twice is
// the first. Midnight itself was skipped once, in 1940.
func TestAt(t *testing.T) {
	for _, c := range []struct {
		day   string
		clock Clock
		want  string
	}{
		{"2026-11-21", Clock{14, 30, 0}, "2026-11-21T13:30:00Z"},
		{"2026-06-21", Clock{14, 30, 0}, "2026-06-21T12:30:00Z"},
		{"2026-03-29", Clock{1, 59, 59}, "2026-03-29T00:59:59Z"},
		{"2026-03-29", Clock{2, 30, 0}, "2026-03-29T01:30:00Z"},
		{"2026-03-29", Clock{3, 0, 0}, "2026-03-29T01:00:00Z"},
		{"2026-10-25", Clock{1, 59, 0}, "2026-10-24T23:59:00Z"},
		{"2026-10-25", Clock{2, 30, 0}, "2026-10-25T00:30:00Z"},
		{"2026-10-25", Clock{3, 0, 0}, "2026-10-25T02:00:00Z"},
		{"1940-05-15", Clock{}, "1940-05-14T23:00:00Z"},
	} {
		if got := day(t, c.day).At(c.clock).Format(time.RFC3339); got != c.want {
			t.Errorf("%s %s: got %s, want %s", c.day, c.clock, got, c.want)
		}
	}
	for d := day(t, "1980-01-01"); d.Year() < 2040; d = d.AddDays(1) {
		if start := d.Start(); Of(start) != d || Of(start.Add(-time.Second)) == d {
			t.Fatalf("%s does not start at %s", d, start)
		}
	}
}

func TestDateText(t *testing.T) {
	d := day(t, "2026-01-02")
	if got := d.Danish(); got != "02.01.2026" {
		t.Errorf("Danish: got %s", got)
	}
	type row struct {
		Born Date
		Due  *Date
	}
	for _, want := range []row{{Born: d, Due: &d}, {}} {
		text, err := json.Marshal(want)
		if err != nil {
			t.Fatal(err)
		}
		var got row
		if err := json.Unmarshal(text, &got); err != nil {
			t.Fatal(err)
		}
		if got.Born != want.Born || (got.Due == nil) != (want.Due == nil) {
			t.Errorf("%s: got %v, want %v", text, got, want)
		}
	}
	if _, ok := On(2026, 2, 29); ok {
		t.Error("29 February 2026 is a day")
	}
}

// Dates go through pgx' own codec for date columns, both ways and in both
// wire formats, and so do pointers for columns that may be empty.
func TestDateInPostgres(t *testing.T) {
	m := pgtype.NewMap()
	for _, format := range []int16{pgtype.BinaryFormatCode, pgtype.TextFormatCode} {
		for _, want := range []string{"2026-11-21", "1900-01-01", "2100-12-31", "2008-02-29"} {
			d := day(t, want)
			wire, err := m.Encode(pgtype.DateOID, format, d, nil)
			if err != nil {
				t.Fatal(err)
			}
			var got Date
			var pointer *Date
			if err := m.Scan(pgtype.DateOID, format, wire, &got); err != nil {
				t.Fatal(err)
			}
			if err := m.Scan(pgtype.DateOID, format, wire, &pointer); err != nil {
				t.Fatal(err)
			}
			if got != d || pointer == nil || *pointer != d {
				t.Errorf("format %d: got %v and %v, want %v", format, got, pointer, d)
			}
		}
		for _, empty := range []any{Date{}, (*Date)(nil)} {
			if wire, err := m.Encode(pgtype.DateOID, format, empty, nil); err != nil || wire != nil {
				t.Errorf("no date is %v, %v, want NULL", wire, err)
			}
		}
		got, pointer := day(t, "2026-11-21"), new(Date)
		if err := m.Scan(pgtype.DateOID, format, nil, &got); err != nil || !got.IsZero() {
			t.Errorf("NULL: got %v, %v, want no date", got, err)
		}
		if err := m.Scan(pgtype.DateOID, format, nil, &pointer); err != nil || pointer != nil {
			t.Errorf("NULL: got %v, %v, want nil", pointer, err)
		}
	}
	infinite := pgtype.Date{Valid: true, InfinityModifier: pgtype.Infinity}
	if err := new(Date).ScanDate(infinite); err == nil {
		t.Error("infinity is taken for a day")
	}
}

func TestDateInDatabaseSQL(t *testing.T) {
	want := day(t, "2026-11-21")
	value, err := want.Value()
	if err != nil {
		t.Fatal(err)
	}
	for _, src := range []any{value, []byte("2026-11-21"), want.utc()} {
		var got Date
		if err := got.Scan(src); err != nil || got != want {
			t.Errorf("%v: got %v, %v", src, got, err)
		}
	}
	if err := new(Date).Scan(42); err == nil {
		t.Error("a number is taken for a day")
	}
	if v, err := (Date{}).Value(); v != nil || err != nil {
		t.Errorf("no date: got %v, %v, want nil", v, err)
	}
}
