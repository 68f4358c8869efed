// Package economy calculates what an effort may have saved: benefit months that were
// not paid, at the municipality's own rate, against what the effort cost. It is a
// calculation and no proof: nothing in it knows why the months fell away, and whoever
// shows it says so (Label). The way of counting is that of Mod til Uddannelse, Horsens.
package economy

import (
	"math"

	"kasket/internal/casework/figures"
	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// Parameters are what a calculation rests on. Amounts are whole kroner.
type Parameters struct {
	Programme id.Programme   `json:"programme"`
	Period    figures.Period `json:"period"`   // whole months
	Baseline  int            `json:"baseline"` // benefit months that were to be expected: recipients, month by month, summed
	Actual    int            `json:"actual"`   // benefit months as it became
	Gross     int64          `json:"gross"`    // kr. that a benefit month costs
	Refund    int            `json:"refund"`   // per cent of it that the state pays back
	Cost      int64          `json:"cost"`     // kr. that the effort cost in the period
	Note      string         `json:"note"`
	Source    string         `json:"source"`
}

// Calculation is what follows from the parameters, in whole kroner. Below zero a saving
// is a further cost, and a gain a loss.
type Calculation struct {
	Avoided int   `json:"avoided"` // benefit months
	Saving  int64 `json:"saving"`
	Cost    int64 `json:"cost"`
	Gain    int64 `json:"gain"` // saving without cost
}

// The bounds of what makes sense to type. A month of fewer than five recipients would
// tell of persons (design 6).
const (
	longest   = 60 // months
	mostMonth = 1_000_000
	mostGross = 1_000_000
	mostCost  = 1_000_000_000
	mostText  = 1000
	mostLine  = 200
)

// Months is how many whole months the period has; 0 where it is not of whole months.
func (p Parameters) Months() int {
	from, to := p.Period.From, p.Period.To
	if from.IsZero() || to.IsZero() || from.Day() != 1 || to.AddDays(1).Day() != 1 || to.Before(from) {
		return 0
	}
	return 12*(to.Year()-from.Year()) + int(to.Month()) - int(from.Month()) + 1
}

// Check says what is wrong with the parameters; a period that has not ended has no
// figures yet.
func (p Parameters) Check(today when.Date) rule.Violations {
	v := p.Period.Check(today)
	months := p.Months()
	if len(v) == 0 && months == 0 {
		v.Add("from", "whole_months")
	}
	if months > longest {
		v.Add("to", "between_months", 1, longest)
	}
	between(&v, "baseline", int64(p.Baseline), figures.LeastCount*int64(max(months, 1)), mostMonth)
	between(&v, "actual", int64(p.Actual), figures.LeastCount*int64(max(months, 1)), mostMonth)
	between(&v, "gross", p.Gross, 1, mostGross)
	between(&v, "refund", int64(p.Refund), 0, 100)
	between(&v, "cost", p.Cost, 0, mostCost)
	v.Longest("note", p.Note, mostText)
	v.Required("source", p.Source)
	v.Longest("source", p.Source, mostLine)
	return v
}

func between(v *rule.Violations, field string, n, least, most int64) {
	if _, said := v.On(field); !said && (n < least || n > most) {
		v.Add(field, "between", least, most)
	}
}

// Calculate counts: avoided benefit months, times what each costs the municipality when
// the state has paid its part back, against the cost of the effort.
func (p Parameters) Calculate() Calculation {
	c := Calculation{Avoided: p.Baseline - p.Actual, Cost: p.Cost}
	c.Saving = kroner(float64(c.Avoided) * p.Net())
	c.Gain = c.Saving - c.Cost
	return c
}

// Net is what a benefit month costs the municipality itself, in kroner.
func (p Parameters) Net() float64 { return float64(p.Gross) * float64(100-p.Refund) / 100 }

func kroner(v float64) int64 { return int64(math.Round(v)) }

// Factor is what a calculation hangs on.
type Factor string

// The factors that are turned one at a time.
const (
	AvoidedMonths Factor = "avoided"
	GrossRate     Factor = "gross"
	StateRefund   Factor = "refund"
	EffortCost    Factor = "cost"
)

// Turns are by how many per cent each factor is turned.
var Turns = [4]int{-25, -10, 10, 25}

// Sensitivity is what the gain would be with one factor turned and the others as they are.
type Sensitivity struct {
	Factor Factor   `json:"factor"`
	Gains  [4]int64 `json:"gains"` // by Turns
}

// Sensitivities turns each factor by itself. The state's part ends at the whole.
func (p Parameters) Sensitivities() []Sensitivity {
	avoided, cost := float64(p.Baseline-p.Actual), float64(p.Cost)
	all := []Sensitivity{{Factor: AvoidedMonths}, {Factor: GrossRate}, {Factor: StateRefund}, {Factor: EffortCost}}
	for i, turn := range Turns {
		by := 1 + float64(turn)/100
		all[0].Gains[i] = kroner(avoided*by*p.Net() - cost)
		all[1].Gains[i] = kroner(avoided*p.Net()*by - cost)
		all[2].Gains[i] = kroner(avoided*float64(p.Gross)*(1-min(float64(p.Refund)*by, 100)/100) - cost)
		all[3].Gains[i] = kroner(avoided*p.Net() - cost*by)
	}
	return all
}

// BreakEven is how many benefit months must be avoided for the effort to pay for itself;
// none when a month costs the municipality nothing.
func (p Parameters) BreakEven() (months int, ok bool) {
	if p.Net() <= 0 {
		return 0, false
	}
	return int(math.Ceil(float64(p.Cost)/p.Net() - 1e-9)), true
}
