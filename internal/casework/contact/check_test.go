package contact_test

import (
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"kasket/internal/casework/contact"
	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// now is a Wednesday in January, ten past two in Copenhagen.
var now = time.Date(2026, 1, 14, 13, 10, 0, 0, time.UTC)

// codes are the broken rules as "field: code".
func codes(v rule.Violations) string {
	var list []string
	for _, b := range v {
		list = append(list, b.Field+": "+b.Code)
	}
	slices.Sort(list)
	return strings.Join(list, ", ")
}

func walk(change func(*contact.Typed)) contact.Typed {
	t := contact.Typed{Kind: "walk", Hats: []string{"mentor"}, Text: contact.Text{Account: "Vi gik en tur."}}
	if change != nil {
		change(&t)
	}
	return t
}

func TestEntryRules(t *testing.T) {
	born, _ := when.On(2008, 3, 14)
	long := strings.Repeat("å", contact.MostText)
	tests := []struct {
		name   string
		change func(*contact.Typed)
		want   string
	}{
		{"a walk", nil, ""},
		{"no answer needs no words and no kind", func(t *contact.Typed) { *t = contact.Typed{Outcome: "not_reached"} }, ""},
		{"a message needs no words", func(t *contact.Typed) { t.Outcome, t.Account = "message", "" }, ""},
		{"nothing", func(t *contact.Typed) { *t = contact.Typed{} }, "account: required, kind: choose"},
		{"only white space", func(t *contact.Typed) { t.Account = " \n\t\u00a0" }, "account: required"},
		{"only NUL", func(t *contact.Typed) { t.Account = "\x00\x01" }, "account: required"},
		{"as long as may be", func(t *contact.Typed) { t.Account = long }, ""},
		{"too long", func(t *contact.Typed) { t.Account = long + "å" }, "account: too_long"},
		{"three parts, each as long as may be", func(t *contact.Typed) { t.Text = contact.Text{Facts: long, View: long, Assessment: long} }, ""},
		{"a part too long", func(t *contact.Typed) { t.Text = contact.Text{Facts: "x", View: long + "x"} }, "view: too_long"},
		{"one box and three", func(t *contact.Typed) { t.Facts = "Kom til tiden." }, "account: account_or_three"},
		{"only the youth's view", func(t *contact.Typed) { t.Text = contact.Text{View: "Jeg vil hellere arbejde."} }, ""},
		{"unknown kind", func(t *contact.Typed) { t.Kind = "fax" }, "kind: unknown"},
		{"unknown outcome", func(t *contact.Typed) { t.Outcome = "maybe" }, "outcome: unknown"},
		{"unknown direction", func(t *contact.Typed) { t.Direction = "up" }, "direction: unknown"},
		{"unknown counterpart", func(t *contact.Typed) { t.Counterpart = "cat" }, "counterpart: unknown"},
		{"unknown place", func(t *contact.Typed) { t.Place = "moon" }, "place: unknown"},
		{"unknown hat", func(t *contact.Typed) { t.Hats = []string{"mentor", "crown"} }, "hats: unknown"},
		{"several hats", func(t *contact.Typed) { t.Hats = []string{"mentor", "authority"} }, ""},
		{"minutes in words", func(t *contact.Typed) { t.Minutes = "en time" }, "minutes: number"},
		{"no minutes at all", func(t *contact.Typed) { t.Minutes = "0" }, "minutes: minutes"},
		{"more than a day", func(t *contact.Typed) { t.Minutes = "1441" }, "minutes: minutes"},
		{"attended maybe", func(t *contact.Typed) { t.Attended = "maybe" }, "attended: unknown"},
		{"next year", func(t *contact.Typed) { t.At = "14.1.2027" }, "at: in_the_future"},
		{"later today", func(t *contact.Typed) { t.At = "kl. 23.30" }, "at: in_the_future"},
		{"before birth", func(t *contact.Typed) { t.At = "13.3.2008" }, "at: before_birth"},
		{"the day of birth", func(t *contact.Typed) { t.At = "14.3.2008" }, ""},
		{"no day", func(t *contact.Typed) { t.At = "32.13.2026" }, "at: moment"},
		{"no time", func(t *contact.Typed) { t.At = "i går 25.70" }, "at: time"},
		{"the year 1066", func(t *contact.Typed) { t.At = "14.10.1066" }, "at: date_range"},
		{"markup as a time", func(t *contact.Typed) { t.At = "<script>alert(1)</script>" }, "at: moment"},
		{"who else too long", func(t *contact.Typed) { t.Others = strings.Repeat("x", 301) }, "others: too_long"},
		{"what one did", func(t *contact.Typed) { t.Activity = " doctor " }, ""},
		{"what nobody does that day", func(t *contact.Typed) { t.Activity = "sailing" }, "activity: activity_not_then"},
		{"where too long", func(t *contact.Typed) { t.PlaceNote = strings.Repeat("x", 301) }, "place_note: too_long"},
	}
	bounds := contact.Bounds{Now: now, Births: []when.Date{born}, Hats: []string{"mentor", "authority"}, Doings: []string{"doctor", "walk"}}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			e, broken := walk(tt.change).Clean().Entry(now)
			if got := codes(append(broken, e.Check(bounds)...)); got != tt.want {
				t.Errorf("broken rules %q, want %q", got, tt.want)
			}
		})
	}
	e, _ := walk(nil).Entry(now)
	bounds.Banned = true
	if got := codes(e.Check(bounds)); got != "place: banned_place" {
		t.Errorf("at a banned place: %q", got)
	}
}

// People type times as they say them; what happened lies behind.
func TestWhenItHappened(t *testing.T) {
	tests := []struct{ typed, want string }{
		{"", "2026-01-14 14:10"},
		{"9.30", "2026-01-14 09:30"},
		{"i går 9.30", "2026-01-13 09:30"},
		{"i går", "2026-01-13 12:00"},
		{"i dag", "2026-01-14 14:10"},
		{"tirsdag", "2026-01-13 12:00"},
		{"torsdag kl. 14", "2026-01-08 14:00"},
		{"1/1", "2026-01-01 12:00"},
		{"31/12", "2025-12-31 12:00"},
		{"14.1.2026 09.40", "2026-01-14 09:40"},
		{"14.14", "2026-01-14 14:10"}, // four minutes ahead is a rounded now
		{"for 2 timer siden", "2026-01-14 12:10"},
	}
	for _, tt := range tests {
		e, broken := contact.Typed{At: tt.typed}.Entry(now)
		if got := e.OccurredAt.In(when.Copenhagen).Format("2006-01-02 15:04"); got != tt.want || len(broken) > 0 {
			t.Errorf("%q is %s (%v), want %s", tt.typed, got, broken, tt.want)
		}
	}
}

// What is pasted is kept as it is, but for what no database takes.
func TestPastedText(t *testing.T) {
	const pasted = "»Jeg sover bedre« 😀👩‍👩‍👧 “citat” <b>ikke</b> & 'så'\r\nny linje\x00\u202e"
	got := contact.Typed{Text: contact.Text{Account: pasted}}.Clean().Account
	if want := "»Jeg sover bedre« 😀👩‍👩‍👧 “citat” <b>ikke</b> & 'så'\nny linje"; !strings.HasPrefix(got, want) || strings.ContainsRune(got, 0) {
		t.Errorf("kept as %q, want %q", got, want)
	}
}

func TestResolve(t *testing.T) {
	mine, theirs := contact.Text{Account: "Min"}, contact.Text{Account: "Din"}
	parted := contact.Text{Facts: "Fakta", View: "Syn"}
	tests := []struct {
		mine, theirs contact.Text
		keep         string
		want         contact.Text
	}{
		{mine, theirs, "mine", mine},
		{mine, theirs, "theirs", theirs},
		{mine, theirs, "both", contact.Text{Account: "Din\n\nMin"}},
		{mine, mine, "both", mine},
		{parted, theirs, "both", contact.Text{Account: "Din\n\nFakta\n\nSyn"}},
		{contact.Text{Account: "Min", Authority: "Mit"}, contact.Text{Account: "Din", Authority: "Dit"}, "both", contact.Text{Account: "Din\n\nMin", Authority: "Dit\n\nMit"}},
		{contact.Text{Facts: "Fakta", Authority: "Mit"}, theirs, "both", contact.Text{Account: "Din\n\nFakta", Authority: "Mit"}},
		{parted, contact.Text{Facts: "Fakta", Assessment: "Skøn"}, "both", contact.Text{Facts: "Fakta", View: "Syn", Assessment: "Skøn"}},
	}
	for _, tt := range tests {
		if got := contact.Resolve(tt.mine, tt.theirs, tt.keep); got != tt.want {
			t.Errorf("%+v and %+v, %s: %+v, want %+v", tt.mine, tt.theirs, tt.keep, got, tt.want)
		}
	}
}

func TestWindows(t *testing.T) {
	used := now
	tests := []struct {
		name               string
		by                 id.Staff
		after              time.Duration
		used               *time.Time
		editable, withdraw bool
	}{
		{"at once", 1, 0, nil, true, true},
		{"somebody else", 2, 0, nil, false, false},
		{"nearly two hours", 1, contact.WithdrawFor - time.Second, nil, true, true},
		{"two hours", 1, contact.WithdrawFor, nil, true, false},
		{"nearly a day", 1, contact.EditFor - time.Second, nil, true, false},
		{"a day", 1, contact.EditFor, nil, false, false},
		{"used in a decision", 1, 0, &used, false, false},
	}
	if c := (contact.Contact{Author: 1, RecordedAt: now, Imported: true}); c.Editable(1, now) || c.Withdrawable(1, now) {
		t.Error("what a file brought can be corrected or withdrawn")
	}
	for _, tt := range tests {
		c := contact.Contact{Author: 1, RecordedAt: now, UsedAt: tt.used}
		if e, w := c.Editable(tt.by, now.Add(tt.after)), c.Withdrawable(tt.by, now.Add(tt.after)); e != tt.editable || w != tt.withdraw {
			t.Errorf("%s: editable %t, withdrawable %t, want %t and %t", tt.name, e, w, tt.editable, tt.withdraw)
		}
	}
}

// Whatever is typed is understood or refused, never a fault, and never longer kept
// than the rules say.
func FuzzTyped(f *testing.F) {
	f.Add("Vi gik en tur.", "i går 9.30", "45", "tirsdag 13", "Ring til mester, 1/12", "walk")
	f.Add("\x00\xff", "99.99.9999", "-1", "", "", "")
	f.Fuzz(func(t *testing.T, account, at, minutes, next, agreement, kind string) {
		typed := contact.Typed{At: at, Minutes: minutes, Next: next, Agreement: agreement, Kind: kind, Text: contact.Text{Account: account}}.Clean()
		e, broken := typed.Entry(now)
		broken = append(broken, e.Check(contact.Bounds{Now: now})...)
		if len(broken) > 0 {
			return
		}
		if utf8.RuneCountInString(e.Account) > contact.MostText || strings.ContainsRune(e.Account, 0) || !utf8.ValidString(e.Account) || e.OccurredAt.After(now) {
			t.Errorf("accepted: %q at %s", e.Account, e.OccurredAt)
		}
	})
}
