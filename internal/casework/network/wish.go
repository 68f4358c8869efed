package network

import (
	"net/mail"
	"slices"

	"kasket/internal/id"
	"kasket/internal/phone"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// Wish is a person as somebody wants them written down.
type Wish struct {
	Name          string
	Relation      string // code of the catalogue
	Custody       bool
	Role          Role
	PowerOn       *when.Date
	PowerCovers   string
	PowerDocument *id.Document
	Letters       Letters
	Phone         string
	Email         string
	Address       string
	Hidden        bool
	Note          string
	Spot
	From *when.Date // where empty, today
}

// Limits of what one may write, in characters.
const (
	mostName    = 100
	mostAddress = 300
	mostText    = 2000
)

// bounds is what a wish is measured against.
type bounds struct {
	today   when.Date
	offered bool       // the relation is in the catalogue, or stands already
	sector  bool       // so is the sector, or none was chosen
	chosen  string     // name of the other one who is the youth's chosen adult
	adult   bool       // the youth is of age
	custody bool       // the person has custody already
	born    *when.Date // of the youth, where it is known
}

// tidy cleans what was typed. A power of attorney needs its representative: where the
// role is gone, so is the power.
func (w Wish) tidy(today when.Date) Wish {
	for _, line := range []*string{&w.Name, &w.Relation, &w.Phone, &w.Email} {
		*line = rule.Line(*line)
	}
	w.PowerCovers, w.Address, w.Note = rule.Text(w.PowerCovers), rule.Text(w.Address), rule.Text(w.Note)
	w.Spot = w.Spot.tidy()
	if w.Address == "" {
		w.Hidden = false
	}
	if w.From == nil || w.From.IsZero() {
		w.From = &today
	}
	return w
}

// check says which rules the wish breaks, and answers it with the telephone in the form
// it is stored in.
func (w Wish) check(b bounds) (Wish, rule.Violations) {
	var broken rule.Violations
	broken.Required("name", w.Name)
	broken.Longest("name", w.Name, mostName)
	switch {
	case w.Relation == "":
		broken.Add("relation", "choose")
	case !b.offered:
		broken.Add("relation", "unknown")
	}
	if w.Custody && !b.custody && b.adult {
		broken.Add("custody", "custody_of_adult")
	}
	if !slices.Contains(Roles, w.Role) {
		broken.Add("role", "unknown")
	}
	w.checkPower(&broken, b)
	w.checkReach(&broken)
	broken.Longest("note", w.Note, mostText)
	w.Spot.check(&broken, b)
	if w.From.After(b.today) {
		broken.Add("from", "in_the_future")
	} else if b.born != nil && w.From.Before(*b.born) {
		broken.Add("from", "before_birth")
	}
	return w, broken
}

// checkPower holds a power of attorney together: who has one is a representative, and
// then it is known what it covers and whether letters go to both (forvaltningsloven § 8).
func (w Wish) checkPower(broken *rule.Violations, b bounds) {
	if w.PowerOn == nil {
		if w.PowerCovers != "" || w.PowerDocument != nil || w.Letters != NoLetters {
			broken.Add("power_on", "power_day")
		}
		return
	}
	if w.Role != Representative {
		broken.Add("role", "power_without_role")
	}
	if w.PowerOn.After(b.today) {
		broken.Add("power_on", "in_the_future")
	}
	broken.Required("power_covers", w.PowerCovers)
	broken.Longest("power_covers", w.PowerCovers, mostText)
	switch {
	case w.Letters == NoLetters:
		broken.Add("letters", "choose")
	case !slices.Contains(LetterChoices, w.Letters):
		broken.Add("letters", "unknown")
	}
}

func (w *Wish) checkReach(broken *rule.Violations) {
	if w.Phone != "" {
		number, err := phone.Parse(w.Phone)
		if err != nil {
			broken.Add("phone", "phone")
		} else {
			w.Phone = number
		}
	}
	broken.Longest("email", w.Email, mostName)
	if w.Email != "" {
		if a, err := mail.ParseAddress(w.Email); err != nil || a.Address != w.Email {
			broken.Add("email", "email")
		}
	}
	broken.Longest("address", w.Address, mostAddress)
}

// withoutPower is the wish of somebody who is no representative any more: the power of
// attorney that stands from before goes with the role, and the version keeps it.
func (w Wish) withoutPower(was Person) Wish {
	same := w.PowerOn != nil && was.PowerOn != nil && *w.PowerOn == *was.PowerOn && w.PowerCovers == was.PowerCovers
	if was.Role == Representative && w.Role != Representative && same {
		w.PowerOn, w.PowerCovers, w.PowerDocument, w.Letters = nil, "", nil, NoLetters
	}
	return w
}
