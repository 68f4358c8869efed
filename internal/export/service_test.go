package export_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casetest"
	"kasket/internal/casework/figures"
	"kasket/internal/db"
	"kasket/internal/export"
	"kasket/internal/id"
	"kasket/internal/rule"
)

// TestMake holds that a report keeps what it said, that nothing hidden is kept in it, and
// that it is read by those it was made for alone.
func TestMake(t *testing.T) {
	w := casetest.New(t)
	east, west := w.Team("Rute 42 Øst"), w.Team("Rute 42 Vest")
	leader, insight := w.Person(east, "Lene", access.Leader), w.Person(0, "Ib", access.Insight)
	other, worker := w.Person(west, "Else", access.Leader), w.Person(east, "Anna", access.Caseworker)
	programme := casetest.One[id.Programme](w, `SELECT programme_id FROM teams WHERE id = @team`, db.Args{"team": east})
	num := 36
	counting := func(_ context.Context, _ access.Actor, p figures.Period) (export.Counted, error) {
		line := export.Line{Programme: programme, Team: east, Name: "Rute 42 Øst", Definition: "left", Version: 1, NameDa: "Videre", Share: figures.Share{Num: num, Of: 50}}
		hidden := export.Line{Programme: programme, Team: west, Name: "Rute 42 Vest", Definition: "left", Version: 1, NameDa: "Videre", Share: figures.Share{Num: 3, Of: 4321}, Hidden: true}
		return export.Counted{Figures: figures.Figures{Period: p, CutOff: p.To}, Lines: []export.Line{line, hidden}}, nil
	}
	s := export.NewService(w.DB.Read, w.Trail, counting, w.Economy, w.Now)
	make := func(by access.Actor, a export.Ask) id.Report {
		n, err := s.Make(t.Context(), by, a, audit.Form{})
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	year := figures.Year(2025)
	mine := make(leader, export.Ask{Kind: export.OneReport, Team: east, Period: year})
	whole := make(insight, export.Ask{Kind: export.OneReport, Programme: programme, Period: year})
	pack := make(insight, export.Ask{Kind: export.GroupPack, Period: figures.Half(2026, 1)})
	num = 1 // the figures change; the reports do not
	for n, by := range map[id.Report]access.Actor{mine: leader, whole: insight, pack: insight} {
		r, err := s.Read(t.Context(), by, n)
		if err != nil || r.Lines[0].Share.Num != 36 || r.Protected != (by.Staff == insight.Staff) {
			t.Errorf("report %d: %+v, %v", n, r, err)
		}
		if text := casetest.One[string](w, `SELECT content::text FROM figure_reports WHERE id = @id`, db.Args{"id": n}); strings.Contains(text, "4321") {
			t.Errorf("report %d keeps what is hidden", n)
		}
	}
	if r, _ := s.Read(t.Context(), leader, mine); len(r.Lines) != 1 {
		t.Errorf("a team's report has %d lines", len(r.Lines))
	}
	for n, by := range map[id.Report][]access.Actor{mine: {insight, other, worker}, whole: {leader, other, worker}, pack: {leader, worker}} {
		for _, a := range by {
			if _, err := s.Read(t.Context(), a, n); err == nil {
				t.Errorf("%s reads report %d", a.Name, n)
			}
		}
	}
	for _, a := range []export.Ask{{Kind: export.OneReport, Team: west, Period: year}, {Kind: export.GroupPack, Period: figures.Half(2026, 1)}, {Kind: export.OneReport, Programme: programme, Period: year}} {
		if _, err := s.Make(t.Context(), leader, a, audit.Form{}); !refused(err, "choose") {
			t.Errorf("a leader makes %+v: %v", a, err)
		}
	}
	if _, err := s.Make(t.Context(), insight, export.Ask{Kind: export.GroupPack, Period: year}, audit.Form{}); !refused(err, "half_year") {
		t.Errorf("a pack of a year: %v", err)
	}
	list, choices, err := s.List(t.Context(), insight)
	if err != nil || len(list) != 2 || len(choices) < 3 || !slices.ContainsFunc(choices, func(c export.Choice) bool { return c.Team == 0 }) {
		t.Errorf("insight's list: %+v %+v %v", list, choices, err)
	}
	if _, err := w.DB.Write.Exec(t.Context(), `UPDATE figure_reports SET content = '{}'`); err == nil {
		t.Error("a report was changed")
	}
}

func refused(err error, code string) bool {
	v, ok := errors.AsType[rule.Violations](err)
	return ok && v.Has(code)
}
