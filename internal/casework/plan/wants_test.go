package plan_test

import (
	"testing"

	"kasket/internal/casework/plan"
)

func TestWants(t *testing.T) {
	tests := []struct {
		said, question string
		want           bool
	}{
		{"Jeg vil gerne være automekaniker", "hvem vil være automekaniker", true},
		{"Mekaniker eller noget med biler", "automekaniker", true},
		{"Automekaniker", "mekaniker", true},
		{"Noget med mekanikere", "mekaniker", true},
		{"En mekaniker", "mekanikere?", true},
		{"Dyr. Helst heste.", "dyr", true},
		{"Dyrlæge", "dyrlaege", true},
		{"Tømrer", "toemrer", true},
		{"Tomrer", "tømrer", false},
		{"Arbejde ude, på gård", "gaard", true},
		{"Biler", "automekaniker", false},
		{"Kok på et skib", "kok skib", true},
		{"Kok på et hotel", "kok skib", false},
		{"Kok", "", false},
		{"Være med", "hvem vil være med", false},
		{"", "kok", false},
		{"Tandlægeassistent", "assistent", true},
		{"Assistent", "tandlægeassistent", true},
		{"IT", "it", true},
		{"Vitaminer", "it", false},
	}
	for _, tt := range tests {
		if got := plan.Wants(tt.said, tt.question); got != tt.want {
			t.Errorf("%q wants %q: %v", tt.said, tt.question, got)
		}
	}
}
