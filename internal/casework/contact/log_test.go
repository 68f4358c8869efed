package contact_test

import (
	"errors"
	"testing"

	"kasket/internal/access"
	"kasket/internal/casetest"
	"kasket/internal/casework/contact"
	"kasket/internal/db"
)

var _ = errors.Is
var _ = access.Owner
var _ db.Args

func TestLogOnce(t *testing.T) {
	w := casetest.New(t)
	team := w.Team("Nord")
	anna := w.Person(team, "Anna", access.Caseworker)
	y := w.Youth(anna, "Mads Holm")
	typed := contact.Typed{Kind: "walk", Hats: []string{"mentor"}, Text: contact.Text{Account: "Vi gik en tur."}, Agreement: "Ring til mester, tirsdag", Next: "tirsdag 13.00"}
	n, err := w.Contacts.Log(t.Context(), anna, y, typed, "11111111-1111-4111-8111-111111111111")
	if err != nil {
		t.Fatal(err)
	}
	again, err := w.Contacts.Log(t.Context(), anna, y, typed, "11111111-1111-4111-8111-111111111111")
	if err != nil || again != n {
		t.Fatalf("%d %v", again, err)
	}
	e, err := w.Caseload.Entry(t.Context(), n)
	t.Logf("%+v %v", e, err)
	d, err := w.Caseload.Desk(t.Context(), anna, y, 1, "")
	t.Logf("%+v %v", d, err)
	c, err := w.Caseload.Choices(t.Context(), anna)
	t.Logf("%+v %v", c, err)
}
