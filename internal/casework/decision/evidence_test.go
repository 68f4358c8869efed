package decision_test

import (
	"testing"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casework/conflict"
	"kasket/internal/casework/contact"
	"kasket/internal/casework/network"
	"kasket/internal/id"
)

// An entry about two youths is offered to nobody who is disqualified from the matter of
// one of them, and somebody written down by mistake to nobody at all.
func TestEvidenceIsTheirs(t *testing.T) {
	h := newHouse(t)
	sofus := h.Youth(h.anna, "Sofus")
	shared := contact.Typed{Kind: "met", Outcome: "talked", With: []string{id.String(sofus)}, Text: contact.Text{Account: "Mads og Sofus.", Authority: "Begge vil i praktik."}}
	if _, err := h.Contacts.Log(t.Context(), h.anna, h.mads, shared, "7d444840-9dc0-11d1-b245-5ffdce74fad2"); err != nil {
		t.Fatal(err)
	}
	person, err := h.Network.Add(t.Context(), h.anna, h.mads, network.Wish{Name: "Vera", Relation: "friend"}, audit.Form{})
	if err != nil {
		t.Fatal(err)
	}
	offered := func(by access.Actor, want ...string) {
		t.Helper()
		list, err := h.Decisions.Evidence(t.Context(), by, h.mads)
		if err != nil || len(list) != len(want) {
			t.Fatalf("offered %+v, %v; want %q", list, err, want)
		}
		for i, e := range list {
			if e.Name != want[i] {
				t.Errorf("offered %q, want %q", e.Name, want[i])
			}
		}
	}
	offered(h.bo, "Begge vil i praktik. Mads og Sofus.", "Vera")
	if err := h.Conflicts.Declare(t.Context(), h.bo, sofus, conflict.Declaration{Reason: "Min nevø"}, audit.Form{}); err != nil {
		t.Fatal(err)
	}
	if err := h.Network.End(t.Context(), h.anna, h.mads, person, network.Ending{Mistake: true, Reason: "Forkert sag", Version: 1}, audit.Form{}); err != nil {
		t.Fatal(err)
	}
	offered(h.bo)
	offered(h.anna, "Begge vil i praktik. Mads og Sofus.")
}
