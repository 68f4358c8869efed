package fileaccess_test

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pdfcpu/pdfcpu/pkg/api"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casetest"
	"kasket/internal/casework/contact"
	"kasket/internal/casework/document"
	"kasket/internal/casework/fileaccess"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/letter"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// cast is a team with a youth Anna has and Bo is the buddy of.
type cast struct {
	*casetest.World
	anna, bo, lise, far access.Actor
	youth               id.Youth
}

func newCast(t *testing.T) cast {
	w := casetest.New(t)
	team := w.Team("Nord")
	c := cast{World: w}
	c.anna, c.bo = w.Person(team, "Anna", access.Caseworker), w.Person(team, "Bo", access.Caseworker)
	c.lise, c.far = w.Person(team, "Lise", access.Leader), w.Person(w.Team("Syd"), "Fie", access.Caseworker)
	c.youth = w.Youth(c.anna, "Mads Holm", casetest.WithBuddy(c.bo), w.Started(40))
	return c
}

func (c cast) wish() fileaccess.Wish {
	return fileaccess.Wish{AskedOn: c.Today().AddDays(-1), Asker: fileaccess.TheYouth, Basis: fileaccess.PartyAccess}
}

func (c cast) asked(t *testing.T) id.AccessRequest {
	t.Helper()
	n, err := c.Access.Register(t.Context(), c.anna, c.youth, c.wish(), audit.Form{})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func (c cast) log(t *testing.T, text string) id.Contact {
	t.Helper()
	key := fmt.Sprintf("%08x-0000-4000-8000-000000000000", c.Now().Unix())
	c.Later(time.Second)
	n, err := c.Contacts.Log(t.Context(), c.anna, c.youth, contact.Typed{Outcome: "talked", Kind: "walk", Direction: "out", Counterpart: "youth", Text: contact.Text{Account: text}}, key[:36])
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func (c cast) paper(t *testing.T, files ...document.Upload) id.Document {
	t.Helper()
	d := document.Details{Type: "letter", Party: "Lægehuset", DatedOn: c.Today().AddDays(-3)}
	n, err := c.Documents.Add(t.Context(), c.anna, c.youth, d, files, audit.Form{})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func (c cast) items(t *testing.T, n id.AccessRequest) []fileaccess.Item {
	t.Helper()
	r, err := c.Access.Find(t.Context(), n)
	if err != nil {
		t.Fatal(err)
	}
	list, err := c.Access.List(t.Context(), c.anna, r)
	if err != nil {
		t.Fatal(err)
	}
	return list.Items
}

// see gives every flagged item.
func (c cast) see(t *testing.T, n id.AccessRequest) {
	t.Helper()
	for _, i := range c.items(t, n) {
		if i.ToSee() {
			if err := c.Access.Look(t.Context(), c.anna, n, i.Kind, i.ID, fileaccess.Review{Choice: fileaccess.Give}, i.Digest(), audit.Form{}); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// plain composes a package in words of the test.
func plain(b fileaccess.Bundle) letter.Letter {
	l := letter.Letter{Lang: letter.Danish, Title: "Aktindsigt", Sender: []string{"Kommunen"}, Date: when.Of(b.Made), Made: b.Made}
	for _, i := range b.Items {
		l.Body = append(l.Body, letter.Block{Kind: letter.Heading, Text: "Akt " + id.String(id.Contact(i.Number))})
		if i.Decided() == fileaccess.Give {
			l.Body = append(l.Body, letter.Block{Kind: letter.Paragraph, Text: i.Text() + " "})
		}
	}
	return l
}

func is(err, want error) bool { return errors.Is(err, want) || reflect.DeepEqual(err, want) }

// Seven working days by the row of AKT, the day it was asked for not counted.
func TestRegister(t *testing.T) {
	c := newCast(t)
	r, err := c.Access.Find(t.Context(), c.asked(t))
	if due, ok := r.Due(); err != nil || !ok || due.String() != "2026-12-01" { // asked on Friday 20 November
		t.Errorf("due %s %v %v", due, ok, err)
	}
	mother := casetest.One[id.Person](c.World, `
		INSERT INTO network_people (youth_id, name, relation, custody, from_on, added_by, added_at) VALUES (@youth, 'Lone Holm', 'mother', true, @from, @by, @now) RETURNING id`,
		db.Args{"youth": c.youth, "from": c.Today().AddDays(-400), "by": c.anna.Staff, "now": c.Now()})
	person := func(n id.Person, asked when.Date) fileaccess.Wish {
		return fileaccess.Wish{AskedOn: asked, Asker: fileaccess.APerson, Person: n, Basis: fileaccess.PartyAccess}
	}
	for _, tt := range []struct {
		name string
		by   access.Actor
		wish fileaccess.Wish
		born when.Date
		want error
	}{
		{"the buddy registers", c.bo, c.wish(), when.Date{}, nil},
		{"another team", c.far, c.wish(), when.Date{}, access.ErrHidden},
		{"a leader without a reason", c.lise, c.wish(), when.Date{}, access.ErrForbidden},
		{"without a day", c.anna, fileaccess.Wish{Asker: fileaccess.TheYouth, Basis: fileaccess.PartyAccess}, when.Date{}, rule.Violation("asked_on", "required")},
		{"by nobody", c.anna, fileaccess.Wish{AskedOn: c.Today(), Basis: fileaccess.PartyAccess}, when.Date{}, rule.Violation("asker", "choose")},
		{"by a party without a name", c.anna, fileaccess.Wish{AskedOn: c.Today(), Asker: fileaccess.SomeOther, Basis: fileaccess.PublicAccess}, when.Date{}, rule.Violation("asker_name", "required")},
		{"another as a party", c.anna, fileaccess.Wish{AskedOn: c.Today(), Asker: fileaccess.SomeOther, Name: "Avisen", Basis: fileaccess.PartyAccess}, when.Date{}, rule.Violation("access_basis", "not_party")},
		{"the mother the day before 18", c.anna, person(mother, c.Today()), c.Today().AddDays(1).AddMonths(-18 * 12), nil},
		{"the mother on the 18th birthday", c.anna, person(mother, c.Today()), c.Today().AddMonths(-18 * 12), rule.Violation("asker", "no_party_custody_was")},
		{"the mother of one whose age nobody knows", c.anna, person(mother, c.Today()), when.Date{}, rule.Violation("asker", "no_party_by_hand")},
		{"somebody of another youth", c.anna, person(mother+1000, c.Today()), c.Today().AddMonths(-15 * 12), rule.Violation("asker", "unknown")},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var born *when.Date
			if !tt.born.IsZero() {
				born = &tt.born
			}
			c.Exec(`UPDATE youths SET birth_date = @born WHERE id = @id`, db.Args{"born": born, "id": c.youth})
			if _, err := c.Access.Register(t.Context(), tt.by, c.youth, tt.wish, audit.Form{}); !is(err, tt.want) {
				t.Errorf("%v, want %v", err, tt.want)
			}
		})
	}
}

// Everything of the file is listed once, in its order; what was withdrawn is not there.
func TestItems(t *testing.T) {
	c := newCast(t)
	c.log(t, "Gik en tur med Peter fra værkstedet.")
	gone := c.log(t, "Skulle ikke have stået her.")
	if err := c.Contacts.Withdraw(t.Context(), c.anna, gone, audit.Form{}); err != nil {
		t.Fatal(err)
	}
	c.paper(t, document.Upload{Name: "a.txt", Content: []byte("Kære kommune")})
	var got []string
	for n, i := range c.items(t, c.asked(t)) {
		if i.Number != n+1 {
			t.Errorf("%s has number %d at %d", i.Kind, i.Number, n+1)
		}
		got = append(got, string(i.Kind))
	}
	if want := "document handover contact"; strings.Join(got, " ") != want {
		t.Errorf("%q, want %q", strings.Join(got, " "), want)
	}
}

// What one did together stands with the entry it belongs to, by the name it had that day.
func TestActivityIsOfTheFile(t *testing.T) {
	c := newCast(t)
	n := c.log(t, "Vi var hos lægen.")
	if err := c.Contacts.Correct(t.Context(), c.anna, n, contact.Typed{Kind: "met", Activity: "doctor", Text: contact.Text{Account: "Vi var hos lægen."}}, 1, audit.Form{}); err != nil {
		t.Fatal(err)
	}
	c.Exec(`UPDATE catalogue SET valid_to = @today::date WHERE kind = 'activity' AND code = 'doctor'`, db.Args{"today": c.Today()})
	c.Exec(`INSERT INTO catalogue (kind, code, name_da, name_en, valid_from) VALUES ('activity', 'doctor', 'Lægehuset', 'Surgery', @today::date + 1)`, db.Args{"today": c.Today()})
	for _, i := range c.items(t, c.asked(t)) {
		if i.Kind == fileaccess.AContact && slices.Contains(i.Parts, fileaccess.Part{Name: "activity", Text: "Læge"}) {
			return
		}
	}
	t.Error("the activity is nowhere in the file")
}

// sheets is a PDF of so many pages.
func sheets(t *testing.T, pages int) []byte {
	t.Helper()
	l := letter.Letter{Lang: letter.Danish, Title: "Erklæring", Sender: []string{"Lægehuset"}}
	for n := 1; ; {
		pdf, err := letter.Render(l)
		if err != nil {
			t.Fatal(err)
		}
		if n, _ = api.PageCount(bytes.NewReader(pdf), nil); n >= pages {
			return pdf
		}
		l.Body = append(l.Body, letter.Block{Kind: letter.Paragraph, Text: strings.Repeat("En erklæring om søvn. ", 60)})
	}
}

// The package stays shut until everything that names others was looked at. Then the
// files lie behind the list, page by page, and what is no page is attached.
func TestPackage(t *testing.T) {
	c := newCast(t)
	c.log(t, "Gik en tur med Peter fra værkstedet.")
	var photo bytes.Buffer
	if err := jpeg.Encode(&photo, image.NewGray(image.Rect(0, 0, 300, 400)), nil); err != nil {
		t.Fatal(err)
	}
	c.paper(t, document.Upload{Name: "erklæring.pdf", Content: sheets(t, 2)}, document.Upload{Name: "side.jpg", Content: photo.Bytes()},
		document.Upload{Name: "brev.txt", Content: []byte("Kære kommune, æøå")}, document.Upload{Name: "itu.pdf", Content: []byte("%PDF-1.7\nnothing more")})
	n := c.asked(t)
	make := func(by access.Actor) error { return c.Access.Make(t.Context(), by, n, plain, audit.Form{}) }
	if err := make(c.anna); !is(err, rule.Violation("", "to_see", 2)) {
		t.Fatalf("before anything was looked at: %v", err)
	}
	c.see(t, n)
	if err := make(c.bo); !errors.Is(err, access.ErrForbidden) {
		t.Errorf("the buddy: %v", err)
	}
	var composed fileaccess.Bundle
	if err := c.Access.Make(t.Context(), c.anna, n, func(b fileaccess.Bundle) letter.Letter { composed = b; return plain(b) }, audit.Form{}); err != nil {
		t.Fatal(err)
	}
	pdf, err := c.Access.Fetch(t.Context(), c.anna, n)
	if err != nil {
		t.Fatal(err)
	}
	pages, err := api.PageCount(bytes.NewReader(pdf), nil)
	if err != nil || pages != 1+2+1 {
		t.Errorf("%d pages %v, want the list's and three", pages, err)
	}
	var annexes []string
	for _, a := range composed.Annexes {
		annexes = append(annexes, fmt.Sprintf("%d %s page %d of %d %s %q", a.Number, a.Name, a.Page, a.Pages, a.Attached, a.Text))
	}
	want := []string{`1 erklæring.pdf page 2 of 2  ""`, `2 side.jpg page 4 of 1  ""`, `3 brev.txt page 0 of 0  "Kære kommune, æøå"`, `4 itu.pdf page 0 of 0 bilag-4.pdf ""`}
	if !reflect.DeepEqual(annexes, want) {
		t.Errorf("annexes %q, want %q", annexes, want)
	}
	attached, err := api.Attachments(bytes.NewReader(pdf), nil)
	if err != nil || len(attached) != 1 || attached[0].FileName != "bilag-4.pdf" {
		t.Errorf("attached %v %v", attached, err)
	}
	if looked := casetest.One[int](c.World, `SELECT count(*) FROM audit_events WHERE action = 'handle access request' AND detail->>'fetched' = 'true'`, nil); looked != 1 {
		t.Errorf("%d fetchings were recorded", looked)
	}
	if _, err := c.Access.Fetch(t.Context(), c.bo, n); !errors.Is(err, access.ErrForbidden) {
		t.Errorf("the buddy fetches: %v", err)
	}
}

// What is left out is not in the package, whose list says so; what was looked at and
// changed since is looked at anew.
func TestLook(t *testing.T) {
	c := newCast(t)
	about := c.log(t, "Gik en tur med Peter fra værkstedet.")
	n := c.asked(t)
	var item fileaccess.Item
	for _, i := range c.items(t, n) {
		if i.Kind == fileaccess.AContact {
			item = i
		}
	}
	look := func(by access.Actor, r fileaccess.Review, digest []byte) error {
		return c.Access.Look(t.Context(), by, n, fileaccess.AContact, int64(about), r, digest, audit.Form{})
	}
	out := fileaccess.Review{Choice: fileaccess.LeaveOut, Ground: "others", Reason: "Om Peter"}
	for _, tt := range []struct {
		name string
		err  error
		want error
	}{
		{"the buddy", look(c.bo, out, item.Digest()), access.ErrForbidden},
		{"another team", look(c.far, out, item.Digest()), access.ErrHidden},
		{"what the page did not show", look(c.anna, out, []byte("other")), rule.Violation("", "changed_meanwhile")},
		{"a ground that ended", look(c.anna, fileaccess.Review{Choice: fileaccess.LeaveOut, Ground: "gone", Reason: "x"}, item.Digest()), rule.Violation("ground", "unknown")},
		{"nothing of the file", c.Access.Look(t.Context(), c.anna, n, fileaccess.AMeeting, 999, out, nil, audit.Form{}), db.ErrNotFound},
		{"left out", look(c.anna, out, item.Digest()), nil},
	} {
		if !is(tt.err, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, tt.err, tt.want)
		}
	}
	given := ""
	compose := func(b fileaccess.Bundle) letter.Letter { l := plain(b); given = l.Text(); return l }
	if err := c.Access.Make(t.Context(), c.anna, n, compose, audit.Form{}); err != nil || strings.Contains(given, "Peter") {
		t.Errorf("%v: %s", err, given)
	}
	r, _ := c.Access.Find(t.Context(), n)
	if len(r.Packages) != 1 || r.Packages[0].LeftOut != 1 {
		t.Errorf("%+v", r.Packages)
	}
	if err := c.Contacts.Add(t.Context(), c.anna, about, "Yasmin var også med.", audit.Form{}); err != nil {
		t.Fatal(err)
	}
	if err := c.Access.Make(t.Context(), c.anna, n, plain, audit.Form{}); !is(err, rule.Violation("", "to_see", 1)) {
		t.Errorf("after an addition: %v", err)
	}
}
