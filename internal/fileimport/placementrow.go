package fileimport

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/casework/company"
	"kasket/internal/casework/placement"
	"kasket/internal/programme"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// placementRow is a stay in a company, in the course it began in.
type placementRow struct{ stay placement.Placement }

var resultWords = map[string][]string{
	string(placement.Completed):      {"gennemført", "afsluttet", "fuldført"},
	string(placement.Interrupted):    {"afbrudt", "stoppet"},
	string(placement.Hired):          {"ansat", "ansættelse", "job"},
	string(placement.Apprenticeship): {"lærling", "læreplads", "elev", "uddannelsesaftale"},
}

func readPlacement(c *cells, ref *reference) row {
	c.cpr(ref.youths.ParseCPR)
	r := &placementRow{}
	p := &r.stay
	p.Company = company.Company{CVR: company.CVR(c.line("cvr")), Name: c.line("company")}
	if c.required("from") {
		if d := c.day("from"); d != nil {
			p.From = *d
		}
	}
	if d := c.day("to"); d != nil {
		p.To = *d
	}
	day := p.From
	if day.IsZero() {
		day = ref.today
	}
	if c.required("type") {
		p.Type = ref.entry(c, "type", programme.PlacementType, day)
	}
	p.Hours = c.amount("hours")
	p.Result = placement.Result(c.word("result", "", resultWords))
	c.line("external_id")
	*p = p.Tidy()
	for _, b := range p.Check(ref.today) {
		if _, said := c.broken.On(b.Field); !said {
			c.broken = append(c.broken, b)
		}
	}
	return r
}

func (r *placementRow) judge(ref *reference, h *held) (known bool, broken rule.Violations) {
	if _, code := h.on(r.stay.From, ref.team); code != "" {
		return false, rule.Violation(fieldOf(code, "from"), code)
	}
	return false, nil
}

// fieldOf is the column of a fault with the course: the number where nobody is
// known by it, else the day.
func fieldOf(code, day string) string {
	if code == "unknown_youth" {
		return "cpr"
	}
	return day
}

func (r *placementRow) foresee(h *held) *held { return h }

func (r *placementRow) make(ctx context.Context, tx pgx.Tx, by access.Actor, ref *reference, h *held, now time.Time) (made, error) {
	course, _ := h.on(r.stay.From, ref.team)
	p := r.stay
	p.Youth, p.Enrolment = course.Youth, course.ID
	n, err := placement.Register(ctx, tx, by, p, when.Of(now))
	return made{Youth: course.Youth, Team: course.Team, Subject: int64(n)}, err
}
