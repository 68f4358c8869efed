package company

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// Merging is the wish that two companies are one: Kept stays, and everything that was
// said of Gone goes along to it.
type Merging struct {
	Kept, Gone       id.Company
	Take             map[string]string // by field: "theirs" takes Gone's value, "both" puts two texts together; else Kept's stays
	Reason           string            // must be there where each has a number of its own
	Version, Another int               // of Kept and Gone, as they were read
}

// MergeFields are the values that two companies may both have, in the order they are
// chosen between.
var MergeFields = []string{"company", "cvr", "industry", "industry_code", "offers", "mind", "capacity", "pause", "shut_on"}

// Joinable are the fields of which both texts can stand.
var Joinable = []string{"offers", "mind"}

// Both are two companies set against each other, before they are merged.
type Both struct {
	Kept, Gone Whole
	Moves      Moves
}

// Moves counts what goes along when a company is merged away.
type Moves struct{ Stays, Entries, Consents, Matches int }

// Preview reads two companies for the page that asks whether they are one.
func (s *Service) Preview(ctx context.Context, by access.Actor, kept, gone id.Company) (Both, error) {
	if err := access.Check(by, access.KeepCompany, access.Scope{}); err != nil {
		return Both{}, err
	}
	var b Both
	var err error
	if b.Kept, err = s.whole(ctx, s.read, kept); err != nil {
		return b, err
	}
	if b.Gone, err = s.whole(ctx, s.read, gone); err != nil {
		return b, err
	}
	b.Moves, err = db.One[Moves](ctx, s.read, `
		SELECT (SELECT count(*) FROM placements WHERE company_id = @id) AS stays, (SELECT count(*) FROM contacts WHERE company_id = @id) AS entries,
		       (SELECT count(*) FROM consents WHERE company_id = @id) AS consents, (SELECT count(*) FROM company_matches WHERE company_id = @id) AS matches`,
		db.Args{"id": gone})
	if err != nil {
		return b, fmt.Errorf("what company %d has: %w", gone, err)
	}
	return b, nil
}

// Others are companies that somebody may mean when they say that one is there twice:
// those that look like it, and those that a text finds. The company itself is not among
// them.
func (s *Service) Others(ctx context.Context, by access.Actor, w Whole, text string) (likely []Duplicate, hits []Hit, err error) {
	if err := access.Check(by, access.KeepCompany, access.Scope{}); err != nil {
		return nil, nil, err
	}
	n := New{Name: w.Name}
	for _, p := range w.People {
		if n.Phone == "" {
			n.Phone = p.Phone
		}
	}
	if likely, err = Duplicates(ctx, s.read, n); err != nil {
		return nil, nil, err
	}
	likely = slices.DeleteFunc(likely, func(d Duplicate) bool { return d.ID == w.ID })
	if rule.Line(text) == "" {
		return likely, nil, nil
	}
	hits, err = List(ctx, s.read, Filter{Text: text, Closed: true, Limit: mostOthers}, when.Of(s.now()))
	return likely, slices.DeleteFunc(hits, func(h Hit) bool { return h.ID == w.ID }), err
}

// mostOthers is how many companies a search for the other one shows.
const mostOthers = 20

// check says which rules the wish breaks, as the two stand.
func (m Merging) check(kept, gone Whole) rule.Violations {
	var broken rule.Violations
	if m.Kept == m.Gone {
		broken.Add("other", "merge_self")
	}
	if kept.CVR != "" && gone.CVR != "" && kept.CVR != gone.CVR && m.Reason == "" {
		broken.Add("reason", "merge_two_cvrs", kept.CVR.String(), gone.CVR.String())
	}
	broken.Longest("reason", m.Reason, mostText)
	if kept.Version != m.Version || gone.Version != m.Another {
		broken.Add("", "stale")
	}
	return broken
}

// Merge makes one company of two. Gone keeps its number and leads on to Kept from then
// on; where both have a CVR number and one is chosen, the other stays with Gone, so that
// it is still found by it.
func (s *Service) Merge(ctx context.Context, by access.Actor, m Merging, form audit.Form) error {
	m.Reason = rule.Text(m.Reason)
	event := &audit.Event{
		By: by, Action: access.KeepCompany, Subject: int64(m.Kept), Reason: m.Reason, Form: form,
		Detail: map[string]any{"act": "merge", "gone": m.Gone},
	}
	return s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		if err := access.Check(by, access.KeepCompany, access.Scope{}); err != nil {
			return err
		}
		kept, gone, err := s.holdBoth(ctx, tx, m.Kept, m.Gone)
		if err != nil {
			return err
		}
		if err := m.check(kept, gone).Err(); err != nil {
			return err
		}
		for _, w := range []Whole{kept, gone} {
			if err := s.keepVersion(ctx, tx, by, w); err != nil {
				return err
			}
		}
		if _, err := tx.Exec(ctx, `UPDATE companies SET merged_into = @kept, merged_at = @now, cvr = NULL WHERE id = @gone`,
			db.Args{"kept": m.Kept, "gone": m.Gone, "now": s.now()}); err != nil {
			return fmt.Errorf("merging company %d into %d: %w", m.Gone, m.Kept, err)
		}
		return m.settle(ctx, tx, kept, gone)
	})
}

// holdBoth locks two companies in the order of their numbers, so that two who merge
// them the other way round wait for each other.
func (s *Service) holdBoth(ctx context.Context, tx pgx.Tx, kept, gone id.Company) (k, g Whole, err error) {
	if _, err = s.hold(ctx, tx, min(kept, gone)); err != nil {
		return k, g, err
	}
	if _, err = s.hold(ctx, tx, max(kept, gone)); err != nil {
		return k, g, err
	}
	if k, err = s.whole(ctx, tx, kept); err != nil {
		return k, g, err
	}
	g, err = s.whole(ctx, tx, gone)
	return k, g, err
}

// settle gives the company that stays the values that were chosen, and takes away a
// workplace of which nobody wrote anything, where another is there.
func (m Merging) settle(ctx context.Context, tx pgx.Tx, kept, gone Whole) error {
	c, other := m.Chosen(kept, gone), gone.CVR
	if c.CVR == gone.CVR {
		other = kept.CVR
	}
	if c.CVR == other {
		other = ""
	}
	pause := kept
	if m.Take["pause"] == "theirs" {
		pause = gone
	}
	_, err := tx.Exec(ctx, `
		UPDATE companies SET name = @name, cvr = nullif(@cvr, ''), industry = @industry, industry_code = @code, offers = @offers, mind = @mind,
		       capacity = @capacity, capacity_on = @capacity_on, closed_on = @closed, pause_from = p.pause_from, pause_until = p.pause_until,
		       pause_reason = p.pause_reason, pause_by = p.pause_by
		FROM (SELECT pause_from, pause_until, pause_reason, pause_by FROM companies WHERE id = @pause) p WHERE id = @id`,
		db.Args{
			"id": m.Kept, "name": c.Name, "cvr": string(c.CVR), "industry": c.Industry, "code": c.IndustryCode, "offers": c.Offers, "mind": c.Mind,
			"capacity": c.Capacity, "capacity_on": c.CapacityOn, "closed": c.ClosedOn, "pause": pause.ID,
		})
	if err != nil {
		return fmt.Errorf("settling company %d: %w", m.Kept, err)
	}
	if _, err := tx.Exec(ctx, `UPDATE companies SET cvr = nullif(@cvr, '') WHERE id = @id`, db.Args{"cvr": string(other), "id": m.Gone}); err != nil {
		return fmt.Errorf("settling company %d: %w", m.Gone, err)
	}
	_, err = tx.Exec(ctx, `
		WITH bare AS (SELECT w.id, row_number() OVER (ORDER BY w.id) AS n FROM company_workplaces w
			WHERE w.company_id = @id AND w.p_number IS NULL AND concat(w.name, w.street, w.zip, w.town, w.travel) = '' AND w.counted_on IS NULL
			  AND NOT EXISTS (SELECT FROM placements WHERE workplace_id = w.id) AND NOT EXISTS (SELECT FROM company_people WHERE workplace_id = w.id))
		DELETE FROM company_workplaces WHERE id IN (SELECT id FROM bare)
		  AND (id NOT IN (SELECT id FROM bare WHERE n = 1) OR EXISTS (SELECT FROM company_workplaces w WHERE w.company_id = @id AND w.id NOT IN (SELECT id FROM bare)))`,
		db.Args{"id": m.Kept})
	if err != nil {
		return fmt.Errorf("workplaces of company %d: %w", m.Kept, err)
	}
	return nil
}

// Chosen is the company that stays, with the values that were chosen. Where only one of
// the two has a value, that is it.
func (m Merging) Chosen(kept, gone Whole) Company {
	c := kept.Company
	m.text("company", &c.Name, gone.Name)
	cvr := string(c.CVR)
	m.text("cvr", &cvr, string(gone.CVR))
	c.CVR = CVR(cvr)
	m.text("industry", &c.Industry, gone.Industry)
	m.text("industry_code", &c.IndustryCode, gone.IndustryCode)
	m.text("offers", &c.Offers, gone.Offers)
	m.text("mind", &c.Mind, gone.Mind)
	if c.Capacity == nil || gone.Capacity != nil && m.Take["capacity"] == "theirs" {
		c.Capacity, c.CapacityOn = gone.Capacity, gone.CapacityOn
	}
	if m.Take["shut_on"] == "theirs" {
		c.ClosedOn = gone.ClosedOn
	}
	return c
}

func (m Merging) text(field string, kept *string, gone string) {
	switch {
	case gone == "":
	case *kept == "":
		*kept = gone
	default:
		*kept = rule.Settle(orMine(m.Take[field]), *kept, gone)
	}
}

// orMine is the choice made; none is what stands.
func orMine(choice string) string {
	if choice == "" {
		return "mine"
	}
	return choice
}

// Value is a field of a company in words, for the page that sets two against each other.
// Days are written as day says.
func (c Company) Value(field string, day func(when.Date) string) string {
	dated := func(d when.Date) string {
		if d.IsZero() {
			return ""
		}
		return day(d)
	}
	switch field {
	case "company":
		return c.Name
	case "cvr":
		return c.CVR.String()
	case "industry":
		return c.Industry
	case "industry_code":
		return c.IndustryCode
	case "offers":
		return c.Offers
	case "mind":
		return c.Mind
	case "capacity":
		if c.Capacity == nil {
			return ""
		}
		return strconv.Itoa(*c.Capacity)
	case "pause":
		return dated(c.PauseUntil)
	case "shut_on":
		return dated(c.ClosedOn)
	}
	return ""
}
