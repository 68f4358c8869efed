package decision

import (
	"slices"

	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// Whether the party is to be heard.
const (
	HearingNeeded    = "needed"
	HearingNotNeeded = "not_needed"
)

// Content is what a decision says.
type Content struct {
	Weighs         bool      // it weighs on the party, in whole or in part
	BeganOn        when.Date // applied for, or raised by us: what the time of a case is counted from
	EventOn        *when.Date
	Plain          string     // what was decided and why, to the youth
	View           string     // the youth's part in it, and view (retssikkerhedsloven § 4)
	Considerations string     // the main ones (forvaltningsloven § 24)
	Basis          string     // the rules it rests on
	CanDo          string     // what the youth can do now
	Consent        string     // who agreed, when and how, where the type needs it
	EffectFrom     *when.Date // nil is from the day it is made
	EffectTo       *when.Date // last day; nil is open
	Hearing        string     // needed, not_needed, or not said yet
	HearingWhy     string     // why nobody is heard
}

// Limits of what one may write, in characters.
const (
	mostText   = 20000
	mostFact   = 2000
	mostReason = 1000
	mostSource = 200
	mostFacts  = 40
	longestAgo = 24 // months: a case that began before that is a slip of the finger
	furthest   = 60 // months ahead that an effect may begin or end
)

// Fact is something a decision rests on, and where it comes from.
type Fact struct {
	Text     string       `json:"text"`
	Contact  *id.Contact  `json:"contact"`
	Document *id.Document `json:"document"`
	Person   *id.Person   `json:"person"`
	Source   string       `json:"source"` // in words, where it is none of these
	From     FactFrom     `json:"from"`
}

// FactFrom is what a page shows of where a fact comes from.
type FactFrom struct {
	Kind string    `json:"kind"` // of the contact or the document
	On   when.Date `json:"on"`
	Name string    `json:"name"` // of the person, or the title of the document
}

// clean tidies what was typed.
func (c Content) clean() Content {
	for _, text := range []*string{&c.Plain, &c.View, &c.Considerations, &c.Basis, &c.CanDo, &c.Consent, &c.HearingWhy} {
		*text = rule.Text(*text)
	}
	return c
}

// check says which rules a draft breaks already: what can only be a slip. What is
// missing is for lacks.
func (c Content) check(today when.Date) rule.Violations {
	var v rule.Violations
	for field, text := range map[string]string{"plain": c.Plain, "view": c.View, "considerations": c.Considerations, "basis": c.Basis, "can_do": c.CanDo} {
		v.Longest(field, text, mostText)
	}
	v.Longest("consent", c.Consent, mostReason)
	v.Longest("hearing_why", c.HearingWhy, mostReason)
	if !slices.Contains([]string{"", HearingNeeded, HearingNotNeeded}, c.Hearing) {
		v.Add("hearing", "unknown")
	}
	switch {
	case c.BeganOn.IsZero():
		v.Add("began_on", "required")
	case c.BeganOn.After(today):
		v.Add("began_on", "future")
	case c.BeganOn.Before(today.AddMonths(-longestAgo)):
		v.Add("began_on", "too_far_back", longestAgo)
	}
	if c.EventOn != nil && c.EventOn.After(today) {
		v.Add("event_on", "future")
	}
	for field, day := range map[string]*when.Date{"effect_from": c.EffectFrom, "effect_to": c.EffectTo} {
		if day != nil && day.After(today.AddMonths(furthest)) {
			v.Add(field, "too_far_ahead", furthest)
		}
	}
	if c.EffectFrom != nil && c.EffectTo != nil && c.EffectTo.Before(*c.EffectFrom) {
		v.Add("effect_to", "before_from", *c.EffectFrom)
	}
	return v
}

// cleanFacts tidies the facts; one without a word and a source is none.
func cleanFacts(facts []Fact) ([]Fact, rule.Violations) {
	var tidy []Fact
	var v rule.Violations
	for i, f := range facts {
		f.Text, f.Source = rule.Text(f.Text), rule.Line(f.Source)
		linked := f.Contact != nil || f.Document != nil || f.Person != nil
		field := factField("fact", i)
		switch {
		case f.Text == "" && !linked && f.Source == "":
			continue
		case f.Text == "":
			v.Add(field, "required")
		case !linked && f.Source == "":
			v.Add(factField("fact_source", i), "fact_from")
		}
		if linked {
			f.Source = ""
		}
		v.Longest(field, f.Text, mostFact)
		v.Longest(factField("fact_source", i), f.Source, mostSource)
		tidy = append(tidy, f)
	}
	if len(tidy) > mostFacts {
		v.Add("", "too_many_facts", mostFacts)
	}
	return tidy, v
}

// Lacks says what is missing before the decision can be made on a day, each at the
// field of the draft where it is filled in. Nothing missing is what makes it ready.
func (d Decision) Lacks(today when.Date) rule.Violations {
	v := d.Type.MayDecide(today)
	v.Required("plain", d.Plain)
	v.Required("view", d.View)
	v.Required("basis", d.Basis)
	if d.Type.Consent {
		v.Required("consent", d.Consent)
	}
	v = append(v, d.lacksEffect(today)...)
	v = append(v, d.lacksReasons()...)
	v = append(v, d.lacksHearing()...)
	for _, m := range Gate(d.Checklist, d.Checks, d, today) {
		if _, told := v.On(m.Field); !told {
			v = append(v, m.Broken)
		}
	}
	return v
}

// lacksEffect holds the days of the effect against the day of the decision: nothing
// has effect before it was decided, but what follows from an event may run from the
// event (LAS § 35 stk. 3).
func (d Decision) lacksEffect(today when.Date) rule.Violations {
	var v rule.Violations
	earliest := today
	if by, ok := d.carryOutBy(); ok {
		switch {
		case d.EventOn == nil:
			v.Add("event_on", "required")
		case today.After(by):
			v.Add("event_on", "carry_out_passed", by)
		default:
			earliest = *d.EventOn
		}
	}
	if d.EffectFrom != nil && d.EffectFrom.Before(earliest) {
		v.Add("effect_from", "effect_before_decision", earliest)
	}
	return v
}

// carryOutBy is the last day to carry out what follows from the event; false for a
// type that follows from none.
func (d Decision) carryOutBy() (when.Date, bool) {
	if d.Type.CarryOutMonths == 0 {
		return when.Date{}, false
	}
	if d.EventOn == nil {
		return when.Date{}, true
	}
	return d.Type.CarryOutBy(*d.EventOn)
}

// lacksReasons: what is not wholly in the party's favour gives its reasons and its
// facts (forvaltningsloven §§ 22 and 24).
func (d Decision) lacksReasons() rule.Violations {
	var v rule.Violations
	if !d.Weighs {
		return v
	}
	v.Required("considerations", d.Considerations)
	if len(d.Facts) == 0 {
		v.Add("fact.0", "needs_facts")
	}
	return v
}

// lacksHearing: before a burden the party is heard, or somebody says why not
// (forvaltningsloven § 19).
func (d Decision) lacksHearing() rule.Violations {
	var v rule.Violations
	heard := len(d.Hearings) > 0 && d.Hearings[len(d.Hearings)-1].ClosedAt != nil
	switch {
	case d.State == Heard:
		v.Add("hearing", "hearing_open")
	case !d.Weighs || heard:
	case d.Hearing == "":
		v.Add("hearing", "required")
	case d.Hearing == HearingNeeded:
		v.Add("hearing", "hearing_missing")
	case d.HearingWhy == "":
		v.Add("hearing_why", "required")
	}
	return v
}

// weighsBy says whether a decision of a type weighs: what always weighs does, what
// never does not, and for the others somebody says so.
func weighsBy(t programme.DecisionType, said bool) bool {
	switch t.Burdensome {
	case programme.Burdens:
		return true
	case programme.Favours:
		return false
	}
	return said
}
