package i18n_test

import (
	"testing"

	"kasket/web/i18n"
)

func TestPossessive(t *testing.T) {
	tests := []struct {
		name   string
		da, en string
	}{
		{"Emma", "Emmas", "Emma's"}, {"Mads", "Mads'", "Mads'"}, {"Max", "Max'", "Max's"}, {"Zoë", "Zoës", "Zoë's"}, {"", "", ""},
	}
	for _, tt := range tests {
		if got := i18n.Possessive(i18n.With(t.Context(), i18n.Da), tt.name); got != tt.da {
			t.Errorf("Danish %q: %q, want %q", tt.name, got, tt.da)
		}
		if got := i18n.Possessive(i18n.With(t.Context(), i18n.En), tt.name); got != tt.en {
			t.Errorf("English %q: %q, want %q", tt.name, got, tt.en)
		}
	}
}
