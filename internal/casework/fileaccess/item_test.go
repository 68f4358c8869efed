package fileaccess

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"kasket/internal/programme"
	"kasket/internal/rule"
)

// What names somebody else is found; what names the youth, or who works here, is not.
func TestFlags(t *testing.T) {
	all := Around{
		Own: []string{"Mads", "Holm", "Madse"}, Staff: []string{"Anna Bech", "Bo Dahl"}, People: []string{"Lone Holm", "Ole Vestergaard"},
		Youths: []string{"Sara Lund"}, Protected: true, ForYouth: true,
	}
	contact := func(text string) Item { return Item{Kind: AContact, Parts: []Part{{"account", text}}} }
	tests := []struct {
		name string
		item Item
		want string
	}{
		{"the youth alone", contact("Gik en tur. Mads fortalte om sin uge, og vi grinede."), ""},
		{"who works here", contact("Talte med Anna og Bo Dahl om planen."), ""},
		{"the mother by her first name", contact("Han bor hos Lone igen."), "known[Lone Holm]"},
		{"the mother in the genitive", contact("det er Lones cykel"), "known[Lone Holm]"},
		{"another youth of the entry", Item{Kind: AContact, Shared: 1, Parts: []Part{{"account", "Sara kom med."}}}, "other_youth[] known[Sara Lund]"},
		{"a name nobody knows", contact("Han har mødt Peter på værkstedet."), "names[Peter]"},
		{"a name at the head of a sentence is not seen", contact("Peter kom også."), ""},
		{"two names and a place", contact("Han tog med Peter og Yasmin til Hobro."), "names[Peter Yasmin Hobro]"},
		{"formal words and abbreviations", contact("Vi talte om SU og FGU. Kan De og I komme?"), ""},
		{"after a quotation begins", contact("Han sagde: »Det går godt.« Vi ses."), ""},
		{"told by the mother", Item{Kind: AContact, Told: "relative", Parts: []Part{{"account", "Han sover."}}}, "told_by[relative]"},
		{"a file", Item{Kind: ADocument, Who: "lægen", Files: []File{{Position: 1}}}, "files[]"},
		{"a leader's question", Item{Kind: ANote, Parts: []Part{{"question", "hvornår taler I?"}}}, "internal[]"},
		{"a question to a colleague", Item{Kind: AQuestion, Who: "Bo Dahl", Parts: []Part{{"question", "hvad gør vi?"}}}, "internal[]"},
		{"a number", contact("Broderens nummer er 010203-4567, siger han."), "number[]"},
		{"a phone number is none", contact("Ring på 12 34 56 78."), ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, f := range tt.item.flags(all) {
				got = append(got, string(f.Code)+fmt.Sprint(f.Words))
			}
			if strings.Join(got, " ") != tt.want {
				t.Errorf("%q, want %q", strings.Join(got, " "), tt.want)
			}
		})
	}
	all.ForYouth = false
	if got := contact("Vi sås.").flags(all); len(got) != 1 || got[0].Code != HasAddress {
		t.Errorf("a protected youth, and another asks: %v", got)
	}
}

func TestReviewCheck(t *testing.T) {
	grounds := []programme.Entry{{Code: "internal"}, {Code: "others"}}
	long := strings.Repeat("ø", 1001)
	tests := []struct {
		name   string
		review Review
		want   rule.Violations
	}{
		{"given", Review{Choice: Give}, nil},
		{"given, with words nobody needs", Review{Choice: Give, Ground: "x", Reason: "y", Text: "z"}, nil},
		{"left out", Review{Choice: LeaveOut, Ground: "others", Reason: "Om broderen"}, nil},
		{"in part", Review{Choice: GivePart, Ground: "others", Reason: "Om broderen", Text: "Gik en tur."}, nil},
		{"nothing chosen", Review{}, rule.Violation("choice", "choose")},
		{"what is no choice", Review{Choice: "burn"}, rule.Violation("choice", "choose")},
		{"without a ground", Review{Choice: LeaveOut, Reason: "Om broderen"}, rule.Violation("ground", "choose")},
		{"a ground of no row", Review{Choice: LeaveOut, Ground: "lazy", Reason: "x"}, rule.Violation("ground", "unknown")},
		{"without a reason", Review{Choice: LeaveOut, Ground: "others", Reason: " \n"}, rule.Violation("access_reason", "required")},
		{"a long reason", Review{Choice: LeaveOut, Ground: "others", Reason: long}, rule.Violation("access_reason", "too_long", 1000, 1001)},
		{"a part without its text", Review{Choice: GivePart, Ground: "others", Reason: "x"}, rule.Violation("given_text", "required")},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.review.clean().check(grounds); !reflect.DeepEqual(got, tt.want) {
				t.Errorf("%v, want %v", got, tt.want)
			}
		})
	}
}

func TestToSee(t *testing.T) {
	flag := []Flag{{Code: Names}}
	for _, tt := range []struct {
		name string
		item Item
		want bool
	}{
		{"nothing to see", Item{}, false},
		{"flagged", Item{Flags: flag}, true},
		{"flagged and looked at", Item{Flags: flag, Review: &Review{Choice: Give}}, false},
		{"looked at, and changed since", Item{Flags: flag, Review: &Review{Choice: Give, Stale: true}}, true},
		{"not flagged, left out, and changed since", Item{Review: &Review{Choice: LeaveOut, Stale: true}}, true},
	} {
		if got := tt.item.ToSee(); got != tt.want {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
}
