package network_test

import (
	"errors"
	"strings"
	"sync"
	"testing"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casetest"
	"kasket/internal/casework/network"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// house is a youth with an owner, a buddy and somebody from elsewhere.
type house struct {
	*casetest.World
	owner, buddy, stranger access.Actor
	youth                  id.Youth
}

func newHouse(t *testing.T) *house {
	w := casetest.New(t)
	north, south := w.Team("Nord"), w.Team("Syd")
	h := &house{
		World: w, owner: w.Person(north, "Anna Krogh", access.Caseworker), buddy: w.Person(north, "Bo Bak", access.Caseworker),
		stranger: w.Person(south, "Sten Syd", access.Caseworker),
	}
	h.youth = w.Youth(h.owner, "Mads Østergaard", casetest.WithBuddy(h.buddy))
	return h
}

// born sets the youth's birth date so many years and days ago.
func (h *house) born(years, days int) {
	h.Exec(`UPDATE youths SET birth_date = @born WHERE id = @y`, db.Args{"born": h.Today().AddMonths(-12 * years).AddDays(-days), "y": h.youth})
}

func (h *house) people() []network.Person {
	h.Helper()
	people, err := network.People(h.Context(), h.DB.Read, h.youth)
	if err != nil {
		h.Fatal(err)
	}
	return people
}

func mother() network.Wish {
	return network.Wish{Name: " Mona  Mor ", Relation: "mother", Custody: true, Phone: "12 34 56 78", Address: "Lønvej 4", Hidden: true}
}

// Each rule of a wish alone keeps the person from being written down.
func TestWish(t *testing.T) {
	h := newHouse(t)
	h.born(16, 0)
	yesterday, tomorrow, unborn := h.Today().AddDays(-1), h.Today().AddDays(1), h.Today().AddMonths(-12*16-1)
	power := func(change func(*network.Wish)) func(*network.Wish) {
		return func(w *network.Wish) {
			w.Role, w.PowerOn, w.PowerCovers, w.Letters = network.Representative, &yesterday, "Alt", network.Too
			change(w)
		}
	}
	document := id.Document(7)
	if _, err := h.Network.Add(t.Context(), h.owner, h.youth, network.Wish{Name: "Kurt", Relation: "other", Spot: network.Spot{Chosen: true}}, audit.Form{}); err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		change func(*network.Wish)
		broken string
	}{
		"nothing wrong":            {func(*network.Wish) {}, ""},
		"with a power of attorney": {power(func(*network.Wish) {}), ""},
		"without a name":           {func(w *network.Wish) { w.Name = " \x00 " }, "name required"},
		"a name too long":          {func(w *network.Wish) { w.Name = strings.Repeat("å", 101) }, "name too_long"},
		"no relation":              {func(w *network.Wish) { w.Relation = "" }, "relation choose"},
		"an unknown relation":      {func(w *network.Wish) { w.Relation = "dog" }, "relation unknown"},
		"a telephone with letters": {func(w *network.Wish) { w.Phone = "ring" }, "phone phone"},
		"a mail without a place":   {func(w *network.Wish) { w.Email = "mona" }, "email email"},
		"an address too long":      {func(w *network.Wish) { w.Address = strings.Repeat("å", 301) }, "address too_long"},
		"a note too long":          {func(w *network.Wish) { w.Note = strings.Repeat("å", 2001) }, "note too_long"},
		"a place on the map": {func(w *network.Wish) {
			w.Spot = network.Spot{Ring: network.Inner, Sector: "family", Supports: "Mad", Strains: "Penge", MayContact: network.MayCall, Unit: "FGU", Title: "Lærer"}
		}, ""},
		"a second chosen adult":      {func(w *network.Wish) { w.Chosen = true }, "chosen chosen_already"},
		"an unknown ring":            {func(w *network.Wish) { w.Ring = "outermost" }, "ring unknown"},
		"an unknown sector":          {func(w *network.Wish) { w.Sector = "moon" }, "sector unknown"},
		"an unknown answer":          {func(w *network.Wish) { w.MayContact = "maybe" }, "may_contact unknown"},
		"too much support":           {func(w *network.Wish) { w.Supports = strings.Repeat("å", 2001) }, "supports too_long"},
		"too much strain":            {func(w *network.Wish) { w.Strains = strings.Repeat("å", 2001) }, "strains too_long"},
		"a unit too long":            {func(w *network.Wish) { w.Unit = strings.Repeat("å", 101) }, "unit too_long"},
		"a title too long":           {func(w *network.Wish) { w.Title = strings.Repeat("å", 101) }, "title too_long"},
		"from tomorrow":              {func(w *network.Wish) { w.From = &tomorrow }, "from in_the_future"},
		"from before the birth":      {func(w *network.Wish) { w.From = &unborn }, "from before_birth"},
		"an unknown role":            {func(w *network.Wish) { w.Role = "king" }, "role unknown"},
		"a power without the role":   {power(func(w *network.Wish) { w.Role = network.Assessor }), "role power_without_role"},
		"a power without a day":      {power(func(w *network.Wish) { w.PowerOn = nil }), "power_on power_day"},
		"letters without a power":    {func(w *network.Wish) { w.Role, w.Letters = network.Representative, network.Too }, "power_on power_day"},
		"a power of tomorrow":        {power(func(w *network.Wish) { w.PowerOn = &tomorrow }), "power_on in_the_future"},
		"a power for nothing":        {power(func(w *network.Wish) { w.PowerCovers = "" }), "power_covers required"},
		"letters not chosen":         {power(func(w *network.Wish) { w.Letters = "" }), "letters choose"},
		"letters to nobody":          {power(func(w *network.Wish) { w.Letters = "nobody" }), "letters unknown"},
		"a document of another's":    {power(func(w *network.Wish) { w.PowerDocument = &document }), "power_document unknown"},
		"a document without a power": {func(w *network.Wish) { w.PowerDocument = &document }, "power_on power_day"},
	} {
		t.Run(name, func(t *testing.T) {
			w := mother()
			tt.change(&w)
			before := len(h.people())
			_, err := h.Network.Add(t.Context(), h.owner, h.youth, w, audit.Form{})
			got := ""
			if v, ok := errors.AsType[rule.Violations](err); ok {
				got = v[0].Field + " " + v[0].Code
			} else if err != nil {
				t.Fatal(err)
			}
			if got != tt.broken || (len(h.people()) == before) != (tt.broken != "") {
				t.Errorf("%v, and %d people more; want %q", err, len(h.people())-before, tt.broken)
			}
		})
	}
}

// Nobody gets custody of an adult, and who had it goes on to be written about.
func TestCustodyOfAdult(t *testing.T) {
	h := newHouse(t)
	h.born(18, -1) // eighteen tomorrow
	w := mother()
	since := h.Today().AddDays(-100)
	w.From = &since
	n, err := h.Network.Add(t.Context(), h.owner, h.youth, w, audit.Form{})
	if err != nil {
		t.Fatal(err)
	}
	h.At(h.Today().AddDays(1).Start())
	if _, err := h.Network.Add(t.Context(), h.owner, h.youth, mother(), audit.Form{}); !brokeOn(err, "custody", "custody_of_adult") {
		t.Errorf("custody of an adult: %v", err)
	}
	if err := h.Network.Change(t.Context(), h.owner, h.youth, n, network.Edit{Wish: w, Version: 1}, audit.Form{}); err != nil {
		t.Errorf("who had custody: %v", err)
	}
	circle, err := h.circle(h.Today())
	if err != nil || said(circle) != "youth:rl of_age, Mona Mor: custody_was" {
		t.Errorf("on the birthday: %s, %v", said(circle), err)
	}
	circle, err = h.circle(h.Today().AddDays(-1))
	if err != nil || said(circle) != "youth:rl old_enough, Mona Mor:rl custody" {
		t.Errorf("the day before: %s, %v", said(circle), err)
	}
}

// circle is who is concerned on a day.
func (h *house) circle(on when.Date) (network.Circle, error) {
	born := casetest.One[*when.Date](h.World, `SELECT birth_date FROM youths WHERE id = @id`, db.Args{"id": h.youth})
	return network.PartiesOn(h.Context(), h.DB.Read, h.youth, network.Matter{Born: born, On: on, Law: "Serviceloven"})
}

func brokeOn(err error, field, code string) bool {
	v, ok := errors.AsType[rule.Violations](err)
	if !ok {
		return false
	}
	b, on := v.On(field)
	return on && b.Code == code
}

// A person is changed with a version kept, the address sealed and never shown unasked;
// a stale page meets what stands; who has ended is not changed any more.
func TestChange(t *testing.T) {
	h := newHouse(t)
	h.born(16, 0)
	n, err := h.Network.Add(t.Context(), h.owner, h.youth, mother(), audit.Form{})
	if err != nil {
		t.Fatal(err)
	}
	near, err := h.Caseload.Near(t.Context(), h.youth, n)
	if err != nil {
		t.Fatal(err)
	}
	one, err := h.Network.Shown(near.Person)
	if err != nil || one.Name != "Mona Mor" || one.Phone != "+4512345678" || one.Home != "" || strings.Contains(string(one.Address), "Lønvej") {
		t.Fatalf("stands %+v, %v", one, err)
	}
	w := mother()
	w.Note, w.Address = "Ring sent", ""
	if err := h.Network.Change(t.Context(), h.buddy, h.youth, n, network.Edit{Wish: w, Version: 1}, audit.Form{}); err != nil {
		t.Fatal(err)
	}
	stale, ok := errors.AsType[*network.Stale](h.Network.Change(t.Context(), h.owner, h.youth, n, network.Edit{Wish: w, Version: 1}, audit.Form{}))
	if !ok || stale.By != "Bo Bak" || stale.Theirs.Note != "Ring sent" || stale.Theirs.Home != "" {
		t.Errorf("a stale page: %+v", stale)
	}
	if address, err := h.Network.Reveal(t.Context(), h.owner, h.youth, n); err != nil || address != "Lønvej 4" {
		t.Errorf("revealed %q, %v", address, err)
	}
	if looks := casetest.One[int](h.World, `SELECT count(*) FROM audit_events WHERE action = 'reveal address' AND subject = @n AND youth_id = @y`, db.Args{"n": n, "y": h.youth}); looks != 1 {
		t.Errorf("%d reveals on the trail", looks)
	}
	if n := casetest.One[int](h.World, `SELECT count(*) FROM network_person_versions WHERE fields::text ~ 'L.nvej|Address'`, nil); n != 0 {
		t.Errorf("a version keeps the address")
	}
	if err := h.Network.Change(t.Context(), h.owner, h.youth, n, network.Edit{Wish: w, RemoveAddress: true, Version: 2}, audit.Form{}); err != nil {
		t.Fatal(err)
	}
	if p := h.people()[0]; p.Address != nil || p.Hidden || p.Version != 3 {
		t.Errorf("the address stays: %+v", p)
	}
	if err := h.Network.End(t.Context(), h.owner, h.youth, n, network.Ending{Last: h.Today(), Version: 3}, audit.Form{}); err != nil {
		t.Fatal(err)
	}
	if err := h.Network.Change(t.Context(), h.owner, h.youth, n, network.Edit{Wish: w, Version: 4}, audit.Form{}); !brokeOn(err, "", "person_ended") {
		t.Errorf("changed after the end: %v", err)
	}
}

// A power of attorney is shown by a document of the youth's, and by no other's.
func TestPowerDocument(t *testing.T) {
	h := newHouse(t)
	other := h.Youth(h.stranger, "Sofus Berg")
	put := func(y id.Youth) *id.Document {
		n := casetest.One[id.Document](h.World, `
			INSERT INTO documents (youth_id, enrolment_id, type, party, dated_on, added_by, added_at)
			SELECT youth_id, id, 'power_of_attorney', 'Mads', @today, owner_id, @now FROM enrolments WHERE youth_id = @y RETURNING id`,
			db.Args{"y": y, "today": h.Today(), "now": h.Now()})
		return &n
	}
	ours, theirs, on := put(h.youth), put(other), h.Today()
	w := network.Wish{
		Name: "Asta Advokat", Relation: "lawyer", Role: network.Representative, PowerOn: &on, PowerCovers: "Klagen", Letters: network.Instead,
		PowerDocument: theirs,
	}
	if _, err := h.Network.Add(t.Context(), h.owner, h.youth, w, audit.Form{}); !brokeOn(err, "power_document", "unknown") {
		t.Errorf("another youth's document: %v", err)
	}
	w.PowerDocument = ours
	n, err := h.Network.Add(t.Context(), h.owner, h.youth, w, audit.Form{})
	if err != nil {
		t.Fatal(err)
	}
	near, err := h.Caseload.Near(t.Context(), h.youth, n)
	if err != nil || near.PowerDocument == nil || *near.PowerDocument != *ours || len(near.Powers) != 1 || near.Powers[0].ID != *ours {
		t.Errorf("stands %+v, %v", near, err)
	}
	w.PowerDocument = theirs
	if err := h.Network.Change(t.Context(), h.owner, h.youth, n, network.Edit{Wish: w, Version: 1}, audit.Form{}); !brokeOn(err, "power_document", "unknown") {
		t.Errorf("changed to another youth's document: %v", err)
	}
}

// The power of attorney goes with the role, and the version keeps it.
func TestRoleTakesPowerAlong(t *testing.T) {
	h := newHouse(t)
	on := h.Today().AddDays(-3)
	w := network.Wish{Name: "Asta Advokat", Relation: "lawyer", Role: network.Representative, PowerOn: &on, PowerCovers: "Klagen", Letters: network.Instead}
	n, err := h.Network.Add(t.Context(), h.owner, h.youth, w, audit.Form{})
	if err != nil {
		t.Fatal(err)
	}
	w.Role = network.NoRole
	if err := h.Network.Change(t.Context(), h.owner, h.youth, n, network.Edit{Wish: w, Version: 1}, audit.Form{}); err != nil {
		t.Fatal(err)
	}
	if p := h.people()[0]; p.PowerOn != nil || p.PowerCovers != "" || p.Letters != "" {
		t.Errorf("the power stays: %+v", p)
	}
	if kept := casetest.One[string](h.World, `SELECT fields->>'PowerCovers' FROM network_person_versions`, nil); kept != "Klagen" {
		t.Errorf("the version keeps %q", kept)
	}
}

func TestEnd(t *testing.T) {
	h := newHouse(t)
	h.born(16, 0)
	from := h.Today().AddDays(-10)
	for name, tt := range map[string]struct {
		ending network.Ending
		broken string // field and code
		counts bool   // the person still counts today
	}{
		"today":                    {network.Ending{Last: h.Today()}, "", true},
		"yesterday":                {network.Ending{Last: h.Today().AddDays(-1)}, "", false},
		"by mistake":               {network.Ending{Mistake: true, Reason: "Forkert sag"}, "", false},
		"by mistake, unexplained":  {network.Ending{Mistake: true}, "reason required", true},
		"no day":                   {network.Ending{}, "last required", true},
		"tomorrow":                 {network.Ending{Last: h.Today().AddDays(1)}, "last in_the_future", true},
		"before it began":          {network.Ending{Last: from.AddDays(-1)}, "last before_from", true},
		"with a very long reason":  {network.Ending{Last: h.Today(), Reason: strings.Repeat("å", 2001)}, "reason too_long", true},
		"on the day it began, too": {network.Ending{Last: from}, "", false},
	} {
		t.Run(name, func(t *testing.T) {
			w := mother()
			w.From = &from
			n, err := h.Network.Add(t.Context(), h.owner, h.youth, w, audit.Form{})
			if err != nil {
				t.Fatal(err)
			}
			tt.ending.Version = 1
			err = h.Network.End(t.Context(), h.owner, h.youth, n, tt.ending, audit.Form{})
			if field, code, _ := strings.Cut(tt.broken, " "); (tt.broken == "") != (err == nil) || err != nil && !brokeOn(err, field, code) {
				t.Errorf("%v, want %q", err, tt.broken)
			}
			for _, p := range h.people() {
				if p.ID == n && (p.On(h.Today()) != tt.counts || tt.ending.Mistake && err == nil && (!p.Mistaken() || p.On(from))) {
					t.Errorf("counts %v from %s to %v", p.On(h.Today()), p.From, p.To)
				}
			}
		})
	}
}

// Nobody outside may, and the schema keeps what the rules keep.
func TestRefused(t *testing.T) {
	h := newHouse(t)
	h.born(16, 0)
	n, err := h.Network.Add(t.Context(), h.owner, h.youth, mother(), audit.Form{})
	if err != nil {
		t.Fatal(err)
	}
	other := h.Youth(h.stranger, "Sofus Berg")
	_, adds := h.Network.Add(t.Context(), h.stranger, h.youth, mother(), audit.Form{})
	_, reveals := h.Network.Reveal(t.Context(), h.stranger, h.youth, n)
	for what, err := range map[string]error{
		"add": adds, "reveal": reveals,
		"change": h.Network.Change(t.Context(), h.stranger, h.youth, n, network.Edit{Wish: mother(), Version: 1}, audit.Form{}),
		"end":    h.Network.End(t.Context(), h.stranger, h.youth, n, network.Ending{Last: h.Today(), Version: 1}, audit.Form{}),
	} {
		if !errors.Is(err, access.ErrHidden) {
			t.Errorf("%s by a stranger: %v", what, err)
		}
	}
	if err := h.Network.End(t.Context(), h.stranger, other, n, network.Ending{Last: h.Today(), Version: 1}, audit.Form{}); !errors.Is(err, db.ErrNotFound) {
		t.Errorf("under another youth: %v", err)
	}
	for constraint, sql := range map[string]string{
		"person_in_order":         `UPDATE network_people SET to_on = from_on - 2, version = version + 1`,
		"power_of_representative": `UPDATE network_people SET power_on = from_on, power_covers = 'x', letters = 'too', version = version + 1`,
		"power_is_whole":          `UPDATE network_people SET representative = 'representative', power_on = from_on, version = version + 1`,
		"person_stays":            `DELETE FROM network_people`,
	} {
		if _, err := h.DB.Write.Exec(t.Context(), sql); !db.Violates(err, constraint) {
			t.Errorf("%s: the schema says %v", constraint, err)
		}
	}
	if _, err := h.DB.Write.Exec(t.Context(), `UPDATE network_people SET name = 'Anden'`); !db.Violates(err, "person_stays") {
		t.Errorf("a change without a version: %v", err)
	}
}

// Of many who save at once one wins and the others meet what stands.
func TestTwoChangeAtOnce(t *testing.T) {
	h := newHouse(t)
	h.born(16, 0)
	n, err := h.Network.Add(t.Context(), h.owner, h.youth, mother(), audit.Form{})
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	answers := make([]error, 8)
	for i := range answers {
		wg.Go(func() {
			by := h.owner
			if i%2 == 1 {
				by = h.buddy
			}
			answers[i] = h.Network.Change(t.Context(), by, h.youth, n, network.Edit{Wish: mother(), Version: 1}, audit.Form{})
		})
	}
	wg.Wait()
	won := 0
	for _, err := range answers {
		if _, stale := errors.AsType[*network.Stale](err); err == nil {
			won++
		} else if !stale {
			t.Error(err)
		}
	}
	if won != 1 || h.people()[0].Version != 2 {
		t.Errorf("%d won, version %d", won, h.people()[0].Version)
	}
}
