package letter_test

import (
	"strings"
	"testing"

	"kasket/internal/letter"
)

func TestLIX(t *testing.T) {
	for _, tt := range []struct {
		text                   string
		words, long, sentences int
	}{
		{"", 0, 0, 0},
		{"Hej.", 1, 0, 1},
		{"Du har ret. Vi ringer!", 5, 0, 2},
		{"Vi mødes den 3. december kl. 14.30, jf. § 19, stk. 3.", 11, 1, 1},
		{"Du får 1.800,50 kr. om måneden. Det er fx nok", 10, 1, 2},
		{"Det er din uddannelse: Vælg frit. Vil du?", 8, 1, 3},
		{"Beskæftigelsesindsatsen er helhedsorienteret", 3, 2, 1},
		{"en linje\nto linjer.\n\n- tre\n- fire", 6, 0, 4},
		{"seksog syvtegn ottetegn", 3, 2, 1},
		{"Jeg sagde: \"Kom nu.\" Han kom.", 6, 0, 3},
		{"Vi har 3. 4 kom. Emma gik.", 7, 0, 2},
		{"🎉 — ... ?", 0, 0, 0},
	} {
		got := letter.Read(tt.text)
		if got != (letter.Reading{Words: tt.words, Long: tt.long, Sentences: tt.sentences}) {
			t.Errorf("%q: %+v, want %d words, %d long, %d sentences", tt.text, got, tt.words, tt.long, tt.sentences)
		}
	}
	if _, ok := letter.LIX("Kun fire korte ord"); ok {
		t.Error("four words have a figure")
	}
	plain := "Vi har besluttet at du får en mentor. Det gælder fra nu af." // 13 words, 2 sentences, 1 long
	if score, ok := letter.LIX(plain); !ok || score != 14 {
		t.Errorf("%d %v, want 13/2 + 100/13 = 14", score, ok)
	}
	heavy := strings.Repeat("beskæftigelsesindsats ", 30)
	if score, _ := letter.LIX(heavy); score != 130 {
		t.Errorf("%d, want 30/1 + 100", score)
	}
}
