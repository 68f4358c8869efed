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
	"kasket/internal/db"
	"kasket/internal/id"
)

// shop is a company with two of us.
type shop struct {
	*casetest.World
	anna, bo access.Actor
	company  id.Company
}

func newShop(t *testing.T) *shop {
	w := casetest.New(t)
	north := w.Team("Nord")
	s := &shop{World: w, anna: w.Person(north, "Anna Krogh", access.Caseworker), bo: w.Person(north, "Bo Bak", access.Caseworker)}
	s.company, _ = s.add(firm())
	return s
}

func (s *shop) add(n company.New) (id.Company, error) {
	return s.Companies.Add(s.Context(), s.anna, n, false, false, audit.Form{})
}

func (s *shop) open() company.Whole {
	s.Helper()
	w, err := s.Companies.Open(s.Context(), s.anna, s.company)
	if err != nil {
		s.Fatal(err)
	}
	return w
}

func TestAdd(t *testing.T) {
	s := newShop(t)
	doubt, ok := errors.AsType[*company.Doubt](second(s.add(company.New{Name: "aagaard cykler"})))
	if !ok || len(doubt.Known) != 1 || doubt.Known[0].ID != s.company || doubt.Certain() {
		t.Errorf("the same name: %+v", doubt)
	}
	other, err := s.Companies.Add(t.Context(), s.anna, company.New{Name: "aagaard cykler"}, true, true, audit.Form{})
	if err != nil || other == s.company {
		t.Errorf("another of the name: %d, %v", other, err)
	}
	if n := casetest.One[int](s.World, `SELECT count(*) FROM companies WHERE looked_up_at IS NOT NULL`, nil); n != 1 {
		t.Errorf("%d looked up", n)
	}
	_, err = s.Companies.Add(t.Context(), s.anna, company.New{Name: "X", CVR: "13748136"}, true, false, audit.Form{})
	if doubt, ok := errors.AsType[*company.Doubt](err); !ok || !doubt.Certain() {
		t.Errorf("its number, anyway: %v", err)
	}
	for _, role := range []access.Role{access.Administrator, access.Insight} {
		if _, err := s.Companies.Add(t.Context(), s.Person(0, "Ada", role), company.New{Name: "Y"}, false, false, audit.Form{}); !errors.Is(err, access.ErrHidden) {
			t.Errorf("%s: %v", role, err)
		}
	}
}

func second[T any](_ T, err error) error { return err }

// Many who write the same company down at once: one does, and the others meet it.
func TestAddAtOnce(t *testing.T) {
	s := newShop(t)
	var wg sync.WaitGroup
	answers := make([]error, 8)
	for i := range answers {
		wg.Go(func() { _, answers[i] = s.add(company.New{Name: "Kiosken på hjørnet", Town: "Horsens"}) })
	}
	wg.Wait()
	made := 0
	for _, err := range answers {
		if _, doubt := errors.AsType[*company.Doubt](err); err == nil {
			made++
		} else if !doubt {
			t.Error(err)
		}
	}
	if made != 1 {
		t.Errorf("%d were made", made)
	}
}

// Each rule of an edit alone keeps it from being saved.
func TestChange(t *testing.T) {
	s := newShop(t)
	number := func(n int) *int { return &n }
	good := company.Edit{Name: "Cyklerne", CVR: "13748136", Industry: "Cykler", IndustryCode: "95.29.00", Offers: "To dage", Mind: "Ring efter 9", Capacity: number(2)}
	for name, tt := range map[string]struct {
		change func(*company.Edit)
		want   string
	}{
		"no name":              {func(e *company.Edit) { e.Name = "" }, "company required"},
		"a wrong number":       {func(e *company.Edit) { e.CVR = "13748137" }, "cvr cvr"},
		"five digits":          {func(e *company.Edit) { e.IndustryCode = "95290" }, "industry_code industry_code"},
		"less than nobody":     {func(e *company.Edit) { e.Capacity = number(-1) }, "capacity between"},
		"more than anybody":    {func(e *company.Edit) { e.Capacity = number(1000) }, "capacity between"},
		"said tomorrow":        {func(e *company.Edit) { e.CapacityOn = s.Today().AddDays(1) }, "capacity_on in_the_future"},
		"too much to offer":    {func(e *company.Edit) { e.Offers = strings.Repeat("å", 2001) }, "offers too_long"},
		"too much to remember": {func(e *company.Edit) { e.Mind = strings.Repeat("å", 2001) }, "mind too_long"},
	} {
		e := good
		e.Version = 1
		tt.change(&e)
		field, code, _ := strings.Cut(tt.want, " ")
		if err := s.Companies.Change(t.Context(), s.anna, s.company, e, audit.Form{}); !breaks(err, field, code) {
			t.Errorf("%s: %v, want %s", name, err, tt.want)
		}
	}
	good.Version = 1
	if err := s.Companies.Change(t.Context(), s.anna, s.company, good, audit.Form{}); err != nil {
		t.Fatal(err)
	}
	w := s.open()
	if w.Name != "Cyklerne" || w.IndustryCode != "952900" || *w.Capacity != 2 || w.CapacityOn != s.Today() || w.Version != 2 {
		t.Errorf("stands %+v", w.Company)
	}
	stale, ok := errors.AsType[*company.Stale](s.Companies.Change(t.Context(), s.bo, s.company, good, audit.Form{}))
	if !ok || stale.Theirs.Version != 2 || stale.By != "Anna Krogh" {
		t.Errorf("an old page: %+v", stale)
	}
	if was := casetest.One[string](s.World, `SELECT concat(fields->>'Name', '|', fields->'People'->0->>'Name') FROM company_versions`, nil); was != "Ågård Cykler ApS|Åse Holm" {
		t.Errorf("kept as %q", was)
	}
	if _, err := s.DB.Write.Exec(t.Context(), `DELETE FROM company_versions`); !db.Violates(err, "append_only") {
		t.Errorf("a version taken away: %v", err)
	}
}

// A pause is everybody's to see, holds on its last day, and can be ended before.
func TestPause(t *testing.T) {
	s := newShop(t)
	today := s.Today()
	pause := func(p company.Pause) error {
		return s.Companies.AgreePause(t.Context(), s.anna, s.company, p, audit.Form{})
	}
	for name, tt := range map[string]struct {
		p    company.Pause
		want string
	}{
		"without an end":    {company.Pause{Reason: "Jul"}, "until required"},
		"ends before":       {company.Pause{From: today.AddDays(3), Until: today.AddDays(2), Reason: "Jul"}, "until before_from"},
		"over already":      {company.Pause{From: today.AddDays(-3), Until: today.AddDays(-2), Reason: "Jul"}, "until in_the_past"},
		"without a reason":  {company.Pause{Until: today}, "reason required"},
		"with a long story": {company.Pause{Until: today, Reason: strings.Repeat("å", 2001)}, "reason too_long"},
	} {
		field, code, _ := strings.Cut(tt.want, " ")
		if err := pause(tt.p); !breaks(err, field, code) {
			t.Errorf("%s: %v, want %s", name, err, tt.want)
		}
	}
	if err := s.Companies.EndPause(t.Context(), s.bo, s.company, audit.Form{}); !breaks(err, "", "no_pause") {
		t.Errorf("ended where there is none: %v", err)
	}
	if err := pause(company.Pause{From: today.AddDays(-3), Until: today.AddDays(10), Reason: "Travlt til jul"}); err != nil {
		t.Fatal(err)
	}
	if w := s.open(); !w.Paused(today) || !w.Paused(today.AddDays(10)) || w.Paused(today.AddDays(11)) || w.PauseByName != "Anna Krogh" {
		t.Errorf("stands %+v", w.Company)
	}
	if list, err := company.List(t.Context(), s.DB.Read, company.Filter{Free: true, Limit: 9}, today); err != nil || len(list) != 0 {
		t.Errorf("on pause, and can take somebody: %+v, %v", list, err)
	}
	if err := s.Companies.EndPause(t.Context(), s.bo, s.company, audit.Form{}); err != nil {
		t.Fatal(err)
	}
	if w := s.open(); w.Paused(today) || w.PauseReason != "Travlt til jul" || w.PauseUntil != today.AddDays(-1) {
		t.Errorf("after its end %+v", w.Company)
	}
	if err := pause(company.Pause{Until: today.AddDays(5), Reason: "Flytter"}); err != nil { // from today
		t.Fatal(err)
	}
	if err := s.Companies.EndPause(t.Context(), s.bo, s.company, audit.Form{}); err != nil {
		t.Fatal(err)
	}
	if w := s.open(); !w.PauseUntil.IsZero() || w.PauseReason != "" {
		t.Errorf("ended on its first day: %+v", w.Company)
	}
}

func TestFriends(t *testing.T) {
	s := newShop(t)
	know := func(by access.Actor, note string) {
		t.Helper()
		if err := s.Companies.Know(t.Context(), by, s.company, note, audit.Form{}); err != nil {
			t.Fatal(err)
		}
	}
	know(s.anna, " Har  arbejdet der ")
	know(s.bo, "")
	know(s.bo, "Nabo")
	w := s.open()
	if len(w.Friends) != 2 || w.Friends[0].Note != "Har arbejdet der" || w.Friends[1].Note != "Nabo" || !w.Knows(s.bo.Staff) || w.Version != 1 {
		t.Errorf("friends %+v, version %d", w.Friends, w.Version)
	}
	if err := s.Companies.Forget(t.Context(), s.bo, s.company, audit.Form{}); err != nil || s.open().Knows(s.bo.Staff) {
		t.Errorf("still known: %v", err)
	}
	if list, err := company.List(t.Context(), s.DB.Read, company.Filter{Mine: s.anna.Staff, Limit: 9}, s.Today()); err != nil || len(list) != 1 || list[0].Friends[0] != "Anna Krogh" {
		t.Errorf("hers %+v, %v", list, err)
	}
}

// Workplaces and people are written down, changed, and end; the last workplace does not.
func TestParts(t *testing.T) {
	s := newShop(t)
	w := s.open()
	first, ase := w.Workplaces[0], w.People[0]
	closing := first
	closing.ClosedOn = s.Today()
	if err := s.Companies.SaveWorkplace(t.Context(), s.anna, s.company, closing, 1, audit.Form{}); !breaks(err, "shut_on", "last_workplace") {
		t.Errorf("the last workplace: %v", err)
	}
	if err := s.Companies.SaveWorkplace(t.Context(), s.anna, s.company, company.Workplace{Name: "Butikken", PNumber: "1012345678"}, 1, audit.Form{}); !breaks(err, "p_number", "p_number_taken") {
		t.Errorf("the same P-number: %v", err)
	}
	if err := s.Companies.SaveWorkplace(t.Context(), s.anna, s.company, company.Workplace{Name: "Butikken", PNumber: "1012345679"}, 1, audit.Form{}); err != nil {
		t.Fatal(err)
	}
	if err := s.Companies.SaveWorkplace(t.Context(), s.anna, s.company, closing, 2, audit.Form{}); err != nil {
		t.Fatal(err)
	}
	if w = s.open(); len(w.Workplaces) != 2 || w.Workplaces[0].Name != "Butikken" || w.Workplaces[1].ClosedOn != s.Today() || *w.Workplaces[1].FTE != 12.5 {
		t.Errorf("workplaces %+v", w.Workplaces)
	}
	if err := s.Companies.SaveWorkplace(t.Context(), s.anna, s.company, company.Workplace{ID: 9999, Name: "Andres"}, w.Version, audit.Form{}); !errors.Is(err, db.ErrNotFound) {
		t.Errorf("another's workplace: %v", err)
	}
	ase.Role, ase.EndedOn, ase.Workplace = company.MentorRole, s.Today().AddDays(1), 9999
	if err := s.Companies.SavePerson(t.Context(), s.anna, s.company, ase, w.Version, audit.Form{}); err == nil || !strings.Contains(err.Error(), "ended_on") || !strings.Contains(err.Error(), "person_workplace") {
		t.Errorf("leaves tomorrow from nowhere: %v", err)
	}
	ase.EndedOn, ase.Workplace = s.Today().AddDays(-1), first.ID
	if err := s.Companies.SavePerson(t.Context(), s.anna, s.company, ase, w.Version, audit.Form{}); err != nil {
		t.Fatal(err)
	}
	if err := s.Companies.SavePerson(t.Context(), s.anna, s.company, company.Person{Name: "Nis"}, 0, audit.Form{}); err != nil {
		t.Fatal(err)
	}
	w = s.open()
	if len(w.People) != 2 || w.People[0].Name != "Nis" || w.People[1].On(s.Today()) || !w.People[1].On(s.Today().AddDays(-1)) || w.People[1].Workplace != first.ID {
		t.Errorf("people %+v", w.People)
	}
	hits, err := company.Search(t.Context(), s.DB.Read, "cykler", 3, s.Today())
	if err != nil || len(hits) != 1 || hits[0].Person != "Nis" {
		t.Errorf("whom one calls: %+v, %v", hits, err)
	}
}
