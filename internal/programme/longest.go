package programme

import "kasket/internal/when"

// LongestPassed reports whether a course has lasted longer, on a day, than the months a
// programme lets one last; 0 months is no rule.
func LongestPassed(started when.Date, months int, today when.Date) bool {
	return months > 0 && today.After(started.AddMonths(months))
}
