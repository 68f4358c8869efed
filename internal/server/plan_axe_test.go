package server_test

import (
	"testing"

	"kasket/internal/audit"
	"kasket/internal/browsertest"
	"kasket/internal/casework/plan"
	"kasket/internal/id"
	"kasket/web/page"
)

// The pages of the plan, with a drawing on each, are accessible on a phone and at a desk.
func TestPlanPagesAreAccessible(t *testing.T) {
	d := newDesk(t)
	goal, err := d.Plans.SetGoal(t.Context(), d.anna, d.oliver, plan.GoalWish{Text: "Et job ude", Area: "work", Seen: "Jeg står op", Now: "3", Wanted: "8"}, audit.Form{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Plans.SetGoal(t.Context(), d.anna, d.oliver, plan.GoalWish{Text: "Stille uret", Parent: goal, Now: "2"}, audit.Form{}); err != nil {
		t.Fatal(err)
	}
	promised, err := d.Plans.Agree(t.Context(), d.anna, d.oliver, plan.Wish{Text: "Ringer til skolen", Goal: goal}, audit.Form{})
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Plans.KeepIntervention(t.Context(), d.anna, d.oliver, 0, plan.InterventionWish{What: "Mentor", Unit: "Jobcentret", Purpose: "At komme op"}, audit.Form{}); err != nil {
		t.Fatal(err)
	}
	for name, device := range map[string]browsertest.Device{"phone": browsertest.Phone, "desktop": browsertest.Desktop} {
		p := d.browser(d.anna, device)
		for _, path := range []string{
			page.PlanPath(d.oliver), page.GoalPath(d.oliver, goal), page.NewGoalPath(d.oliver, goal), page.PromisePath(d.oliver, promised),
			page.NewPromisePath(d.oliver, goal), page.InterventionPath(d.oliver, id.Intervention(1)), page.PaperPath(d.oliver, page.PaperKinds[0]),
			page.PaperPath(d.oliver, page.PaperKinds[2]), page.YouthPath(d.oliver, "words"), page.YouthPath(d.oliver, "contacts", "new"),
		} {
			t.Run(name+path, func(t *testing.T) {
				p.Go(d.url + path)
				p.Axe(t)
				if p.ScrollWidth() > p.Width() {
					t.Errorf("%d wide on a screen of %d", p.ScrollWidth(), p.Width())
				}
			})
		}
	}
}
