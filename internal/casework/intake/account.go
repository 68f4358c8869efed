package intake

import (
	"net/mail"
	"slices"

	"kasket/internal/phone"
	"kasket/internal/rule"
)

// Urgency is how soon somebody has to be there.
type Urgency string

// The urgencies. Acute says why.
const (
	Normal Urgency = "normal"
	Soon   Urgency = "soon"
	Acute  Urgency = "acute"
)

// Urgencies lists the urgencies in the order they are offered.
var Urgencies = []Urgency{Normal, Soon, Acute}

// Account is what the referring unit tells of a youth, beside who they are.
type Account struct {
	ReferredBy     string  `json:"referred_by"`     // the unit
	ReferredPerson string  `json:"referred_person"` // who of the unit
	ReferredPhone  string  `json:"referred_phone"`
	ReferredEmail  string  `json:"referred_email"`
	Reason         string  `json:"reason"` // why now
	Wish           string  `json:"wish"`   // in the youth's own words
	Tried          string  `json:"tried"`  // what others have tried
	Urgency        Urgency `json:"urgency"`
	UrgencyWhy     string  `json:"urgency_why"`
	Network        string  `json:"network"` // whom the youth has around them
	Custody        string  `json:"custody"` // who has custody, and what to heed
	Safety         string  `json:"safety"`  // what to heed when one meets
}

// accountColumns are an account's columns, of the referral f.
const accountColumns = `f.referred_by, f.referred_person, f.referred_phone, f.referred_email, f.reason, f.wish, f.tried,
	       f.urgency, f.urgency_why, f.network, f.custody, f.safety`

// Limits of what one may write, in characters.
const (
	mostLine = 200
	mostText = 2000
)

// Clean tidies an account and adds every rule it breaks, by the name of its field.
func (a Account) Clean(broken *rule.Violations) Account {
	for _, f := range a.fields() {
		if f.line {
			*f.text = rule.Line(*f.text)
			broken.Longest(f.name, *f.text, mostLine)
			continue
		}
		*f.text = rule.Text(*f.text)
		broken.Longest(f.name, *f.text, mostText)
	}
	if a.ReferredPhone != "" {
		number, err := phone.Parse(a.ReferredPhone)
		if err != nil {
			broken.Add("referred_phone", "phone")
		} else {
			a.ReferredPhone = number
		}
	}
	if a.ReferredEmail != "" {
		if m, err := mail.ParseAddress(a.ReferredEmail); err != nil || m.Address != a.ReferredEmail {
			broken.Add("referred_email", "email")
		}
	}
	switch {
	case a.Urgency == "":
		a.Urgency = Normal
	case !slices.Contains(Urgencies, a.Urgency):
		broken.Add("urgency", "unknown")
	}
	if a.Urgency == Acute && a.UrgencyWhy == "" {
		broken.Add("urgency_why", "acute_why")
	}
	return a
}

// Differs names the fields in which said tells something else. A field that is left
// empty tells nothing.
func (a Account) Differs(said Account) []string {
	var names []string
	there := a.fields()
	for i, f := range said.fields() {
		if *f.text != "" && *f.text != *there[i].text {
			names = append(names, f.name)
		}
	}
	if said.Urgency != "" && said.Urgency != Normal && said.Urgency != a.Urgency {
		names = append(names, "urgency")
	}
	return names
}

// textField is a text of an account by the name its form and its column have.
type textField struct {
	name string
	text *string
	line bool
}

func (a *Account) fields() []textField {
	return []textField{
		{"referred_by", &a.ReferredBy, true},
		{"referred_person", &a.ReferredPerson, true},
		{"referred_phone", &a.ReferredPhone, true},
		{"referred_email", &a.ReferredEmail, true},
		{"reason", &a.Reason, false},
		{"wish", &a.Wish, false},
		{"tried", &a.Tried, false},
		{"urgency_why", &a.UrgencyWhy, true},
		{"network", &a.Network, false},
		{"custody", &a.Custody, true},
		{"safety", &a.Safety, true},
	}
}
