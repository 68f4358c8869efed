package placement_test

import (
	"fmt"
	"strings"
	"testing"

	"kasket/internal/casework/company"
	"kasket/internal/casework/placement"
	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/when"
)

// judged is a stay with everything the rules ask.
type judged struct {
	placement.Placement
	youth placement.YouthFacts
	past  []placement.Past
	place placement.PlaceFacts
	rules programme.PlacementRules
}

// ruled are the rules that the tables are tested with: those that ship, in short.
func ruled() programme.PlacementRules {
	entry := func(kind programme.Kind, code string) programme.Entry {
		return programme.Entry{Kind: kind, Code: code, Source: "kilde " + code, Confirmed: true}
	}
	kind := func(code string, t programme.PlacementTraits) programme.StayType {
		return programme.StayType{Entry: entry(programme.PlacementType, code), PlacementTraits: t}
	}
	young := func(code string, y programme.YoungHours) programme.StayHours {
		return programme.StayHours{Entry: entry(programme.YoungWork, code), YoungHours: y}
	}
	r := programme.PlacementRules{
		Types: []programme.StayType{
			kind("vp", programme.PlacementTraits{Ratio: true}), kind("lt", programme.PlacementTraits{Ratio: true, NetJob: true, Wage: true}),
			kind("job", programme.PlacementTraits{Wage: true}), kind("frivillig", programme.PlacementTraits{Beside: true}), kind("fgu", programme.PlacementTraits{}),
		},
		Lengths: []programme.StayLength{
			{Entry: entry(programme.PlacementLength, "short"), Length: programme.Length{Types: []string{"vp"}, Categories: []string{"jobparat"}, Weeks: 4}},
			{Entry: entry(programme.PlacementLength, "long"), Length: programme.Length{Types: []string{"vp"}, Categories: []string{"aktivitetsparat"}, Weeks: 13, Max: 26, Step: 13}},
			{Entry: programme.Entry{Code: "fgu", Source: "kilde fgu"}, Length: programme.Length{Types: []string{"fgu"}, Weeks: 10}},
		},
		Ratio: programme.Ratio{One: 1, Per: 5, To: 50, ThenOne: 1, ThenPer: 10, Least: 1}, RatioRow: entry(programme.PlacementRatio, "ratio"),
		FullWeek: 37, FullWeekRow: entry(programme.FullWeek, "full_week"),
		Young: []programme.StayHours{
			young("y13", programme.YoungHours{AgeFrom: 13, AgeTo: 14, Day: 2, Free: 7, Week: 12, Off: 35, From: 6, To: 20, Rest: 14}),
			young("yin", programme.YoungHours{AgeFrom: 15, AgeTo: 17, School: programme.InSchool, Day: 2, Free: 8, Week: 12, Off: 40, From: 6, To: 20, Rest: 14}),
			young("yout", programme.YoungHours{AgeFrom: 15, AgeTo: 17, School: programme.OutOfIt, Day: 8, Free: 8, Week: 40, Off: 40, From: 6, To: 20, Rest: 12}),
		},
	}
	return r
}

func fte(n float64) *float64 { return &n }

// plain is a stay that goes against nothing: four weeks of a grown-up at a company of
// ten, where nobody else is.
func plain(t *testing.T) judged {
	t.Helper()
	from, _ := when.On(2026, 11, 2)
	born, _ := when.On(2004, 3, 1)
	return judged{
		Placement: placement.Placement{ID: 9, Youth: 1, Company: company.Company{ID: 5}, Type: "vp", From: from, To: from.AddDays(27), Terms: placement.Terms{Hours: 20}},
		youth:     placement.YouthFacts{Birth: born, Category: "aktivitetsparat"},
		place:     placement.PlaceFacts{Workplace: company.Workplace{FTE: fte(10), MonthFTE: fte(10), YearFTE: fte(10)}},
		rules:     ruled(),
	}
}

func (j *judged) weeks(n int) { j.To = j.From.AddDays(7*n - 1) }

// earlier adds a stay of so many weeks that ended so many days before.
func (j *judged) earlier(firm id.Company, kind string, weeks, ago int) *placement.Past {
	last := j.From.AddDays(-ago)
	t, _ := j.rules.Type(kind)
	j.past = append(j.past, placement.Past{ID: id.Placement(100 + len(j.past)), Company: firm, Type: kind, Traits: t.PlacementTraits, From: last.AddDays(1 - 7*weeks), Last: last, Hours: 20, Result: placement.Completed})
	return &j.past[len(j.past)-1]
}

// other adds a stay of another youth at the workplace, days after the beginning.
func (j *judged) other(youth id.Youth, begins, ends int) {
	j.place.Others = append(j.place.Others, placement.Occupant{Youth: youth, From: j.From.AddDays(begins), Last: j.From.AddDays(ends)})
}

// young makes the youth so many years old, with a timetable of Mondays and on.
func (j *judged) young(age int, shifts ...string) {
	j.youth.Birth = j.From.AddMonths(-12 * age)
	j.Timetable, j.Hours = nil, 0
	for _, text := range shifts {
		day := strings.IndexByte("0MTWtFSs", text[0])
		from, to, _ := strings.Cut(text[1:], "-")
		j.Timetable = append(j.Timetable, placement.Shift{Day: day, From: from, To: to})
	}
}

func days(from, to string, names string) []string {
	var list []string
	for _, n := range names {
		list = append(list, string(n)+from+"-"+to)
	}
	return list
}

func warned(list []placement.Warning) string {
	var words []string
	for _, w := range list {
		text := w.Rule
		if len(w.Numbers) > 0 {
			text += fmt.Sprint(w.Numbers)
		}
		if !w.MayOverride {
			text = "!" + text
		}
		words = append(words, text)
	}
	return strings.Join(words, " ")
}

// Each rule on and off at its edge. An exclamation mark is what no reason helps against.
func TestWarnings(t *testing.T) {
	tests := []struct {
		name   string
		change func(*judged)
		want   string
	}{
		{"as it is", func(*judged) {}, ""},
		{"no such type", func(j *judged) { j.Type = "ghost" }, "!type[2026-11-02]"},

		{"13 weeks", func(j *judged) { j.weeks(13) }, ""},
		{"a day over 13 weeks", func(j *judged) { j.weeks(13); j.To = j.To.AddDays(1) }, "length[14 13 26]"},
		{"26 weeks", func(j *judged) { j.weeks(26) }, "length[26 13 26]"},
		{"a day over 26 weeks", func(j *judged) { j.weeks(26); j.To = j.To.AddDays(1) }, "!long[27 26]"},
		{"over 26 weeks with why", func(j *judged) { j.weeks(30); j.LongWhy = "fordi" }, ""},
		{"no end", func(j *judged) { j.To = when.Date{} }, "!length_open"},
		{"a job has no end", func(j *judged) { j.Type = "job"; j.To = when.Date{} }, ""},
		{"4 weeks of 4", func(j *judged) { j.youth.Category = "jobparat" }, ""},
		{"a day over 4", func(j *judged) { j.youth.Category = "jobparat"; j.To = j.To.AddDays(1) }, "!length_max[5 4]"},
		{"10 weeks of 10, nobody confirmed it", func(j *judged) { j.Type = "fgu"; j.weeks(10) }, ""},
		{"11 weeks of 10, nobody confirmed it", func(j *judged) { j.Type = "fgu"; j.weeks(11) }, "length_max[11 10]"},
		{"a category no row knows", func(j *judged) { j.youth.Category = "ny" }, "length_no_rule[4]"},
		{"no category, as short as any", func(j *judged) { j.youth.Category = "" }, ""},
		{"no category, longer than the shortest", func(j *judged) { j.youth.Category = ""; j.weeks(5) }, "length_no_category[5 4]"},

		{"9 and 4 weeks at the same company", func(j *judged) { j.earlier(5, "vp", 9, 1) }, ""},
		{"10 and 4 weeks at the same company", func(j *judged) { j.earlier(5, "vp", 10, 1) }, "weeks_company[14 13]"},
		{"22 and 4 weeks at the same company", func(j *judged) { j.earlier(5, "vp", 22, 400) }, "weeks_company[26 13]"},
		{"23 and 4 weeks at the same company", func(j *judged) { j.earlier(5, "vp", 23, 400) }, "!long[27 26]"},
		{"the same stay is not counted twice", func(j *judged) { j.earlier(5, "vp", 23, 400).ID = 9 }, ""},
		{"other types are not counted", func(j *judged) { j.earlier(5, "fgu", 30, 400) }, ""},
		{"22 weeks elsewhere", func(j *judged) { j.earlier(6, "vp", 22, 1) }, ""},
		{"23 weeks elsewhere", func(j *judged) { j.earlier(6, "vp", 23, 1) }, "weeks_youth[27 26]"},
		{"days at two places count once", func(j *judged) { j.earlier(6, "vp", 22, 1); j.earlier(7, "vp", 22, 1) }, ""},
		{"a second stay of 4 weeks", func(j *judged) { j.youth.Category = "jobparat"; j.earlier(6, "vp", 4, 30) }, "weeks_youth[8 4]"},

		{"two of ten", func(j *judged) { j.other(2, -9, 9) }, ""},
		{"three of ten", func(j *judged) { j.other(2, -9, 9); j.other(3, 9, 99) }, "ratio[3 2 10]"},
		{"three of ten, one after the other", func(j *judged) { j.other(2, -9, 9); j.other(3, 10, 99) }, ""},
		{"one who left the day before", func(j *judged) { j.other(2, -9, 5); j.other(3, -9, -1) }, ""},
		{"one who comes the day after", func(j *judged) { j.other(2, -9, 5); j.other(3, 28, 40) }, ""},
		{"somebody with two stays there is one", func(j *judged) { j.other(2, -9, 9); j.other(2, 3, 9) }, ""},
		{"their own other stay there is not another", func(j *judged) { j.other(2, -9, 9); j.other(1, -9, 9) }, ""},
		{"one of four", func(j *judged) { j.place.FTE = fte(4) }, ""},
		{"two of four", func(j *judged) { j.place.FTE = fte(4); j.other(2, 0, 9) }, "ratio[2 1 4]"},
		{"the only one where nobody counted", func(j *judged) { j.place.FTE = nil }, ""},
		{"two where nobody counted", func(j *judged) { j.place.FTE = nil; j.other(2, 0, 9) }, "ratio_unknown[2 1]"},
		{"two and no row", func(j *judged) { j.rules.RatioRow = programme.Entry{}; j.other(2, 0, 9) }, "ratio_no_rule[2]"},
		{"a job does not count", func(j *judged) { j.Type = "job"; j.other(2, 0, 9); j.other(3, 0, 9) }, ""},

		{"a net job", func(j *judged) { j.Type = "lt" }, ""},
		{"fewer than the year", func(j *judged) { j.Type = "lt"; j.place.MonthFTE = fte(9.9) }, "net_job[9.9 10]"},
		{"nobody counted the year", func(j *judged) { j.Type = "lt"; j.place.YearFTE = nil }, "net_job_unknown"},

		{"employed there before", func(j *judged) { j.earlier(5, "job", 10, 30) }, "employed[2026-07-26 2026-10-03]"},
		{"employed elsewhere before", func(j *judged) { j.earlier(6, "job", 10, 30) }, ""},
		{"hired there after an internship", func(j *judged) { j.earlier(5, "vp", 2, 30).Result = placement.Hired }, "employed[2026-09-20 2026-10-03]"},
		{"a job where they had a job", func(j *judged) { j.Type = "job"; j.earlier(5, "job", 10, 30) }, ""},

		{"37 hours", func(j *judged) { j.Hours = 37 }, ""},
		{"37.5 hours", func(j *judged) { j.Hours = 37.5 }, "!full_week[37.5 37]"},
		{"a timetable of more than it says", func(j *judged) {
			j.young(30, days("08:00", "16:00", "MTWtF")...)
			j.Hours = 20
		}, "!full_week[40 37]"},
		{"17 hours beside 20", func(j *judged) { j.Hours = 17; j.earlier(6, "job", 2, 0).Last = j.From }, ""},
		{"18 hours beside 20", func(j *judged) { j.Hours = 18; j.earlier(6, "job", 2, 0).Last = j.From }, "!overlap[38 37 2026-10-20]"},
		{"18 hours after 20", func(j *judged) { j.Hours = 18; j.earlier(6, "job", 2, 1) }, ""},
		{"18 hours beside voluntary work", func(j *judged) { j.Hours = 18; j.earlier(6, "frivillig", 2, 0) }, ""},
		{"voluntary work beside 20", func(j *judged) { j.Type = "frivillig"; j.Hours = 30; j.earlier(6, "job", 2, -5) }, ""},
		{"beside one whose hours nobody knows", func(j *judged) { j.earlier(6, "job", 2, -5).Hours = 0 }, "overlap_unknown[37 2026-10-25]"},
		{"with one that begins later", func(j *judged) { j.earlier(6, "job", 2, -30).Hours = 18 }, "!overlap[38 37 2026-11-19]"},
		{"two others, one after the other", func(j *judged) { j.earlier(6, "job", 2, -10).Hours = 17; j.earlier(7, "job", 2, -24).Hours = 17 }, ""},

		{"18 years", func(j *judged) { j.young(18, days("05:00", "22:00", "M")...) }, ""},
		{"nobody knows the birth date", func(j *judged) { j.young(16, "M05:00-22:00"); j.youth.Birth = when.Date{} }, ""},
		{"12 years", func(j *judged) { j.young(12, "M14:00-16:00") }, "young_no_rule[12]"},
		{"17, out of school, 8 hours", func(j *judged) { j.young(17, days("08:00", "15:24", "MTWtF")...); j.youth.School = programme.OutOfIt }, ""},
		{"17, out of school, more than 8 hours", func(j *judged) { j.young(17, "M08:00-16:30"); j.youth.School = programme.OutOfIt }, "young_day[1 8.5 8]"},
		{"17, at school, 2 hours and a Saturday", func(j *judged) {
			j.young(17, "M16:00-18:00", "W16:00-18:00", "S08:00-16:00")
			j.youth.School = programme.InSchool
		}, ""},
		{"17, at school, 3 hours", func(j *judged) { j.young(17, "M15:00-18:00"); j.youth.School = programme.InSchool }, "young_day[1 3 2]"},
		{"13, more than 7 on a Saturday", func(j *judged) { j.young(13, "S08:00-16:00") }, "young_day[6 8 7]"},
		{"13, more than 12 a week", func(j *judged) { j.young(13, "M16:00-18:00", "T16:00-18:00", "W16:00-18:00", "S09:00-15:30") }, "young_week[12.5 12 35]"},
		{"17, before 6", func(j *judged) { j.young(17, "M05:59-07:00"); j.youth.School = programme.OutOfIt }, "young_time[1 05:59 07:00 6 20]"},
		{"17, until 20", func(j *judged) { j.young(17, "F12:00-20:00"); j.youth.School = programme.OutOfIt }, ""},
		{"17, after 20", func(j *judged) { j.young(17, "F13:00-20:01"); j.youth.School = programme.OutOfIt }, "young_time[5 13:00 20:01 6 20]"},
		{"17, 12 hours of rest", func(j *judged) { j.young(17, "M12:00-19:00", "T07:00-09:00"); j.youth.School = programme.OutOfIt }, ""},
		{"17, 11 hours of rest", func(j *judged) { j.young(17, "M12:00-19:00", "T06:00-09:00"); j.youth.School = programme.OutOfIt }, "young_rest[1 11 12]"},
		{"17, rest from Sunday to Monday", func(j *judged) { j.young(17, "M06:00-07:00", "s14:00-20:00"); j.youth.School = programme.OutOfIt }, "young_rest[7 10 12]"},
		{"16, nobody knows of school, both may", func(j *judged) { j.young(16, "M16:00-18:00") }, ""},
		{"16, nobody knows of school, only the one may", func(j *judged) { j.young(16, "M10:00-16:00") }, "young_school[16]"},
		{"16, nobody may", func(j *judged) { j.young(16, "M08:00-17:00") }, "young_day[1 9 8]"},
		{"16, no timetable", func(j *judged) { j.young(16) }, "young_timetable[16]"},
		{"16, at school, no timetable, 13 hours", func(j *judged) { j.young(16); j.Hours = 13; j.youth.School = programme.InSchool }, "young_week[13 12 40]"},

		{"the workplace has closed", func(j *judged) { j.place.ClosedOn = j.From }, "!workplace_closed[2026-11-02]"},
		{"the workplace closes the day after", func(j *judged) { j.place.ClosedOn = j.From.AddDays(1) }, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			j := plain(t)
			tt.change(&j)
			list := placement.Warnings(j.Placement, j.youth, j.past, j.place, j.rules)
			if got := warned(list); got != tt.want {
				t.Errorf("warned of %s, want %s", got, tt.want)
			}
			for _, w := range list {
				if w.Field == "" {
					t.Errorf("%s has no field", w.Rule)
				}
			}
		})
	}
}

// A stay that the leader is asked about runs as long as anybody may grant, and no longer.
func TestGrantedUntil(t *testing.T) {
	tests := []struct {
		name   string
		change func(*judged)
		until  int // days from the first
		longer bool
	}{
		{"4 weeks", func(*judged) {}, 27, false},
		{"26 weeks", func(j *judged) { j.weeks(26) }, 26*7 - 1, false},
		{"30 weeks", func(j *judged) { j.weeks(30) }, 26*7 - 1, true},
		{"10 weeks after 20 there", func(j *judged) { j.weeks(10); j.earlier(5, "vp", 20, 30) }, 6*7 - 1, true},
		{"1 week after 26 there", func(j *judged) { j.weeks(1); j.earlier(5, "vp", 26, 30) }, -1, true},
		{"1 week after 40 there", func(j *judged) { j.weeks(1); j.earlier(5, "vp", 40, 30) }, -1, true},
		{"5 weeks of 4", func(j *judged) { j.weeks(5); j.youth.Category = "jobparat" }, 5*7 - 1, false},
		{"no category", func(j *judged) { j.weeks(40); j.youth.Category = "" }, 40*7 - 1, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			j := plain(t)
			tt.change(&j)
			until, longer := placement.GrantedUntil(j.Placement, j.youth, j.past, j.rules)
			if until != j.From.AddDays(tt.until) || longer != tt.longer {
				t.Errorf("until %s %v, want %s %v", until, longer, j.From.AddDays(tt.until), tt.longer)
			}
		})
	}
}
