package network_test

import (
	"strings"
	"testing"

	"kasket/internal/casework/network"
)

// An address and a personal number are found however they are written, and words that
// are neither are left alone.
func TestUnsaid(t *testing.T) {
	open := network.Unsaid{Homes: []network.Home{{Text: "Tjørnevej 12, 2. tv\n9000 Aalborg"}, {}}}
	hidden := network.Unsaid{Homes: []network.Home{{Text: "Tjørnevej 12, 2. tv\n9000 Aalborg", Hidden: true}, {Text: "Skovgården\n9490 Pandrup", Hidden: true}}}
	for text, want := range map[string][2]string{ // of the open address, of the hidden ones
		"":                                     {"", ""},
		"Jeg er god til at holde orden":        {"", ""},
		"Bussen går fra Aalborg":               {"", ""},
		"Jeg bor på Tjørnevej 12":              {network.SaysAddress, network.SaysAddress},
		"TJOERNEVEJ  12 B":                     {network.SaysAddress, network.SaysAddress},
		"Tj\u00adørne-vej nr. 12":              {network.SaysAddress, network.SaysAddress},
		"Tjørnevej\u00a0１２":                    {network.SaysAddress, network.SaysAddress},
		"Tjørnevej 123":                        {"", network.SaysAddress},
		"Hent mig ved Tjørnevej":               {"", network.SaysAddress},
		"Jeg bor på Skovgaarden":               {"", network.SaysAddress},
		"Ring på nummer 12, 2. tv":             {"", ""},
		"010108-1234":                          {network.SaysCPR, network.SaysCPR},
		"Født 61 01 08 – 1234, ring":           {network.SaysCPR, network.SaysCPR},
		"cpr: 0101081234.":                     {network.SaysCPR, network.SaysCPR},
		"01.01.08\u200b-1234":                  {network.SaysCPR, network.SaysCPR},
		"Ring til mor på 20 30 40 50":          {"", ""},
		"Mor 20304050, far 20304060":           {"", ""},
		"+45 20 30 40 50":                      {"", ""},
		"Kontonummer 99990000123456":           {"", ""},
		"3502081234":                           {"", ""},
		"Jeg møder kl. 8.00-14.00 den 3.2.":    {"", ""},
		"Ring 112, og så til 20 30 40 50 (mor": {"", ""},
	} {
		for i, u := range []network.Unsaid{open, hidden} {
			if got := u.In(text); got != want[i] {
				t.Errorf("%q, %d: %q, want %q", text, i, got, want[i])
			}
		}
	}
}

// Whatever stands around it, a protected address is found.
func FuzzUnsaid(f *testing.F) {
	f.Add("Jeg er glad", " for det")
	f.Add("12", "3")
	u := network.Unsaid{Homes: []network.Home{{Text: "Tjørnevej 12", Hidden: true}}}
	f.Fuzz(func(t *testing.T, before, after string) {
		for _, home := range []string{"Tjørnevej", "tjoernevej", "TJØRNEVEJ 12", "Tjørne vej"} {
			if u.In(strings.ToValidUTF8(before, "")+" "+home+" "+strings.ToValidUTF8(after, "")) == "" {
				t.Errorf("%q %s %q says nothing", before, home, after)
			}
		}
	})
}
