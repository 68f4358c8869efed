package programme

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"kasket/internal/id"
	"kasket/internal/when"
)

// ItemKind is how a point of the checklist is answered.
type ItemKind string

// How a point is answered.
const (
	YesNoItem  ItemKind = "yes_no"
	ChoiceItem ItemKind = "choice"
	NumberItem ItemKind = "number"
	DateItem   ItemKind = "date"
	TextItem   ItemKind = "text"
)

// ItemChoice is one answer of a choice.
type ItemChoice struct {
	Code string `json:"code"`
	Da   string `json:"da"`
	En   string `json:"en"`
}

// MilestoneItem is a point that is gone through in a meeting at an age: the model's
// checklist (Samarbejdsmodellen; domain 7.2). Its answers are data that figures read.
type MilestoneItem struct {
	ID      id.MilestoneItem `json:"id"`
	Code    string           `json:"code"`
	Section string           `json:"section"` // work, living, around, transition, meeting
	Kind    ItemKind         `json:"kind"`
	Choices []ItemChoice     `json:"choices"`
	UnitDa  string           `json:"unit_da"`
	UnitEn  string           `json:"unit_en"`
	NameDa  string           `json:"name_da"`
	NameEn  string           `json:"name_en"`
}

// Name is what is asked, in a language.
func (i MilestoneItem) Name(lang string) string { return named(lang, i.NameDa, i.NameEn) }

// Unit is what a number is counted in.
func (i MilestoneItem) Unit(lang string) string { return named(lang, i.UnitDa, i.UnitEn) }

// MostAnswer is how long an answer in words may be, in characters.
const MostAnswer = 500

const mostNumber = 10000

// Answer reads an answer as it is kept: yes or no, a code, a number with a point, a day as
// 2026-11-22, or words. Nothing is no answer. Code says what is wrong with it, or "".
func (i MilestoneItem) Answer(typed string, today when.Date) (answer, code string) {
	typed = strings.TrimSpace(typed)
	if typed == "" {
		return "", ""
	}
	switch i.Kind {
	case YesNoItem:
		if typed != "yes" && typed != "no" {
			return "", "unknown"
		}
	case ChoiceItem:
		if !slices.ContainsFunc(i.Choices, func(c ItemChoice) bool { return c.Code == typed }) {
			return "", "unknown"
		}
	case NumberItem:
		n, err := strconv.ParseFloat(strings.Replace(typed, ",", ".", 1), 64)
		if err != nil || !(n >= 0 && n <= mostNumber) {
			return "", "number"
		}
		return strconv.FormatFloat(n, 'f', -1, 64), ""
	case DateItem:
		d, err := when.ParseDate(typed, today, when.Future)
		if err != nil {
			return "", "date"
		}
		return d.String(), ""
	}
	if utf8.RuneCountInString(typed) > MostAnswer {
		return "", "too_long"
	}
	return typed, ""
}
