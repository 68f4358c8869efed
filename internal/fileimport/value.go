package fileimport

import (
	"errors"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"kasket/internal/casework/youth"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// cells reads the values of one row. What is wrong is gathered in broken, by
// column; what was understood is gathered in said, so that two rows that say the
// same in different spelling are known as the same.
type cells struct {
	values map[string]string
	broken rule.Violations
	said   []string
}

func (l layout) cells(row []string) *cells {
	c := &cells{values: make(map[string]string, len(l.names))}
	for i, name := range l.names {
		if name != "" && i < len(row) {
			c.values[name] = row[i]
		}
	}
	return c
}

// note keeps what a column was understood to say.
func (c *cells) note(name, value string) {
	if value != "" {
		c.said = append(c.said, name+"="+value)
	}
}

// line reads a text on one line.
func (c *cells) line(name string) string {
	s := rule.Line(c.values[name])
	c.note(name, s)
	return s
}

// text reads a text that may have several lines.
func (c *cells) text(name string) string {
	s := rule.Text(c.values[name])
	c.note(name, s)
	return s
}

// email reads an address in small letters.
func (c *cells) email(name string) string {
	s := strings.ToLower(rule.Line(c.values[name]))
	c.note(name, s)
	return s
}

// required adds the fault of an empty column.
func (c *cells) required(name string) bool {
	if rule.Line(c.values[name]) == "" {
		c.broken.Add(name, "required")
		return false
	}
	return true
}

// yes reads ja, nej, true, 1 and their like; empty is no.
func (c *cells) yes(name string) bool {
	s := rule.Line(c.values[name])
	is, ok := parseBool(s)
	if s != "" && !ok {
		c.broken.Add(name, "yes_or_no")
	}
	if is {
		c.note(name, "yes")
	}
	return is
}

func parseBool(s string) (is, ok bool) {
	switch strings.ToLower(s) {
	case "ja", "j", "yes", "y", "true", "sand", "1", "x":
		return true, true
	case "nej", "n", "no", "false", "falsk", "0":
		return false, true
	}
	return false, false
}

// day reads a date; an empty one is none.
func (c *cells) day(name string) *when.Date {
	s := rule.Line(c.values[name])
	if s == "" {
		return nil
	}
	d, ok := parseDay(s)
	if !ok {
		c.broken.Add(name, "file_date")
		return nil
	}
	c.note(name, d.String())
	return &d
}

// moment reads a day with its time in Copenhagen.
func (c *cells) moment(name string) time.Time {
	s := rule.Line(c.values[name])
	if s == "" {
		return time.Time{}
	}
	t, ok := parseMoment(s)
	if !ok {
		c.broken.Add(name, "file_moment")
		return time.Time{}
	}
	c.note(name, t.UTC().Format(time.RFC3339))
	return t
}

var (
	dayFirst  = regexp.MustCompile(`^(\d{1,2})[-./](\d{1,2})[-./](\d{4})$`)
	yearFirst = regexp.MustCompile(`^(\d{4})-(\d{2})-(\d{2})$`)
	dayTime   = regexp.MustCompile(`^(\S+?)(?:[T ,]+)(?:kl\.? ?)?(\d{1,2})[.:](\d{2})(?:[.:](\d{2})(?:\.\d+)?)?$`)
)

// The years in which a day of a file is believed.
const firstYear, lastYear = 1900, 2100

// parseDay reads 21.11.2026, 21-11-2026, 21/11/2026 and 2026-11-21. Words such as "i
// går" are for people at a form: in a file they would mean another day every time it
// is read.
func parseDay(s string) (when.Date, bool) {
	var day, month, year string
	if m := dayFirst.FindStringSubmatch(s); m != nil {
		day, month, year = m[1], m[2], m[3]
	} else if m := yearFirst.FindStringSubmatch(s); m != nil {
		day, month, year = m[3], m[2], m[1]
	}
	d, ok := when.On(number(year), time.Month(number(month)), number(day))
	return d, ok && d.Year() >= firstYear && d.Year() <= lastYear
}

// number is the value of digits that a pattern has matched; none is 0.
func number(digits string) int {
	n, _ := strconv.Atoi(digits)
	return n
}

// noTime is the time of an entry whose file says only the day.
var noTime = when.Clock{Hour: 12}

// parseMoment reads a day and a time by the clock in Copenhagen, or ISO 8601 with a
// zone of its own. A day alone is noon.
func parseMoment(s string) (time.Time, bool) {
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return t.UTC().Truncate(time.Second), t.Year() >= firstYear && t.Year() <= lastYear
	}
	if d, ok := parseDay(s); ok {
		return d.At(noTime), true
	}
	m := dayTime.FindStringSubmatch(s)
	if m == nil {
		return time.Time{}, false
	}
	clock := when.Clock{Hour: number(m[2]), Minute: number(m[3]), Second: number(m[4])}
	d, ok := parseDay(m[1])
	if !ok || clock.Hour > 23 || clock.Minute > 59 || clock.Second > 59 {
		return time.Time{}, false
	}
	return d.At(clock), true
}

// whole reads a number between two limits; empty is none.
func (c *cells) whole(name string, least, most int) *int {
	s := rule.Line(c.values[name])
	if s == "" {
		return nil
	}
	n, err := strconv.Atoi(strings.TrimSuffix(s, ",0"))
	if err != nil || n < least || n > most {
		c.broken.Add(name, "between", least, most)
		return nil
	}
	c.note(name, strconv.Itoa(n))
	return &n
}

var decimal = regexp.MustCompile(`^\d{1,4}(?:[.,]\d{1,4})?$`)

// amount reads a number that may have a decimal comma; empty is 0.
func (c *cells) amount(name string) float64 {
	s := rule.Line(c.values[name])
	if s == "" {
		return 0
	}
	f, err := strconv.ParseFloat(strings.Replace(s, ",", ".", 1), 64)
	if err != nil || !decimal.MatchString(s) {
		c.broken.Add(name, "number")
		return 0
	}
	c.note(name, strconv.FormatFloat(f, 'f', -1, 64))
	return f
}

// word reads one of a few codes, each with the words people write for it; empty is
// otherwise.
func (c *cells) word(name string, otherwise string, words map[string][]string) string {
	s := plainHeading(c.values[name])
	if s == "" {
		if strings.TrimSpace(c.values[name]) != "" {
			c.broken.Add(name, "unknown_word", rule.Line(c.values[name]))
		}
		return otherwise
	}
	for code, others := range words {
		if plainHeading(code) == s || slices.ContainsFunc(others, func(w string) bool { return plainHeading(w) == s }) {
			c.note(name, code)
			return code
		}
	}
	c.broken.Add(name, "unknown_word", shortened(rule.Line(c.values[name])))
	return otherwise
}

// list reads several words parted by | or , or ;.
func (c *cells) list(name string) []string {
	parts := strings.FieldsFunc(c.values[name], func(r rune) bool { return strings.ContainsRune("|,;", r) })
	var list []string
	for _, p := range parts {
		if p = rule.Line(p); p != "" && !slices.Contains(list, p) {
			list = append(list, p)
		}
	}
	return list
}

// shortened keeps a wrong word short in the message about it.
func shortened(s string) string {
	const most = 40
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

// cpr reads a personal number. A spreadsheet that keeps it as a number loses the
// first 0: nine digits alone get it back.
func (c *cells) cpr(parse func(string) (youth.CPR, error)) youth.CPR {
	if !c.required("cpr") {
		return ""
	}
	s := rule.Line(c.values["cpr"])
	if len(s) == 9 && strings.Trim(s, "0123456789") == "" {
		s = "0" + s
	}
	n, err := parse(s)
	if err != nil {
		code := "cpr_format"
		if e, ok := errors.AsType[*youth.CPRError](err); ok {
			code = e.Code
		}
		c.broken.Add("cpr", code)
		return ""
	}
	c.note("cpr", string(n))
	return n
}
