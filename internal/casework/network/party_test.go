package network_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"kasket/internal/casework/network"
	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/when"
)

var ages = programme.PartyAges{OwnRights: 10, Elsewhere: 15, Majority: 18}

func day(t testing.TB, s string) when.Date {
	t.Helper()
	at, err := time.Parse(time.DateOnly, s)
	if err != nil {
		t.Fatal(err)
	}
	d, _ := when.On(at.Year(), at.Month(), at.Day())
	return d
}

func dayOf(t testing.TB, s string) *when.Date {
	if s == "" {
		return nil
	}
	d := day(t, s)
	return &d
}

// said writes a circle down: each as who, rights (r), letter (l) and why, and then the
// questions.
func said(c network.Circle) string {
	var out []string
	for _, p := range c.Parties {
		who := "youth"
		if p.Person != 0 {
			who = p.Name
		}
		out = append(out, strings.TrimSpace(fmt.Sprintf("%s:%s%s %s", who, map[bool]string{true: "r"}[p.Rights], map[bool]string{true: "l"}[p.Letter], p.Why)))
	}
	for _, u := range c.Unanswered {
		out = append(out, "?"+string(u))
	}
	return strings.Join(out, ", ")
}

func TestParties(t *testing.T) {
	since := day(t, "2020-01-01")
	mother := network.Person{ID: 1, Name: "Mor", Custody: true, From: since}
	father := network.Person{ID: 2, Name: "Far", Custody: true, From: since, To: dayOf(t, "2026-06-30")}
	friend := network.Person{ID: 3, Name: "Ven", From: since}
	instead := network.Person{ID: 4, Name: "Advokat", Role: network.Representative, PowerOn: dayOf(t, "2026-05-01"), Letters: network.Instead, From: since}
	too := network.Person{ID: 5, Name: "Faster", Role: network.Representative, PowerOn: dayOf(t, "2026-05-01"), Letters: network.Too, From: since}
	noPower := network.Person{ID: 6, Name: "Onkel", Role: network.Representative, From: since}
	assessor := network.Person{ID: 7, Name: "Bisidder", Role: network.Assessor, From: since}
	motherToo := mother
	motherToo.Role, motherToo.PowerOn, motherToo.Letters = network.Representative, dayOf(t, "2026-05-01"), network.Too
	all := func(p ...network.Person) []network.Person { return p }
	const child, other = network.ChildrensAct, "Lov om aktiv socialpolitik"
	for _, tt := range []struct {
		born, on, law string
		people        []network.Person
		want          string
	}{
		{"2008-11-22", "2026-11-21", other, all(mother), "youth:rl old_enough, Mor:rl custody"},
		{"2008-11-22", "2026-11-22", other, all(mother), "youth:rl of_age, Mor: custody_was"},
		{"2008-11-22", "2026-11-23", child, all(mother), "youth:rl of_age, Mor: custody_was"},
		{"2008-02-29", "2026-02-28", other, all(mother), "youth:rl old_enough, Mor:rl custody"}, // 2026 has no 29 February
		{"2008-02-29", "2026-03-01", other, all(mother), "youth:rl of_age, Mor: custody_was"},
		{"2006-02-28", "2024-02-28", other, all(mother), "youth:rl of_age, Mor: custody_was"},
		{"2006-03-01", "2024-02-29", other, all(mother), "youth:rl old_enough, Mor:rl custody"},
		{"2009-01-01", "2026-12-31", other, all(mother), "youth:rl old_enough, Mor:rl custody"}, // over the year's end
		{"2009-01-01", "2027-01-01", other, all(mother), "youth:rl of_age, Mor: custody_was"},
		{"2016-11-22", "2026-11-21", child, all(mother), "youth: too_young, Mor:rl custody"}, // ten tomorrow
		{"2016-11-22", "2026-11-22", child, all(mother), "youth:rl old_enough, Mor:rl custody"},
		{"2016-11-22", "2026-11-22", other, all(mother), "youth: too_young, Mor:rl custody"},
		{"2011-11-23", "2026-11-22", other, all(mother), "youth: too_young, Mor:rl custody"}, // fifteen tomorrow
		{"2011-11-22", "2026-11-22", other, all(mother), "youth:rl old_enough, Mor:rl custody"},
		{"2011-11-23", "2026-11-22", child, all(mother), "youth:rl old_enough, Mor:rl custody"},
		{"2010-01-01", "2026-06-30", other, all(mother, father), "youth:rl old_enough, Mor:rl custody, Far:rl custody"},
		{"2010-01-01", "2026-07-01", other, all(mother, father), "youth:rl old_enough, Mor:rl custody"}, // his ended yesterday
		{"2010-01-01", "2019-12-31", other, all(mother), "youth: too_young, ?custody"},                  // hers has not begun
		{"2010-01-01", "2026-11-22", other, nil, "youth:rl old_enough, ?custody"},
		{"2010-01-01", "2026-11-22", other, all(friend), "youth:rl old_enough, ?custody"}, // a friend is nobody's party
		{"2000-01-01", "2026-11-22", other, nil, "youth:rl of_age"},
		{"", "2026-11-22", other, nil, "youth: by_hand, ?birth_date"},
		{"", "2026-11-22", child, all(mother, too), "youth: by_hand, Mor: by_hand, Faster:rl too, ?birth_date"},
		{"2000-01-01", "2026-11-22", other, all(instead), "youth:r to_other, Advokat:rl instead"},
		{"2000-01-01", "2026-11-22", other, all(too), "youth:rl of_age, Faster:rl too"},
		{"2000-01-01", "2026-11-22", other, all(instead, too), "youth:r to_other, Advokat:rl instead, Faster:rl too"},
		{"2000-01-01", "2026-04-30", other, all(instead), "youth:rl of_age, Advokat: no_power, ?power_needed"}, // the power is of tomorrow
		{"2000-01-01", "2026-11-22", other, all(noPower), "youth:rl of_age, Onkel: no_power, ?power_needed"},
		{"2000-01-01", "2026-11-22", other, all(assessor), "youth:rl of_age, Bisidder: assessor"},
		{"2010-01-01", "2026-11-22", other, all(mother, instead), "youth:r to_other, Mor:rl custody, Advokat:rl instead"}, // letters to who has custody are not the youth's to give away
		{"2010-01-01", "2026-11-22", other, all(motherToo), "youth:rl old_enough, Mor:rl custody"},                        // one letter, not two
		{"2008-01-01", "2026-11-22", other, all(motherToo), "youth:rl of_age, Mor:rl too"},                                // of age: she goes on by the power alone
	} {
		m := network.Matter{Born: dayOf(t, tt.born), On: day(t, tt.on), Law: tt.law}
		if got := said(network.Parties(m, ages, tt.people)); got != tt.want {
			t.Errorf("born %s, on %s, %s:\n got %s\nwant %s", tt.born, tt.on, tt.law, got, tt.want)
		}
	}
}

// Without an age that holds nobody is notified by guess.
func TestPartiesWithoutAges(t *testing.T) {
	born := day(t, "2010-01-01")
	mother := network.Person{ID: 1, Name: "Mor", Custody: true, From: born}
	for _, a := range []programme.PartyAges{{}, {OwnRights: 10, Elsewhere: 15}, {OwnRights: 10, Majority: 18}} {
		c := network.Parties(network.Matter{Born: &born, On: day(t, "2026-11-22"), Law: "Serviceloven"}, a, []network.Person{mother})
		if got, want := said(c), "youth: by_hand, Mor: by_hand, ?age_rule"; got != want {
			t.Errorf("%+v: %s, want %s", a, got, want)
		}
	}
}

// TestNoLetterAfterMajority walks 140 days around the eighteenth birthday for a birth
// on every day of leap years and others: until the day before, who has custody gets the
// letter, from the day on never, and the youth always.
func TestNoLetterAfterMajority(t *testing.T) {
	for born := day(t, "2003-12-01"); born.Before(day(t, "2009-02-01")); born = born.AddDays(1) {
		mother := network.Person{ID: id.Person(1), Name: "Mor", Custody: true, From: born}
		birthday, exists := when.On(born.Year()+18, born.Month(), born.Day())
		if !exists { // born on 29 February: the whole year has passed on 1 March
			birthday, _ = when.On(born.Year()+18, time.March, 1)
		}
		for _, off := range []int{-70, -2, -1, 0, 1, 2, 69} {
			on := birthday.AddDays(off)
			c := network.Parties(network.Matter{Born: &born, On: on, Law: "Serviceloven"}, ages, []network.Person{mother})
			if got := c.Parties[1].Letter; got != (off < 0) || c.Parties[1].Rights != got || !c.Parties[0].Letter {
				t.Fatalf("born %s, on %s: the mother's letter %v, the youth's %v", born, on, got, c.Parties[0].Letter)
			}
		}
	}
}
