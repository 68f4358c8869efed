package figures_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casetest"
	"kasket/internal/casework/figures"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/internal/when"
)

func TestParseMonth(t *testing.T) {
	for typed, want := range map[string]string{
		"2026-01": "2026-01-01", "2026-1": "2026-01-01", "2026/12": "2026-12-01", "2026M03": "2026-03-01", "2026m03": "2026-03-01", "2026-01-01": "2026-01-01",
		"01-2026": "2026-01-01", "1/2026": "2026-01-01", "1.1.2026": "2026-01-01", "01.10.2026": "2026-10-01", "1. 3.2026": "2026-03-01",
		"jan 2026": "2026-01-01", "jan. 2026": "2026-01-01", "Maj 2025": "2025-05-01", "oktober 2025": "2025-10-01", "okt-2025": "2025-10-01", " 2026-02 ": "2026-02-01",
		"": "", "2026": "", "13-2026": "", "2026-00": "", "15.1.2026": "", "2026-01-15": "", "1-26": "", "snart 2026": "", "3026-01": "", "1.1.2026.": "",
	} {
		got, ok := figures.ParseMonth(typed)
		if ok != (want != "") || ok && got.String() != want {
			t.Errorf("%q is %s, %t; want %q", typed, got, ok, want)
		}
	}
}

func TestReadTargetCounts(t *testing.T) {
	today, _ := when.On(2026, time.November, 21)
	tests := []struct {
		name, pasted, source string
		want                 string // month=count of source
		codes                string
	}{
		{"commas", "2025-01,400,Jobindsats\n2026-01,332,Jobindsats, udtræk", "", "2025-01-01=400 of Jobindsats; 2026-01-01=332 of Jobindsats, udtræk", ""},
		{"a heading, tabs, line ends", "Måned\tAntal\tKilde\r\njan 2025\t1.400\tDST\r\n\r\n1.2.2025\t0\tDST\r\n", "", "2025-01-01=1400 of DST; 2025-02-01=0 of DST", ""},
		{"semicolons and quotes", `"01-2025";"400";"STAR"`, "", "2025-01-01=400 of STAR", ""},
		{"the source above", "2025-01;400\n2025-02;410;;", "DST", "2025-01-01=400 of DST; 2025-02-01=410 of DST", ""},
		{"this month", "2026-11,5,x", "", "2026-11-01=5 of x", ""},
		{"a month ahead", "2026-12,5,x", "", "", "line_ahead 1"},
		{"bad among good", "month,count,source\n2025-01,400,x\nhej,1,x\n2025-02,mange,x\n2025-03,4\n2025-04\n2025-05,1000001,x", "", "", "line_month 3, line_count 4, line_source 5, line_parts 6, line_most 7"},
		{"below nothing", "\n\n2025-01,-1,x", "", "", "line_count 3"},
		{"a month twice", "2025-01,1,x\njan 2025,2,x", "", "", "line_twice 2"},
		{"a long source", "2025-01,1," + strings.Repeat("å", 201), "", "", "line_source_long 1"},
		{"a heading alone", "måned,antal,kilde", "", "", "no_lines"},
		{"two headings", "måned,antal,kilde\nmåned,antal,kilde", "", "", "line_month 2"},
		{"too many", strings.Repeat("x1\n", 600), "", "", ""},
	}
	for _, tt := range tests {
		got, v := figures.ReadTargetCounts(tt.pasted, tt.source, today)
		var said, codes []string
		for _, c := range got {
			said = append(said, fmt.Sprintf("%s=%d of %s", c.Month, c.Count, c.Source))
		}
		for _, b := range v {
			if b.Field != "lines" {
				t.Errorf("%s: %s at %q", tt.name, b.Code, b.Field)
			}
			code := b.Code
			if strings.HasPrefix(code, "line_") {
				code += fmt.Sprintf(" %v", b.Args[0])
			}
			codes = append(codes, code)
		}
		if tt.name == "too many" {
			if len(v) != 21 || v[20].Code != "more_lines" || v[20].Args[0] != 580 {
				t.Errorf("600 bad lines say %d things: %v", len(v), v)
			}
			continue
		}
		if s := strings.Join(said, "; "); s != tt.want || strings.Join(codes, ", ") != tt.codes {
			t.Errorf("%s: %q, %v; want %q, %q", tt.name, s, codes, tt.want, tt.codes)
		}
	}
	if _, v := figures.ReadTargetCounts(strings.Repeat("2025-01,1,x\n", 602), "", today); !v.Has("too_many_lines") {
		t.Errorf("602 lines: %v", v)
	}
}

// Whatever is pasted, there are counts that may be saved, or what is wrong; never both.
func FuzzReadTargetCounts(f *testing.F) {
	today, _ := when.On(2026, time.November, 21)
	for _, s := range []string{"2025-01,400,x", "måned;antal\njan 2025;1.400", "1.1.2026\t3\t\"", "2026M01,\xff", "99-2026,1"} {
		f.Add(s, "DST")
	}
	f.Fuzz(func(t *testing.T, pasted, source string) {
		got, v := figures.ReadTargetCounts(pasted, rule.Line(source), today)
		if (len(got) > 0) == (len(v) > 0) {
			t.Fatalf("%d counts and %v", len(got), v)
		}
		for _, c := range got {
			if bad := c.Check(today); len(bad) > 0 || c.Month.Day() != 1 {
				t.Fatalf("%+v: %v", c, bad)
			}
		}
	})
}

// Seed D: 400 and a year later 332 in the same month are 17 % fewer; a correction is a
// new row, a leader counts for their own programmes alone, and all is saved or nothing.
func TestHorsensMonths(t *testing.T) {
	w := casetest.New(t)
	w.At(time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC))
	team := w.TeamOf("mod-til-uddannelse", "Horsens")
	leader, elsewhere := w.Person(team, "Lene", access.Leader), w.Person(w.Team("Rute 42"), "Else", access.Leader)
	insight, worker := w.Person(0, "Ib", access.Insight), w.Person(team, "Anna", access.Caseworker)
	programme := casetest.One[id.Programme](w, `SELECT programme_id FROM teams WHERE id = @team`, db.Args{"team": team})
	counts, v := figures.ReadTargetCounts("måned,antal,kilde\n2024-12,390,Jobindsats\n2025-12,332,Jobindsats", "", w.Today())
	if len(v) > 0 {
		t.Fatal(v)
	}
	if err := w.Figures.KeepTargetCounts(t.Context(), leader, programme, counts, audit.Form{}); err != nil {
		t.Fatal(err)
	}
	corrected := []figures.TargetCount{{Month: counts[0].Month, Count: 400, Source: "Jobindsats, rettet"}}
	if err := w.Figures.KeepTargetCounts(t.Context(), insight, programme, corrected, audit.Form{}); err != nil {
		t.Fatal(err)
	}
	r := counted(w, "target_group_change", "Horsens", figures.Year(2025))
	change, ok := r.Rates[0].Change()
	t.Logf("the target group: %d -> %d = %.1f %%", r.Rates[0].Of, r.Rates[0].Num, 100*change)
	if !ok || fmt.Sprintf("%.2f", change) != "-0.17" {
		t.Errorf("the change is %v, %t; want -0.17", change, ok)
	}
	groups, err := w.Figures.TargetGroups(t.Context(), leader)
	if err != nil || len(groups) != 1 || len(groups[0].Counts) != 3 {
		t.Fatalf("%+v, %v", groups, err)
	}
	g := groups[0]
	if c, ok := g.Change(counts[1].Month); !ok || c != change {
		t.Errorf("the page says %v, the figure %v", c, change)
	}
	if g.Counts[0].Count != 332 || g.Counts[1].Count != 400 || g.Counts[1].By != "Ib" || g.Counts[2].Newest {
		t.Errorf("the counts: %+v", g.Counts)
	}
	refusals := []struct {
		name  string
		by    access.Actor
		count figures.TargetCount
		code  string
	}{
		{"another programme's leader", elsewhere, corrected[0], "unknown"},
		{"a month ahead", leader, figures.TargetCount{Month: w.Today().AddDays(30), Count: 1, Source: "x"}, "month_ahead"},
		{"too many", leader, figures.TargetCount{Month: counts[0].Month, Count: 1_000_001, Source: "x"}, "between"},
		{"from nowhere", leader, figures.TargetCount{Month: counts[0].Month, Count: 1}, "required"},
	}
	for _, tt := range refusals {
		both := []figures.TargetCount{corrected[0], tt.count}
		if v, _ := errors.AsType[rule.Violations](w.Figures.KeepTargetCounts(t.Context(), tt.by, programme, both, audit.Form{})); !v.Has(tt.code) {
			t.Errorf("%s: %v", tt.name, v)
		}
	}
	if err := w.Figures.KeepTargetCounts(t.Context(), worker, programme, corrected, audit.Form{}); !errors.Is(err, access.ErrHidden) {
		t.Errorf("a caseworker counts: %v", err)
	}
	if n := casetest.One[int](w, `SELECT count(*) FROM target_counts`, nil); n != 3 {
		t.Errorf("%d counts are saved, want 3", n)
	}
}
