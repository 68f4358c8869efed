package demo

import (
	"embed"
	"fmt"
	"io/fs"
	"regexp"
	"strconv"
	"strings"

	"kasket/internal/when"
)

// The stories are text, so that who knows casework can read and mend them. Days
// are counted from the day the demo is loaded.
//
//go:embed stories/*.txt
var stories embed.FS

// story is one youth as the text tells of them.
type story struct {
	name   string
	head   map[string]string // owner, age, ref, start …
	words  map[string]string // wish, why, summary, remember, because
	events []event
	plus   bool // more events for a story told elsewhere
}

// event is something that happened on a day.
type event struct {
	day      int // from the day of loading
	clock    when.Clock
	kind     string
	rest     string
	text     []string
	facts    string
	view     string
	judged   string
	matter   string // what matters for a decision
	promises []promise
}

// promise is an agreement made in an event.
type promise struct {
	who  string
	due  int
	kept int // the day it was kept; 0 is not yet
	text string
}

// tell reads every story of the files, in the order of their names.
func tell(files ...string) ([]story, error) {
	var all []story
	for _, file := range files {
		text, err := fs.ReadFile(stories, "stories/"+file)
		if err != nil {
			return nil, fmt.Errorf("stories: %w", err)
		}
		told, err := read(string(text))
		if err != nil {
			return nil, fmt.Errorf("stories/%s: %w", file, err)
		}
		all = append(all, told...)
	}
	return all, nil
}

// read reads stories as they are written.
func read(text string) ([]story, error) {
	var all []story
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "//") {
			continue
		}
		name, begins := strings.CutPrefix(line, "== ")
		if begins {
			more, plus := strings.CutPrefix(name, "+ ")
			all = append(all, story{name: more, plus: plus, head: map[string]string{}, words: map[string]string{}})
			continue
		}
		if len(all) == 0 {
			return nil, fmt.Errorf("line %d: before the first story", i+1)
		}
		if err := all[len(all)-1].read(line); err != nil {
			return nil, fmt.Errorf("line %d: %w", i+1, err)
		}
	}
	return all, nil
}

var wordLine = regexp.MustCompile(`^(wish|why|summary|remember|because|tried|network|safety|acute|offers|mind): (.+)$`)

func (s *story) read(line string) error {
	switch {
	case strings.HasPrefix(line, ": "):
		for _, part := range strings.Split(line[2:], ";") {
			key, value, _ := strings.Cut(strings.TrimSpace(part), " ")
			s.head[key] = value
		}
		return nil
	case strings.HasPrefix(line, "@"):
		e, err := readEvent(line)
		s.events = append(s.events, e)
		return err
	case strings.HasPrefix(line, "- "):
		kind, rest, _ := strings.Cut(line[2:], " ")
		s.events = append(s.events, event{kind: kind, rest: rest})
		return nil
	}
	if len(s.events) > 0 {
		return s.events[len(s.events)-1].read(line)
	}
	if m := wordLine.FindStringSubmatch(line); m != nil {
		s.words[m[1]] = m[2]
		return nil
	}
	return fmt.Errorf("%q is neither a word about the youth nor in an event", line)
}

var eventLine = regexp.MustCompile(`^@([+-]\d+)(?: (\d+)\.(\d\d))? (\w+):? ?(.*)$`)

func readEvent(line string) (event, error) {
	m := eventLine.FindStringSubmatch(line)
	if m == nil {
		return event{}, fmt.Errorf("%q is no event", line)
	}
	e := event{clock: when.Clock{Hour: 9, Minute: 30}, kind: m[4], rest: m[5]}
	e.day, _ = strconv.Atoi(m[1])
	if m[2] != "" {
		e.clock.Hour, _ = strconv.Atoi(m[2])
		e.clock.Minute, _ = strconv.Atoi(m[3])
	}
	return e, nil
}

var promiseLine = regexp.MustCompile(`^> (us|youth|other) ([+-]\d+) (?:kept@(-\d+) )?(.+)$`)

func (e *event) read(line string) error {
	if strings.HasPrefix(line, ">") {
		m := promiseLine.FindStringSubmatch(line)
		if m == nil {
			return fmt.Errorf("%q is no agreement", line)
		}
		p := promise{who: m[1], text: m[4]}
		p.due, _ = strconv.Atoi(m[2])
		p.kept, _ = strconv.Atoi(m[3])
		e.promises = append(e.promises, p)
		return nil
	}
	for prefix, part := range map[string]*string{"F: ": &e.facts, "S: ": &e.view, "V: ": &e.judged, "M: ": &e.matter} {
		if text, ok := strings.CutPrefix(line, prefix); ok {
			*part = text
			return nil
		}
	}
	e.text = append(e.text, line)
	return nil
}

// account is what was written in one box.
func (e event) account() string { return strings.Join(e.text, "\n") }

// days reads a day of the head, as -12 or +3.
func (s story) days(key string) int {
	n, _ := strconv.Atoi(s.head[key])
	return n
}
