package youth_test

import (
	"testing"

	"kasket/internal/casework/youth"
)

func TestNamed(t *testing.T) {
	names := []string{"Mads Ry Holm", "Bo Å"}
	for text, want := range map[string]string{
		"":                               "",
		"Vi talte om vagtplanen":         "",
		"Det er mads' plads":             "Mads",
		"HOLMS praktik":                  "Holm",
		"Madsen er en anden":             "",
		"Holmgaard er en kollega":        "",
		"Ry er et navn":                  "Ry",
		"han er i ry og vil bo for sig":  "",
		"Bos plads":                      "Bo",
		"Å er et bogstav":                "",
		"(Mads), 2 timer":                "Mads",
		"mads-holm":                      "Mads",
		"Et m\u0061ds i en anden form":   "Mads",
		"admads og madsa er ingen af de": "",
	} {
		if got := youth.Named(text, names); got != want {
			t.Errorf("%q names %q, want %q", text, got, want)
		}
	}
	if got := youth.Named("Mads", []string{"", " - "}); got != "" {
		t.Errorf("no name is named: %q", got)
	}
}

func TestNamedInFull(t *testing.T) {
	names := []string{"Mads Holm", "Åse Bæk-Lund"}
	for text, want := range map[string]string{
		"Vi talte om vagtplanen.":            "",
		"Mads har ferie, og Holm er en gade": "",
		"mads  HOLM var nævnt":               "Mads Holm",
		"Mads Holms praktik":                 "Mads Holm",
		"Mads Holmgaard er en kollega":       "",
		"Nyt om åse bæk-lund, og om taxaer":  "Åse Bæk-Lund",
		"":                                   "",
		"Mads\nHolm":                         "Mads Holm",
		"Holm, Mads":                         "",
	} {
		if got := youth.NamedInFull(text, names); got != want {
			t.Errorf("%q names %q, want %q", text, got, want)
		}
	}
	if got := youth.NamedInFull("Mads Holm", []string{"", "-"}); got != "" {
		t.Errorf("no name is named: %q", got)
	}
}
