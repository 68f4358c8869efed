package placement_test

import (
	"testing"

	"kasket/internal/casework/placement"
	"kasket/internal/when"
)

// The days of a stay from 1 to 30 November, and what each kind of agreement makes of it.
func TestStateOn(t *testing.T) {
	day := func(d int) when.Date { on, _ := when.On(2026, 11, d); return on }
	before, during, after := day(1).AddDays(-1), day(10), day(30).AddDays(1)
	for name, tt := range map[string]struct {
		change func(*placement.Placement)
		want   [3]placement.State // the day before, a day in it, the day after
	}{
		"needs no agreement":           {func(p *placement.Placement) { p.Agreement = placement.NoAgreement }, [3]placement.State{"planned", "running", "over"}},
		"nobody has sent anything":     {func(*placement.Placement) {}, [3]placement.State{"planned", "waiting", "over"}},
		"sent":                         {func(p *placement.Placement) { p.AgreementState = "sent" }, [3]placement.State{"planned", "waiting", "over"}},
		"approved":                     {func(p *placement.Placement) { p.AgreementState = "approved" }, [3]placement.State{"planned", "running", "over"}},
		"refused":                      {func(p *placement.Placement) { p.AgreementState = "refused" }, [3]placement.State{"refused", "refused", "refused"}},
		"begun without, with a reason": {func(p *placement.Placement) { p.BegunWhy = "VITAS er nede" }, [3]placement.State{"planned", "running", "over"}},
		"no last day":                  {func(p *placement.Placement) { p.Agreement, p.To = placement.NoAgreement, when.Date{} }, [3]placement.State{"planned", "running", "running"}},
		"has a result":                 {func(p *placement.Placement) { p.Result = placement.Hired }, [3]placement.State{"ended", "ended", "ended"}},
	} {
		p := placement.Placement{From: day(1), To: day(30), Agreement: placement.VITAS}
		tt.change(&p)
		for i, on := range []when.Date{before, during, after} {
			if got := p.StateOn(on); got != tt.want[i] {
				t.Errorf("%s: on %s it is %s, want %s", name, on, got, tt.want[i])
			}
		}
	}
	p := placement.Placement{From: day(1), To: day(30), Agreement: placement.NoAgreement}
	if got := p.StateOn(day(30)); got != placement.Running {
		t.Errorf("on its last day it is %s", got)
	}
}

// TestSquare asks every act in every state: what is not on the map is refused by name.
func TestSquare(t *testing.T) {
	today, _ := when.On(2026, 11, 10)
	stays := map[placement.State]placement.Placement{
		placement.Planned: {From: today.AddDays(1), Agreement: placement.VITAS},
		placement.Waiting: {From: today, Agreement: placement.VITAS},
		placement.Refused: {From: today, Agreement: placement.VITAS, AgreementState: "refused"},
		placement.Running: {From: today, Agreement: placement.VITAS, AgreementState: "approved"},
		placement.Over:    {From: today.AddDays(-9), To: today.AddDays(-1), Agreement: placement.VITAS, AgreementState: "approved"},
		placement.Ended:   {From: today.AddDays(-9), Agreement: placement.VITAS, Result: placement.Completed},
	}
	may := map[placement.State]string{
		placement.Planned: "correct agree extend conclude", placement.Waiting: "correct agree begin follow extend conclude", placement.Refused: "correct agree conclude",
		placement.Running: "correct agree follow extend conclude", placement.Over: "correct agree follow extend conclude", placement.Ended: "",
	}
	cells := 0
	for _, at := range placement.States {
		p := stays[at]
		if got := p.StateOn(today); got != at {
			t.Fatalf("the stay that should be %s is %s", at, got)
		}
		got := ""
		for _, do := range placement.Acts {
			cells++
			if p.May(do, today) {
				got += " " + string(do)
			} else if v := p.Can(do, today); !v.Has("placement_state") {
				t.Errorf("%s when %s is refused by %v", do, at, v)
			}
		}
		if len(got) > 0 {
			got = got[1:]
		}
		if got != may[at] {
			t.Errorf("%s: may %q, want %q", at, got, may[at])
		}
	}
	t.Logf("%d cells of state × act", cells)
	p := stays[placement.Running]
	p.Agreement = placement.NoAgreement
	if v := p.Can(placement.Agree, today); !v.Has("no_agreement_needed") {
		t.Errorf("a stay without an agreement: %v", v)
	}
}

func TestParseShift(t *testing.T) {
	for in, want := range map[string]string{
		"8-14": "08:00–14:00", "8.30-15": "08:30–15:00", "08:00 - 14:30": "08:00–14:30", "8 til 14": "08:00–14:00", "kl. 9–12": "09:00–12:00",
		"18-24": "18:00–24:00", "": "", "14-8": "!", "8-8": "!", "8": "!", "-": "!", "8-14-16": "!", "25-26": "!", "otte-fjorten": "!",
	} {
		s, ok, err := placement.ParseShift(1, in)
		got := ""
		switch {
		case err != nil:
			got = "!"
		case ok:
			got = s.String()
		}
		if got != want {
			t.Errorf("ParseShift(%q) = %q, want %q", in, got, want)
		}
	}
	table := placement.Timetable{{Day: 1, From: "08:00", To: "14:30"}, {Day: 5, From: "18:00", To: "24:00"}}
	if got := table.Minutes(); got != 390+360 {
		t.Errorf("%d minutes a week", got)
	}
}

func FuzzParseShift(f *testing.F) {
	for _, s := range []string{"8-14", "8.30 - 15", "24-24", "kl. 9 til 12", "١-٢", "--", "0-24"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s, ok, err := placement.ParseShift(3, text)
		if err != nil || !ok {
			return
		}
		if m := s.Minutes(); m <= 0 || m > 24*60 {
			t.Errorf("%q is %s, %d minutes", text, s, m)
		}
		if again, _, err := placement.ParseShift(3, s.String()); err != nil || again != s {
			t.Errorf("%q is %s, which is read as %s, %v", text, s, again, err)
		}
	})
}
