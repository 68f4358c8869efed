package youth

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgtype"
)

// The numbers here have 60 added to the day and are nobody's.

func TestParseCPR(t *testing.T) {
	for typed, want := range map[string]string{
		"740308-4039":             "740308-4039",
		"7403084039":              "740308-4039",
		" 740308 4047 ":           "740308-4047",
		"740308\u20134039":        "740308-4039",
		"740308\u00a0-\u00a04039": "740308-4039",
		"740308\u22124039":        "740308-4039",
		"74 03 08 40 39":          "740308-4039",
		"620705-5008":             "620705-5008",
		"610102-6068":             "610102-6068",
		"740308-4038":             "740308-4038", // fails the check digit, and is taken
	} {
		got, err := ParseCPR(typed, true)
		if err != nil || got.Reveal() != want {
			t.Errorf("%q: got %s, %v, want %s", typed, got.Reveal(), err, want)
		}
	}
}

func TestParseCPRRefuses(t *testing.T) {
	for _, c := range []struct {
		typed     string
		allowTest bool
		want      string
	}{
		{"", true, "cpr_format"},
		{"740308", true, "cpr_format"},
		{"740308-403", true, "cpr_format"},
		{"740308-40390", true, "cpr_format"},
		{"740308-403x", true, "cpr_format"},
		{"+403084039", true, "cpr_format"},
		{"740308-4039\x00", true, "cpr_format"},
		{"٧٤٠٣٠٨٤٠٣٩", true, "cpr_format"},
		{"911198-9009", true, "cpr_date"},
		{"911198-9009", false, "cpr_date"},
		{"901308-4039", true, "cpr_date"},
		{"600308-4039", true, "cpr_date"},
		{"920108-4039", true, "cpr_date"},
		{"000000-0000", true, "cpr_date"},
		{"890207-4039", true, "cpr_date"},
		{"740308-4039", false, "cpr_test"},
	} {
		got, err := ParseCPR(c.typed, c.allowTest)
		var e *CPRError
		if !errors.As(err, &e) || e.Code != c.want || got != "" {
			t.Errorf("%q, test %v: got %s, %v, want %s", c.typed, c.allowTest, got, err, c.want)
		}
	}
}

// The table of the CPR office: seventh digit and year give the century.
func TestBirthDate(t *testing.T) {
	for number, want := range map[string]string{
		"7403084039": "2008-03-14",
		"6207055008": "2005-07-02",
		"6101026068": "2002-01-01",
		"8902084000": "2008-02-29",
		"6101000000": "1900-01-01",
		"6101993000": "1999-01-01",
		"6101364000": "2036-01-01",
		"6101374000": "1937-01-01",
		"6101994000": "1999-01-01",
		"6101005000": "2000-01-01",
		"6101575000": "2057-01-01",
		"6101585000": "1858-01-01",
		"6101998000": "1899-01-01",
		"6101578000": "2057-01-01",
		"6101369000": "2036-01-01",
		"6101379000": "1937-01-01",
	} {
		if got := CPR(number).BirthDate().String(); got != want {
			t.Errorf("%s: got %s, want %s", number, got, want)
		}
	}
	if got := CPR("").BirthDate(); !got.IsZero() {
		t.Errorf("no number is born on %s", got)
	}
}

func TestModulus11(t *testing.T) {
	for number, want := range map[string]bool{
		"7403084039": true, "7403084047": true, "6207055008": true, "6207055016": true, "6101026068": true,
		"7403084038": false, "7403084093": false, "": false,
	} {
		if got := CPR(number).Modulus11(); got != want {
			t.Errorf("%s: got %v, want %v", number, got, want)
		}
	}
	if !CPR("7403084039").Test() || CPR("1403084039").Test() || CPR("").Test() {
		t.Error("a test number is one with 60 added to its day, and no other")
	}
}

// However a CPR is printed, logged or marshalled, its last digits stay hidden.
func TestCPRDoesNotLeak(t *testing.T) {
	c := CPR("7403084039")
	record := struct {
		Name string
		CPR  CPR
		Old  *CPR
		All  []CPR
		By   map[string]CPR
	}{"Åse", c, &c, []CPR{c}, map[string]CPR{"now": c}}
	var shown []string
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x", "%X", "%t", "%10.12s"} {
		shown = append(shown, fmt.Sprintf(verb, c), fmt.Sprintf(verb, record))
	}
	text, err := json.Marshal(record)
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	slog.New(slog.NewTextHandler(&log, nil)).Info("youth", "cpr", c, "record", record)
	slog.New(slog.NewJSONHandler(&log, nil)).Info("youth", "cpr", c, "record", record)
	_, wrong := ParseCPR("7403084039", false)
	shown = append(shown, string(text), log.String(), fmt.Sprint(c), c.GoString(), fmt.Sprint(wrong))
	for _, s := range shown {
		for _, secret := range []string{"4039", fmt.Sprintf("%x", "4039"), fmt.Sprintf("%X", "4039")} {
			if strings.Contains(s, secret) {
				t.Errorf("%q shows the number", s)
			}
		}
	}
	if got := c.String(); got != "740308-••••" {
		t.Errorf("masked: got %s", got)
	}
	if got := CPR("").Masked(); got != "" {
		t.Errorf("no number masked: got %s", got)
	}
	for _, value := range []any{c, &c} {
		if wire, err := pgtype.NewMap().Encode(pgtype.TextOID, pgtype.TextFormatCode, value, nil); err == nil {
			t.Errorf("written to a text column as %s", wire)
		}
	}
}

func FuzzParseCPR(f *testing.F) {
	for _, seed := range []string{"740308-4039", "7403084039", "911198-9009", "", "74\u2013", "\xff", "0000000000"} {
		f.Add(seed, true)
	}
	f.Fuzz(func(t *testing.T, typed string, allowTest bool) {
		c, err := ParseCPR(typed, allowTest)
		if err != nil {
			var e *CPRError
			if !errors.As(err, &e) || c != "" {
				t.Fatalf("%q: %v, %d letters", typed, err, len(c))
			}
			return
		}
		if c.BirthDate().IsZero() || (c.Test() && !allowTest) {
			t.Fatalf("%q was taken", typed)
		}
		if again, err := ParseCPR(c.Reveal(), allowTest); err != nil || again != c {
			t.Fatalf("%q does not read back: %v", typed, err)
		}
	})
}
