package i18n

import (
	"context"
	"math"
	"strconv"
	"strings"
)

// nbsp keeps a number and its unit on one line.
const nbsp = "\u00a0"

// Count writes a whole number with its thousands parted: 1.800.
func Count(ctx context.Context, n int) string {
	sign := ""
	if n < 0 {
		sign, n = "−", -n
	}
	return sign + group(strconv.Itoa(n), thousands(LangOf(ctx)))
}

// Number writes a number with at most one decimal: 14,6 and 18.
func Number(ctx context.Context, v float64) string {
	v = math.Round(v*10) / 10
	whole, part, _ := strings.Cut(strconv.FormatFloat(math.Abs(v), 'f', 1, 64), ".")
	text := group(whole, thousands(LangOf(ctx)))
	if part != "0" {
		point := ","
		if LangOf(ctx) == En {
			point = "."
		}
		text += point + part
	}
	if v < 0 {
		text = "−" + text
	}
	return text
}

// Percent writes a share of one as whole percent: 0.724 is 72 %.
func Percent(ctx context.Context, share float64) string {
	text := Count(ctx, int(math.Round(share*100)))
	if LangOf(ctx) == En {
		return text + "%"
	}
	return text + nbsp + "%"
}

// Kroner writes an amount of whole kroner: 1.800.000 kr.
func Kroner(ctx context.Context, amount int64) string {
	if LangOf(ctx) == En {
		return "DKK" + nbsp + Count(ctx, int(amount))
	}
	return Count(ctx, int(amount)) + nbsp + "kr."
}

// Weeks writes how many weeks: 13 uger.
func Weeks(ctx context.Context, n int) string { return N(ctx, "date.weeks", n) }

// Phone writes a Danish number in pairs, 12 34 56 78; others stand as given.
func Phone(number string) string {
	digits := strings.ReplaceAll(strings.TrimPrefix(strings.TrimSpace(number), "+45"), " ", "")
	if len(digits) != 8 || strings.Trim(digits, "0123456789") != "" {
		return number
	}
	return digits[:2] + nbsp + digits[2:4] + nbsp + digits[4:6] + nbsp + digits[6:]
}

func thousands(lang Lang) string {
	if lang == En {
		return ","
	}
	return "."
}

func group(digits, by string) string {
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + by + digits[i:]
	}
	return digits
}
