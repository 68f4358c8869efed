package phone

import (
	"errors"
	"testing"
)

func TestParse(t *testing.T) {
	for typed, want := range map[string]string{
		"12345678":             "+4512345678",
		"12 34 56 78":          "+4512345678",
		" 12-34-56-78 ":        "+4512345678",
		"1234\u00a05678":       "+4512345678",
		"12.34.56.78":          "+4512345678",
		"+45 12 34 56 78":      "+4512345678",
		"+4512345678":          "+4512345678",
		"0045 12345678":        "+4512345678",
		"45 12 34 56 78":       "+4512345678",
		"45 12 34 56":          "+4545123456",
		"(+45) 12345678":       "+4512345678",
		"\u202a12345678\u202c": "+4512345678",
		"+46 70 123 45 67":     "+46701234567",
		"+49 (30) 1234567":     "+49301234567",
		"00298 123456":         "+298123456",
	} {
		if got, err := Parse(typed); err != nil || got != want {
			t.Errorf("%q: got %s, %v, want %s", typed, got, err, want)
		}
	}
	for _, typed := range []string{
		"", " ", "+", "112", "1234567", "123456789", "+45 1234567", "+45 123456789", "02345678", "+0123456789",
		"+1234567890123456", "12 34 56 7x", "mor", "12345678+", "++4512345678", "12345678\x00", "١٢٣٤٥٦٧٨", "<script>",
	} {
		if got, err := Parse(typed); !errors.Is(err, ErrNumber) {
			t.Errorf("%q: got %s, %v, want ErrNumber", typed, got, err)
		}
	}
}

func TestShow(t *testing.T) {
	for number, want := range map[string]struct{ shown, link string }{
		"+4512345678":  {"12 34 56 78", "tel:+4512345678"},
		"+46701234567": {"+46701234567", "tel:+46701234567"},
		"":             {"", ""},
	} {
		if got := Format(number); got != want.shown {
			t.Errorf("%s: got %s, want %s", number, got, want.shown)
		}
		if got := Link(number); got != want.link {
			t.Errorf("%s: got %s, want %s", number, got, want.link)
		}
		if again, err := Parse(Format(number)); number != "" && (err != nil || again != number) {
			t.Errorf("%s as shown reads as %s, %v", number, again, err)
		}
	}
}
