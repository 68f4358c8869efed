package decision

import (
	"fmt"
	"strings"
	"testing"

	"kasket/internal/programme"
	"kasket/internal/when"
)

func TestDuties(t *testing.T) {
	today, _ := when.On(2026, 11, 23) // a Monday
	day := func(n int) *when.Date { d := today.AddDays(n); return &d }
	for name, tt := range map[string]struct {
		p    Pending
		want string
	}{
		"a draft":                   {Pending{State: Draft}, "open"},
		"not approved":              {Pending{State: Ready, Returned: true}, "rewrite 2026-11-23"},
		"the party may answer":      {Pending{State: Heard, HearingUntil: day(0)}, "hearing 2026-11-23"},
		"the day has passed":        {Pending{State: Heard, HearingUntil: day(-1)}, "conclude 2026-11-23"},
		"the party has answered":    {Pending{State: Heard, HearingUntil: day(9), Answered: true}, "conclude 2026-11-23"},
		"approved":                  {Pending{State: Approved}, "decide 2026-11-23"},
		"made and not told":         {Pending{State: Decided, DecidedOn: day(-3)}, "tell 2026-11-20"},
		"recommended":               {Pending{State: Decided, DecidedOn: day(-3), Mode: programme.Recommends}, "await"},
		"a target in days":          {Pending{State: Draft, BeganOn: today, Rules: PendingRules{TargetDays: 7}}, "open, target 2026-11-30"},
		"a target in open days":     {Pending{State: Draft, BeganOn: today, Rules: PendingRules{TargetDays: 7, TargetWeekdays: true}}, "open, target 2026-12-02"},
		"carried out after October": {Pending{State: Draft, EventOn: day(-40), Rules: PendingRules{CarryOutMonths: 3}}, "open, carry_out 2027-01-31"},
		"recommended after October": {Pending{State: Decided, Mode: programme.Recommends, DecidedOn: day(0), EventOn: day(-40), Rules: PendingRules{CarryOutMonths: 3}}, "await, carry_out 2027-01-31"},
		"told":                      {Pending{State: Notified, DecidedOn: day(-3)}, ""},
		"the last day to complain":  {Pending{State: Notified, DecidedOn: day(-28), ComplainUntil: day(0)}, "complain 2026-11-23"},
		"the period is over":        {Pending{State: Notified, DecidedOn: day(-29), ComplainUntil: day(-1)}, ""},
		"a complaint":               {Pending{State: Notified, DecidedOn: day(-9), Complaints: []PendingComplaint{{ID: 3, ReassessBy: day(14)}, {ID: 4}}}, "reassess 2026-12-07, reassess"},
	} {
		var got []string
		for _, d := range tt.p.Duties(today, when.Calendar{}) {
			line := string(d.Kind)
			if !d.On.IsZero() {
				line += " " + d.On.String()
			}
			got = append(got, line)
		}
		if s := strings.Join(got, ", "); s != tt.want {
			t.Errorf("%s: %s, want %s", name, s, tt.want)
		}
	}
	open := Pending{State: Draft, BeganOn: today, Rules: PendingRules{TargetDays: 7, TargetWeekdays: true}}
	if got := fmt.Sprint(open.Duties(today, nil)); strings.Contains(got, "target") {
		t.Errorf("a target in open days, where nobody knows which are: %s", got)
	}
}
