package company_test

import (
	"errors"
	"testing"

	"kasket/internal/casework/company"
)

func TestParseCVR(t *testing.T) {
	tests := []struct{ in, want string }{
		{"13748136", "13748136"},
		{" 13 74 81 36 ", "13748136"},
		{"DK13748136", "13748136"},
		{"dk 29 18 94 20", "29189420"},
		{"10150817", "10150817"},
		{"12345678", ""},
		{"35254119", ""}, // a page on the net says it is valid; the sum says not
		{"00000000", ""}, // passes the arithmetic
		{"1374813", ""},
		{"137481360", ""},
		{"1374813a", ""},
		{"", ""},
		{"१३७४८१३६", ""},
	}
	for _, tt := range tests {
		got, err := company.ParseCVR(tt.in)
		if string(got) != tt.want || errors.Is(err, company.ErrCVR) != (tt.want == "") {
			t.Errorf("ParseCVR(%q) = %q, %v; want %q", tt.in, string(got), err, tt.want)
		}
	}
	if s := company.CVR("13748136").String(); s != "13 74 81 36" {
		t.Errorf("written %q", s)
	}
}

func FuzzParseCVR(f *testing.F) {
	for _, s := range []string{"13748136", "DK 13 74 81 36", "00000000", "", "dk", "１３７４８１３６"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c, err := company.ParseCVR(s)
		if err != nil {
			return
		}
		if again, err := company.ParseCVR(c.String()); err != nil || again != c || len(c) != 8 || c[0] == '0' {
			t.Errorf("%q gives %q, and that %q, %v", s, string(c), string(again), err)
		}
	})
}
