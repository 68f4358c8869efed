package measure_test

import (
	"errors"
	"slices"
	"testing"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casetest"
	"kasket/internal/casework/measure"
	"kasket/internal/id"
)

func draft() measure.Draft {
	return measure.Draft{
		NameDa: "Vores", NameEn: "Ours", Respondent: measure.ByBoth, ScaleMin: 1, ScaleMax: 5, Formula: measure.Mean, From: on(400), Seen: 1,
		Items:   "Jeg sover | I sleep | Sundhed | Health\n\n? Andet | Else",
		Anchors: "1 | Slet ikke | Not at all\n5 | Helt | Completely",
		Bands:   "1-2 | Lav | Low | !\n3-5 | God | Good",
	}
}

// What an administrator writes is read line by line, and written back as it was.
func TestDraft(t *testing.T) {
	i, broken := draft().Read()
	if len(broken) > 0 || len(i.Items) != 2 || i.Items[0].DimensionEn != "Health" || i.Items[1].Kind != measure.InWords || i.Items[1].TextDa != "Andet" ||
		len(i.Anchors) != 2 || len(i.Bands) != 2 || !i.Bands[0].Prompts || i.Bands[1].Prompts {
		t.Fatalf("read %+v, %v", i, broken)
	}
	again := measure.DraftOf(i)
	again.From = i.From
	if j, broken := again.Read(); len(broken) > 0 || !slices.Equal(j.Items, i.Items) || !slices.Equal(j.Bands, i.Bands) || !slices.Equal(j.Anchors, i.Anchors) {
		t.Errorf("written and read again %+v, %v", j, broken)
	}
	for _, tt := range []struct {
		name   string
		change func(*measure.Draft)
		field  string
		code   string
	}{
		{"no name", func(d *measure.Draft) { d.NameDa = " " }, "name_da", "required"},
		{"nobody answers", func(d *measure.Draft) { d.Respondent = "" }, "respondent", "unknown"},
		{"formula", func(d *measure.Draft) { d.Formula = "sum*5" }, "formula", "unknown"},
		{"scale reversed", func(d *measure.Draft) { d.ScaleMax = 1 }, "scale_max", "range"},
		{"under nought", func(d *measure.Draft) { d.ScaleMin = -1 }, "scale_min", "range"},
		{"no day", func(d *measure.Draft) { d.From = measure.Draft{}.From }, "from", "required"},
		{"no questions", func(d *measure.Draft) { d.Items = "? Kun ord | Words only" }, "items", "required"},
		{"one language", func(d *measure.Draft) { d.Items = "Jeg sover" }, "items", "instrument_line"},
		{"half a dimension", func(d *measure.Draft) { d.Items = "Jeg sover | I sleep | Sundhed" }, "items", "instrument_line"},
		{"a name off the scale", func(d *measure.Draft) { d.Anchors = "6 | Mere | More" }, "anchors", "instrument_line"},
		{"a value twice", func(d *measure.Draft) { d.Anchors = "1 | a | a\n1 | b | b" }, "anchors", "instrument_line"},
		{"a gap", func(d *measure.Draft) { d.Bands = "1-2 | a | a\n4-5 | b | b" }, "bands", "instrument_line"},
		{"bands too short", func(d *measure.Draft) { d.Bands = "1-4 | a | a" }, "bands", "bands_whole"},
		{"bands of nothing", func(d *measure.Draft) { d.Formula = measure.NoScore }, "bands", "bands_whole"},
		{"a band reversed", func(d *measure.Draft) { d.Bands = "1-0 | a | a" }, "bands", "instrument_line"},
	} {
		d := draft()
		tt.change(&d)
		if _, broken := d.Read(); !is(broken.Err(), tt.field, tt.code) {
			t.Errorf("%s: %v", tt.name, broken)
		}
	}
}

// A new version ends the one before; what was measured stays, and is compared with nothing.
func TestNewVersion(t *testing.T) {
	s := newMeasuring(t)
	ada := s.Person(0, "Ada", access.Administrator)
	old := s.instrument("who5")
	if _, err := s.Measures.Save(t.Context(), s.anna, s.mads, old, youthSays(whole), audit.Form{}); err != nil {
		t.Fatal(err)
	}
	d := draft()
	d.From = s.Today()
	if _, err := s.Measures.NewVersion(t.Context(), s.anna, old, d, audit.Form{}); !errors.Is(err, access.ErrHidden) && !errors.Is(err, access.ErrForbidden) {
		t.Errorf("a caseworker: %v", err)
	}
	made, err := s.Measures.NewVersion(t.Context(), ada, old, d, audit.Form{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Measures.NewVersion(t.Context(), ada, old, d, audit.Form{}); !is(err, "", "stale") {
		t.Errorf("from an old page: %v", err)
	}
	d.Seen = 2
	if _, err := s.Measures.NewVersion(t.Context(), ada, old, d, audit.Form{}); !is(err, "from", "overlaps") {
		t.Errorf("on the same day: %v", err)
	}
	if _, err := s.Measures.Save(t.Context(), s.anna, s.mads, old, youthSays(whole), audit.Form{}); !is(err, "", "instrument_ended") {
		t.Errorf("by the version that ended: %v", err)
	}
	if _, err := s.Measures.Save(t.Context(), s.anna, s.mads, made, youthSays(answers("2")), audit.Form{}); err != nil {
		t.Fatal(err)
	}
	r := s.record()
	if series := r.Series(); len(series) != 2 || series[0].Instrument.Version != 2 || series[0].Enough() || series[1].Enough() || *series[1].All[0].Score != 48 {
		t.Errorf("series %+v", series)
	}
	if latest, _ := r.Series()[0].Latest(); !r.Series()[0].Instrument.Prompts(latest.Score) {
		t.Error("its own low band prompts nothing")
	}
	if err := s.Measures.Confirm(t.Context(), ada, made, audit.Form{}); err != nil {
		t.Fatal(err)
	}
}

// What a programme wants and how long a link holds are rows from a day on.
func TestHouse(t *testing.T) {
	s := newMeasuring(t)
	ada := s.Person(0, "Ada", access.Administrator)
	rute := casetest.One[id.Programme](s.World, `SELECT id FROM programmes WHERE key = 'rute42'`, nil)
	every := measure.Rule{Code: "who5", FirstDays: 14, EveryDays: 90}
	for range 2 { // said again on the same day it is corrected
		if err := s.Measures.SetRule(t.Context(), ada, rute, every, "BIP", audit.Form{}); err != nil {
			t.Fatal(err)
		}
	}
	if owed := s.record().Owed(s.Today()); len(owed) != 1 || owed[0].On != s.Today().AddDays(-86) {
		t.Errorf("owed %+v", owed)
	}
	for name, err := range map[string]error{
		"every":     s.Measures.SetRule(t.Context(), ada, rute, measure.Rule{Code: "who5"}, "", audit.Form{}),
		"programme": s.Measures.SetRule(t.Context(), ada, 999, every, "", audit.Form{}),
		"hours":     s.Measures.SetHours(t.Context(), ada, 0, audit.Form{}),
		"too long":  s.Measures.SetHours(t.Context(), ada, 337, audit.Form{}),
	} {
		want := map[string]bool{"every": is(err, "every_days", "range"), "programme": is(err, "programme", "unknown"), "hours": is(err, "hours", "range"), "too long": is(err, "hours", "range")}
		if !want[name] {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := s.Measures.SetHours(t.Context(), ada, 2, audit.Form{}); err != nil {
		t.Fatal(err)
	}
	if made := s.link(); made.Expires.Sub(s.Now()).Hours() != 2 {
		t.Errorf("a link holds until %s", made.Expires)
	}
	h, err := s.Measures.House(t.Context(), ada)
	if err != nil || len(h.Rules) != 1 || h.Hours != 2 || len(h.Programmes) < 4 {
		t.Fatalf("house %+v, %v", h.Rules, err)
	}
	if err := s.Measures.EndRule(t.Context(), ada, h.Rules[0].ID, audit.Form{}); err != nil || len(s.record().Owed(s.Today())) != 0 {
		t.Errorf("ended: %v", err)
	}
	if err := s.Measures.SetHours(t.Context(), s.anna, 2, audit.Form{}); err == nil {
		t.Error("a caseworker says how long")
	}
}
