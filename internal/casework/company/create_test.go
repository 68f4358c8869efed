package company_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/casetest"
	"kasket/internal/casework/company"
	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// firm is a company with everything written down.
func firm() company.New {
	fte := 12.5
	return company.New{
		Name: "Ågård  Cykler ApS", CVR: "DK 13 74 81 36", PNumber: "1 012 345 678", Street: "Havnegade 3", Zip: "9000", Town: "Ålborg",
		Industry: "Cykelværksted", FTE: &fte, Person: "Åse Holm", Title: "Værkfører", Phone: "12 34 56 78", Mail: "aase@cykler.test",
	}
}

// Each field wrong in each way breaks its own rule, and nothing else.
func TestNewCheck(t *testing.T) {
	long, below, above := strings.Repeat("å", 201), -0.5, 100_000.0
	for name, tt := range map[string]struct {
		change func(*company.New)
		want   string // field and code
	}{
		"as it is":               {func(*company.New) {}, ""},
		"only a name":            {func(n *company.New) { *n = company.New{Name: "Bageren"} }, ""},
		"no name":                {func(n *company.New) { n.Name = " \x00 " }, "company required"},
		"a name too long":        {func(n *company.New) { n.Name = long }, "company too_long"},
		"CVR of zeros":           {func(n *company.New) { n.CVR = "00000000" }, "cvr cvr"},
		"CVR that begins with 0": {func(n *company.New) { n.CVR = "02748136" }, "cvr cvr"},
		"CVR of seven":           {func(n *company.New) { n.CVR = "1374813" }, "cvr cvr"},
		"CVR of nine":            {func(n *company.New) { n.CVR = "137481360" }, "cvr cvr"},
		"CVR that does not add":  {func(n *company.New) { n.CVR = "13748137" }, "cvr cvr"},
		"CVR of words":           {func(n *company.New) { n.CVR = "cvr" }, "cvr cvr"},
		"P-number of nine":       {func(n *company.New) { n.PNumber = "101234567" }, "p_number p_number"},
		"P-number of eleven":     {func(n *company.New) { n.PNumber = "10123456789" }, "p_number p_number"},
		"P-number of words":      {func(n *company.New) { n.PNumber = "P 1012345678" }, "p_number p_number"},
		"P-number, unsummed":     {func(n *company.New) { n.PNumber = "1234567890" }, ""},
		"zip of three":           {func(n *company.New) { n.Zip = "900" }, "zip zip"},
		"street too long":        {func(n *company.New) { n.Street = long }, "street too_long"},
		"town too long":          {func(n *company.New) { n.Town = long }, "town too_long"},
		"industry too long":      {func(n *company.New) { n.Industry = long }, "industry too_long"},
		"fewer than nobody":      {func(n *company.New) { n.FTE = &below }, "fte fte"},
		"more than anybody":      {func(n *company.New) { n.FTE = &above }, "fte fte"},
		"a phone, nobody's":      {func(n *company.New) { n.Person = "" }, "person required"},
		"a phone of letters":     {func(n *company.New) { n.Phone = "ring" }, "person_phone phone"},
		"a mail without place":   {func(n *company.New) { n.Mail = "aase" }, "person_email email"},
		"a title too long":       {func(n *company.New) { n.Title = long }, "person_title too_long"},
	} {
		t.Run(name, func(t *testing.T) {
			n := firm()
			tt.change(&n)
			got := ""
			for _, b := range n.Check() {
				got += " " + b.Field + " " + b.Code
			}
			if strings.TrimSpace(got) != tt.want {
				t.Errorf("broken%s, want %q", got, tt.want)
			}
		})
	}
}

// create writes a company down as somebody who may.
func create(w *casetest.World, by access.Actor, n company.New) (id.Company, id.Workplace, id.CompanyPerson, error) {
	w.Helper()
	var c id.Company
	var wp id.Workplace
	var p id.CompanyPerson
	tx, err := w.DB.Write.BeginTx(w.Context(), pgx.TxOptions{})
	if err != nil {
		w.Fatal(err)
	}
	if c, wp, p, err = company.Create(w.Context(), tx, by, n, w.Now()); err != nil {
		_ = tx.Rollback(w.Context()) // the first error is the one
		return 0, 0, 0, err
	}
	return c, wp, p, tx.Commit(w.Context())
}

func TestCreate(t *testing.T) {
	w := casetest.New(t)
	anna := w.Person(w.Team("Nord"), "Anna", access.Caseworker)
	c, wp, p, err := create(w, anna, firm())
	if err != nil {
		t.Fatal(err)
	}
	got, err := company.Find(t.Context(), w.DB.Read, c)
	if err != nil || got.Name != "Ågård Cykler ApS" || got.CVR != "13748136" || got.Industry != "Cykelværksted" || got.Version != 1 {
		t.Errorf("%+v, %v", got, err)
	}
	places, err := company.Workplaces(t.Context(), w.DB.Read, c)
	if err != nil || len(places) != 1 || places[0].ID != wp || places[0].PNumber != "1012345678" || *places[0].FTE != 12.5 ||
		places[0].CountedOn != w.Today() || places[0].Address() != "Havnegade 3, 9000 Ålborg" {
		t.Errorf("%+v, %v", places, err)
	}
	people, err := company.PeopleOf(t.Context(), w.DB.Read, c)
	if err != nil || len(people) != 1 || people[0].ID != p || people[0].Phone != "+4512345678" || people[0].Role != company.ContactRole {
		t.Errorf("%+v, %v", people, err)
	}
	again := firm()
	again.PNumber = ""
	if _, _, _, err := create(w, anna, again); !breaks(err, "cvr", "cvr_taken") {
		t.Errorf("the same CVR: %v", err)
	}
	again.CVR, again.PNumber = "", "1012345678"
	if _, _, _, err := create(w, anna, again); !breaks(err, "p_number", "p_number_taken") {
		t.Errorf("the same P-number: %v", err)
	}
	bare, _, nobody, err := create(w, anna, company.New{Name: "Kiosken"})
	if err != nil || nobody != 0 {
		t.Errorf("a name alone: %d, %v", nobody, err)
	}
	if places, err = company.Workplaces(t.Context(), w.DB.Read, bare); err != nil || len(places) != 1 || !places[0].CountedOn.IsZero() {
		t.Errorf("its workplace: %+v, %v", places, err)
	}
	if _, _, _, err := create(w, w.Person(0, "Ada", access.Administrator), company.New{Name: "Andres"}); !errors.Is(err, access.ErrHidden) {
		t.Errorf("an administrator: %v", err)
	}
}

func breaks(err error, field, code string) bool {
	v, ok := errors.AsType[rule.Violations](err)
	return ok && len(v) == 1 && v[0].Field == field && v[0].Code == code
}

// A company is found by any of its numbers and by a name that is written another way.
func TestDuplicates(t *testing.T) {
	w := casetest.New(t)
	anna := w.Person(w.Team("Nord"), "Anna", access.Caseworker)
	there, _, _, err := create(w, anna, firm())
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		n    company.New
		want string
	}{
		"its CVR":                          {company.New{Name: "Helt andet", CVR: "13748136"}, "cvr"},
		"its P-number":                     {company.New{Name: "Helt andet", PNumber: "1012345678"}, "p_number"},
		"its telephone":                    {company.New{Name: "Helt andet", Phone: "+45 12345678"}, "phone"},
		"its name":                         {company.New{Name: "ågård cykler aps"}, "name"},
		"å as aa, and no legal form":       {company.New{Name: "Aagaard Cykler", Town: "Aalborg"}, "name"},
		"in another town":                  {company.New{Name: "Ågård Cykler", Town: "Horsens"}, ""},
		"with another number":              {company.New{Name: "Ågård Cykler", Town: "Ålborg", CVR: "29189420"}, ""},
		"another name":                     {company.New{Name: "Ågårds Kro", Town: "Ålborg"}, ""},
		"nothing to go by":                 {company.New{}, ""},
		"name and number and telephone":    {firm(), "cvr name p_number phone"},
		"a number that is none, and empty": {company.New{Name: "X", CVR: "12", PNumber: "12", Phone: "12"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			list, err := company.Duplicates(t.Context(), w.DB.Read, tt.n)
			got := ""
			if len(list) == 1 && list[0].ID == there {
				got = strings.Join(list[0].Why, " ")
			}
			if err != nil || got != tt.want || len(list) > 1 || (tt.want == "") != (len(list) == 0) {
				t.Errorf("found %+v, %v; want %q", list, err, tt.want)
			}
		})
	}
}

func TestSearch(t *testing.T) {
	w := casetest.New(t)
	anna := w.Person(w.Team("Nord"), "Anna", access.Caseworker)
	if _, _, _, err := create(w, anna, firm()); err != nil {
		t.Fatal(err)
	}
	if _, _, _, err := create(w, anna, company.New{Name: "100 % Kaffe", Town: "Horsens", Industry: "Café"}); err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"ågård": "Ågård Cykler ApS", "aagaard": "Ågård Cykler ApS", "cykel aalborg": "Ågård Cykler ApS", "13 74 81 36": "Ågård Cykler ApS",
		"1012345678": "Ågård Cykler ApS", "+45 12 34 56 78": "Ågård Cykler ApS", "åse": "Ågård Cykler ApS", "9000": "Ågård Cykler ApS",
		"cafe": "100 % Kaffe", "%": "100 % Kaffe", "kaffe ålborg": "", "_": "", "87654321": "", " ": "",
	} {
		hits, err := company.Search(t.Context(), w.DB.Read, text, 10, w.Today())
		var names []string
		for _, h := range hits {
			names = append(names, h.Name)
		}
		if err != nil || strings.Join(names, ", ") != want {
			t.Errorf("%q finds %q, %v; want %q", text, names, err, want)
		}
	}
}

// A pause and an end hold on their days, both ends included.
func TestCheckOpen(t *testing.T) {
	day := func(n int) when.Date { d, _ := when.On(2026, 11, 21); return d.AddDays(n) }
	for name, tt := range map[string]struct {
		c    company.Company
		want []string
	}{
		"open":                {company.Company{}, nil},
		"pause begins":        {company.Company{PauseFrom: day(0), PauseUntil: day(9)}, []string{"company_paused"}},
		"pause's last day":    {company.Company{PauseFrom: day(-9), PauseUntil: day(0)}, []string{"company_paused"}},
		"pause is over":       {company.Company{PauseFrom: day(-9), PauseUntil: day(-1)}, nil},
		"pause is to come":    {company.Company{PauseFrom: day(1), PauseUntil: day(9)}, nil},
		"closes tomorrow":     {company.Company{ClosedOn: day(1)}, nil},
		"closed today":        {company.Company{ClosedOn: day(0)}, []string{"company_closed"}},
		"closed and on pause": {company.Company{ClosedOn: day(-5), PauseFrom: day(-9), PauseUntil: day(9)}, []string{"company_closed", "company_paused"}},
	} {
		var codes []string
		for _, b := range company.CheckOpen(tt.c, day(0)) {
			codes = append(codes, b.Code)
		}
		if !slices.Equal(codes, tt.want) {
			t.Errorf("%s: %q, want %q", name, codes, tt.want)
		}
	}
}
