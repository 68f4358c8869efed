package figures_test

import (
	"testing"

	"kasket/internal/casework/figures"
	"kasket/internal/programme"
	"kasket/internal/when"
)

// day reads a day, or none.
func day(t *testing.T, s string) when.Date {
	t.Helper()
	if s == "" {
		return when.Date{}
	}
	return on(t, s)
}

var (
	left = figures.Definition{
		Cohort: figures.Leavers, Measure: figures.ExitMeasure, Excluded: []string{"moved", "death", "wrong_group"},
		Parts: []figures.Part{{Key: "all", Codes: []string{"exit:job_full", "exit:prep"}}},
	}
	readyIn12 = figures.Definition{
		Cohort: figures.Starters, Measure: figures.ReadyMeasure, Within: 12,
		Parts: []figures.Part{{Key: "all", Codes: []string{"ready:education", "ready:job"}}},
	}
	gotStarted = figures.Definition{
		Cohort: figures.Participants, Measure: figures.GotStartedMeasure, Window: 36,
		Parts: []figures.Part{{Key: "all", Codes: []string{"exit:job_full", "status:education"}}},
	}
	statusNow = figures.Definition{
		Cohort: figures.Enrolled, Measure: figures.StatusMeasure,
		Parts: []figures.Part{{Key: "education", Codes: []string{"status:education"}}, {Key: "job", Codes: []string{"status:job"}}},
	}
	held = figures.Definition{
		Cohort: figures.Leavers, Measure: figures.HeldMeasure, Within: 12, Excluded: []string{"moved", "death", "wrong_group"},
		Parts: []figures.Part{{Key: "all", Codes: []string{"status:job"}}},
	}
)

// The year 2025 by hand: each course alone, by each definition.
func TestJudge(t *testing.T) {
	d := func(s string) when.Date { return day(t, s) }
	st := func(on, moment, code string) figures.Status {
		return figures.Status{On: d(on), Moment: moment, Code: code}
	}
	exit := func(code, on string) figures.Course {
		return figures.Course{StartedOn: d("2024-03-01"), ClosedOn: d(on), Exit: code, ExitOn: d(on), ExitGroup: map[string]programme.Grouping{"job_full": programme.Job}[code]}
	}
	tests := []struct {
		name   string
		def    figures.Definition
		course figures.Course
		in     bool
		want   figures.Answer
		reason string
	}{
		{"left to a job", left, exit("job_full", "2025-06-30"), true, figures.Yes, ""},
		{"left on the last day", left, exit("prep", "2025-12-31"), true, figures.Yes, ""},
		{"left the day after", left, exit("job_full", "2026-01-01"), false, 0, ""},
		{"left the day before", left, exit("job_full", "2024-12-31"), false, 0, ""},
		{"lost", left, exit("lost", "2025-06-30"), true, figures.No, ""},
		{"moved away", left, exit("moved", "2025-06-30"), true, figures.LeftOut, "moved"},
		{"died", left, exit("death", "2025-06-30"), true, figures.LeftOut, "death"},
		{"moved to another team", left, exit("moved_team", "2025-06-30"), false, 0, ""},
		{"still here", left, figures.Course{StartedOn: d("2024-03-01")}, false, 0, ""},

		{"ready to the day", readyIn12, figures.Course{StartedOn: d("2024-03-01"), ReadyFor: "job", ReadyOn: d("2025-03-01")}, true, figures.Yes, ""},
		{"ready a day late", readyIn12, figures.Course{StartedOn: d("2024-03-01"), ReadyFor: "job", ReadyOn: d("2025-03-02")}, true, figures.No, ""},
		{"ready for we know not what", readyIn12, figures.Course{StartedOn: d("2024-03-01"), ReadyOn: d("2025-02-01")}, true, figures.Unknown, figures.NoReady},
		{"a job without a day of being ready", readyIn12, exit("job_full", "2025-02-01"), true, figures.Unknown, figures.NoReady},
		{"a job later", readyIn12, exit("job_full", "2025-06-01"), true, figures.No, ""},
		{"began on the first day", readyIn12, figures.Course{StartedOn: d("2024-01-01")}, true, figures.No, ""},
		{"began too lately", readyIn12, figures.Course{StartedOn: d("2025-01-01"), ReadyFor: "job", ReadyOn: d("2025-02-01")}, false, 0, ""},

		{"got started by exit", gotStarted, exit("job_full", "2025-06-30"), true, figures.Yes, ""},
		{"moved away counts as not", gotStarted, exit("moved", "2025-06-30"), true, figures.No, ""},
		{"got started by status", gotStarted, figures.Course{StartedOn: d("2024-03-01"), Statuses: []figures.Status{st("2024-05-01", "change", "education"), st("2025-05-01", "change", "none")}}, true, figures.Yes, ""},
		{"was in education before", gotStarted, figures.Course{StartedOn: d("2024-03-01"), Statuses: []figures.Status{st("2024-02-01", "before", "education"), st("2024-03-01", "start", "education")}}, true, figures.Unknown, figures.NoStatus},
		{"started after the cut-off", gotStarted, figures.Course{StartedOn: d("2024-03-01"), Statuses: []figures.Status{st("2026-01-01", "change", "education")}}, true, figures.Unknown, figures.NoStatus},
		{"nobody knows", gotStarted, figures.Course{StartedOn: d("2024-03-01"), Statuses: []figures.Status{st("2025-01-01", "change", "unknown")}}, true, figures.Unknown, figures.NotKnown},
		{"ended on the first day of three years", gotStarted, exit("lost", "2023-01-01"), true, figures.No, ""},
		{"ended before them", gotStarted, exit("job_full", "2022-12-31"), false, 0, ""},

		{"in education now", statusNow, figures.Course{StartedOn: d("2024-03-01"), Statuses: []figures.Status{st("2024-02-01", "before", "none"), st("2025-05-01", "change", "education")}}, true, figures.Yes, ""},
		{"not any more", statusNow, figures.Course{StartedOn: d("2024-03-01"), Statuses: []figures.Status{st("2024-05-01", "change", "education"), st("2025-05-01", "change", "none")}}, true, figures.No, ""},
		{"no status", statusNow, figures.Course{StartedOn: d("2024-03-01")}, true, figures.Unknown, figures.NoStatus},
		{"closed on the cut-off day", statusNow, exit("job_full", "2025-12-31"), false, 0, ""},
		{"closed the day after it", statusNow, exit("job_full", "2026-01-01"), true, figures.Unknown, figures.NoStatus},

		{"still at work a year later", held, with(exit("job_full", "2024-06-30"), func(c *figures.Course) {
			c.Followups = []figures.Followup{{ExitOn: d("2024-06-30"), Months: 12, On: d("2025-07-01"), Code: "unknown"}, {ExitOn: d("2024-06-30"), Months: 12, On: d("2025-07-09"), Code: "job"}}
		}), true, figures.Yes, ""},
		{"asked, and nobody knew", held, with(exit("job_full", "2024-06-30"), func(c *figures.Course) {
			c.Followups = []figures.Followup{{ExitOn: d("2024-06-30"), Months: 12, On: d("2025-07-01"), Code: "unknown"}}
		}), true, figures.Unknown, figures.NotKnown},
		{"of the exit that was taken back", held, with(exit("job_full", "2024-06-30"), func(c *figures.Course) {
			c.Followups = []figures.Followup{{ExitOn: d("2024-03-30"), Months: 12, On: d("2025-04-01"), Code: "job"}}
		}), true, figures.Unknown, figures.NoFollowup},
	}
	year := figures.Year(2025)
	for _, tt := range tests {
		tt.course.Youth, tt.course.ID = 1, 1
		for _, s := range figures.Stays([]figures.Course{tt.course}, year.To) {
			v, in := tt.def.Judge(s, year, tt.def.Parts[0], year.To)
			if in != tt.in || v.Answer != tt.want || v.Reason != tt.reason {
				t.Errorf("%s: in %v, %d %q; want %v, %d %q", tt.name, in, v.Answer, v.Reason, tt.in, tt.want, tt.reason)
			}
		}
	}
}

func with(c figures.Course, change func(*figures.Course)) figures.Course {
	change(&c)
	return c
}

// Who moved between two teams is one youth: with one start, at the team that had them
// last. Who came back later is one youth too, and counts by the last time.
func TestStays(t *testing.T) {
	d := func(s string) when.Date { return day(t, s) }
	moved := []figures.Course{
		{ID: 1, Youth: 1, Team: 1, Programme: 1, StartedOn: d("2024-03-01"), ClosedOn: d("2025-02-01"), Exit: "moved_team", ExitOn: d("2025-02-01"), ReadyFor: "job", ReadyOn: d("2025-01-01")},
		{ID: 2, Youth: 1, Team: 2, Programme: 1, StartedOn: d("2025-02-01"), ClosedOn: d("2025-09-01"), Exit: "job_full", ExitOn: d("2025-09-01")},
	}
	year := figures.Year(2025)
	if s := figures.Stays(moved, year.To); len(s) != 1 || s[0].Team != 2 || s[0].Start != d("2024-03-01") || s[0].ReadyFor != "job" || s[0].Exit != "job_full" {
		t.Errorf("a move makes %+v", s)
	}
	if s := figures.Stays(moved, d("2025-01-31")); len(s) != 1 || s[0].Team != 1 || !s[0].End.IsZero() {
		t.Errorf("before the move there was %+v", s)
	}
	elsewhere := []figures.Course{moved[0], moved[1]}
	elsewhere[1].Programme = 2
	if s := figures.Stays(elsewhere, year.To); len(s) != 2 || s[0].Exit != "" {
		t.Errorf("a move to another programme makes %+v", s)
	}
	back := []figures.Course{
		{ID: 1, Youth: 1, Team: 1, StartedOn: d("2024-03-01"), ClosedOn: d("2025-02-01"), Exit: "job_full", ExitOn: d("2025-02-01")},
		{ID: 2, Youth: 1, Team: 1, StartedOn: d("2025-05-01"), ClosedOn: d("2025-09-01"), Exit: "lost", ExitOn: d("2025-09-01")},
	}
	stays := figures.Stays(back, year.To)
	if r := figures.Count("all", left.Verdicts(stays, year, left.Parts[0], year.To)); r.Num != 0 || r.Of != 1 {
		t.Errorf("left twice: %d of %d, want 0 of 1", r.Num, r.Of)
	}
	if r := figures.Count("all", gotStarted.Verdicts(stays, year, gotStarted.Parts[0], year.To)); r.Num != 1 || r.Of != 1 {
		t.Errorf("took part twice: %d of %d, want 1 of 1", r.Num, r.Of)
	}
}

// Horsens' year by hand: 400 in December, 332 in the next one, is 17 % fewer. What was
// not counted is not 0.
func TestChange(t *testing.T) {
	d := figures.Definition{Measure: figures.ChangeMeasure, Cohort: figures.Population, Within: 12}
	counts := []figures.TargetCount{
		{Programme: 1, Month: day(t, "2016-12-01"), Count: 400}, {Programme: 1, Month: day(t, "2017-12-01"), Count: 332}, {Programme: 2, Month: day(t, "2018-12-01"), Count: 332},
	}
	r := d.Change(counts, 1, figures.Year(2017))
	if change, ok := r.Change(); !ok || r.Num != 332 || r.Of != 400 || change > -.1699 || change < -.1701 {
		t.Errorf("332 after 400 is %.4f", change)
	}
	for _, p := range []figures.Period{figures.Year(2018), figures.Quarter(2017, 1), figures.Year(2030)} {
		if change, ok := d.Change(counts, 1, p).Change(); ok || change != 0 {
			t.Errorf("%s: %.2f of what nobody counted", p.To, change)
		}
	}
}
