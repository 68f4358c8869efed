package company_test

import (
	"errors"
	"strings"
	"sync"
	"testing"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casetest"
	"kasket/internal/casework/company"
	"kasket/internal/casework/contact"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
)

// twice is a company that is there twice, the second with a stay, an entry and a friend.
func (s *shop) twice(n company.New) id.Company {
	s.Helper()
	other, err := s.Companies.Add(s.Context(), s.anna, n, true, false, audit.Form{})
	if err != nil {
		s.Fatal(err)
	}
	y := s.Youth(s.anna, "Mads Holm", s.Started(90))
	s.Exec(`INSERT INTO placements (youth_id, enrolment_id, company_id, workplace_id, type, from_on, to_on, result, by_id)
		SELECT @y, (SELECT id FROM enrolments WHERE youth_id = @y), company_id, id, 'vp', @on::date - 60, @on::date - 30, 'hired', @by FROM company_workplaces WHERE company_id = @c`,
		db.Args{"y": y, "c": other, "on": s.Today(), "by": s.anna.Staff})
	if _, err := s.Contacts.LogCompany(s.Context(), s.anna, other, contact.Typed{Kind: "phone", Company: id.String(other), Text: contact.Text{Account: "De har plads"}}, newKey); err != nil {
		s.Fatal(err)
	}
	if err := s.Companies.Know(s.Context(), s.bo, other, "Nabo", audit.Form{}); err != nil {
		s.Fatal(err)
	}
	return other
}

const newKey = "7d9e3a44-0000-4000-8000-000000000042"

func (s *shop) merge(m company.Merging) error {
	if m.Version == 0 {
		m.Version, m.Another = 1, 1
	}
	return s.Companies.Merge(s.Context(), s.anna, m, audit.Form{})
}

func TestMerge(t *testing.T) {
	s := newShop(t)
	other := s.twice(company.New{Name: "Ågårds cykelsmedje", Industry: "Cykler", Town: "Aalborg", Person: "Jens", Phone: "87654321"})
	both, err := s.Companies.Preview(t.Context(), s.anna, s.company, other)
	if err != nil || both.Moves != (company.Moves{Stays: 1, Entries: 1}) {
		t.Errorf("moves %+v, %v", both.Moves, err)
	}
	for name, m := range map[string]company.Merging{
		"with itself": {Kept: s.company, Gone: s.company}, "an old page": {Kept: s.company, Gone: other, Version: 9, Another: 1},
	} {
		if err := s.merge(m); err == nil || s.open().MergedInto != 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := s.merge(company.Merging{Kept: s.company, Gone: other, Take: map[string]string{"industry": "theirs"}}); err != nil {
		t.Fatal(err)
	}
	w := s.open()
	if w.Name != "Ågård Cykler ApS" || w.Industry != "Cykler" || len(w.Workplaces) != 2 || len(w.People) != 2 || !w.Knows(s.bo.Staff) || w.Version != 2 {
		t.Errorf("stands %+v", w)
	}
	for _, table := range []string{"placements", "contacts", "company_people", "company_workplaces", "company_friends"} {
		if n := casetest.One[int](s.World, `SELECT count(*) FROM `+table+` WHERE company_id = `+id.String(other), nil); table != "company_friends" && n != 0 {
			t.Errorf("%d stay in %s", n, table)
		}
	}
	gone, err := s.Companies.Open(t.Context(), s.anna, other)
	if err != nil || gone.MergedInto != s.company {
		t.Errorf("the other leads to %d, %v", gone.MergedInto, err)
	}
	if err := s.Companies.Know(t.Context(), s.anna, other, "", audit.Form{}); !breaks(err, "", "company_merged") {
		t.Errorf("changed after it was merged: %v", err)
	}
	if err := s.merge(company.Merging{Kept: other, Gone: s.company, Version: 2, Another: 2}); !breaks(err, "", "company_merged") {
		t.Errorf("merged back: %v", err)
	}
	if list, err := company.List(t.Context(), s.DB.Read, company.Filter{Limit: 9}, s.Today()); err != nil || len(list) != 1 {
		t.Errorf("listed %+v, %v", list, err)
	}
}

// Two CVR numbers are two companies unless somebody says why not; the number that is not
// chosen still leads to the one that stays.
func TestMergeTwoNumbers(t *testing.T) {
	s := newShop(t)
	other := s.twice(company.New{Name: "Ågårds cykelsmedje", CVR: "29189420"})
	m := company.Merging{Kept: s.company, Gone: other, Take: map[string]string{"cvr": "theirs", "company": "theirs"}}
	if err := s.merge(m); !breaks(err, "reason", "merge_two_cvrs") {
		t.Errorf("without a reason: %v", err)
	}
	m.Reason = "Firmaet har fået nyt nummer"
	if err := s.merge(m); err != nil {
		t.Fatal(err)
	}
	if w := s.open(); w.CVR != "29189420" || w.Name != "Ågårds cykelsmedje" {
		t.Errorf("stands %+v", w.Company)
	}
	for _, number := range []string{"13748136", "29189420"} {
		doubt, ok := errors.AsType[*company.Doubt](second(s.add(company.New{Name: "X", CVR: number})))
		if !ok || len(doubt.Known) != 1 || doubt.Known[0].ID != s.company {
			t.Errorf("%s leads to %+v", number, doubt)
		}
	}
	if reason := casetest.One[string](s.World, `SELECT reason FROM audit_events WHERE detail->>'act' = 'merge'`, nil); reason != m.Reason {
		t.Errorf("on the trail %q", reason)
	}
}

// Of two who merge the same two the other way round at once, one does.
func TestMergeAtOnce(t *testing.T) {
	s := newShop(t)
	other := s.twice(company.New{Name: "Ågårds cykelsmedje"})
	var wg sync.WaitGroup
	answers := make([]error, 6)
	for i := range answers {
		m := company.Merging{Kept: s.company, Gone: other}
		if i%2 == 1 {
			m.Kept, m.Gone = other, s.company
		}
		wg.Go(func() { answers[i] = s.merge(m) })
	}
	wg.Wait()
	won := 0
	for _, err := range answers {
		if _, ok := errors.AsType[rule.Violations](err); err == nil {
			won++
		} else if !ok {
			t.Error(err)
		}
	}
	if n := casetest.One[int](s.World, `SELECT count(*) FROM companies WHERE merged_into IS NOT NULL`, nil); won != 1 || n != 1 {
		t.Errorf("%d merged, %d are gone", won, n)
	}
}

// A pause that was chosen comes along, and a workplace of which nobody wrote anything
// does not stay beside one that somebody did.
func TestMergePause(t *testing.T) {
	s := newShop(t)
	other := s.twice(company.New{Name: "Ågårds cykelsmedje"})
	bare, err := s.Companies.Add(t.Context(), s.anna, company.New{Name: "Ågård"}, true, false, audit.Form{})
	if err != nil {
		t.Fatal(err)
	}
	s.Exec(`UPDATE companies SET pause_from = @today, pause_until = @today::date + 9, pause_reason = 'De flytter', pause_by = @by WHERE id = @c`,
		db.Args{"c": other, "today": s.Today(), "by": s.anna.Staff})
	places := len(s.open().Workplaces)
	if err := s.merge(company.Merging{Kept: s.company, Gone: bare}); err != nil {
		t.Fatal(err)
	}
	if got := len(s.open().Workplaces); got != places {
		t.Errorf("%d workplaces, want %d", got, places)
	}
	version := casetest.One[int](s.World, `SELECT version FROM companies WHERE id = @c`, db.Args{"c": other})
	if err := s.merge(company.Merging{Kept: s.company, Gone: other, Take: map[string]string{"pause": "theirs"}, Version: s.open().Version, Another: version}); err != nil {
		t.Fatal(err)
	}
	if w := s.open(); w.PauseReason != "De flytter" || w.PauseUntil != s.Today().AddDays(9) {
		t.Errorf("paused until %s: %q", w.PauseUntil, w.PauseReason)
	}
}

// The values that stand follow from the choice: mine, theirs, both; and the only one
// there is.
func TestChosen(t *testing.T) {
	two, five := 2, 5
	kept := company.Whole{Company: company.Company{Name: "A", Offers: "To dage", Capacity: &two}}
	gone := company.Whole{Company: company.Company{Name: "B", CVR: "13748136", Offers: "Fem dage", Mind: "Ring kl. 9", Capacity: &five}}
	c := company.Merging{}.Chosen(kept, gone)
	if c.Name != "A" || c.CVR != "13748136" || c.Offers != "To dage" || c.Mind != "Ring kl. 9" || *c.Capacity != 2 {
		t.Errorf("nothing chosen: %+v", c)
	}
	c = company.Merging{Take: map[string]string{"company": "theirs", "offers": "both", "capacity": "theirs"}}.Chosen(kept, gone)
	if c.Name != "B" || !strings.Contains(c.Offers, "To dage") || !strings.Contains(c.Offers, "Fem dage") || *c.Capacity != 5 {
		t.Errorf("theirs and both: %+v", c)
	}
}

func TestRegister(t *testing.T) {
	file := "CVR;name;industry;industry_code;closed_on;p_number;workplace;street;zip;town\n" +
		"13748136;Lønbo Bageri;Bageri;10.71.20;;1003456789;Bageriet;Torvet 4;9000;Aalborg\n13748136;Lønbo Bageri;;;;1003456790;Caféen;Torvet 5;9000;Aalborg\n" +
		"29189420;Gamle Møbler;;;2026-06-30;;;;;\n"
	register, err := company.ReadRegister("cvr.csv", strings.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	got, err := register.Lookup(t.Context(), "13748136")
	if err != nil || got.Name != "Lønbo Bageri" || got.IndustryCode != "107120" || len(got.Workplaces) != 2 || got.Workplaces[1].Name != "Caféen" || !got.ClosedOn.IsZero() {
		t.Errorf("%+v, %v", got, err)
	}
	if got, err = register.Lookup(t.Context(), "29189420"); err != nil || got.ClosedOn.String() != "2026-06-30" {
		t.Errorf("%+v, %v", got, err)
	}
	w := casetest.New(t)
	anna := w.Person(w.Team("Nord"), "Anna", access.Caseworker)
	with := company.NewService(w.DB.Read, w.Trail, register, w.Now)
	for number, want := range map[string]string{"": "required", "12": "cvr", "29188416": "unregistered"} {
		if _, err := with.Lookup(t.Context(), anna, number); !breaks(err, "cvr", want) {
			t.Errorf("%q: %v, want %s", number, err, want)
		}
	}
	if _, err := w.Companies.Lookup(t.Context(), anna, "13748136"); !breaks(err, "cvr", "no_register") || w.Companies.CanLookUp() || !with.CanLookUp() {
		t.Errorf("without a register: %v", err)
	}
	for name, text := range map[string]string{"no number": "cvr;name\n12;X\n", "P-number": "cvr;name;p_number\n13748136;X;12\n", "day": "cvr;name;closed_on\n13748136;X;i går\n"} {
		if _, err := company.ReadRegister("cvr.csv", strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), "line 2") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
