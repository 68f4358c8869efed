package programme_test

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/db"
	"kasket/internal/dbtest"
	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/rule"
)

func TestMaySend(t *testing.T) {
	for _, tt := range []struct {
		name      string
		confirmed bool
		review    string
		on, want  string
	}{
		{"confirmed", true, "", "2026-11-21", ""},
		{"nobody has looked", false, "", "2026-11-21", "type type_unconfirmed"},
		{"the day before the law changes", true, "2027-01-01", "2026-12-31", ""},
		{"the day the law changes", true, "2027-01-01", "2027-01-01", "type type_review_due"},
		{"nobody has looked, and the law changes", false, "2027-01-01", "2027-01-01", "type type_unconfirmed"},
	} {
		row := programme.DecisionType{Confirmed: tt.confirmed, From: day(t, "2000-01-01"), To: day(t, "2026-01-31")}
		if tt.review != "" {
			row.ReviewOn = day(t, tt.review)
		}
		t.Run(tt.name, func(t *testing.T) { broke(t, row.MaySend(day(t, tt.on)).Err(), tt.want) })
	}
	row := programme.DecisionType{From: day(t, "2024-01-01"), To: day(t, "2026-01-31")}
	for on, want := range map[string]string{"2023-12-31": "type type_not_yet", "2024-01-01": "", "2026-01-31": "", "2026-02-01": "type type_expired"} {
		broke(t, row.MayDecide(day(t, on)).Err(), want)
	}
}

func TestFits(t *testing.T) {
	row := programme.DecisionType{
		From: day(t, "2024-01-01"), To: day(t, "2026-12-31"), AgeMin: 18, AgeMax: 22,
		Benefits: []string{"kontanthjaelp"}, Categories: []string{"uddannelsesparat", "jobparat"},
	}
	suits := programme.Circumstances{Born: day(t, "2006-03-01"), Benefit: "kontanthjaelp", Category: "jobparat"}
	for _, tt := range []struct {
		name    string
		change  func(*programme.Circumstances)
		on      string
		holds   bool
		because string
	}{
		{"suits", func(*programme.Circumstances) {}, "2026-11-21", true, ""},
		{"nothing is known", func(c *programme.Circumstances) { *c = programme.Circumstances{} }, "2026-11-21", true, ""},
		{"the day before 18", func(*programme.Circumstances) {}, "2024-02-29", true, "age"},
		{"on the 18th birthday", func(*programme.Circumstances) {}, "2024-03-01", true, ""},
		{"the last day of 22", func(c *programme.Circumstances) { c.Born = day(t, "2003-11-22") }, "2026-11-21", true, ""},
		{"23 today", func(c *programme.Circumstances) { c.Born = day(t, "2003-11-21") }, "2026-11-21", true, "age"},
		{"another benefit", func(c *programme.Circumstances) { c.Benefit = "su" }, "2026-11-21", true, "benefit"},
		{"no benefit", func(c *programme.Circumstances) { c.Benefit = "none" }, "2026-11-21", true, "benefit"},
		{"another category", func(c *programme.Circumstances) { c.Category = "aktivitetsparat" }, "2026-11-21", true, "category"},
		{"nothing suits", func(c *programme.Circumstances) {
			*c = programme.Circumstances{Born: day(t, "2010-01-01"), Benefit: "su", Category: "none"}
		}, "2026-11-21", true, "age benefit category"},
		{"expired yesterday", func(*programme.Circumstances) {}, "2027-01-01", false, ""},
		{"not yet", func(c *programme.Circumstances) { c.Born = day(t, "2005-01-01") }, "2023-12-31", false, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			y := suits
			tt.change(&y)
			got := row.Fits(y, day(t, tt.on))
			if got.Holds != tt.holds || strings.Join(got.Because, " ") != tt.because || got.First() != (tt.holds && tt.because == "") {
				t.Errorf("%+v", got)
			}
			first, others := programme.Sort([]programme.DecisionType{row}, y, day(t, tt.on))
			if (len(first) == 1) != got.First() || (len(others) == 1) != (got.Holds && !got.First()) {
				t.Errorf("offered first %d, reachable %d", len(first), len(others))
			}
		})
	}
	if got := (programme.DecisionType{}).Fits(programme.Circumstances{Born: day(t, "2020-01-01"), Benefit: "su", Category: "none"}, day(t, "2026-11-21")); !got.First() {
		t.Errorf("a type without rules: %+v", got)
	}
}

// Every type of domain 2.5 ships but the one whose law is not in force, and nothing
// is confirmed that no public source names.
func TestSeededDecisionTypes(t *testing.T) {
	s := service(dbtest.New(t))
	all, err := s.AllDecisionTypes(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := strings.Fields(`VIS-UDD VIS-AKT UDD-PAL MINPLAN LSR TIL-VP TIL-LT TIL-NYT ARB-PLI TIL-VO RES REV FLEX MENTOR HJM BEF PA YDE ENK TILB FØP
		SAN-36 SAN-37 SAN-37A SAN-38 SAN-39 SAN-40 SAN-40A US-KP US-OPH UNGPLAN BL-KP SEL-82 SEL-85 SEL-99 SEL-101 SEL-107 SEL-141
		KUI-KP KUI-UPL FGU-MGV AFSL OPH AKT`)
	confirmed := strings.Fields(`MENTOR SAN-36 SAN-37 SAN-37A BL-KP SEL-85 SEL-107`)
	var got []string
	for _, row := range all {
		got = append(got, row.Code)
		if row.Confirmed != slices.Contains(confirmed, row.Code) || row.ConfirmedBy != nil || row.Source == "" || row.Version != 1 {
			t.Errorf("%s: confirmed %v by %v, version %d, source %q", row.Code, row.Confirmed, row.ConfirmedBy, row.Version, row.Source)
		}
		if strings.Contains(row.Source, "1.1.2027") != (row.ReviewOn == day(t, "2027-01-01")) {
			t.Errorf("%s is looked at again %s, source %q", row.Code, row.ReviewOn, row.Source)
		}
		if ended := row.Code == "RES" || row.Code == "REV"; ended != (row.To == day(t, "2026-01-31")) || !ended && !row.To.IsZero() {
			t.Errorf("%s ends %s", row.Code, row.To)
		}
		if sanction := row.Area == programme.Sanctions; sanction != (row.Checklist == "sanction") || sanction != (row.Approver == "leader") ||
			sanction && (!row.Hearing || row.CarryOutMonths != 3 || row.Mode != programme.Recommends || row.Burdensome != programme.Burdens) {
			t.Errorf("sanction %+v", row)
		}
		if row.Hearing != (row.Burdensome == programme.Burdens) || row.HearingDays != 14 || row.HearingLeast != 7 {
			t.Errorf("%s: hearing %v %d %d", row.Code, row.Hearing, row.HearingDays, row.HearingLeast)
		}
		if (row.ComplaintBody != "") != (row.ComplaintWeeks == 4) || (row.ComplaintWeeks == 4) != (row.ReassessWeeks == 4) {
			t.Errorf("%s: complaints to %q in %d weeks, again in %d", row.Code, row.ComplaintBody, row.ComplaintWeeks, row.ReassessWeeks)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("types\n%v, want\n%v", got, want)
	}
}

// Who is offered what of the types that ship.
func TestSeededTypesFit(t *testing.T) {
	s := service(dbtest.New(t))
	now, err := s.DecisionTypes(t.Context(), day(t, "2026-02-01"))
	if err != nil || slices.ContainsFunc(now, func(row programme.DecisionType) bool { return row.Code == "RES" || row.Code == "REV" }) {
		t.Errorf("%d types hold on 2026-02-01 (%v)", len(now), err)
	}
	offered := func(born, benefit, category string) string {
		first, _ := programme.Sort(now, programme.Circumstances{Born: day(t, born), Benefit: benefit, Category: category}, day(t, "2026-11-21"))
		var codes []string
		for _, row := range first {
			codes = append(codes, row.Code)
		}
		return strings.Join(codes, " ")
	}
	for _, tt := range []struct{ born, benefit, category, has, hasNot string }{
		{"2010-01-01", "none", "none", "BL-KP KUI-KP MENTOR", "US-KP SAN-36 SEL-85 UDD-PAL"},
		{"2006-01-01", "kontanthjaelp", "aktivitetsparat", "US-KP SAN-37 MENTOR SEL-85 KUI-KP", "BL-KP SAN-40A"},
		{"2006-01-01", "kontanthjaelp", "uddannelsesparat", "SAN-40A", "BL-KP"},
		{"1999-01-01", "su", "none", "SEL-107 AKT", "KUI-KP FGU-MGV US-KP SAN-36"},
	} {
		codes := strings.Fields(offered(tt.born, tt.benefit, tt.category))
		for _, c := range strings.Fields(tt.has) {
			if !slices.Contains(codes, c) {
				t.Errorf("%+v: %s is not offered first", tt, c)
			}
		}
		for _, c := range strings.Fields(tt.hasNot) {
			if slices.Contains(codes, c) {
				t.Errorf("%+v: %s is offered first", tt, c)
			}
		}
	}
}

func TestPresent(t *testing.T) {
	row := func(code, from, to string) programme.DecisionType {
		r := programme.DecisionType{Code: code, From: day(t, from)}
		if to != "" {
			r.To = day(t, to)
		}
		return r
	}
	rows := []programme.DecisionType{
		row("A", "2028-01-01", ""), row("A", "2027-01-01", "2027-12-31"), row("A", "2000-01-01", "2026-12-31"),
		row("B", "2028-01-01", ""), row("B", "2027-01-01", "2027-12-31"), row("B", "2000-01-01", "2025-12-31"),
		row("C", "2024-01-01", "2025-12-31"), row("C", "2000-01-01", "2023-12-31"),
	}
	var got []string
	for _, r := range programme.Present(rows, day(t, "2026-11-21")) {
		got = append(got, r.Code+r.From.String()[:4])
	}
	if want := "A2000 B2027 C2024"; strings.Join(got, " ") != want {
		t.Errorf("present %v, want %s", got, want)
	}
}

// newest reads the newest row of a code.
func newest(t *testing.T, s *programme.Service, code string) programme.DecisionType {
	t.Helper()
	rows, err := s.DecisionTypeRows(t.Context(), code)
	if err != nil || len(rows) == 0 {
		t.Fatalf("%s: %v", code, err)
	}
	return rows[0]
}

func TestSetDecisionType(t *testing.T) {
	d := dbtest.New(t)
	s := service(d)
	admin, leader := actors(t, d)
	set := func(row programme.DecisionType) error {
		return s.SetDecisionType(t.Context(), admin, row, audit.Form{})
	}
	row := newest(t, s, "MENTOR")
	row.From, row.Paragraph, row.NameDa = day(t, "2027-01-01"), "§ 55", " Mentor\n"
	if err := s.SetDecisionType(t.Context(), leader, row, audit.Form{}); !errors.Is(err, access.ErrForbidden) && !errors.Is(err, access.ErrHidden) {
		t.Errorf("a leader: %v", err)
	}
	broke(t, set(row), "")
	if _, is := errors.AsType[*programme.StaleType](set(row)); !is {
		t.Error("an edit from a row that was followed meanwhile is taken")
	}
	rows, err := s.DecisionTypeRows(t.Context(), "MENTOR")
	if err != nil || len(rows) != 2 {
		t.Fatalf("%d rows %v", len(rows), err)
	}
	if got := rows[0]; got.NameDa != "Mentor" || got.Paragraph != "§ 55" || got.Confirmed || got.From != day(t, "2027-01-01") || !got.To.IsZero() || got.ConfirmedName != "" {
		t.Errorf("new %+v", got)
	}
	if got := rows[1]; got.To != day(t, "2026-12-31") || !got.Confirmed || got.Paragraph != "§ 167" {
		t.Errorf("old %+v", got)
	}
	for on, want := range map[string]string{"2026-12-31": "§ 167", "2027-01-01": "§ 55"} {
		got, err := programme.DecisionTypeOn(t.Context(), d.Read, "MENTOR", day(t, on))
		if err != nil || got.Paragraph != want {
			t.Errorf("on %s: %s %v", on, got.Paragraph, err)
		}
	}
	corrected := newest(t, s, "MENTOR")
	corrected.Paragraph = "§ 56"
	broke(t, set(corrected), "") // the very same day: no third row
	if rows, err = s.DecisionTypeRows(t.Context(), "MENTOR"); err != nil || len(rows) != 2 || rows[0].Paragraph != "§ 56" {
		t.Errorf("%d rows %v", len(rows), err)
	}
	early := rows[1]
	early.From = day(t, "2026-06-01")
	broke(t, set(early), "from overlaps")
	if _, err := programme.DecisionTypeOn(t.Context(), d.Read, "MENTOR", day(t, "1999-12-31")); !errors.Is(err, db.ErrNotFound) {
		t.Errorf("before it began: %v", err)
	}
}

// What cannot be is told at its field, and saves nothing.
func TestDecisionTypeRules(t *testing.T) {
	d := dbtest.New(t)
	s := service(d)
	admin, _ := actors(t, d)
	for _, tt := range []struct {
		change func(*programme.DecisionType)
		want   string
	}{
		{func(r *programme.DecisionType) { r.Code = "mentor" }, "code type_code"},
		{func(r *programme.DecisionType) { r.Code = strings.Repeat("A", 21) }, "code type_code"},
		{func(r *programme.DecisionType) { r.Code, r.ID = "RES", 0 }, "code name_taken"},
		{func(r *programme.DecisionType) { r.NameDa = "\x00" }, "name_da required"},
		{func(r *programme.DecisionType) { r.PlainEn = strings.Repeat("x", 121) }, "plain_en too_long"},
		{func(r *programme.DecisionType) { r.Area = "x" }, "area unknown"},
		{func(r *programme.DecisionType) { r.Burdensome = "" }, "burdensome unknown"},
		{func(r *programme.DecisionType) { r.Approver = "author" }, "approver unknown"},
		{func(r *programme.DecisionType) { r.Mode = "" }, "mode unknown"},
		{func(r *programme.DecisionType) { r.Effect = "SAP" }, "effect unknown"},
		{func(r *programme.DecisionType) { r.Letter = "../x" }, "letter code"},
		{func(r *programme.DecisionType) { r.Letter = "nowhere" }, "letter unknown_letter"},
		{func(r *programme.DecisionType) { r.Letter = "hearing" }, "letter unknown_letter"},
		{func(r *programme.DecisionType) { r.LawURL = "javascript:alert(1)" }, "law_url https"},
		{func(r *programme.DecisionType) { r.LawURL = "http://retsinformation.dk" }, "law_url https"},
		{func(r *programme.DecisionType) { r.HearingDays = -1 }, "hearing_days range"},
		{func(r *programme.DecisionType) { r.Hearing, r.HearingDays, r.HearingLeast = true, 0, 0 }, "hearing_days required"},
		{func(r *programme.DecisionType) { r.HearingLeast = 15 }, "hearing_least more_than_days"},
		{func(r *programme.DecisionType) { r.ComplaintWeeks = 53 }, "complaint_weeks range"},
		{func(r *programme.DecisionType) { r.AgeMin, r.AgeMax = 18, 17 }, "age_max less_than_least"},
		{func(r *programme.DecisionType) { r.Benefits = []string{"kontanthjaelp", "guld"} }, "benefits unknown"},
		{func(r *programme.DecisionType) { r.Categories = []string{"kontanthjaelp"} }, "categories unknown"},
		{func(r *programme.DecisionType) { r.From = day(t, "1899-01-01") }, "from date_range"},
		{func(r *programme.DecisionType) { r.ReviewOn = day(t, "2101-01-01") }, "review_on date_range"},
		{func(r *programme.DecisionType) { r.Benefits = []string{"su", "", "su", "none"} }, ""},
	} {
		row := newest(t, s, "TIL-VP")
		row.From = day(t, "2027-01-01")
		tt.change(&row)
		broke(t, s.SetDecisionType(t.Context(), admin, row, audit.Form{}), tt.want)
	}
	if got := newest(t, s, "TIL-VP"); !slices.Equal(got.Benefits, []string{"none", "su"}) {
		t.Errorf("benefits %v", got.Benefits)
	}
}

func TestConfirmDecisionType(t *testing.T) {
	d := dbtest.New(t)
	s := service(d)
	admin, _ := actors(t, d)
	confirm := func(code, review string) error {
		row := newest(t, s, code)
		c := programme.Confirmation{Row: row.ID, Version: row.Version, On: day(t, "2026-11-21"), Source: " retsinformation.dk "}
		if review != "" {
			c.ReviewOn = day(t, review)
		}
		return s.ConfirmDecisionType(t.Context(), admin, c, audit.Form{})
	}
	broke(t, confirm("US-KP", ""), " type_lacks_law")
	broke(t, confirm("FGU-MGV", ""), " type_lacks_complaint")
	broke(t, confirm("SEL-82", "2026-11-21"), "review_on past")
	broke(t, confirm("SEL-82", ""), "")
	got := newest(t, s, "SEL-82")
	if !got.Confirmed || got.ConfirmedBy == nil || *got.ConfirmedBy != admin.Staff || got.ConfirmedName != "Ada" || got.ConfirmedOn != day(t, "2026-11-21") || got.Source != "retsinformation.dk" {
		t.Errorf("confirmed %+v", got)
	}
	broke(t, got.MaySend(day(t, "2026-11-21")).Err(), "")
	broke(t, confirm("TIL-LT", "2028-01-01"), "")
	broke(t, newest(t, s, "TIL-LT").MaySend(day(t, "2027-01-01")).Err(), "") // looked at beyond the change
	stale := programme.Confirmation{Row: got.ID, Version: got.Version - 1, On: day(t, "2026-11-21"), Source: "x"}
	if _, is := errors.AsType[*programme.StaleType](s.ConfirmDecisionType(t.Context(), admin, stale, audit.Form{})); !is {
		t.Error("what nobody looked at is confirmed")
	}
	got.NameDa = "Tidlig hjælp"
	broke(t, s.SetDecisionType(t.Context(), admin, got, audit.Form{}), "") // the same day, corrected
	if got = newest(t, s, "SEL-82"); got.Confirmed || got.ConfirmedBy != nil || got.NameDa != "Tidlig hjælp" {
		t.Errorf("an edit stays confirmed: %+v", got)
	}
	for _, wrong := range []struct{ sql, constraint string }{
		{`UPDATE decision_types SET confirmed = true WHERE code = 'US-KP'`, "confirmed_names_law"},
		{`UPDATE decision_types SET confirmed = true WHERE code = 'FGU-MGV'`, "confirmed_names_complaint"},
		{`UPDATE decision_types SET confirmed_on = '2026-11-21' WHERE code = 'MENTOR'`, "confirmed_by_somebody"},
		{`UPDATE decision_types SET hearing_least = 15 WHERE code = 'MENTOR'`, "hearing_least_days"},
		{`INSERT INTO decision_types (code, grouping, name_da, name_en, plain_da, plain_en, burdensome, valid_from) VALUES ('MENTOR', 'plan', 'a', 'a', 'a', 'a', 'no', '2030-01-01')`, "one_type_at_a_time"},
	} {
		if _, err := d.Write.Exec(t.Context(), wrong.sql); !db.Violates(err, wrong.constraint) {
			t.Errorf("%s: %v, want %s", wrong.sql, err, wrong.constraint)
		}
	}
}

func TestEndDecisionType(t *testing.T) {
	d := dbtest.New(t)
	s := service(d)
	admin, _ := actors(t, d)
	row := newest(t, s, "UDD-PAL")
	end := func(last string) error {
		return s.EndDecisionType(t.Context(), admin, row.ID, day(t, last), audit.Form{})
	}
	broke(t, end("1999-12-31"), "last before_from")
	broke(t, end("2026-12-31"), "")
	got := newest(t, s, "UDD-PAL")
	broke(t, got.MayDecide(day(t, "2027-01-01")).Err(), "type type_expired")
	got.Paragraph, got.From = "§ 1", day(t, "2026-12-01")
	broke(t, s.SetDecisionType(t.Context(), admin, got, audit.Form{}), "")
	if got = newest(t, s, "UDD-PAL"); got.From != day(t, "2026-12-01") || got.To != day(t, "2026-12-31") {
		t.Errorf("an edit took the end away: %s to %s", got.From, got.To)
	}
	broke(t, s.EndDecisionType(t.Context(), admin, row.ID, day(t, "2026-12-15"), audit.Form{}), "last overlaps")
	err := s.EndDecisionType(t.Context(), admin, id.DecisionType(999999), day(t, "2026-12-15"), audit.Form{})
	if !errors.Is(err, db.ErrNotFound) {
		t.Errorf("a row that is not there: %v", err)
	}
}

// Many save at once: one of them does, the others are told, and no day has two rows.
func TestConcurrentDecisionTypes(t *testing.T) {
	d := dbtest.New(t)
	s := service(d)
	admin, _ := actors(t, d)
	row := newest(t, s, "MENTOR")
	row.From = day(t, "2027-01-01")
	made := row
	made.ID, made.Version, made.Code = 0, 0, "NY"
	for _, want := range []programme.DecisionType{row, made} {
		var wait sync.WaitGroup
		results := make(chan error, 8)
		for range cap(results) {
			wait.Go(func() { results <- s.SetDecisionType(t.Context(), admin, want, audit.Form{}) })
		}
		wait.Wait()
		close(results)
		saved := 0
		for err := range results {
			_, stale := errors.AsType[*programme.StaleType](err)
			v, broken := errors.AsType[rule.Violations](err)
			switch {
			case err == nil:
				saved++
			case !stale && !(broken && v.Has("name_taken")):
				t.Errorf("%s: %v", want.Code, err)
			}
		}
		if saved != 1 {
			t.Errorf("%s: saved %d times", want.Code, saved)
		}
	}
}
