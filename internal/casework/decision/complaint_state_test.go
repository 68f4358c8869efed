package decision

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"kasket/internal/db"
	"kasket/internal/dbtest"
	"kasket/internal/when"
)

// complaintSquare is every act in every state of a complaint: where it may lead, . is
// nowhere. The columns are the states in the order of ComplaintStates. What is late may
// also be sent on as soon as it was received.
const complaintSquare = `
          received             upheld    changed partly    sent                                        affirmed altered remitted annulled dismissed withdrawn
reassess  upheld,changed,partly .        .       .         .                                           .        .       .        .        .         .
dispatch  late:sent            sent      .       sent      .                                           .        .       .        .        .         .
result    .                    .         .       .         affirmed,altered,remitted,annulled,dismissed .       .       .        .        .         .
withdraw  withdrawn            withdrawn .       withdrawn withdrawn                                   .        .       .        .        .         .
`

// Every state × every act × every place it could lead, in time and late.
func TestComplaintSquare(t *testing.T) {
	lines := strings.Split(strings.TrimSpace(complaintSquare), "\n")
	states := strings.Fields(lines[0])
	if len(lines) != len(ComplaintActs)+1 || len(states) != len(ComplaintStates) {
		t.Fatalf("%d acts and %d states in the square, %d and %d in the code", len(lines)-1, len(states), len(ComplaintActs), len(ComplaintStates))
	}
	cells := 0
	for i, line := range lines[1:] {
		row := strings.Fields(line)
		for j, state := range states {
			for _, late := range []bool{false, true} {
				want, whenLate := strings.CutPrefix(row[j+1], "late:")
				if want == "." || whenLate && !late {
					want = ""
				}
				c := Complaint{State: ComplaintState(state), Late: late}
				for _, to := range ComplaintStates {
					cells++
					may := slices.Contains(strings.Split(want, ","), string(to))
					if broken := c.goes(ComplaintActs[i], to, "outcome"); (len(broken) == 0) != may {
						t.Errorf("%s of one that is %s (late: %v) to %s: %v, want %v", row[0], state, late, to, broken, may)
					}
				}
				if got := len(c.To(ComplaintActs[i])) > 0; row[0] != string(ComplaintActs[i]) || got != (want != "") {
					t.Errorf("%s of one that is %s: a button %v, want %v", row[0], state, got, want != "")
				}
			}
		}
	}
	fmt.Printf("complaint: %d cells of state x act x outcome\n", cells)
}

// The schema and the map allow the same steps: every pair of states is tried.
func TestSchemaSaysTheComplaintMap(t *testing.T) {
	d := dbtest.New(t)
	text, err := db.Value[string](t.Context(), d.Read, `SELECT prosrc FROM pg_proc WHERE proname = 'complaint_goes_on'`, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, was := range ComplaintStates {
		for _, is := range ComplaintStates {
			want := false
			for _, from := range complaintSteps {
				want = want || slices.Contains(from[was], is)
			}
			if got := strings.Contains(text, fmt.Sprintf("('%s', '%s')", was, is)); got != want {
				t.Errorf("from %s to %s: the schema says %v, the map %v", was, is, got, want)
			}
		}
	}
}

// Our own deadline passes only while the complaint waits for us, and on its last day it
// has not.
func TestComplaintOverdue(t *testing.T) {
	by, _ := when.On(2028, 2, 29)
	for _, s := range ComplaintStates {
		c := Complaint{State: s, ReassessBy: &by}
		ours := s == Received || s == Upheld || s == Partly
		if c.Overdue(by) || c.Overdue(by.AddDays(1)) != ours || c.Open() != (ours || s == SentOn) {
			t.Errorf("%s: overdue on the day %v, the day after %v, open %v", s, c.Overdue(by), c.Overdue(by.AddDays(1)), c.Open())
		}
	}
	if (Complaint{State: Received}).Overdue(by) {
		t.Error("overdue without a deadline")
	}
}
