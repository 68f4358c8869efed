package transfer_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casetest"
	"kasket/internal/casework/transfer"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
)

// office is a team in which Anna owns Mads, with Bo as buddy.
type office struct {
	*casetest.World
	team                                      id.Team
	anna, bo, cilla, karen, lise, gone, other access.Actor
	mads                                      id.Youth
}

func newOffice(t *testing.T) *office {
	w := casetest.New(t)
	o := &office{World: w, team: w.Team("Nord")}
	o.anna, o.bo, o.cilla = w.Person(o.team, "Anna Bech", access.Caseworker), w.Person(o.team, "Bo Dahl", access.Caseworker), w.Person(o.team, "Cilla Fog", access.Caseworker)
	o.karen, o.lise = w.Person(o.team, "Karen Kjær", access.Coordinator), w.Person(o.team, "Lise Leth", access.Leader)
	o.gone = w.Person(o.team, "Gert Gram", access.Caseworker)
	w.Exec(`UPDATE staff SET left_on = @day WHERE id = @id`, db.Args{"day": w.Today(), "id": o.gone.Staff})
	o.other = w.Person(w.Team("Syd"), "Sten Skov", access.Caseworker, access.Leader, access.Coordinator)
	o.mads = w.Youth(o.anna, "Mads Holm", casetest.WithBuddy(o.bo), w.Started(60))
	return o
}

// wish is a request that keeps every rule.
func (o *office) wish(to access.Actor) transfer.Wish {
	return transfer.Wish{To: to.Staff, Reason: "Barsel fra januar", Summary: "Jeg vil gerne på cykelværkstedet."}
}

func (o *office) ask(to access.Actor) id.Transfer {
	o.Helper()
	n, err := o.Transfers.Ask(o.Context(), o.anna, o.mads, o.wish(to), audit.Form{})
	if err != nil {
		o.Fatal(err)
	}
	return n
}

func (o *office) owner() id.Staff {
	o.Helper()
	return casetest.One[id.Staff](o.World, `SELECT owner_id FROM enrolments WHERE youth_id = @y`, db.Args{"y": o.mads})
}

func (o *office) buddy() id.Staff {
	o.Helper()
	return casetest.One[id.Staff](o.World, `SELECT coalesce(buddy_id, 0) FROM enrolments WHERE youth_id = @y`, db.Args{"y": o.mads})
}

func (o *office) state(n id.Transfer) transfer.State {
	o.Helper()
	return casetest.One[transfer.State](o.World, `SELECT state FROM transfers WHERE id = @n`, db.Args{"n": n})
}

func TestAsk(t *testing.T) {
	o := newOffice(t)
	tests := []struct {
		name   string
		by     access.Actor
		change func(*transfer.Wish)
		want   error
	}{
		{"owner asks", o.anna, nil, nil},
		{"coordinator asks", o.karen, nil, nil},
		{"buddy may not", o.bo, nil, access.ErrForbidden},
		{"leader may not before giving a reason", o.lise, nil, access.ErrForbidden},
		{"another team may not know", o.other, nil, access.ErrHidden},
		{"not nobody", o.anna, func(w *transfer.Wish) { w.To = 0 }, rule.Violation("to", "required")},
		{"not the owner", o.karen, func(w *transfer.Wish) { w.To = o.anna.Staff }, rule.Violation("to", "already_owner")},
		{"not somebody who leaves today", o.anna, func(w *transfer.Wish) { w.To = o.gone.Staff }, rule.Violation("to", "has_left")},
		{"not out of the team", o.anna, func(w *transfer.Wish) { w.To = o.other.Staff }, rule.Violation("to", "not_in_team")},
		{"not who carries no youths", o.anna, func(w *transfer.Wish) { w.To = o.lise.Staff }, rule.Violation("to", "not_in_team")},
		{"not without a reason", o.anna, func(w *transfer.Wish) { w.Reason = " \n" }, rule.Violation("reason", "required")},
		{"not without the youth's words", o.anna, func(w *transfer.Wish) { w.Summary = "\x00 " }, rule.Violation("summary", "required")},
		{"not a summary without end", o.anna, func(w *transfer.Wish) { w.Summary = strings.Repeat("å", 4001) }, rule.Violation("summary", "too_long", 4000, 4001)},
		{"not yesterday", o.anna, func(w *transfer.Wish) { w.WantedOn = o.Today().AddDays(-1) }, rule.Violation("wanted_on", "in_the_past")},
		{"not in a year", o.anna, func(w *transfer.Wish) { w.WantedOn = o.Today().AddMonths(12) }, rule.Violation("wanted_on", "too_far_ahead", 6)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			wish := o.wish(o.cilla)
			if tt.change != nil {
				tt.change(&wish)
			}
			n, err := o.Transfers.Ask(t.Context(), tt.by, o.mads, wish, audit.Form{})
			if !errors.Is(err, tt.want) && !reflect.DeepEqual(err, tt.want) {
				t.Fatalf("Ask: %v, want %v", err, tt.want)
			}
			if err == nil {
				if o.owner() != o.anna.Staff {
					t.Error("asking changed the owner")
				}
				if err := o.Transfers.Withdraw(t.Context(), tt.by, n, audit.Form{}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	if n := casetest.One[int](o.World, `SELECT count(*) FROM transfers`, nil); n != 2 {
		t.Errorf("%d requests, want 2: a refused one wrote something", n)
	}
}

// One request at a time, and what came to the list since the page was shown is not
// passed over.
func TestAskOnceAndWithOpenEyes(t *testing.T) {
	o := newOffice(t)
	o.Exec(`INSERT INTO agreements (youth_id, enrolment_id, text, who, made_by, made_at) SELECT @y, id, 'Ringer til værkstedet', 'us', owner_id, @now FROM enrolments WHERE youth_id = @y`,
		db.Args{"y": o.mads, "now": o.Now()})
	_, err := o.Transfers.Ask(t.Context(), o.anna, o.mads, o.wish(o.cilla), audit.Form{})
	if want := rule.Violation("", "checklist_grew"); !reflect.DeepEqual(err, error(want)) {
		t.Fatalf("asking without having seen the agreement: %v, want %v", err, want)
	}
	wish := o.wish(o.cilla)
	name := "agreement." + casetest.One[string](o.World, `SELECT max(id)::text FROM agreements`, nil)
	wish.Items = map[string]transfer.Ticked{name: {Settled: true, Remark: "Svaret er ja"}}
	n, err := o.Transfers.Ask(t.Context(), o.anna, o.mads, wish, audit.Form{})
	if err != nil {
		t.Fatal(err)
	}
	opened, err := o.Transfers.Open(t.Context(), o.cilla, n)
	if err != nil {
		t.Fatal(err)
	}
	if len(opened.Items) != 1 || !opened.Items[0].Settled || opened.Items[0].Remark != "Svaret er ja" || opened.Items[0].Text != "Ringer til værkstedet" {
		t.Errorf("the receiver sees %+v", opened.Items)
	}
	_, err = o.Transfers.Ask(t.Context(), o.anna, o.mads, wish, audit.Form{})
	if want := rule.Violation("", "transfer_open", "Cilla Fog"); !reflect.DeepEqual(err, error(want)) {
		t.Errorf("asking twice: %v, want %v", err, want)
	}
}

// Accepting changes the owner at that moment: the chain, the meetings and the old
// buddy are as they should be.
func TestAccept(t *testing.T) {
	for _, tt := range []struct {
		name  string
		stays bool
		to    func(*office) access.Actor
		buddy func(*office) id.Staff
	}{
		{"the buddy stays", false, func(o *office) access.Actor { return o.cilla }, func(o *office) id.Staff { return o.bo.Staff }},
		{"the buddy steps up", false, func(o *office) access.Actor { return o.bo }, func(*office) id.Staff { return 0 }},
		{"the giver becomes buddy", true, func(o *office) access.Actor { return o.cilla }, func(o *office) id.Staff { return o.anna.Staff }},
		{"the giver and the buddy change places", true, func(o *office) access.Actor { return o.bo }, func(o *office) id.Staff { return o.anna.Staff }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o := newOffice(t)
			for _, hours := range []int{-3, 48} {
				o.Exec(`INSERT INTO meetings (youth_id, enrolment_id, staff_id, starts_at, by_id) SELECT @y, id, owner_id, @at, owner_id FROM enrolments WHERE youth_id = @y`,
					db.Args{"y": o.mads, "at": o.Now().Add(time.Duration(hours) * time.Hour)})
			}
			wish := o.wish(tt.to(o))
			wish.StaysBuddy = tt.stays
			wish.Unseen = true
			n, err := o.Transfers.Ask(t.Context(), o.karen, o.mads, wish, audit.Form{})
			if err != nil {
				t.Fatal(err)
			}
			if err := o.Transfers.Accept(t.Context(), tt.to(o), n, audit.Form{}); err != nil {
				t.Fatal(err)
			}
			if o.owner() != tt.to(o).Staff || o.buddy() != tt.buddy(o) || o.state(n) != transfer.Accepted {
				t.Errorf("owner %d, buddy %d, state %s", o.owner(), o.buddy(), o.state(n))
			}
			if reason := casetest.One[string](o.World, `SELECT reason FROM handovers ORDER BY id DESC LIMIT 1`, nil); reason != "Barsel fra januar" {
				t.Errorf("the chain says %q", reason)
			}
			if moved := casetest.One[int](o.World, `SELECT count(*) FROM meetings WHERE staff_id = @to AND starts_at > @now`, db.Args{"to": tt.to(o).Staff, "now": o.Now()}); moved != 1 {
				t.Errorf("%d coming meetings of the new owner, want 1", moved)
			}
			if kept := casetest.One[int](o.World, `SELECT count(*) FROM meetings WHERE staff_id = @from AND starts_at < @now`, db.Args{"from": o.anna.Staff, "now": o.Now()}); kept != 1 {
				t.Errorf("%d past meetings of the old owner, want 1", kept)
			}
		})
	}
}
