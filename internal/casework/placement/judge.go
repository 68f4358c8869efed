package placement

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"kasket/internal/casework/company"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// Warning is a rule that a stay goes against: which, with what numbers, and where the
// rule comes from. Where the law allows it one goes on with a reason.
type Warning struct {
	Rule        string // code; the words are found under "warn."+Rule
	Field       string // of the form
	Numbers     []any
	Source      string
	MayOverride bool
}

// Override is that somebody went on all the same: what the rule said then, and why.
type Override struct {
	Warning
	Reason string
}

// Warned is the error of a stay that goes against rules: all of them, those too that a
// reason was given for, so that the form shows what it was told.
type Warned struct {
	Warnings []Warning
	Broken   rule.Violations // what is still to be answered
}

// Error lists the rules for the log.
func (w *Warned) Error() string { return "warned: " + w.Broken.Error() }

// Unwrap is what is still to be answered, for the form.
func (w *Warned) Unwrap() error { return w.Broken }

const mostReason = 1000

// OverrideField is the field of the form that takes the reason to go on against a rule.
func OverrideField(rule string) string { return "override." + rule }

// settle takes the reasons somebody gave to go on against what was warned of. A warning
// without a reason, or against which no reason helps, is an error.
func settle(warnings []Warning, reasons map[string]string) ([]Override, error) {
	var kept []Override
	var broken rule.Violations
	for _, w := range warnings {
		reason := rule.Text(reasons[w.Rule])
		switch {
		case !w.MayOverride:
			broken.Add(w.Field, "warn_"+w.Rule, w.Numbers...)
		case reason == "":
			broken.Add(OverrideField(w.Rule), "override")
		default:
			broken.Longest(OverrideField(w.Rule), reason, mostReason)
			kept = append(kept, Override{Warning: w, Reason: reason})
		}
	}
	if len(broken) > 0 {
		return nil, &Warned{Warnings: warnings, Broken: broken}
	}
	return kept, nil
}

// openFor warns of a company that has stopped, or that somebody agreed to leave in peace.
func openFor(c company.Company, on when.Date) []Warning {
	var list []Warning
	for _, b := range company.CheckOpen(c, on) {
		list = append(list, Warning{Rule: b.Code, Field: b.Field, Numbers: b.Args, MayOverride: b.Code == "company_paused"})
	}
	return list
}

// hold locks the workplace, so that two who place somebody there at once count each other.
func hold(ctx context.Context, tx pgx.Tx, workplace id.Workplace) error {
	if _, err := tx.Exec(ctx, `SELECT FROM company_workplaces WHERE id = @id FOR UPDATE`, db.Args{"id": workplace}); err != nil {
		return fmt.Errorf("holding workplace %d: %w", workplace, err)
	}
	return nil
}
