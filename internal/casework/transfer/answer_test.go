package transfer_test

import (
	"errors"
	"reflect"
	"testing"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casework/outcome"
	"kasket/internal/casework/transfer"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
)

// Who may answer and end a request, and that a request that has ended says how.
func TestAnswer(t *testing.T) {
	type act func(o *office, n id.Transfer) error
	accept := func(by func(*office) access.Actor) act {
		return func(o *office, n id.Transfer) error { return o.Transfers.Accept(o.Context(), by(o), n, audit.Form{}) }
	}
	giveBack := func(reason string) act {
		return func(o *office, n id.Transfer) error {
			return o.Transfers.Return(o.Context(), o.cilla, n, reason, audit.Form{})
		}
	}
	withdraw := func(o *office, n id.Transfer) error {
		return o.Transfers.Withdraw(o.Context(), o.anna, n, audit.Form{})
	}
	handOver := func(o *office, _ id.Transfer) error {
		return o.Enrolments.HandOver(o.Context(), o.karen, o.mads, o.bo.Staff, "Sygdom", audit.Form{})
	}
	end := func(o *office, _ id.Transfer) error {
		return o.Outcomes.Close(o.Context(), o.anna, o.mads, outcome.Exit{Code: "edu_upper", On: o.Today()}, audit.Form{})
	}
	leave := func(o *office, _ id.Transfer) error {
		o.Exec(`UPDATE staff SET left_on = @day WHERE id = @id`, db.Args{"day": o.Today(), "id": o.cilla.Staff})
		return nil
	}
	cilla := func(o *office) access.Actor { return o.cilla }
	tests := []struct {
		name   string
		before act
		act    act
		want   error
		state  transfer.State
	}{
		{"who is asked accepts", nil, accept(cilla), nil, transfer.Accepted},
		{"nobody else does", nil, accept(func(o *office) access.Actor { return o.bo }), access.ErrForbidden, transfer.Open},
		{"not even the giver", nil, accept(func(o *office) access.Actor { return o.anna }), access.ErrForbidden, transfer.Open},
		{"others do not know of it", nil, accept(func(o *office) access.Actor { return o.other }), access.ErrHidden, transfer.Open},
		{"returned with a reason", nil, giveBack("Jeg er fuldt booket"), nil, transfer.Returned},
		{"not without one", nil, giveBack(" "), rule.Violation("reason", "required"), transfer.Open},
		{"withdrawn", nil, withdraw, nil, transfer.Withdrawn},
		{"accepted twice", accept(cilla), accept(cilla), rule.Violation("", "transfer_accepted", "Cilla Fog", "Mads Holm"), transfer.Accepted},
		{"accepted after it was withdrawn", withdraw, accept(cilla), rule.Violation("", "transfer_withdrawn", "Anna Bech"), transfer.Withdrawn},
		{"accepted after it was returned", giveBack("Fuldt booket"), accept(cilla), rule.Violation("", "transfer_returned", "Cilla Fog"), transfer.Returned},
		{"withdrawn after it was returned", giveBack("Fuldt booket"), withdraw, rule.Violation("", "transfer_returned", "Cilla Fog"), transfer.Returned},
		{"accepted after the owner changed", handOver, accept(cilla), rule.Violation("", "transfer_lapsed", "Mads Holm"), transfer.Lapsed},
		{"accepted after the course ended", end, accept(cilla), rule.Violation("", "transfer_lapsed", "Mads Holm"), transfer.Lapsed},
		{"accepted by somebody who leaves today", leave, accept(cilla), rule.Violation("", "has_left"), transfer.Open},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o := newOffice(t)
			n := o.ask(o.cilla)
			if tt.before != nil {
				if err := tt.before(o, n); err != nil {
					t.Fatal(err)
				}
			}
			owner := o.owner()
			if err := tt.act(o, n); !errors.Is(err, tt.want) && !reflect.DeepEqual(err, tt.want) {
				t.Fatalf("%v, want %v", err, tt.want)
			}
			if got := o.state(n); got != tt.state {
				t.Errorf("state %s, want %s", got, tt.state)
			}
			if tt.want == nil && tt.state == transfer.Accepted {
				owner = o.cilla.Staff
			}
			if o.owner() != owner {
				t.Errorf("owner %d, want %d", o.owner(), owner)
			}
		})
	}
}

// What a request says of a youth is seen by who is asked while they decide, and by
// who may read the record; nobody gets the record by being asked.
func TestWhoSeesWhat(t *testing.T) {
	o := newOffice(t)
	n := o.ask(o.cilla)
	sees := func(by access.Actor) (summary bool, err error) {
		opened, err := o.Transfers.Open(t.Context(), by, n)
		return opened.Summary != "", err
	}
	for _, tt := range []struct {
		by      access.Actor
		summary bool
		want    error
	}{
		{o.anna, true, nil},
		{o.cilla, true, nil},
		{o.karen, false, nil},
		{o.bo, false, access.ErrForbidden},
		{o.lise, false, access.ErrForbidden},
		{o.other, false, access.ErrHidden},
	} {
		if summary, err := sees(tt.by); summary != tt.summary || !errors.Is(err, tt.want) {
			t.Errorf("%s: summary %v, %v; want %v, %v", tt.by.Name, summary, err, tt.summary, tt.want)
		}
	}
	if _, err := o.Youths.Open(t.Context(), o.cilla, o.mads); !errors.Is(err, access.ErrForbidden) {
		t.Errorf("who is asked opens the record: %v, want ErrForbidden", err)
	}
	if err := o.Transfers.Return(t.Context(), o.cilla, n, "Fuldt booket", audit.Form{}); err != nil {
		t.Fatal(err)
	}
	if summary, err := sees(o.cilla); summary || err != nil {
		t.Errorf("after giving it back: summary %v, %v; want no more than that it was", summary, err)
	}
}

// The giver's day tells how a request ended until they have read it.
func TestDayTellsOfTransfers(t *testing.T) {
	o := newOffice(t)
	n := o.ask(o.cilla)
	lines := func(by access.Actor) []string {
		day, err := o.Caseload.Today(t.Context(), by)
		if err != nil {
			t.Fatal(err)
		}
		var said []string
		for _, l := range day.Transfers {
			said = append(said, l.Who+" "+string(l.State)+" "+l.Name)
		}
		return said
	}
	expect := func(by access.Actor, want ...string) {
		t.Helper()
		if got := lines(by); !reflect.DeepEqual(got, want) {
			t.Errorf("%s sees %q, want %q", by.Name, got, want)
		}
	}
	expect(o.cilla, "Anna Bech open Mads Holm")
	expect(o.anna)
	if err := o.Transfers.Accept(t.Context(), o.cilla, n, audit.Form{}); err != nil {
		t.Fatal(err)
	}
	expect(o.cilla)
	expect(o.anna, "Cilla Fog accepted Mads Holm")
	for range 2 {
		if err := o.Transfers.TakeNote(t.Context(), o.anna, n, audit.Form{}); err != nil {
			t.Fatal(err)
		}
	}
	expect(o.anna)
}
