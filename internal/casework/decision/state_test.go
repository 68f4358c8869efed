package decision

import (
	"fmt"
	"strings"
	"testing"

	"kasket/internal/db"
	"kasket/internal/dbtest"
	"kasket/internal/programme"
	"kasket/internal/when"
)

// square is every act in every state: where it leads, . is nowhere. The columns are
// the states in the order of States.
const square = `
            draft    hearing  ready    approval approved decided  notified in_force expired  ended    revoked  dropped
edit        draft    hearing  draft    .        draft    .        .        .        .        .        .        .
hear        hearing  .        hearing  .        .        .        .        .        .        .        .        .
reply       .        hearing  .        .        .        .        .        .        .        .        .        .
extend      .        hearing  .        .        .        .        .        .        .        .        .        .
conclude    .        draft    .        .        .        .        .        .        .        .        .        .
submit      .        .        approval .        .        .        .        .        .        .        .        .
recall      .        .        .        draft    .        .        .        .        .        .        .        .
approve     .        .        .        approved .        .        .        .        .        .        .        .
return      .        .        .        draft    .        .        .        .        .        .        .        .
decide      .        .        *        .        decided  .        .        .        .        .        .        .
notify      .        .        .        .        .        notified .        .        .        .        .        .
end         .        .        .        .        .        .        .        ended    .        .        .        .
revoke      .        .        .        .        .        revoked  revoked  revoked  revoked  revoked  .        .
correct     .        .        .        .        .        decided  notified in_force expired  ended    revoked  .
drop        dropped  dropped  dropped  dropped  dropped  .        .        .        .        .        .        .
complain    .        .        .        .        .        decided  notified in_force expired  ended    revoked  .
`

// every state × every act, with and without somebody who approves, deciding and
// recommending.
func TestSquare(t *testing.T) {
	lines := strings.Split(strings.TrimSpace(square), "\n")
	states := strings.Fields(lines[0])
	if len(lines) != len(Acts)+1 || len(states) != len(States) {
		t.Fatalf("%d acts and %d states in the square, %d and %d in the code", len(lines)-1, len(states), len(Acts), len(States))
	}
	cells := 0
	for _, line := range lines[1:] {
		row := strings.Fields(line)
		for i, state := range states {
			for _, approver := range []string{"none", "leader", "colleague"} {
				for _, mode := range programme.Modes {
					cells++
					do, want := Act(row[0]), row[i+1]
					switch {
					case do == Decide && state == "ready":
						want = map[bool]string{true: "decided", false: "."}[approver == "none"]
					case do == Submit && approver == "none":
						want = "."
					}
					if mode == programme.Recommends {
						switch {
						case do == Notify, do == Complain, do == Correct:
							want = "."
						case do == End && state == "decided":
							want = "ended"
						}
					}
					d, today := at(State(state))
					d.Type.Approver, d.Mode = approver, mode
					to, broken := d.Can(do, today)
					got := string(to)
					if len(broken) > 0 {
						got = "."
					}
					if got != want || d.May(do, today) != (want != ".") {
						t.Errorf("%s of one that is %s (approver %s, %s): %s, want %s (%v)", do, state, approver, mode, got, want, broken)
					}
				}
			}
		}
	}
	fmt.Printf("decision: %d cells of state x act\n", cells)
}

// at is a decision in a state, and the day it is seen from.
func at(s State) (Decision, when.Date) {
	today, _ := when.On(2026, 11, 23)
	from, to := today.AddDays(-10), today.AddDays(10)
	d := Decision{State: s, Content: Content{EffectFrom: &from, EffectTo: &to}}
	switch s {
	case Notified:
		from = today.AddDays(1)
	case InForce:
		d.State = Notified
	case Expired:
		d.State, to = Notified, today.AddDays(-1)
	}
	return d, today
}

// The days of its effect, at their edges.
func TestStateOn(t *testing.T) {
	today, _ := when.On(2028, 2, 29)
	day := func(n int) *when.Date { d := today.AddDays(n); return &d }
	for _, tt := range []struct {
		from, to *when.Date
		want     State
	}{
		{day(1), nil, Notified},
		{day(0), nil, InForce},
		{day(0), day(0), InForce},
		{day(-1), day(-1), Expired},
		{day(-366), nil, InForce},
	} {
		d := Decision{State: Notified, Content: Content{EffectFrom: tt.from, EffectTo: tt.to}}
		if got := d.StateOn(today); got != tt.want {
			t.Errorf("from %v to %v: %s, want %s", tt.from, tt.to, got, tt.want)
		}
	}
}

// The schema and the map allow the same steps: every pair of stored states is tried.
func TestSchemaSaysTheMap(t *testing.T) {
	d := dbtest.New(t)
	stored := []State{Draft, Heard, Ready, Approval, Approved, Decided, Notified, Ended, Revoked, Dropped}
	allowed := map[[2]State]bool{}
	for do, from := range steps {
		for state, to := range from {
			if state == InForce || state == Expired {
				state = Notified
			}
			if to == InForce || to == Expired {
				to = Notified
			}
			allowed[[2]State{state, to}] = true
			if to == Draft { // ready, when nothing is missing
				allowed[[2]State{state, Ready}] = true
			}
			_ = do
		}
	}
	allowed[[2]State{Decided, Ended}] = true // a recommendation that was answered
	text, err := triggerSource(t, d)
	if err != nil {
		t.Fatal(err)
	}
	for _, was := range stored {
		for _, is := range stored {
			if was == is {
				continue
			}
			pair := fmt.Sprintf("('%s', '%s')", was, is)
			if got := strings.Contains(text, pair); got != allowed[[2]State{was, is}] {
				t.Errorf("from %s to %s: the schema says %v, the map %v", was, is, got, !got)
			}
		}
	}
}

func triggerSource(t *testing.T, d *db.DB) (string, error) {
	return db.Value[string](t.Context(), d.Read, `SELECT prosrc FROM pg_proc WHERE proname = 'decision_goes_on'`, nil)
}
