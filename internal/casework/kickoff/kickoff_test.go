package kickoff_test

import (
	"errors"
	"reflect"
	"sync"
	"testing"
	"time"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casetest"
	"kasket/internal/casework/contact"
	"kasket/internal/casework/kickoff"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
)

// table is a team of borgerkonsulenter with a youth whose course began today.
type table struct {
	*casetest.World
	ea, rasmus, other access.Actor
	youth             id.Youth
}

func newTable(t *testing.T) table {
	t.Helper()
	w := casetest.New(t)
	team := w.TeamOf("borgerkonsulent", "Borgerkonsulenter")
	s := table{World: w, ea: w.Person(team, "Ea Stenbæk", access.Caseworker), rasmus: w.Person(team, "Rasmus Friis", access.Caseworker)}
	s.other = w.Person(team, "Fatima Osmani", access.Caseworker)
	s.youth = w.Youth(s.ea, "Mads Holm", casetest.WithBuddy(s.rasmus))
	return s
}

func tell(t kickoff.Told) contact.Text { return contact.Text{Facts: "Holdt.", View: t.Matters} }

func (s table) do(err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

func (s table) of() kickoff.Kickoff {
	s.Helper()
	k, err := s.Kickoffs.Of(s.Context(), casetest.One[id.Enrolment](s.World, `SELECT max(id) FROM enrolments WHERE youth_id = @y`, db.Args{"y": s.youth}))
	s.do(err)
	return k
}

func (s table) count(sql string) int { s.Helper(); return casetest.One[int](s.World, sql, nil) }

// toEnd plans a kick-off and leads it to its second part, with one task.
func (s table) toEnd() {
	s.Helper()
	ctx := s.Context()
	s.do(s.Kickoffs.Plan(ctx, s.ea, s.youth, "i morgen 10", "Lokale 2", audit.Form{}))
	s.do(s.Kickoffs.Invite(ctx, s.ea, s.youth, kickoff.Invitee{Department: "Jobcenter", Name: "Eva Es", Phone: "12345678"}, audit.Form{}))
	s.Later(25 * time.Hour)
	s.do(s.Kickoffs.GoTo(ctx, s.ea, s.youth, kickoff.WithAll, nil, audit.Form{}))
	s.do(s.Kickoffs.Hand(ctx, s.ea, s.youth, kickoff.ItemTyped{Department: "Jobcenter", ToldBy: "Eva Es", Text: "Trives på et værksted", Task: "Ringer til værkstedet", Due: "om 3 dage"}, audit.Form{}))
	came := map[id.Invitee]kickoff.Came{s.of().Invitees[0].ID: kickoff.CameYes}
	s.do(s.Kickoffs.GoTo(ctx, s.ea, s.youth, kickoff.Alone, came, audit.Form{}))
}

// Ending a kick-off answers the meeting, writes the entry with who was there, makes
// the agreements and plans the next meeting, all in one.
func TestHold(t *testing.T) {
	s := newTable(t)
	s.toEnd()
	end := kickoff.Ending{BuddyCame: "yes", Matters: "Skriv først", Reach: "text", Next: "i morgen 9"}
	s.do(s.Kickoffs.Hold(t.Context(), s.ea, s.youth, end, tell, audit.Form{}))
	k := s.of()
	if !k.Held || k.BuddyCame == nil || *k.BuddyCame != "Rasmus Friis" || k.MeetingState != "held" || k.Items[0].Agreement == 0 {
		t.Errorf("%+v, want it held with the buddy, the meeting answered and an agreement", k)
	}
	for what, sql := range map[string]string{
		"entry with who came": `SELECT count(*) FROM contacts WHERE others = 'Eva Es, Jobcenter' AND attended AND view = 'Skriv først' AND withdrawn_at IS NULL`,
		"agreement of it":     `SELECT count(*) FROM agreements a JOIN contacts c ON c.id = a.contact_id WHERE a.text = 'Ringer til værkstedet' AND a.done_at IS NULL`,
		"next meeting":        `SELECT count(*) FROM meetings WHERE state = 'planned' AND kind = 'talk'`,
		"last contact":        `SELECT count(*) FROM enrolments WHERE last_contact_at IS NOT NULL`,
	} {
		if n := s.count(sql); n != 1 {
			t.Errorf("%d of %s, want one", n, what)
		}
	}
	if err := s.Kickoffs.Hold(t.Context(), s.ea, s.youth, end, tell, audit.Form{}); !reflect.DeepEqual(err, rule.Violation("", "kickoff_held")) {
		t.Errorf("holding it again: %v", err)
	}
}

// An ending that breaks a rule writes nothing at all.
func TestHoldRefused(t *testing.T) {
	s := newTable(t)
	s.toEnd()
	for name, tt := range map[string]struct {
		e    kickoff.Ending
		want string
	}{
		"the buddy was away without a reason": {kickoff.Ending{BuddyCame: "no"}, "no_buddy"},
		"the next meeting lies in the past":   {kickoff.Ending{BuddyCame: "yes", Next: "i går 9"}, "next"},
		"it took place in the future":         {kickoff.Ending{BuddyCame: "yes", At: "1.1.2027 9"}, "at"},
	} {
		err := s.Kickoffs.Hold(t.Context(), s.ea, s.youth, tt.e, tell, audit.Form{})
		broken, _ := errors.AsType[rule.Violations](err)
		if _, bad := broken.On(tt.want); !bad {
			t.Errorf("%s: %v, want it said at %s", name, err, tt.want)
		}
	}
	if n := s.count(`SELECT (SELECT count(*) FROM contacts) + (SELECT count(*) FROM agreements) + (SELECT count(*) FROM kickoffs WHERE held_at IS NOT NULL)`); n != 0 {
		t.Errorf("%d rows were left behind", n)
	}
}

// Twenty who end it at once, and twenty who send the same form: one entry.
func TestHoldAtOnce(t *testing.T) {
	s := newTable(t)
	s.toEnd()
	var group sync.WaitGroup
	for i := range 40 {
		group.Go(func() {
			form := audit.Form{}
			if i%2 == 0 {
				form = audit.Form{Key: "0b5c7f0e-1111-4222-8333-444455556666", Digest: []byte("the same")}
			}
			by := []access.Actor{s.ea, s.rasmus}[i/2%2]
			err := s.Kickoffs.Hold(t.Context(), by, s.youth, kickoff.Ending{BuddyCame: "yes"}, tell, form)
			if broken, ok := errors.AsType[rule.Violations](err); err != nil && (!ok || !broken.Has("kickoff_held")) {
				t.Errorf("act %d: %v", i, err)
			}
		})
	}
	group.Wait()
	if n := s.count(`SELECT count(*) FROM contacts`); n != 1 {
		t.Errorf("%d entries tell of it, want one", n)
	}
}

// An entry that is withdrawn opens the kick-off again, and it can be held anew.
func TestWithdrawnEntry(t *testing.T) {
	s := newTable(t)
	s.toEnd()
	s.do(s.Kickoffs.Hold(t.Context(), s.ea, s.youth, kickoff.Ending{BuddyCame: "yes"}, tell, audit.Form{}))
	s.do(s.Contacts.Withdraw(t.Context(), s.ea, *s.of().Contact, audit.Form{}))
	if k := s.of(); k.Held || k.MeetingState != "planned" {
		t.Errorf("held %v, meeting %s, want it open again", k.Held, k.MeetingState)
	}
	s.do(s.Kickoffs.Hold(t.Context(), s.ea, s.youth, kickoff.Ending{BuddyCame: "no", NoBuddy: "Syg"}, tell, audit.Form{}))
	if n := s.count(`SELECT count(*) FROM agreements WHERE done_at IS NULL`); n != 1 {
		t.Errorf("%d open agreements, want one", n)
	}
}

// Two who correct the same item: the second is shown the first's words, and nothing
// is overwritten.
func TestStaleItem(t *testing.T) {
	s := newTable(t)
	s.toEnd()
	item := s.of().Items[0]
	typed := kickoff.ItemTyped{Department: "Jobcenter", Text: "Trives på Kædehop", Version: item.Version}
	s.do(s.Kickoffs.ChangeItem(t.Context(), s.ea, s.youth, item.ID, typed, audit.Form{}))
	typed.Text = "Trives dårligt"
	err := s.Kickoffs.ChangeItem(t.Context(), s.rasmus, s.youth, item.ID, typed, audit.Form{})
	stale, ok := errors.AsType[*kickoff.Stale](err)
	if !ok || stale.Item.Text != "Trives på Kædehop" || stale.By != "Ea Stenbæk" {
		t.Errorf("ChangeItem: %v, want what stands now and whose it is", err)
	}
}

// Who may not hold it may not do any part of it, and another youth's rows are not there.
func TestMayNot(t *testing.T) {
	s := newTable(t)
	s.toEnd()
	k := s.of()
	for what, err := range map[string]error{
		"plan":   s.Kickoffs.Plan(t.Context(), s.other, s.youth, "i morgen 10", "", audit.Form{}),
		"invite": s.Kickoffs.Invite(t.Context(), s.other, s.youth, kickoff.Invitee{Department: "SSP"}, audit.Form{}),
		"hand":   s.Kickoffs.Hand(t.Context(), s.other, s.youth, kickoff.ItemTyped{Department: "SSP", Text: "Hej"}, audit.Form{}),
		"go to":  s.Kickoffs.GoTo(t.Context(), s.other, s.youth, kickoff.WithAll, nil, audit.Form{}),
		"hold":   s.Kickoffs.Hold(t.Context(), s.other, s.youth, kickoff.Ending{BuddyCame: "yes"}, tell, audit.Form{}),
	} {
		if !errors.Is(err, access.ErrForbidden) {
			t.Errorf("%s by a colleague: %v, want that they may not", what, err)
		}
	}
	ida := s.Youth(s.other, "Ida Lund")
	s.do(s.Kickoffs.Plan(t.Context(), s.other, ida, "i morgen 10", "", audit.Form{}))
	if err := s.Kickoffs.ChangeItem(t.Context(), s.other, ida, k.Items[0].ID, kickoff.ItemTyped{Department: "X", Text: "Y", Version: 1}, audit.Form{}); !errors.Is(err, db.ErrNotFound) {
		t.Errorf("an item of another youth: %v", err)
	}
	s.do(s.Kickoffs.DropItem(t.Context(), s.other, ida, k.Items[0].ID, audit.Form{}))
	if len(s.of().Items) != 1 {
		t.Error("another youth's item was dropped")
	}
}

// Another time takes the place of the first, which is told of as moved.
func TestMove(t *testing.T) {
	s := newTable(t)
	s.do(s.Kickoffs.Plan(t.Context(), s.ea, s.youth, "i morgen 10", "Lokale 2", audit.Form{}))
	s.do(s.Kickoffs.Plan(t.Context(), s.rasmus, s.youth, "om 3 dage 13", "Lokale 4", audit.Form{}))
	if k := s.of(); k.Place != "Lokale 4" || k.MeetingState != "planned" {
		t.Errorf("%+v", k)
	}
	if n := s.count(`SELECT count(*) FROM meetings WHERE state = 'moved' AND kind = 'kickoff'`); n != 1 {
		t.Errorf("%d moved meetings, want one", n)
	}
}
