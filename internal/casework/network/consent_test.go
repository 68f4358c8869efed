package network_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casetest"
	"kasket/internal/casework/network"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// consent is a wish nothing is wrong with, for somebody of age.
func (h *house) consent(to id.Company) network.ConsentWish {
	return network.ConsentWish{
		Company: to, Purpose: "Praktik", To: h.Today().AddMonths(3), Form: network.Spoken, Items: []string{"first_name", "strengths"},
		Texts: map[string]string{"strengths": "Jeg er god til motorer"}, Said: "Anna fortæller det, og jeg er med",
	}
}

func (h *house) lives(address string, hidden bool) {
	h.Helper()
	sealed, err := h.Vault.Seal(address, fmt.Sprintf("youths:%d:address", h.youth))
	if err != nil {
		h.Fatal(err)
	}
	protection := map[bool]string{true: "protected", false: "none"}[hidden]
	h.Exec(`UPDATE youths SET address = @a, protection = @p WHERE id = @y`, db.Args{"a": sealed, "p": protection, "y": h.youth})
}

// around writes somebody down.
func (h *house) around(name string) id.Person {
	h.Helper()
	n, err := h.Network.Add(h.Context(), h.owner, h.youth, network.Wish{Name: name, Relation: "other"}, audit.Form{})
	if err != nil {
		h.Fatal(err)
	}
	return n
}

func (h *house) give(w network.ConsentWish) id.Consent {
	h.Helper()
	c, err := h.Network.GiveConsent(h.Context(), h.owner, h.youth, w, audit.Form{})
	if err != nil {
		h.Fatal(err)
	}
	return c
}

func (h *house) counts(to id.Company, on when.Date) id.Consent {
	h.Helper()
	c, err := network.ConsentFor(h.Context(), h.DB.Read, h.youth, to, on)
	if err != nil {
		h.Fatal(err)
	}
	if c == nil {
		return 0
	}
	return c.ID
}

// Each rule of a consent alone keeps it from being written down.
func TestConsentWish(t *testing.T) {
	h := newHouse(t)
	h.lives("Tjørnevej 12\n9000 Aalborg", true)
	garage := h.Company("Værkstedet")
	past, next := h.Today().AddDays(-1), h.Today().AddDays(1)
	document := id.Document(99)
	near, gone := h.around("Kurt"), h.around("Vera")
	if err := h.Network.End(t.Context(), h.owner, h.youth, gone, network.Ending{Mistake: true, Reason: "Forkert", Version: 1}, audit.Form{}); err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		change func(*network.ConsentWish)
		broken string
	}{
		"nothing wrong":       {func(*network.ConsentWish) {}, ""},
		"to somebody else":    {func(w *network.ConsentWish) { w.Company, w.Recipient = 0, "FGU Nordjylland" }, ""},
		"by the youth":        {func(w *network.ConsentWish) { w.GivenBy = network.ByYouth }, ""},
		"from tomorrow":       {func(w *network.ConsentWish) { w.From = &next }, ""},
		"for 12 months":       {func(w *network.ConsentWish) { w.To = h.Today().AddMonths(12) }, ""},
		"for long, talked of": {func(w *network.ConsentWish) { w.To, w.Long = h.Today().AddMonths(12).AddDays(1), true }, ""},
		"for a day more":      {func(w *network.ConsentWish) { w.To = h.Today().AddMonths(12).AddDays(1) }, "consent_to consent_long"},
		"about topics": {func(w *network.ConsentWish) {
			w.Company, w.Recipient, w.Items, w.Not = 0, "Psykiatrisk ambulatorium", []string{"topic.health", "topic.economy"}, "Min mor"
			w.Texts = map[string]string{"topic.health": "Kun søvnen"}
		}, ""},
		"to somebody around":   {func(w *network.ConsentWish) { w.Company, w.Person, w.Recipient = 0, near, "" }, ""},
		"to who has ended":     {func(w *network.ConsentWish) { w.Company, w.Person = 0, gone }, "consent_person unknown"},
		"to another's":         {func(w *network.ConsentWish) { w.Company, w.Person = 0, 9999 }, "consent_person unknown"},
		"a topic to a company": {func(w *network.ConsentWish) { w.Items = append(w.Items, "topic.health") }, "consent_items unknown"},
		"words to no topic": {func(w *network.ConsentWish) {
			w.Company, w.Recipient, w.Texts = 0, "FGU", map[string]string{"strengths": "Jeg", "topic.health": "Kun søvnen"}
		}, "consent_text.topic.health not_agreed"},
		"a home in a topic": {func(w *network.ConsentWish) {
			w.Company, w.Recipient, w.Items, w.Texts = 0, "FGU", []string{"topic.housing"}, map[string]string{"topic.housing": "Tjørnevej 12"}
		}, "consent_text.topic.housing says_address"},
		"too much left out":     {func(w *network.ConsentWish) { w.Not = strings.Repeat("å", 2001) }, "consent_not too_long"},
		"to nobody":             {func(w *network.ConsentWish) { w.Company = 0 }, "consent_recipient required"},
		"to no company":         {func(w *network.ConsentWish) { w.Company = 9999 }, "consent_recipient unknown"},
		"for nothing":           {func(w *network.ConsentWish) { w.Purpose = " " }, "consent_purpose required"},
		"nothing ticked":        {func(w *network.ConsentWish) { w.Items, w.Texts = nil, nil }, "consent_items choose"},
		"an address ticked":     {func(w *network.ConsentWish) { w.Items = []string{"address"}; w.Texts = nil }, "consent_items unknown"},
		"ticked, no words":      {func(w *network.ConsentWish) { w.Texts = nil }, "consent_text.strengths required"},
		"words without a tick":  {func(w *network.ConsentWish) { w.Items = []string{"age"} }, "consent_text.strengths not_agreed"},
		"words too long":        {func(w *network.ConsentWish) { w.Texts["strengths"] = strings.Repeat("å", 601) }, "consent_text.strengths too_long"},
		"the street":            {func(w *network.ConsentWish) { w.Texts["strengths"] = "Jeg cykler fra Tjørnevej" }, "consent_text.strengths says_address"},
		"a number":              {func(w *network.ConsentWish) { w.Texts["strengths"] = "610108-1234" }, "consent_text.strengths says_cpr"},
		"said too long":         {func(w *network.ConsentWish) { w.Said = strings.Repeat("å", 2001) }, "consent_said too_long"},
		"without an end":        {func(w *network.ConsentWish) { w.To = when.Date{} }, "consent_to required"},
		"until yesterday":       {func(w *network.ConsentWish) { w.To = past }, "consent_to in_the_past"},
		"from yesterday":        {func(w *network.ConsentWish) { w.From = &past }, "consent_from in_the_past"},
		"reversed":              {func(w *network.ConsentWish) { w.From, w.To = &next, h.Today() }, "consent_to before_from"},
		"no form":               {func(w *network.ConsentWish) { w.Form = "" }, "consent_form choose"},
		"an unknown form":       {func(w *network.ConsentWish) { w.Form = "wink" }, "consent_form unknown"},
		"by somebody, of age":   {func(w *network.ConsentWish) { w.GivenBy = "7" }, "given_by given_by_youth"},
		"nobody's document":     {func(w *network.ConsentWish) { w.Document = &document }, "consent_document unknown"},
		"a recipient too long":  {func(w *network.ConsentWish) { w.Company, w.Recipient = 0, strings.Repeat("å", 201) }, "consent_recipient too_long"},
		"a purpose far too big": {func(w *network.ConsentWish) { w.Purpose = strings.Repeat("å", 301) }, "consent_purpose too_long"},
	} {
		t.Run(name, func(t *testing.T) {
			w := h.consent(garage)
			tt.change(&w)
			_, err := h.Network.GiveConsent(t.Context(), h.owner, h.youth, w, audit.Form{})
			if v, _ := errors.AsType[rule.Violations](err); err != nil && len(v) == 0 || broke(v) != tt.broken {
				t.Errorf("%v, want %q", err, tt.broken)
			}
		})
	}
}

func broke(v rule.Violations) string {
	var all []string
	for _, b := range v {
		all = append(all, b.Field+" "+b.Code)
	}
	return strings.Join(all, ", ")
}

// Who gives a consent follows from age and custody on the day; the age is a row.
func TestConsentGiver(t *testing.T) {
	h := newHouse(t)
	garage := h.Company("Værkstedet")
	for _, tt := range []struct {
		years, days int // old; 0 is not known
		custody     bool
		by, broken  string // by: m is the mother
	}{
		{18, 0, true, "", ""},
		{18, 0, true, "youth", ""},
		{18, 0, true, "m", "given_by given_by_youth"},
		{17, 364, true, "", "given_by choose"},
		{15, 0, true, "youth", ""},
		{15, 0, true, "m", ""},
		{15, 0, true, "77", "given_by unknown"},
		{15, 0, false, "", ""},
		{15, 0, false, "m", "given_by given_by_youth"},
		{14, 360, true, "youth", "given_by given_by_custody"},
		{14, 360, true, "m", ""},
		{14, 360, false, "youth", "given_by custody_unknown"},
		{0, 0, true, "", "given_by choose"},
		{0, 0, true, "youth", ""},
		{0, 0, true, "m", ""},
		{0, 0, false, "", ""},
	} {
		t.Run(fmt.Sprintf("%d years %d days, custody %t, by %s", tt.years, tt.days, tt.custody, tt.by), func(t *testing.T) {
			h.youth = h.Youth(h.owner, "Mads Østergaard")
			h.Exec(`UPDATE youths SET birth_date = NULL WHERE id = @y`, db.Args{"y": h.youth})
			if tt.years > 0 {
				h.born(15, 0)
			}
			w := mother()
			w.Custody = tt.custody
			m, err := h.Network.Add(t.Context(), h.owner, h.youth, w, audit.Form{})
			if err != nil {
				t.Fatal(err)
			}
			if tt.years > 0 {
				h.born(tt.years, tt.days)
			}
			c := h.consent(garage)
			if c.GivenBy = network.Giver(tt.by); tt.by == "m" {
				c.GivenBy = network.Giver(id.String(m))
			}
			given, err := h.Network.GiveConsent(t.Context(), h.owner, h.youth, c, audit.Form{})
			if v, _ := errors.AsType[rule.Violations](err); err != nil && len(v) == 0 || broke(v) != tt.broken {
				t.Fatalf("%v, want %q", err, tt.broken)
			}
			if err == nil {
				if got := casetest.One[*id.Person](h.World, `SELECT given_by FROM consents WHERE id = @c`, db.Args{"c": given}); (got != nil) != (tt.by == "m") {
					t.Errorf("given by %v", got)
				}
			}
		})
	}
}

// The newest consent counts and no older one comes back, whether the newest is over or
// was taken back.
func TestConsentFor(t *testing.T) {
	h := newHouse(t)
	garage, shop := h.Company("Værkstedet"), h.Company("Butikken")
	today := h.Today()
	first := h.give(h.consent(garage))
	other := h.give(h.consent(shop))
	w := h.consent(garage)
	w.To, w.Items, w.Texts = today.AddDays(7), []string{"age"}, nil
	second := h.give(w)
	for _, tt := range []struct {
		in   int
		want id.Consent
	}{{-1, 0}, {0, second}, {7, second}, {8, 0}} {
		if got := h.counts(garage, today.AddDays(tt.in)); got != tt.want {
			t.Errorf("in %d days: %d, want %d", tt.in, got, tt.want)
		}
	}
	later := today.AddDays(3)
	w.From = &later
	third := h.give(w)
	if got := h.counts(garage, today); got != second {
		t.Errorf("before the third begins: %d, want %d", got, second)
	}
	list, err := network.Consents(t.Context(), h.DB.Read, h.youth, today)
	if err != nil {
		t.Fatal(err)
	}
	states := map[id.Consent]network.ConsentState{}
	for _, c := range list {
		states[c.ID] = c.State(today)
	}
	if states[first] != network.ConsentReplaced || states[second] != network.ConsentHolds || states[third] != network.ConsentPlanned || states[other] != network.ConsentHolds {
		t.Errorf("states: %v", states)
	}
	if err := h.Network.WithdrawConsent(t.Context(), h.buddy, second, "Vil ikke mere", audit.Form{}); err != nil {
		t.Fatal(err)
	}
	for in := range 10 {
		if got := h.counts(garage, today.AddDays(in)); got != 0 {
			t.Errorf("taken back, and in %d days %d counts", in, got)
		}
	}
	if got := h.counts(shop, today); got != other {
		t.Errorf("what the shop may know went with it: %d", got)
	}
	err = h.Network.WithdrawConsent(t.Context(), h.owner, second, "", audit.Form{})
	if v, _ := errors.AsType[rule.Violations](err); !v.Has("consent_withdrawn") {
		t.Errorf("taken back twice: %v", err)
	}
	if got := casetest.One[string](h.World, `SELECT name FROM staff s JOIN consents c ON c.withdrawn_by = s.id WHERE c.id = @c`, db.Args{"c": second}); got != "Bo Bak" {
		t.Errorf("taken back by %s", got)
	}
}

// Whoever is not around the youth keeps no consent and learns of none; a form is carried
// out once; a consent inside another's transaction goes with it.
func TestConsentAccess(t *testing.T) {
	h := newHouse(t)
	garage := h.Company("Værkstedet")
	ctx := t.Context()
	if _, err := h.Network.GiveConsent(ctx, h.stranger, h.youth, h.consent(garage), audit.Form{}); !errors.Is(err, access.ErrHidden) {
		t.Errorf("a stranger gives: %v", err)
	}
	form := audit.Form{Key: "5a0f2d1c-98a4-4b0e-9d5e-1f7f0a3b5c01", Digest: []byte("x")}
	var given [2]id.Consent
	for i := range given {
		var err error
		if given[i], err = h.Network.GiveConsent(ctx, h.owner, h.youth, h.consent(garage), form); err != nil {
			t.Fatal(err)
		}
	}
	if given[0] != given[1] {
		t.Errorf("one form, two consents: %v", given)
	}
	if err := h.Network.WithdrawConsent(ctx, h.stranger, given[0], "", audit.Form{}); !errors.Is(err, access.ErrHidden) {
		t.Errorf("a stranger withdraws: %v", err)
	}
	if _, err := h.Network.Preview(ctx, h.stranger, h.youth, network.About{}, h.consent(garage), "da"); !errors.Is(err, access.ErrHidden) {
		t.Errorf("a stranger looks ahead: %v", err)
	}
	gone := errors.New("no")
	err := h.Trail.Write(ctx, &audit.Event{By: h.owner, Action: access.Place, Youth: h.youth}, func(tx pgx.Tx) error {
		enrolment := casetest.One[id.Enrolment](h.World, `SELECT id FROM enrolments WHERE youth_id = @y`, db.Args{"y": h.youth})
		if _, err := h.Network.Give(ctx, tx, h.owner, h.youth, enrolment, h.consent(garage)); err != nil {
			return err
		}
		return gone
	})
	if n := casetest.One[int](h.World, `SELECT count(*)::int FROM consents`, nil); !errors.Is(err, gone) || n != 1 {
		t.Errorf("%d consents: %v", n, err)
	}
}

// The schema keeps a consent as it was given, and a merge of companies takes it along.
func TestConsentStays(t *testing.T) {
	h := newHouse(t)
	garage, bigger := h.Company("Værkstedet"), h.Company("Værkstedet ApS")
	c := h.give(h.consent(garage))
	for sql, constraint := range map[string]string{
		`UPDATE consents SET valid_to = valid_to + 1 WHERE id = @c`:                      "consent_stays",
		`UPDATE consents SET said = 'andet' WHERE id = @c`:                               "consent_stays",
		`UPDATE consents SET company_id = company_id + 1 WHERE id = @c`:                  "consent_stays",
		`DELETE FROM consents WHERE id = @c`:                                             "consent_stays",
		`UPDATE consents SET withdrawn_at = now() WHERE id = @c`:                         "withdrawn_by_somebody",
		`INSERT INTO consent_items VALUES (@c, 'story', 9, 'words', 'Om', 'About', '')`:  "words_are_there",
		`INSERT INTO consent_items VALUES (@c, 'home', 9, 'address', 'Om', 'About', '')`: "consent_items_shows_check",
	} {
		if _, err := h.DB.Write.Exec(t.Context(), sql, db.Args{"c": c}); !db.Violates(err, constraint) {
			t.Errorf("%s: %v, want %s", sql, err, constraint)
		}
	}
	if _, err := h.DB.Write.Exec(t.Context(), `UPDATE consent_items SET shows = 'phone' WHERE consent_id = @c`, db.Args{"c": c}); err == nil {
		t.Error("a line was changed")
	}
	h.Exec(`UPDATE companies SET merged_into = @b, merged_at = now() WHERE id = @g`, db.Args{"b": bigger, "g": garage})
	if got := h.counts(bigger, h.Today()); got != c {
		t.Errorf("after the merge %d counts", got)
	}
}

// Given and taken back at once, in any order, one of them is last, and what counts
// follows from it.
func TestConcurrentConsents(t *testing.T) {
	h := newHouse(t)
	garage := h.Company("Værkstedet")
	first := h.give(h.consent(garage))
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			if i%2 == 0 {
				if _, err := h.Network.GiveConsent(t.Context(), h.owner, h.youth, h.consent(garage), audit.Form{}); err != nil {
					t.Error(err)
				}
				return
			}
			err := h.Network.WithdrawConsent(t.Context(), h.buddy, first, "", audit.Form{})
			if v, _ := errors.AsType[rule.Violations](err); err != nil && !v.Has("consent_withdrawn") {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	list, err := network.Consents(t.Context(), h.DB.Read, h.youth, h.Today())
	if err != nil || len(list) != 5 {
		t.Fatalf("%d consents: %v", len(list), err)
	}
	holding := 0
	for _, c := range list {
		if c.State(h.Today()) == network.ConsentHolds {
			holding++
		}
	}
	if got := h.counts(garage, h.Today()); holding > 1 || (got != 0) != (holding == 1) {
		t.Errorf("%d hold, %d counts", holding, got)
	}
}
