package contact_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casetest"
	"kasket/internal/casework/caseload"
	"kasket/internal/casework/conflict"
	"kasket/internal/casework/contact"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
)

// firm is a desk that knows a company with two people, and another with one.
type firm struct {
	*desk
	cykler, bageri   id.Company
	jens, ulla, bent id.CompanyPerson
	lise             access.Actor // leads the team: reads of companies, and does not log
}

func newFirm(t *testing.T) *firm {
	t.Helper()
	d := newDesk(t)
	f := &firm{desk: d, cykler: d.Company("Havnens Cykler"), bageri: d.Company("Bageriet")}
	person := func(c id.Company, name string) id.CompanyPerson {
		return casetest.One[id.CompanyPerson](d.World, `INSERT INTO company_people (company_id, name, title, phone, added_by, added_at)
			VALUES (@c, @name, 'mester', '+4587654321', @by, @now) RETURNING id`, db.Args{"c": c, "name": name, "by": d.anna.Staff, "now": d.Now()})
	}
	f.jens, f.ulla, f.bent = person(f.cykler, "Jens Krog"), person(f.cykler, "Ulla Ravn"), person(f.bageri, "Bent Bager")
	f.lise = d.Person(d.anna.Memberships[0].Team, "Lise Leth", access.Leader)
	return f
}

func company(c id.Company, p id.CompanyPerson) string {
	if p == 0 {
		return id.String(c)
	}
	return id.String(c) + "." + id.String(p)
}

// told is a talk with a company about no youth.
func told(words string, change func(*contact.Typed)) contact.Typed {
	t := contact.Typed{Kind: "phone", Text: contact.Text{Account: words}}
	if change != nil {
		change(&t)
	}
	return t
}

func (f *firm) call(by access.Actor, c id.Company, t contact.Typed) (id.Contact, error) {
	f.keys++
	return f.Contacts.LogCompany(f.Context(), by, c, t, key(f.keys))
}

func (f *firm) calls(by access.Actor, c id.Company) []caseload.Call {
	f.Helper()
	l, err := f.Caseload.Calls(f.Context(), by, c, caseload.Key{}, caseload.MostCalls)
	if err != nil {
		f.Fatal(err)
	}
	return l.Calls
}

// Every way to write of a company, wrong in every way.
func TestCallRules(t *testing.T) {
	f := newFirm(t)
	tests := []struct {
		name   string
		by     access.Actor
		about  id.Company
		change func(*contact.Typed)
		want   error
	}{
		{"a caseworker", f.anna, f.cykler, nil, nil},
		{"of another team", f.sten, f.cykler, nil, nil},
		{"with somebody there", f.anna, f.cykler, func(t *contact.Typed) { t.Company = company(f.cykler, f.jens) }, nil},
		{"a leader", f.lise, f.cykler, nil, access.ErrHidden},
		{"a number no company has", f.anna, 99999, nil, db.ErrNotFound},
		{"somebody of another company", f.anna, f.cykler, func(t *contact.Typed) { t.Company = company(f.cykler, f.bent) }, rule.Violation("company", "unknown")},
		{"nobody's number", f.anna, f.cykler, func(t *contact.Typed) { t.Company = id.String(f.cykler) + ".99999" }, rule.Violation("company", "unknown")},
		{"no number", f.anna, f.cykler, func(t *contact.Typed) { t.Company = "1; DROP" }, rule.Violation("company", "unknown")},
		{"no words", f.anna, f.cykler, func(t *contact.Typed) { t.Account = " " }, rule.Violation("account", "required")},
		{"no words where nobody answered", f.anna, f.cykler, func(t *contact.Typed) { t.Account, t.Outcome = "", "not_reached" }, nil},
		{"tomorrow", f.anna, f.cykler, func(t *contact.Typed) { t.At = "i morgen 9" }, rule.Violation("at", "moment")},
		{"too long", f.anna, f.cykler, func(t *contact.Typed) { t.Account = strings.Repeat("a", contact.MostText+1) }, rule.Violation("account", "too_long", contact.MostText)},
	}
	for _, tt := range tests {
		_, err := f.call(tt.by, tt.about, told("De vil gerne tage en i praktik.", tt.change))
		want, broken := errors.AsType[rule.Violations](tt.want)
		got, isBroken := errors.AsType[rule.Violations](err)
		if broken && (!isBroken || len(got) != 1 || got[0].Field != want[0].Field || tt.name != "tomorrow" && got[0].Code != want[0].Code) {
			t.Errorf("%s: %v, want %v", tt.name, err, tt.want)
		} else if !broken && !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, err, tt.want)
		}
	}
	if n := len(f.calls(f.lise, f.cykler)); n != 4 {
		t.Errorf("the leader reads %d entries of the company, want 4", n)
	}
}

// What an entry about a youth may say on the company's side.
func TestForCompany(t *testing.T) {
	f := newFirm(t)
	f.Exec(`UPDATE youths SET called_name = 'Mikkel' WHERE id = @y`, db.Args{"y": f.mads})
	tests := []struct {
		name string
		text string
		with string // company
		code string
	}{
		{"about the company", "De har fået nyt værksted.", company(f.cykler, 0), ""},
		{"nothing", "", company(f.cykler, f.jens), ""},
		{"without a company", "De har travlt.", "", "for_company_whose"},
		{"the given name", "Mads er glad.", company(f.cykler, 0), "for_company_names"},
		{"in the genitive", "Det er mads' plads og HOLMS.", company(f.cykler, 0), "for_company_names"},
		{"the name they are called by", "Han hedder mikkel", company(f.cykler, 0), "for_company_names"},
		{"a part of a word", "De sælger holmegaard og madsen-cykler.", company(f.cykler, 0), ""},
		{"a number like a CPR", "Det er 700101-1234.", company(f.cykler, 0), "for_company_cpr"},
		{"a phone number", "Ring 87 65 43 21 eller 12345678.", company(f.cykler, 0), ""},
		{"too long", strings.Repeat("a ", contact.MostForCompany), company(f.cykler, 0), "too_long"},
		{"somebody of another company", "De har travlt.", company(f.cykler, f.bent), "unknown"},
	}
	for _, tt := range tests {
		_, err := f.log(f.anna, f.mads, told("Talte om onsdag.", func(x *contact.Typed) {
			x.Counterpart, x.Company, x.ForCompany = "company", tt.with, tt.text
		}))
		if tt.code == "" && err != nil || tt.code != "" && !isRule(err, tt.code) {
			t.Errorf("%s: %v, want %q", tt.name, err, tt.code)
		}
	}
}

// One entry, two sides: the company's shows only what was written for it, and whose it
// is only to who has the youth.
func TestBothSides(t *testing.T) {
	f := newFirm(t)
	n := f.mustLog(f.anna, f.mads, told("Mads sover dårligt, siger mester.", func(x *contact.Typed) {
		x.Counterpart, x.Company, x.ForCompany = "company", company(f.cykler, f.jens), "De vil gerne tage én mere til foråret."
	}))
	for _, tt := range []struct {
		name   string
		by     access.Actor
		youths string
	}{{"the owner", f.anna, "Mads Holm"}, {"the buddy", f.bo, "Mads Holm"}, {"a stranger", f.sten, ""}, {"the leader", f.lise, ""}} {
		calls := f.calls(tt.by, f.cykler)
		if len(calls) != 1 {
			t.Fatalf("%s reads %d entries", tt.name, len(calls))
		}
		c := calls[0]
		if c.ID != n || !c.AboutYouth || c.Text != "De vil gerne tage én mere til foråret." || c.Person != "Jens Krog" || c.Youths != tt.youths || c.By != "Anna" {
			t.Errorf("%s reads %+v", tt.name, c)
		}
		if _, err := f.Caseload.CallEntry(t.Context(), tt.by, f.cykler, n); !errors.Is(err, db.ErrNotFound) {
			t.Errorf("%s opens the youth's entry as the company's: %v", tt.name, err)
		}
	}
	if err := f.Conflicts.Declare(t.Context(), f.bo, f.mads, conflict.Declaration{Reason: "Min nevø"}, audit.Form{}); err != nil {
		t.Fatal(err)
	}
	if calls := f.calls(f.bo, f.cykler); len(calls) != 0 {
		t.Errorf("who is disqualified reads %+v", calls)
	}
	// The company is left as it was chosen where the talk was with the youth.
	f.mustLog(f.anna, f.mads, walk(func(x *contact.Typed) { x.Company = company(f.bageri, 0) }))
	if calls := f.calls(f.anna, f.bageri); len(calls) != 0 {
		t.Errorf("a walk stands on a company's side: %+v", calls)
	}
}

// A company's entry is corrected, added to and taken back like any other, by its author.
func TestCallIsCorrected(t *testing.T) {
	f := newFirm(t)
	n, err := f.call(f.anna, f.cykler, told("De har plads.", func(x *contact.Typed) { x.Company = company(f.cykler, f.jens) }))
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Contacts.Correct(t.Context(), f.sten, n, told("Nej", nil), 1, audit.Form{}); !isRule(err, "contact_locked") {
		t.Errorf("somebody else corrects it: %v", err)
	}
	if err := f.Contacts.Correct(t.Context(), f.lise, n, told("Nej", nil), 1, audit.Form{}); !errors.Is(err, access.ErrHidden) {
		t.Errorf("a leader corrects it: %v", err)
	}
	if err := f.Contacts.Correct(t.Context(), f.anna, n, told("De har plads til to.", func(x *contact.Typed) { x.Company = company(f.cykler, f.ulla) }), 1, audit.Form{}); err != nil {
		t.Fatal(err)
	}
	if err := f.Contacts.Correct(t.Context(), f.anna, n, told("Andet", nil), 1, audit.Form{}); errorIs[*contact.Stale](err) == nil {
		t.Errorf("an old page: %v", err)
	}
	if err := f.Contacts.Add(t.Context(), f.sten, n, "Også til mig.", audit.Form{}); err != nil {
		t.Errorf("a colleague adds: %v", err)
	}
	c := f.calls(f.sten, f.cykler)[0]
	if c.Text != "De har plads til to." || c.Person != "Ulla Ravn" || c.Additions != 1 || c.AboutYouth {
		t.Errorf("it stands as %+v", c)
	}
	e, err := f.Caseload.CallEntry(t.Context(), f.sten, f.cykler, n)
	if err != nil || len(e.Versions) != 1 || e.Versions[0].Fields.Account != "De har plads." || *e.Versions[0].Fields.CompanyPerson != f.jens {
		t.Errorf("versions %+v, %v", e.Versions, err)
	}
	if _, err := f.Caseload.CallEntry(t.Context(), f.sten, f.bageri, n); !errors.Is(err, db.ErrNotFound) {
		t.Errorf("under another company: %v", err)
	}
	if err := f.Contacts.Withdraw(t.Context(), f.anna, n, audit.Form{}); err != nil || len(f.calls(f.anna, f.cykler)) != 0 {
		t.Errorf("taken back: %v, %d entries", err, len(f.calls(f.anna, f.cykler)))
	}
	late, err := f.call(f.anna, f.cykler, told("De ringer igen.", nil))
	if err != nil {
		t.Fatal(err)
	}
	f.Later(contact.EditFor + time.Minute)
	if err := f.Contacts.Correct(t.Context(), f.anna, late, told("Nej", nil), 1, audit.Form{}); !isRule(err, "contact_locked") {
		t.Errorf("a day later: %v", err)
	}
}

// A draft about a company becomes one entry, however often it is sent, and follows the
// company into another.
func TestCallDraft(t *testing.T) {
	f := newFirm(t)
	keep := func(by access.Actor, words string, revision int) (int, error) {
		return f.Contacts.KeepDraft(t.Context(), by, contact.OfCompany(f.cykler), told(words, func(x *contact.Typed) { x.Revision = revision }), key(77))
	}
	if _, err := keep(f.lise, "Jens siger", 0); !errors.Is(err, access.ErrHidden) {
		t.Errorf("a leader begins a draft: %v", err)
	}
	if n, err := keep(f.anna, "Jens siger", 0); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	if _, err := keep(f.anna, "Noget helt andet", 0); !movedOn(err) {
		t.Errorf("another page writes over it: %v", err)
	}
	list, err := f.Contacts.Drafts(t.Context(), f.anna)
	if err != nil || len(list) != 1 || list[0].Name != "Havnens Cykler" || list[0].About != contact.OfCompany(f.cykler) {
		t.Fatalf("drafts %+v, %v", list, err)
	}
	f.Exec(`UPDATE companies SET merged_into = @to, merged_at = @now WHERE id = @c`, db.Args{"to": f.bageri, "c": f.cykler, "now": f.Now()})
	if d, err := f.Contacts.Draft(t.Context(), f.anna, key(77)); err != nil || d.Company != f.bageri {
		t.Errorf("the draft is about company %d, %v", d.Company, err)
	}
	sent := told("Jens siger ja.", func(x *contact.Typed) { x.Revision = 1 })
	for range 3 {
		if _, err := f.Contacts.LogCompany(t.Context(), f.anna, f.cykler, sent, key(77)); err != nil {
			t.Fatal(err)
		}
	}
	if calls := f.calls(f.anna, f.bageri); len(calls) != 1 || f.count(`SELECT count(*)::int FROM drafts`, nil) != 0 {
		t.Errorf("%d entries and a draft left", len(calls))
	}
	sent.Account = "Jens siger nej."
	if _, err := f.Contacts.LogCompany(t.Context(), f.anna, f.cykler, sent, key(77)); errorIs[*contact.SentBefore](err) == nil {
		t.Errorf("sent with other words: %v", err)
	}
	if _, err := keep(f.anna, "sent", 1); errorIs[*contact.AlreadySent](err) == nil {
		t.Errorf("kept after it was sent: %v", err)
	}
}

// A company that is not in the list is found as it is written, or not at all.
func TestCompanyByName(t *testing.T) {
	f := newFirm(t)
	f.Exec(`UPDATE companies SET cvr = '13748136' WHERE id = @c`, db.Args{"c": f.bageri})
	f.Company("Havnens Cykler")
	for name, code := range map[string]string{"bageriet": "", "13 74 81 36": "", "Havnens cykler": "company_twice", "Bager": "company_not_found"} {
		_, err := f.log(f.anna, f.mads, told("Talte om onsdag.", func(x *contact.Typed) { x.Counterpart, x.CompanyName = "company", name }))
		if code == "" && err != nil || code != "" && !isRule(err, code) {
			t.Errorf("%s: %v, want %q", name, err, code)
		}
	}
	if n := len(f.calls(f.anna, f.bageri)); n != 2 {
		t.Errorf("%d entries, want 2", n)
	}
}

func errorIs[T error](err error) error {
	e, ok := errors.AsType[T](err)
	if !ok {
		return nil
	}
	return e
}
