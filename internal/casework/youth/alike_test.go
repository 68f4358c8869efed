package youth_test

import (
	"slices"
	"strings"
	"testing"

	"kasket/internal/casework/youth"
)

func TestFoldName(t *testing.T) {
	for _, same := range [][]string{
		{"Bjørn Sørensen", "Bjoern Soerensen", "BJØRN SØRENSEN", "Björn Sörensen", "Sørensen, Bjørn", " bjørn  sørensen "},
		{"Aase", "Åse", "åse", "AASE", "Ase"},
		{"Æbeltoft", "Aebeltoft", "ebeltoft"},
		{"Christian", "Kristian"},
		{"Mikkel", "Mikel", "Mickel"},
		{"Sofie", "Sophie"},
		{"Thomas Bertelsen", "Tomas Bertelsen"},
		{"Camilla Walther", "Kamilla Valter"},
		{"José", "Jose\u0301", "Jose"},
		{"Anne-Marie", "Anne Marie", "Marie Anne"},
		{"Øst", "OEst"},
		{"Hjalte", "Jalte"},
		{"O'Brien", "OBrien", "O’Brien"},
	} {
		for _, name := range same[1:] {
			if got, want := youth.FoldName(name), youth.FoldName(same[0]); !slices.Equal(got, want) {
				t.Errorf("%q folds to %q, %q to %q", name, got, same[0], want)
			}
		}
	}
	if got := youth.FoldName("  -. 12"); len(got) != 0 {
		t.Errorf("nothing folds to %q", got)
	}
}

func TestAlike(t *testing.T) {
	tests := []struct {
		a, b string
		want bool
	}{
		{"Bjørn Sørensen", "Bjoern Soerensen-Lund", true},
		{"Aase Holm", "Åse Holm", true},
		{"Holm Åse", "Aase Holm", true}, // given and family name swapped
		{"Jens Peter Kristoffersen", "Jens Christoffersen", true},
		{"Mohammed Ali", "Mohamed Aly", true},
		{"Mathilde Vinther", "Matilde Winter", true},
		{"Frederik Lund", "Frederick Lund", true},
		{"Ida", "Ida Bruun", true}, // the only word there is
		{"Frederikke Hansen", "Fredrikke Hansen", true},
		{"Laura Friis", "Laura Holm", false}, // a given name is shared by many
		{"Anna Holm", "Bo Holm", false},
		{"Mads Lund", "Mona Lund", false},
		{"Emil Vad", "Sofie Lindholm", false},
		{"Ib Vad", "Bo Vad", false},
		{"", "Ida", false},
		{"", "", false},
	}
	for _, tt := range tests {
		if got := youth.Alike(tt.a, tt.b); got != tt.want {
			t.Errorf("Alike(%q, %q) = %t, want %t", tt.a, tt.b, got, tt.want)
		}
		if got := youth.Alike(tt.b, tt.a); got != tt.want {
			t.Errorf("Alike(%q, %q) = %t, want %t", tt.b, tt.a, got, tt.want)
		}
	}
}

// Whatever is typed, a name is alike itself, the order of two does not matter, and
// folding a fold changes nothing that is compared.
func FuzzAlike(f *testing.F) {
	for _, pair := range [][2]string{{"Bjørn", "Bjoern"}, {"Aase Holm", "Åse"}, {"", "x"}, {"\xff\x00", "ß ﷽"}, {"Ææ-Øø", "ae oe"}} {
		f.Add(pair[0], pair[1])
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		x := youth.FoldName(a)
		if len(x) > 0 && !youth.Alike(a, a) {
			t.Errorf("%q is not alike itself", a)
		}
		if youth.Alike(a, b) != youth.Alike(b, a) {
			t.Errorf("%q and %q are alike one way only", a, b)
		}
		if again := youth.FoldName(strings.Join(x, " ")); len(again) > len(x) {
			t.Errorf("%q folds to %q and then to %q", a, x, again)
		}
		if !slices.IsSorted(x) {
			t.Errorf("%q folds to %q, out of order", a, x)
		}
	})
}
