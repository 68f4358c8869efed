package programme_test

import (
	"strings"
	"testing"
	"time"

	"kasket/internal/dbtest"
	"kasket/internal/programme"
	"kasket/internal/when"
)

// almanac is an oracle made from the rule's words and not from the code: it walks
// from day to day, at noon by the clock in Copenhagen, and knows Easter from a
// printed almanac.
type almanac struct {
	closed map[string]bool
}

var easterSundays = strings.Fields(`2018-04-01 2019-04-21 2020-04-12 2021-04-04 2022-04-17 2023-04-09 2024-03-31 2025-04-20
	2026-04-05 2027-03-28 2028-04-16 2029-04-01 2030-04-21 2031-04-13 2032-03-28 2033-04-17`)

func newAlmanac(t testing.TB) almanac {
	t.Helper()
	a := almanac{closed: map[string]bool{}}
	for _, sunday := range easterSundays {
		easter, err := time.ParseInLocation(time.DateOnly, sunday, when.Copenhagen)
		if err != nil {
			t.Fatal(err)
		}
		days := []int{-3, -2, 0, 1, 39, 49, 50}
		if easter.Year() < 2024 {
			days = append(days, 26) // Store bededag
		}
		for _, n := range days {
			a.closed[easter.AddDate(0, 0, n).Format(time.DateOnly)] = true
		}
		for _, day := range []string{"01-01", "06-05", "12-24", "12-25", "12-26", "12-31"} {
			a.closed[sunday[:4]+"-"+day] = true
		}
	}
	return a
}

func (a almanac) noon(d when.Date) time.Time { return d.At(when.Clock{Hour: 12}).In(when.Copenhagen) }

func (a almanac) atWork(t time.Time) bool {
	day := t.Format("Mon 2006-01-02")
	return day[:3] != "Sat" && day[:3] != "Sun" && !a.closed[day[4:]]
}

// arrives walks on until so many days have passed.
func (a almanac) arrives(sent time.Time, channel programme.Channel) time.Time {
	left, open := 0, true
	switch {
	case channel == programme.Letter:
		left = 6
	case channel == programme.QuickLetter:
		left, open = 2, sent.Year() >= 2026
	}
	at := sent
	for left > 0 {
		at = at.AddDate(0, 0, 1)
		if !open || a.atWork(at) {
			left--
		}
	}
	return at
}

// complaintEnds waits for the fourth time the weekday comes round, and then for a
// day on which somebody is there.
func (a almanac) complaintEnds(notified time.Time) time.Time {
	at, seen := notified, 0
	for seen < 4 {
		at = at.AddDate(0, 0, 1)
		if at.Weekday() == notified.Weekday() {
			seen++
		}
	}
	for !a.atWork(at) {
		at = at.AddDate(0, 0, 1)
	}
	return at
}

func fourWeeks() programme.DecisionType {
	return programme.DecisionType{ComplaintWeeks: 4, ReassessWeeks: 4, HearingDays: 14, HearingLeast: 7, CarryOutMonths: 3, TargetDays: 7, TargetWeekdays: true}
}

// Every day of eight years, by every channel, against the oracle.
func TestComplaintEnds(t *testing.T) {
	days, err := service(dbtest.New(t)).Days(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	a, row, cases := newAlmanac(t), fourWeeks(), 0
	for sent := day(t, "2022-01-01"); sent.Year() < 2030; sent = sent.AddDays(1) {
		for _, channel := range []programme.Channel{programme.DigitalPost, programme.Letter, programme.QuickLetter, programme.HandedOver} {
			cases++
			notice, ok := days.Notified(channel, sent)
			arrived := a.arrives(a.noon(sent), channel)
			if !ok || notice.On != when.Of(arrived) {
				t.Fatalf("%s sent %s: received %s %v, want %s", channel, sent, notice.On, ok, arrived.Format(time.DateOnly))
			}
			if got, want := first(row.ComplaintEnds(notice.On, days.Calendar)), when.Of(a.complaintEnds(arrived)); got != want {
				t.Fatalf("%s sent %s: complain until %s, want %s", channel, sent, got, want)
			}
		}
	}
	if cases < 200 {
		t.Errorf("%d cases", cases)
	}
}

func first(d when.Date, ok bool) when.Date {
	if !ok {
		return when.Date{}
	}
	return d
}

// The vectors of domain 2.2, and the edges of the year, of February and of the clock.
func TestDeadlineVectors(t *testing.T) {
	days, err := service(dbtest.New(t)).Days(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	row, c := fourWeeks(), days.Calendar
	complaint := func(on when.Date) when.Date { return first(row.ComplaintEnds(on, c)) }
	hearing := func(on when.Date) when.Date { return first(row.HearingEnds(on, c)) }
	reassess := func(on when.Date) when.Date { return first(row.ReassessBy(on)) }
	access := func(on when.Date) when.Date { return first(row.TargetOn(on, c)) }
	carry := func(on when.Date) when.Date { return first(row.CarryOutBy(on)) }
	for _, tt := range []struct {
		what       string
		ends       func(when.Date) when.Date
		from, want string
	}{
		{"Monday 23 November", complaint, "2026-11-23", "2026-12-21"},
		{"on Christmas Eve", complaint, "2026-11-26", "2026-12-28"},
		{"on New Year's Eve", complaint, "2026-12-03", "2027-01-04"},
		{"on Maundy Thursday", complaint, "2026-03-05", "2026-04-07"},
		{"on Constitution Day, a Friday", complaint, "2026-05-08", "2026-06-08"},
		{"on Store bededag", complaint, "2023-04-07", "2023-05-08"},
		{"when it was Store bededag", complaint, "2024-03-29", "2024-04-26"},
		{"the Friday after Ascension Day is open", complaint, "2026-04-17", "2026-05-15"},
		{"on Ascension Day", complaint, "2026-04-16", "2026-05-15"},
		{"on 29 February", complaint, "2028-02-01", "2028-02-29"},
		{"from 29 February", complaint, "2028-02-29", "2028-03-28"},
		{"over the night summer time begins", complaint, "2026-03-27", "2026-04-24"},
		{"over the night it ends", complaint, "2026-10-23", "2026-11-20"},
		{"told on a Sunday", complaint, "2026-11-22", "2026-12-21"},
		{"told on Christmas Day", complaint, "2026-12-25", "2027-01-22"},
		{"hearing", hearing, "2026-11-23", "2026-12-07"},
		{"hearing that ends on Christmas Eve", hearing, "2026-12-10", "2026-12-28"},
		{"looking at it again", reassess, "2026-11-26", "2026-12-24"},
		{"access to the file", access, "2026-11-23", "2026-12-02"},
		{"access to the file, over Christmas", access, "2026-12-21", "2027-01-05"},
		{"access to the file, asked for on a Saturday", access, "2026-11-21", "2026-12-01"},
		{"three full months", carry, "2026-08-14", "2026-11-30"},
		{"from the last of a month", carry, "2026-08-31", "2026-11-30"},
		{"from the first of a month", carry, "2026-08-01", "2026-11-30"},
		{"to the end of February", carry, "2026-11-05", "2027-02-28"},
		{"to the end of a long February", carry, "2027-11-30", "2028-02-29"},
	} {
		if got := tt.ends(day(t, tt.from)).String(); got != tt.want {
			t.Errorf("%s: from %s until %s, want %s", tt.what, tt.from, got, tt.want)
		}
	}
	none := programme.DecisionType{}
	for what, ok := range map[string]bool{
		"complaint": second(none.ComplaintEnds(day(t, "2026-11-23"), c)), "hearing": second(none.HearingEnds(day(t, "2026-11-23"), c)),
		"reassess": second(none.ReassessBy(day(t, "2026-11-23"))), "target": second(none.TargetOn(day(t, "2026-11-23"), c)), "carry out": second(none.CarryOutBy(day(t, "2026-11-23"))),
	} {
		if ok {
			t.Errorf("%s: no rule is no deadline", what)
		}
	}
	plain := programme.DecisionType{TargetDays: 30}
	if got := first(plain.TargetOn(day(t, "2026-11-23"), c)); got != day(t, "2026-12-23") {
		t.Errorf("30 days: %s", got)
	}
}

func second(_ when.Date, ok bool) bool { return ok }

func TestCheckHearing(t *testing.T) {
	days, err := service(dbtest.New(t)).Days(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ received, until, reason, want string }{
		{"2026-11-23", "2026-12-07", "", ""},
		{"2026-11-23", "2026-11-30", "", ""}, // the least
		{"2026-11-23", "2026-11-27", "", "hearing_reason hearing_short"},
		{"2026-11-23", "2026-11-27", " \x00 ", "hearing_reason hearing_short"},
		{"2026-11-23", "2026-11-27", "Den unge har selv bedt om det", ""},
		{"2026-11-23", "", "", "until required"},
		{"2026-11-20", "2026-11-20", "Haster", "until past"}, // yesterday
		{"2026-12-01", "2026-11-30", "Haster", "until past"}, // before they get it
		{"2026-11-23", "2026-12-05", "", "until closed_day"},
		{"2026-12-09", "2026-12-24", "", "until closed_day"},
	} {
		h := programme.Hearing{Received: day(t, tt.received), Reason: tt.reason}
		if tt.until != "" {
			h.Until = day(t, tt.until)
		}
		broke(t, fourWeeks().CheckHearing(h, days.Calendar, day(t, "2026-11-21")).Err(), tt.want)
	}
}

// Whatever days are closed and however many weeks there are: a deadline is an open
// day, no earlier than its weeks, the first such day, and a later start never ends
// earlier.
func FuzzComplaintEnds(f *testing.F) {
	f.Add(20000, uint8(4), "12-25", "easter+39")
	f.Add(10957, uint8(1), "02-29", "easter")
	f.Add(0, uint8(52), "påske-3", "x")
	f.Fuzz(func(t *testing.T, n int, weeks uint8, one, two string) {
		start, _ := when.On(1970, time.January, 1)
		notified := start.AddDays(n % 50000)
		var c when.Calendar
		for _, s := range []string{one, two} {
			if y, err := when.ParseYearly(s); err == nil {
				c = append(c, when.Closed{Day: y})
			}
		}
		row := programme.DecisionType{ComplaintWeeks: int(weeks%52) + 1}
		ends := first(row.ComplaintEnds(notified, c))
		least := notified.AddDays(7 * row.ComplaintWeeks)
		if !c.Open(ends) || ends.Before(least) || ends.Sub(least) > 5 {
			t.Fatalf("%d weeks from %s with %v: %s", row.ComplaintWeeks, notified, c, ends)
		}
		for d := least; d.Before(ends); d = d.AddDays(1) {
			if c.Open(d) {
				t.Fatalf("%s was open before %s", d, ends)
			}
		}
		if next := first(row.ComplaintEnds(notified.AddDays(1), c)); next.Before(ends) {
			t.Fatalf("told a day later ends earlier: %s, %s", next, ends)
		}
		letter := programme.Delivery{Days: int(weeks % 100), Weekdays: n%2 == 0}
		if a, b := letter.Reaches(notified, c), letter.Reaches(notified.AddDays(1), c); a.Before(notified) || b.Before(a) {
			t.Fatalf("%+v sent %s arrives %s, sent a day later %s", letter, notified, a, b)
		}
	})
}
