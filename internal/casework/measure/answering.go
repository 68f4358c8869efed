package measure

import (
	"slices"
	"strconv"

	"kasket/internal/rule"
	"kasket/internal/when"
)

// MostWords is how long an answer in words and a comment may be, in characters.
const MostWords = 1000

// Answering is a set of answers as typed, by the position of their question. What was not
// answered is empty or not there.
type Answering struct {
	Respondent Respondent
	On         string // the day; empty is today
	Occasion   Occasion
	Comment    string
	Answers    map[int]string
	Half       bool // that some questions are left out was seen, and is meant
}

// AnswerField is the form's field of a question.
func AnswerField(position int) string { return "a" + strconv.Itoa(position) }

// answered is an Answering that was understood.
type answered struct {
	on      when.Date
	score   *float64
	comment string
	answers []Answer
}

// read understands the answers to an instrument. One half filled in is asked about once,
// and then kept without a score; one that nobody answered is no measurement.
func (w Answering) read(i Instrument, born *when.Date, today when.Date) (answered, rule.Violations) {
	var broken rule.Violations
	a := answered{on: today, comment: rule.Text(w.Comment)}
	if !i.Asks(w.Respondent) {
		broken.Add("respondent", "unknown")
	}
	if !slices.Contains(Occasions, w.Occasion) {
		broken.Add("occasion", "unknown")
	}
	if typed := rule.Line(w.On); typed != "" {
		on, err := when.ParseDate(typed, today, when.Past)
		switch {
		case err != nil:
			broken.Add("on_day", "date")
		case on.After(today):
			broken.Add("on_day", "in_the_future")
		case born != nil && on.Before(*born):
			broken.Add("on_day", "before_birth")
		default:
			a.on = on
		}
	}
	if !i.HoldsOn(a.on) {
		broken.Add("", "instrument_ended")
	}
	broken.Longest("comment", a.comment, MostWords)
	values := map[int]int{}
	for _, t := range i.Items {
		a.answer(i, t, w.Answers[t.Position], values, &broken)
	}
	if len(a.answers) == 0 && len(broken) == 0 {
		broken.Add("", "nothing_answered")
	}
	for _, t := range i.Items {
		_, said := values[t.Position]
		if _, wrong := broken.On(AnswerField(t.Position)); t.Kind == OnScale && !said && !wrong && !w.Half && len(a.answers) > 0 {
			broken.Add(AnswerField(t.Position), "unanswered")
		}
	}
	if score, whole := i.Score(values); whole {
		a.score = &score
	}
	return a, broken
}

// answer reads what was said to one question.
func (a *answered) answer(i Instrument, t Item, typed string, values map[int]int, broken *rule.Violations) {
	field := AnswerField(t.Position)
	if t.Kind == InWords {
		if words := rule.Text(typed); words != "" {
			broken.Longest(field, words, MostWords)
			a.answers = append(a.answers, Answer{Position: t.Position, Words: words})
		}
		return
	}
	line := rule.Line(typed)
	if line == "" {
		return
	}
	value, err := strconv.Atoi(line)
	if err != nil || value < i.ScaleMin || value > i.ScaleMax {
		broken.Add(field, "range", i.ScaleMin, i.ScaleMax)
		return
	}
	values[t.Position] = value
	a.answers = append(a.answers, Answer{Position: t.Position, Value: &value})
}
