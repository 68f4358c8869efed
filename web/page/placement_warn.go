package page

import (
	"context"
	"strconv"

	"kasket/internal/casework/placement"
	"kasket/internal/rule"
	"kasket/internal/when"
	"kasket/web/i18n"
	"kasket/web/ui"
)

// warnText says a warning with its numbers: those of now, and those that were kept, where
// a day is text.
func warnText(ctx context.Context, code string, numbers []any) string {
	args := make([]any, len(numbers))
	for i, n := range numbers {
		args[i] = n
		switch x := n.(type) {
		case placement.Weekday:
			args[i] = i18n.T(ctx, "placement.day."+strconv.Itoa(int(x)))
		case string:
			var day when.Date
			if err := day.UnmarshalText([]byte(x)); err == nil && !day.IsZero() {
				args[i] = day
			} else if i18n.Has(x) {
				args[i] = i18n.T(ctx, x) // a weekday that was kept
			}
		}
	}
	return ui.Message(ctx, rule.Broken{Code: "warn_" + code, Args: args})
}
