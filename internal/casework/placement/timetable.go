package placement

import (
	"errors"
	"strings"

	"kasket/internal/when"
)

// Shift is a working day of the week, Monday 1 to Sunday 7; To after From.
type Shift struct {
	Day  int    `json:"day"`
	From string `json:"from"` // 08:00
	To   string `json:"to"`
}

// Timetable is when in the week somebody works, in the order of the days, one shift a
// day. An empty one is not agreed yet.
type Timetable []Shift

// ErrShift says that a text is no working time.
var ErrShift = errors.New("shift: not a working time")

// endOfDay is how the end of a shift at midnight is written.
const endOfDay = "24:00"

// ParseShift reads a working time as people write it: 8-14, 8.30-15, 08:00 - 14:30. ok is
// false for a day off, an empty text.
func ParseShift(day int, text string) (s Shift, ok bool, err error) {
	text = strings.NewReplacer("–", "-", "—", "-", " til ", "-", " to ", "-", "kl.", "").Replace(strings.ToLower(strings.TrimSpace(text)))
	if text == "" {
		return Shift{}, false, nil
	}
	from, to, parted := strings.Cut(text, "-")
	if !parted || day < 1 || day > 7 {
		return Shift{}, false, ErrShift
	}
	begin, err := when.ParseClock(strings.TrimSpace(from))
	if err != nil {
		return Shift{}, false, ErrShift
	}
	s = Shift{Day: day, From: begin.String()}
	to = strings.TrimSpace(to)
	if to == "24" || to == endOfDay || to == "24.00" {
		s.To = endOfDay
		return s, true, nil
	}
	end, err := when.ParseClock(to)
	if err != nil {
		return Shift{}, false, ErrShift
	}
	s.To = end.String()
	if s.To <= s.From {
		return Shift{}, false, ErrShift
	}
	return s, true, nil
}

// String is the shift as people write it: 08:00–14:00.
func (s Shift) String() string { return s.From + "–" + s.To }

// Minutes is how long the shift is.
func (s Shift) Minutes() int { return minutes(s.To) - minutes(s.From) }

// minutes is a time of day in minutes from midnight.
func minutes(clock string) int {
	if len(clock) != len("08:00") {
		return 0
	}
	n := func(i int) int { return int(clock[i]-'0')*10 + int(clock[i+1]-'0') }
	return n(0)*60 + n(3)
}

// Minutes is how long one works in a week.
func (t Timetable) Minutes() int {
	sum := 0
	for _, s := range t {
		sum += s.Minutes()
	}
	return sum
}

// On is the working time of a day of the week.
func (t Timetable) On(day int) (Shift, bool) {
	for _, s := range t {
		if s.Day == day {
			return s, true
		}
	}
	return Shift{}, false
}
