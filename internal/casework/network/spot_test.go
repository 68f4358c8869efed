package network_test

import (
	"sync"
	"testing"

	"kasket/internal/audit"
	"kasket/internal/casework/network"
	"kasket/internal/db"
	"kasket/internal/id"
)

func chosen(name string) network.Wish {
	return network.Wish{Name: name, Relation: "other", Spot: network.Spot{Chosen: true}}
}

// A youth has one chosen adult at most. Whoever was it can be let go, and when they end
// their part the choice ends with them; what they were stays as a version.
func TestChosenAdult(t *testing.T) {
	h := newHouse(t)
	kurt, err := h.Network.Add(t.Context(), h.owner, h.youth, chosen("Kurt"), audit.Form{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err = h.Network.Add(t.Context(), h.buddy, h.youth, chosen("Vera"), audit.Form{}); !brokeOn(err, "chosen", "chosen_already") {
		t.Errorf("a second one: %v", err)
	}
	vera, err := h.Network.Add(t.Context(), h.owner, h.youth, network.Wish{Name: "Vera", Relation: "friend"}, audit.Form{})
	if err != nil {
		t.Fatal(err)
	}
	change := func(n id.Person, w network.Wish, version int) error {
		return h.Network.Change(t.Context(), h.owner, h.youth, n, network.Edit{Wish: w, Version: version}, audit.Form{})
	}
	if err := change(vera, chosen("Vera"), 1); !brokeOn(err, "chosen", "chosen_already") {
		t.Errorf("while Kurt is: %v", err)
	}
	if err := change(kurt, chosen("Kurt Vestergaard"), 1); err != nil {
		t.Errorf("the one who is goes on: %v", err)
	}
	if err := h.Network.End(t.Context(), h.owner, h.youth, kurt, network.Ending{Last: h.Today(), Version: 2}, audit.Form{}); err != nil {
		t.Fatal(err)
	}
	if err := change(vera, chosen("Vera"), 1); err != nil {
		t.Errorf("after him: %v", err)
	}
	other := h.Youth(h.owner, "Ida Holm")
	if _, err := h.Network.Add(t.Context(), h.owner, other, chosen("Kurt"), audit.Form{}); err != nil {
		t.Errorf("another youth's: %v", err)
	}
	var was string
	if err := h.DB.Read.QueryRow(t.Context(), `SELECT string_agg(fields->>'Chosen', ' ' ORDER BY version) FROM network_person_versions WHERE person_id = $1`, kurt).Scan(&was); err != nil || was != "true true" {
		t.Errorf("what he was: %q, %v", was, err)
	}
}

// Two who choose at once: one of them has it, the other is told at the field.
func TestChosenAtOnce(t *testing.T) {
	h := newHouse(t)
	var wg sync.WaitGroup
	errs := make([]error, 4)
	for i := range errs {
		wg.Go(func() {
			_, errs[i] = h.Network.Add(t.Context(), h.owner, h.youth, chosen([]string{"A", "B", "C", "D"}[i]), audit.Form{})
		})
	}
	wg.Wait()
	held := 0
	for _, err := range errs {
		switch {
		case err == nil:
			held++
		case !brokeOn(err, "chosen", "chosen_already"):
			t.Errorf("refused as %v", err)
		}
	}
	if held != 1 {
		t.Errorf("%d have chosen", held)
	}
	if _, err := h.Network.Add(t.Context(), h.owner, h.youth, network.Wish{Name: "E", Relation: "friend"}, audit.Form{}); err != nil {
		t.Fatal(err)
	}
	if _, err := h.DB.Write.Exec(t.Context(), `UPDATE network_people SET chosen = true, version = version + 1 WHERE NOT chosen`); !db.Violates(err, "one_chosen_adult") {
		t.Errorf("the schema says %v", err)
	}
}
