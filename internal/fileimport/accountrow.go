package fileimport

import (
	"kasket/internal/casework/intake"
	"kasket/internal/rule"
)

// accountColumns are the columns that a referral alone has: of a course that has begun
// the contact person writes what is known.
var accountColumns = []string{
	"referred_by", "referred_person", "referred_phone", "referred_email", "reason", "tried",
	"urgency", "urgency_why", "network", "custody", "safety",
}

// tells reads what the referring unit tells.
func (r *youthRow) tells(c *cells) {
	if !r.waits {
		for _, name := range accountColumns {
			if rule.Line(c.values[name]) != "" {
				c.broken.Add(name, "with_owner")
			}
		}
		return
	}
	a := intake.Account{
		ReferredBy: c.line("referred_by"), ReferredPerson: c.line("referred_person"), ReferredPhone: c.line("referred_phone"),
		ReferredEmail: c.line("referred_email"), Reason: c.text("reason"), Wish: r.course.Wish, Tried: c.text("tried"),
		UrgencyWhy: c.line("urgency_why"), Network: c.text("network"), Custody: c.line("custody"), Safety: c.line("safety"),
		Urgency: intake.Urgency(c.word("urgency", string(intake.Normal), map[string][]string{
			string(intake.Normal): {"almindelig", "nej"}, string(intake.Soon): {"snart"}, string(intake.Acute): {"akut", "ja"},
		})),
	}
	var broken rule.Violations
	r.account = a.Clean(&broken)
	for _, b := range broken {
		if b.Field != "wish" { // which has been looked at already
			c.broken = append(c.broken, b)
		}
	}
}
