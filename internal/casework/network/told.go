package network

import (
	"slices"
	"strconv"

	"kasket/internal/phone"
	"kasket/internal/when"
)

// About is what of a record a consent can open: nothing else of it is within reach of
// whoever tells.
type About struct {
	FirstName string // what the youth is called
	Name      string // with the family's
	Phone     string
	Born      *when.Date
}

// Told is one line that somebody gets to know: what it is called, and what it says.
type Told struct {
	Label, Text string
}

// Tell is what the lines of a consent say on a day, in a language ("da" or "en"), and
// nothing else. The whole name makes the first name needless. What the record lacks is
// left out, and so are words that say what no words may (Unsaid).
func Tell(items []ConsentItem, about About, unsaid Unsaid, on when.Date, lang string) []Told {
	whole := slices.ContainsFunc(items, func(i ConsentItem) bool { return i.Shows == ShowsName })
	var told []Told
	for _, i := range items {
		text := ""
		switch i.Shows {
		case ShowsName:
			text = about.Name
		case ShowsFirstName:
			if !whole {
				text = about.FirstName
			}
		case ShowsPhone:
			text = phone.Format(about.Phone)
		case ShowsAge:
			text = about.age(on, lang)
		case ShowsWords, ShowsTopic:
			text = i.Text
		}
		if text != "" && unsaid.In(text) == "" {
			told = append(told, Told{Label: i.Name(lang), Text: text})
		}
	}
	return told
}

func (a About) age(on when.Date, lang string) string {
	if a.Born == nil {
		return ""
	}
	years := strconv.Itoa(a.Born.Years(on))
	if lang == "en" {
		return years + " years"
	}
	return years + " år"
}
