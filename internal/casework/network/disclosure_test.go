package network_test

import (
	"errors"
	"strings"
	"testing"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casework/network"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// topics is a consent to an authority about health and money.
func (h *house) topics(to string) network.ConsentWish {
	return network.ConsentWish{
		Recipient: to, Purpose: "En tid", To: h.Today().AddMonths(3), Form: network.Spoken, Items: []string{"topic.health", "topic.economy"},
	}
}

// Nothing is told without a consent that held that day and covers it, or a law and a
// reason; never both, and nothing of tomorrow.
func TestDisclosureWish(t *testing.T) {
	h := newHouse(t)
	today := h.Today()
	held, back := h.give(h.topics("Ambulatoriet")), h.give(h.topics("Boligafdelingen"))
	first := h.give(h.topics("FGU Nord"))
	h.At(h.Now().AddDate(0, 0, 3))
	h.give(h.topics("fgu nord"))
	if err := h.Network.WithdrawConsent(t.Context(), h.owner, back, "", audit.Form{}); err != nil {
		t.Fatal(err)
	}
	other := h.Youth(h.stranger, "Sofus Berg")
	theirs, err := h.Network.GiveConsent(t.Context(), h.stranger, other, h.topics("Ambulatoriet"), audit.Form{})
	if err != nil {
		t.Fatal(err)
	}
	by := func(c id.Consent, on when.Date) func(*network.DisclosureWish) {
		return func(w *network.DisclosureWish) { w.Consent, w.On = c, on }
	}
	law := func(change func(*network.DisclosureWish)) func(*network.DisclosureWish) {
		return func(w *network.DisclosureWish) {
			w.Consent, w.Law, w.Reason, w.Recipient = 0, "danger", "Han var i fare", "Lægevagten"
			change(w)
		}
	}
	for name, tt := range map[string]struct {
		change func(*network.DisclosureWish)
		broken string
	}{
		"by a consent":                 {func(*network.DisclosureWish) {}, ""},
		"on its first day":             {by(held, today), ""},
		"the day before":               {by(held, today.AddDays(-1)), "by_consent consent_not_held"},
		"tomorrow":                     {by(held, h.Today().AddDays(1)), "told_on in_the_future"},
		"no day":                       {by(held, when.Date{}), "told_on required"},
		"before it was taken back":     {by(back, h.Today().AddDays(-1)), ""},
		"the day it was taken back":    {by(back, h.Today()), "by_consent consent_not_held"},
		"before a newer one":           {by(first, h.Today().AddDays(-1)), ""},
		"by one that was replaced":     {by(first, h.Today()), "by_consent consent_not_held"},
		"by another's":                 {by(theirs, h.Today()), "by_consent unknown"},
		"by none there is":             {by(9999, h.Today()), "by_consent unknown"},
		"what it does not cover":       {func(w *network.DisclosureWish) { w.Topics = []string{"topic.health", "topic.housing"} }, "topics consent_not_covers"},
		"what nobody knows":            {func(w *network.DisclosureWish) { w.Topics = []string{"topic.moon"} }, "topics consent_not_covers"},
		"about nothing":                {func(w *network.DisclosureWish) { w.Topics = nil }, "topics choose"},
		"without words":                {func(w *network.DisclosureWish) { w.What = " \n" }, "what required"},
		"too many words":               {func(w *network.DisclosureWish) { w.What = strings.Repeat("å", 2001) }, "what too_long"},
		"by consent and law":           {func(w *network.DisclosureWish) { w.Law = "danger" }, "gateway consent_or_law"},
		"by nothing":                   {func(w *network.DisclosureWish) { w.Consent, w.Recipient, w.Reason = 0, "FGU", "Nødvendigt" }, "by_consent consent_or_law_needed"},
		"by a law":                     {law(func(*network.DisclosureWish) {}), ""},
		"by a law, what nobody agreed": {law(func(w *network.DisclosureWish) { w.Topics = []string{"topic.housing"} }), ""},
		"by a law there is none of":    {law(func(w *network.DisclosureWish) { w.Law = "whim" }), "gateway unknown"},
		"by a law, before birth":       {law(func(w *network.DisclosureWish) { w.On = h.Today().AddMonths(-12 * 70) }), "told_on before_birth"},
		"by a law without a reason":    {law(func(w *network.DisclosureWish) { w.Reason = " " }), "reason required"},
		"by a law to nobody":           {law(func(w *network.DisclosureWish) { w.Recipient = "" }), "told_to required"},
		"by a law, an unknown topic":   {law(func(w *network.DisclosureWish) { w.Topics = []string{"topic.moon"} }), "topics unknown"},
	} {
		t.Run(name, func(t *testing.T) {
			w := network.DisclosureWish{On: h.Today(), Consent: held, What: "En tid om eftermiddagen", Topics: []string{"topic.health", "topic.health"}}
			tt.change(&w)
			_, err := h.Network.Disclose(t.Context(), h.owner, h.youth, w, audit.Form{})
			got := ""
			if v, ok := errors.AsType[rule.Violations](err); ok {
				got = v[0].Field + " " + v[0].Code
			} else if err != nil {
				t.Fatal(err)
			}
			if got != tt.broken {
				t.Errorf("%v, want %q", err, tt.broken)
			}
		})
	}
}

// What was told stays as it was written, the schema keeps what the rules keep, and nobody
// from elsewhere writes any of it.
func TestDisclosureStays(t *testing.T) {
	h := newHouse(t)
	c := h.give(h.topics("Ambulatoriet"))
	w := network.DisclosureWish{On: h.Today(), Consent: c, What: "En tid", Topics: []string{"topic.health"}}
	if _, err := h.Network.Disclose(t.Context(), h.stranger, h.youth, w, audit.Form{}); !errors.Is(err, access.ErrHidden) {
		t.Errorf("a stranger: %v", err)
	}
	if _, err := h.Network.Disclose(t.Context(), h.buddy, h.youth, w, audit.Form{}); err != nil {
		t.Fatal(err)
	}
	list, err := h.Network.Disclosures(t.Context(), h.youth)
	if err != nil || len(list) != 1 || list[0].Recipient != "Ambulatoriet" || list[0].Items[0].NameDa != "Helbred og behandling" || list[0].By != "Bo Bak" {
		t.Errorf("listed: %+v, %v", list, err)
	}
	const row = `INSERT INTO disclosures (youth_id, enrolment_id, told_on, recipient, consent_id, gateway, gateway_da, gateway_en, reason, what, by_id, at)
		SELECT youth_id, enrolment_id, `
	for constraint, sql := range map[string]string{
		"consent_or_law":              row + `valid_from, 'x', id, 'danger', 'x', 'x', 'x', 'x', explained_by, at FROM consents`,
		"law_has_reason":              row + `valid_from, 'x', NULL, 'danger', 'x', 'x', '', 'x', explained_by, at FROM consents`,
		"consent_held_that_day":       row + `valid_from - 1, 'x', id, '', '', '', '', 'x', explained_by, at FROM consents`,
		"disclosure_by_their_consent": `INSERT INTO disclosures (youth_id, enrolment_id, told_on, recipient, consent_id, what, by_id, at) SELECT y.id, c.enrolment_id, valid_from, 'x', c.id, 'x', explained_by, at FROM consents c, youths y WHERE y.id <> c.youth_id`,
		"consent_covers":              `INSERT INTO disclosure_items (disclosure_id, item, position, name_da, name_en) SELECT id, 'topic.housing', 9, 'x', 'x' FROM disclosures`,
	} {
		if constraint == "disclosure_by_their_consent" {
			h.Youth(h.stranger, "Sofus Berg")
		}
		if _, err := h.DB.Write.Exec(t.Context(), sql); !db.Violates(err, constraint) {
			t.Errorf("%s: the schema says %v", constraint, err)
		}
	}
	for _, sql := range []string{`UPDATE disclosures SET what = 'y'`, `DELETE FROM disclosures`, `UPDATE disclosure_items SET name_da = 'y'`, `DELETE FROM disclosure_items`} {
		if _, err := h.DB.Write.Exec(t.Context(), sql); err == nil {
			t.Errorf("%s goes through", sql)
		}
	}
}
