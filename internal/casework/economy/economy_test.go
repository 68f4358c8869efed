package economy_test

import (
	"errors"
	"testing"
	"time"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casetest"
	"kasket/internal/casework/economy"
	"kasket/internal/casework/figures"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// horsens is the year of Mod til Uddannelse: 1.8 million saved, 1.0 million granted. The
// seed gives those two and a fall of 17 per cent; that they come of 250 benefit months
// at 9 000 kr., of which the state pays a fifth back, is an example of ours.
func horsens() economy.Parameters {
	return economy.Parameters{
		Period: figures.Year(2017), Baseline: 1500, Actual: 1250, Gross: 9000, Refund: 20, Cost: 1_000_000,
		Source: "Mod til Uddannelse, Horsens; fordelingen er et eksempel",
	}
}

// TestHorsens is the seed's sum: 1.8 − 1.0 = 0.8 million kroner.
func TestHorsens(t *testing.T) {
	p := horsens()
	// by hand: 1500 − 1250 = 250 months; 9 000 × 0.8 = 7 200 kr. a month; 250 × 7 200 = 1 800 000
	if got, want := p.Calculate(), (economy.Calculation{Avoided: 250, Saving: 1_800_000, Cost: 1_000_000, Gain: 800_000}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	t.Logf("Horsens: %d kr. saved − %d kr. = %d kr.", p.Calculate().Saving, p.Cost, p.Calculate().Gain)
	// 1 000 000 / 7 200 = 138.9
	if months, ok := p.BreakEven(); !ok || months != 139 {
		t.Errorf("pays for itself at %d months, %v", months, ok)
	}
}

// TestSensitivities is worked by hand over the year of Horsens.
func TestSensitivities(t *testing.T) {
	want := []economy.Sensitivity{
		{Factor: economy.AvoidedMonths, Gains: [4]int64{350_000, 620_000, 980_000, 1_250_000}}, // 1.8 × 0.75 − 1.0 …
		{Factor: economy.GrossRate, Gains: [4]int64{350_000, 620_000, 980_000, 1_250_000}},
		{Factor: economy.StateRefund, Gains: [4]int64{912_500, 845_000, 755_000, 687_500}}, // 250 × 9 000 × (1 − 0.15) − 1.0 …
		{Factor: economy.EffortCost, Gains: [4]int64{1_050_000, 900_000, 700_000, 550_000}},
	}
	for i, got := range horsens().Sensitivities() {
		if got != want[i] {
			t.Errorf("%+v, want %+v", got, want[i])
		}
	}
}

// TestEdges holds what a calculation says where it says little: more months than before
// cost more, a rate that the state pays whole saves nothing and never pays for itself.
func TestEdges(t *testing.T) {
	p := horsens()
	p.Baseline, p.Actual = p.Actual, p.Baseline
	if c := p.Calculate(); c.Saving != -1_800_000 || c.Gain != -2_800_000 {
		t.Errorf("a rise: %+v", c)
	}
	p = horsens()
	p.Refund = 100
	if c := p.Calculate(); c.Saving != 0 || c.Gain != -1_000_000 {
		t.Errorf("all paid back: %+v", c)
	}
	if _, ok := p.BreakEven(); ok {
		t.Error("a month that costs nothing pays for something")
	}
	if got := p.Sensitivities()[2].Gains[3]; got != -1_000_000 {
		t.Errorf("more than the whole is paid back: %d", got)
	}
}

func TestCheck(t *testing.T) {
	today, _ := when.On(2026, time.November, 21)
	day := func(y int, m time.Month, d int) when.Date { on, _ := when.On(y, m, d); return on }
	tests := []struct {
		name        string
		change      func(*economy.Parameters)
		field, code string
	}{
		{"as in Horsens", func(*economy.Parameters) {}, "", ""},
		{"reversed", func(p *economy.Parameters) { p.Period.To = day(2016, 12, 31) }, "to", "before_from"},
		{"not over", func(p *economy.Parameters) { p.Period.To = day(2026, 12, 31) }, "to", "in_the_future"},
		{"half a month", func(p *economy.Parameters) { p.Period.To = day(2017, 12, 15) }, "from", "whole_months"},
		{"too long", func(p *economy.Parameters) {
			p.Period, p.Baseline, p.Actual = figures.Period{From: day(2010, 1, 1), To: day(2015, 1, 31)}, 1000, 1000
		}, "to", "between_months"},
		{"too few a month", func(p *economy.Parameters) { p.Actual = 59 }, "actual", "between"},
		{"no rate", func(p *economy.Parameters) { p.Gross = 0 }, "gross", "between"},
		{"more than all", func(p *economy.Parameters) { p.Refund = 101 }, "refund", "between"},
		{"a cost below nothing", func(p *economy.Parameters) { p.Cost = -1 }, "cost", "between"},
		{"from nowhere", func(p *economy.Parameters) { p.Source = "" }, "source", "required"},
	}
	for _, tt := range tests {
		p := horsens()
		tt.change(&p)
		v := p.Check(today)
		if tt.code == "" && len(v) > 0 {
			t.Errorf("%s: %v", tt.name, v)
		}
		if b, _ := v.On(tt.field); tt.code != "" && b.Code != tt.code {
			t.Errorf("%s: %v, want %s at %s", tt.name, v, tt.code, tt.field)
		}
	}
	if n := horsens().Months(); n != 12 {
		t.Errorf("a year has %d months", n)
	}
}

// TestKeep holds that a correction is a new row and the old one stays, and that a leader
// calculates for their own programmes alone.
func TestKeep(t *testing.T) {
	w := casetest.New(t)
	team := w.Team("Rute 42 Øst")
	leader, insight := w.Person(team, "Lene", access.Leader), w.Person(0, "Ib", access.Insight)
	worker := w.Person(team, "Anna", access.Caseworker)
	elsewhere := w.Person(w.TeamOf("mod-til-uddannelse", "Ungeenheden"), "Else", access.Leader)
	s := economy.NewService(w.DB.Read, w.Trail, w.Now)
	p := horsens()
	p.Programme = casetest.One[id.Programme](w, `SELECT programme_id FROM teams WHERE id = @team`, db.Args{"team": team})

	if err := s.Keep(t.Context(), leader, p, audit.Form{}); err != nil {
		t.Fatal(err)
	}
	p.Cost = 1_100_000
	if err := s.Keep(t.Context(), insight, p, audit.Form{}); err != nil {
		t.Fatal(err)
	}
	efforts, err := s.Efforts(t.Context(), leader)
	if err != nil || len(efforts) != 1 || len(efforts[0].Kept) != 2 {
		t.Fatalf("%+v, %v", efforts, err)
	}
	if k, ok := efforts[0].Latest(); !ok || k.Calculate().Gain != 700_000 || !k.Newest || efforts[0].Kept[1].Newest {
		t.Errorf("the newest: %+v", efforts[0].Kept)
	}
	if v, _ := errors.AsType[rule.Violations](s.Keep(t.Context(), elsewhere, p, audit.Form{})); !v.Has("unknown") {
		t.Errorf("another programme's leader: %v", v)
	}
	if err := s.Keep(t.Context(), worker, p, audit.Form{}); !errors.Is(err, access.ErrHidden) {
		t.Errorf("a caseworker calculates: %v", err)
	}
	if _, err := s.Efforts(t.Context(), worker); err == nil {
		t.Error("a caseworker reads the economy")
	}
	if _, err := w.DB.Write.Exec(t.Context(), `UPDATE economy_parameters SET cost = 0`); err == nil {
		t.Error("a calculation was changed")
	}
}
