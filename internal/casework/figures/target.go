package figures

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"kasket/internal/rule"
	"kasket/internal/when"
)

// What a count of a target group may be, as the schema has it.
const (
	mostInGroup   = 1_000_000
	longestSource = 200 // characters
	mostLines     = 600 // fifty years of months
	mostBadLines  = 20  // that are handed back at once
)

// Check says what is wrong with a count: it is of no month, or of one that has not
// begun, it is no count, or nobody knows where it is from.
func (c TargetCount) Check(today when.Date) rule.Violations {
	var v rule.Violations
	switch {
	case c.Month.IsZero():
		v.Add("month", "month")
	case c.Month.After(today):
		v.Add("month", "month_ahead")
	}
	if c.Count < 0 || c.Count > mostInGroup {
		v.Add("count", "between", 0, mostInGroup)
	}
	v.Required("source", c.Source)
	v.Longest("source", c.Source, longestSource)
	return v
}

var (
	yearMonth = regexp.MustCompile(`^((?:19|20)\d\d)(?:[-/.]|M)(\d{1,2})(?:[-/.]0?1)?$`) // 2026-01, 2026-01-01, 2026M01 (Statistics Denmark)
	monthYear = regexp.MustCompile(`^(?:0?1[-/.] ?)?(\d{1,2})[-/. ]((?:19|20)\d\d)$`)    // 01-2026, 1.1.2026
	monthName = regexp.MustCompile(`^(\pL{3,9})\.?[- ]((?:19|20)\d\d)$`)                 // jan 2026, januar 2026
)

// ParseMonth reads a month as people and registers write it, and gives its first day.
// A day that is not the first of its month is none: it would be a guess.
func ParseMonth(typed string) (when.Date, bool) {
	typed = strings.TrimSpace(typed)
	if m := yearMonth.FindStringSubmatch(strings.ToUpper(typed)); m != nil {
		return firstOf(m[1], m[2])
	}
	if m := monthYear.FindStringSubmatch(typed); m != nil {
		return firstOf(m[2], m[1])
	}
	if m := monthName.FindStringSubmatch(typed); m != nil {
		d, err := when.ParseDate("1. "+strings.ToLower(m[1])+" "+m[2], when.Date{}, when.Past)
		return d, err == nil
	}
	return when.Date{}, false
}

func firstOf(year, month string) (when.Date, bool) {
	y, _ := strconv.Atoi(year) // digits, by the pattern
	m, _ := strconv.Atoi(month)
	return when.On(y, time.Month(m), 1)
}

var wholeCount = regexp.MustCompile(`^(\d{1,9}|\d{1,3}([. \x{a0}]\d{3}){1,2})$`)

// ParseCount reads a number of people; its thousands may be parted: 1.250.
func ParseCount(typed string) (int, bool) {
	typed = strings.TrimSpace(typed)
	if !wholeCount.MatchString(typed) {
		return 0, false
	}
	n, err := strconv.Atoi(strings.NewReplacer(".", "", " ", "", "\u00a0", "").Replace(typed))
	return n, err == nil
}

// ReadTargetCounts reads pasted lines of month, count and source, parted by tab,
// semicolon or comma, with or without a heading. A line without a source has the given
// one. Every line that cannot be read is named with its number and what is wrong; then
// there is nothing to save.
func ReadTargetCounts(pasted, source string, today when.Date) ([]TargetCount, rule.Violations) {
	var all []TargetCount
	var v rule.Violations
	pasted = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(strings.TrimRight(pasted, "\r\n\t ")) // lines keep their numbers
	lines, read, seen := strings.Split(pasted, "\n"), 0, map[when.Date]int{}
	if len(lines) > mostLines {
		return nil, rule.Violation("lines", "too_many_lines", mostLines)
	}
	for i, line := range lines {
		if strings.TrimSpace(line) == "" {
			continue
		}
		if read++; read == 1 && !strings.ContainsAny(line, "0123456789") {
			continue // the heading
		}
		c, code, args := readTargetLine(line, source, today)
		if was := seen[c.Month]; code == "" && was > 0 {
			code, args = "line_twice", []any{was}
		}
		if code != "" {
			v.Add("lines", code, append([]any{i + 1}, args...)...)
			continue
		}
		seen[c.Month] = i + 1
		all = append(all, c)
	}
	if len(v) > mostBadLines {
		left := len(v) - mostBadLines
		v = v[:mostBadLines:mostBadLines]
		v.Add("lines", "more_lines", left)
	}
	if len(all) == 0 && len(v) == 0 {
		v.Add("lines", "no_lines")
	}
	if len(v) > 0 {
		return nil, v
	}
	return all, nil
}

// readTargetLine reads one line, or says which rule it breaks and what the text about
// it mentions.
func readTargetLine(line, source string, today when.Date) (TargetCount, string, []any) {
	cells := cellsOf(line)
	if len(cells) < 2 {
		return TargetCount{}, "line_parts", nil
	}
	c := TargetCount{Source: source}
	if len(cells) > 2 && cells[2] != "" {
		c.Source = cells[2]
	}
	var ok bool
	if c.Month, ok = ParseMonth(cells[0]); !ok {
		return c, "line_month", []any{shortened(cells[0])}
	}
	if c.Count, ok = ParseCount(cells[1]); !ok {
		return c, "line_count", []any{shortened(cells[1])}
	}
	v := c.Check(today)
	if len(v) == 0 {
		return c, "", nil
	}
	switch v[0].Field {
	case "month":
		return c, "line_ahead", []any{shortened(cells[0])}
	case "count":
		return c, "line_most", []any{mostInGroup}
	}
	if c.Source == "" {
		return c, "line_source", nil
	}
	return c, "line_source_long", []any{longestSource}
}

// cellsOf parts a line into month, count and source; a source may hold what parts them.
func cellsOf(line string) []string {
	by := ","
	for _, other := range []string{"\t", ";"} {
		if strings.Contains(line, other) {
			by = other
			break
		}
	}
	cells := strings.SplitN(line, by, 3)
	for i, c := range cells {
		cells[i] = rule.Line(strings.Trim(strings.TrimSpace(c), `"`))
	}
	if len(cells) == 3 {
		cells[2] = strings.TrimRight(cells[2], by+" ")
	}
	return cells
}

// shortened is what stood in a cell, no longer than a message can bear.
func shortened(cell string) string {
	if r := []rune(cell); len(r) > 30 {
		return string(r[:30]) + "…"
	}
	return cell
}
