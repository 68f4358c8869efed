package contact

import (
	"slices"
	"time"

	"kasket/internal/rule"
	"kasket/internal/when"
)

// Limits of what one may write, in characters. MostText is for each text.
const (
	MostText = 20_000
	mostLine = 300
)

// longestMinutes is a day and a night.
const longestMinutes = 24 * 60

// Bounds is what an entry is measured against.
type Bounds struct {
	Now    time.Time
	Births []when.Date // of its youths, where they are known
	Hats   []string    // of the programme
	Banned bool        // a safety note bans the place, and nobody said "all the same"
	Names  []string    // of its youths: none of them stands on a company's side
	Nobody bool        // the company, or the person there, is none that we know
	Doings []string    // the activities of the catalogue on the entry's day
}

// Check says which rules the entry breaks.
func (e Entry) Check(b Bounds) rule.Violations {
	var broken rule.Violations
	known(&broken, "outcome", e.Outcome, Outcomes)
	if e.Kind == "" {
		broken.Add("kind", "choose")
	} else {
		known(&broken, "kind", e.Kind, Kinds)
	}
	known(&broken, "direction", e.Direction, Directions)
	known(&broken, "counterpart", e.Counterpart, Counterparts)
	if e.Place != "" {
		known(&broken, "place", e.Place, Places)
	}
	for _, hat := range e.Hats {
		if !slices.Contains(b.Hats, hat) {
			broken.Add("hats", "unknown")
			break
		}
	}
	if e.Minutes != nil && (*e.Minutes < 1 || *e.Minutes > longestMinutes) {
		broken.Add("minutes", "minutes", longestMinutes)
	}
	if e.Activity != "" && !slices.Contains(b.Doings, e.Activity) {
		broken.Add("activity", "activity_not_then")
	}
	if b.Banned {
		broken.Add("place", "banned_place")
	}
	e.checkTime(&broken, b)
	e.checkText(&broken)
	e.checkCompany(&broken, b)
	return broken
}

func known[T comparable](broken *rule.Violations, field string, value T, list []T) {
	if !slices.Contains(list, value) {
		broken.Add(field, "unknown")
	}
}

func (e Entry) checkTime(broken *rule.Violations, b Bounds) {
	if e.OccurredAt.After(b.Now) {
		broken.Add("at", "in_the_future")
	}
	day := when.Of(e.OccurredAt)
	for _, birth := range b.Births {
		if day.Before(birth) {
			broken.Add("at", "before_birth")
			return
		}
	}
}

func (e Entry) checkText(broken *rule.Violations) {
	if e.Outcome == Talked && e.Text.Empty() {
		broken.Add("account", "required")
	}
	if e.Account != "" && e.Parted() {
		broken.Add("account", "account_or_three")
	}
	broken.Longest("account", e.Account, MostText)
	broken.Longest("facts", e.Facts, MostText)
	broken.Longest("view", e.View, MostText)
	broken.Longest("assessment", e.Assessment, MostText)
	broken.Longest("authority", e.Authority, MostText)
	broken.Longest("place_note", e.PlaceNote, mostLine)
	broken.Longest("others", e.Others, mostLine)
}
