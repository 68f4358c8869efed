package company

import (
	"errors"
	"strings"
	"unicode"
)

// CVR is the number of a company: eight digits, stored without spaces. That it is
// well formed does not say that the company is still there.
type CVR string

// ErrCVR says that a text is no company's number.
var ErrCVR = errors.New("cvr: not a number of a company")

// weightsCVR are those of the check digit (domain 3.7).
var weightsCVR = [8]int{2, 7, 6, 5, 4, 3, 2, 1}

// ParseCVR reads a number as people type it, with spaces or after DK. Eight noughts
// pass the arithmetic and are nobody's, so the first digit is looked at too.
func ParseCVR(s string) (CVR, error) {
	digits := digitsOf(s)
	if len(digits) > 2 && strings.EqualFold(digits[:2], "dk") {
		digits = digits[2:]
	}
	if len(digits) != len(weightsCVR) || strings.Trim(digits, "0123456789") != "" || digits[0] == '0' {
		return "", ErrCVR
	}
	sum := 0
	for i, weight := range weightsCVR {
		sum += weight * int(digits[i]-'0')
	}
	if sum%11 != 0 {
		return "", ErrCVR
	}
	return CVR(digits), nil
}

// String writes the number as people read it: 13 74 81 36.
func (c CVR) String() string {
	if len(c) != len(weightsCVR) {
		return string(c)
	}
	return string(c[:2]) + " " + string(c[2:4]) + " " + string(c[4:6]) + " " + string(c[6:])
}

// PNumber is the number of a workplace: ten digits, stored without spaces.
type PNumber string

// ErrPNumber says that a text is no workplace's number.
var ErrPNumber = errors.New("p-number: not a number of a workplace")

const lengthPNumber = 10

// ParsePNumber reads a number as people type it. It has no check digit: the register
// gave some series out with wrong ones (domain 3.7).
func ParsePNumber(s string) (PNumber, error) {
	digits := digitsOf(s)
	if len(digits) != lengthPNumber || strings.Trim(digits, "0123456789") != "" {
		return "", ErrPNumber
	}
	return PNumber(digits), nil
}

// String writes the number as people read it: 1 012 345 678.
func (p PNumber) String() string {
	if len(p) != lengthPNumber {
		return string(p)
	}
	return string(p[:1]) + " " + string(p[1:4]) + " " + string(p[4:7]) + " " + string(p[7:])
}

// digitsOf leaves out what people put between digits.
func digitsOf(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.Is(unicode.Pd, r) || r == '.' {
			return -1
		}
		return r
	}, s)
}
