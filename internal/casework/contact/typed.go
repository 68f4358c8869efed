package contact

import (
	"strconv"
	"time"

	"kasket/internal/audit"
	"kasket/internal/casework/meeting"
	"kasket/internal/casework/plan"
	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// Typed is the form of an entry as it was typed: what a draft keeps, and what the
// page shows again.
type Typed struct {
	With         []string          `json:"with,omitempty"` // more youths the entry is about
	Outcome      string            `json:"outcome,omitempty"`
	Kind         string            `json:"kind,omitempty"`
	Direction    string            `json:"direction,omitempty"`
	Counterpart  string            `json:"counterpart,omitempty"`
	Hats         []string          `json:"hats,omitempty"`
	Place        string            `json:"place,omitempty"`
	PlaceNote    string            `json:"place_note,omitempty"`
	Others       string            `json:"others,omitempty"`
	Minutes      string            `json:"minutes,omitempty"`
	Attended     string            `json:"attended,omitempty"` // yes, no or nothing
	Activity     string            `json:"activity,omitempty"` // what one did together, by its code
	At           string            `json:"at,omitempty"`
	Agreement    string            `json:"agreement,omitempty"`
	AgreementDue string            `json:"agreement_due,omitempty"`
	AgreementWho string            `json:"agreement_who,omitempty"`
	Keeper       string            `json:"agreement_keeper,omitempty"` // somebody by name, as plan.Keeper
	KeeperName   string            `json:"agreement_name,omitempty"`   // somebody who is on no list
	Goal         string            `json:"agreement_goal,omitempty"`   // what the agreement leads to, by number
	Next         string            `json:"next,omitempty"`
	NextPlace    string            `json:"next_place,omitempty"`
	Company      string            `json:"company,omitempty"`      // number of a company, and after a dot of somebody there
	CompanyName  string            `json:"company_name,omitempty"` // name or CVR of one that is not in the list
	ForCompany   string            `json:"for_company,omitempty"`
	Settled      map[string]string `json:"settled,omitempty"`  // how open agreements ended, by number
	Why          map[string]string `json:"why,omitempty"`      // why they were changed or dropped, by number
	Answered     map[string]string `json:"answered,omitempty"` // how appointments went, by number
	Text

	Sure     bool   `json:"-"`                // the place is banned, and it was there all the same
	Revision int    `json:"-"`                // of the draft as this page knows it
	Writer   string `json:"writer,omitempty"` // which page writes; two of them may hold one draft
	Turn     int    `json:"turn,omitempty"`   // how often that page has changed: a save that comes late is known by it
}

// Clean tidies what was typed: nothing pasted may cost anybody their note.
func (t Typed) Clean() Typed {
	for _, line := range []*string{
		&t.Outcome, &t.Kind, &t.Direction, &t.Counterpart, &t.Place, &t.PlaceNote, &t.Others, &t.Minutes,
		&t.Attended, &t.Activity, &t.At, &t.AgreementDue, &t.AgreementWho, &t.Keeper, &t.KeeperName, &t.Goal, &t.Next, &t.NextPlace, &t.Company, &t.CompanyName,
	} {
		*line = rule.Line(*line)
	}
	for _, text := range []*string{&t.Account, &t.Facts, &t.View, &t.Assessment, &t.Authority, &t.Agreement, &t.ForCompany} {
		*text = rule.Text(*text)
	}
	return t
}

// Worded reports whether there is anything in it that somebody would miss.
func (t Typed) Worded() bool {
	return !t.Text.Empty() || t.Agreement != "" || t.Others != "" || t.PlaceNote != "" || t.Next != "" || t.ForCompany != ""
}

// digest is what the form says; which page says it, and that it is sure, is no part.
func (t Typed) digest(about About) []byte {
	t.Writer, t.Turn = "", 0
	return audit.DigestOf(struct {
		About About
		Typed Typed
	}{about, t})
}

// reading is a form as it is understood.
type reading struct {
	Entry
	youths    []id.Youth
	agreement *plan.Agreement
	next      *meeting.Meeting
	settled   map[id.Agreement]plan.Outcome
	why       map[id.Agreement]string
	answered  map[id.Meeting]meeting.State
}

// read understands the form, and says what nobody could understand. What can be
// understood and still breaks a rule is for Entry.Check.
func (t Typed) read(youth id.Youth, now time.Time) (reading, rule.Violations) {
	entry, broken := t.Entry(now)
	r := reading{Entry: entry, youths: []id.Youth{youth}}
	r.readWith(t.With, &broken)
	r.readPromises(t, now, &broken)
	r.settled, r.why = map[id.Agreement]plan.Outcome{}, map[id.Agreement]string{}
	for number, outcome := range t.Settled {
		n, err := id.Parse[id.Agreement](number)
		if err != nil {
			broken.Add("settled", "unknown")
		} else if outcome != "" {
			r.settled[n], r.why[n] = plan.Outcome(outcome), t.Why[number]
		}
	}
	r.answered = map[id.Meeting]meeting.State{}
	for number, state := range t.Answered {
		n, err := id.Parse[id.Meeting](number)
		if err != nil {
			broken.Add("answered", "unknown")
		} else if state != "" {
			r.answered[n] = meeting.State(state)
		}
	}
	return r, broken
}

// mostYouths is how many one entry may be about: a group, not a mailing list.
const mostYouths = 12

func (r *reading) readWith(with []string, broken *rule.Violations) {
	seen := map[id.Youth]bool{r.youths[0]: true}
	for _, s := range with {
		y, err := id.Parse[id.Youth](s)
		if err != nil {
			broken.Add("with", "unknown")
			return
		}
		if !seen[y] {
			seen[y], r.youths = true, append(r.youths, y)
		}
	}
	if len(r.youths) > mostYouths {
		broken.Add("with", "too_many", mostYouths)
	}
}

func (r *reading) readPromises(t Typed, now time.Time, broken *rule.Violations) {
	wish := plan.Wish{Text: t.Agreement, Due: t.AgreementDue, Who: plan.Who(t.AgreementWho), Keeper: plan.Keeper(t.Keeper), Name: t.KeeperName}
	if t.Goal != "" {
		goal, err := id.Parse[id.Goal](t.Goal)
		if err != nil {
			broken.Add("agreement_goal", "unknown")
		}
		wish.Goal = goal
	}
	if a, given, wrong := wish.Read(when.Of(now)); given {
		r.agreement = &a
		if a.Person != nil && len(r.youths) > 1 { // whose network it is would stand on the records of the others
			broken.Add("agreement_keeper", "keeper_of_one")
		}
		*broken = append(*broken, wrong...)
	}
	if m, given, wrong := (meeting.Wish{At: t.Next, Place: t.NextPlace}).Read(now); given {
		r.next = &m
		*broken = append(*broken, wrong...)
	}
}

// Entry understands what the form says of the event itself.
func (t Typed) Entry(now time.Time) (Entry, rule.Violations) {
	var broken rule.Violations
	e := Entry{
		Kind: Kind(t.Kind), Outcome: either(Outcome(t.Outcome), Talked), Direction: either(Direction(t.Direction), Out),
		Counterpart: either(Counterpart(t.Counterpart), TheYouth), Hats: t.Hats, Place: Place(t.Place),
		PlaceNote: t.PlaceNote, Others: t.Others, Activity: t.Activity, Text: t.Text,
	}
	if e.Kind == "" && e.Outcome != Talked {
		e.Kind = Phone // one tap is enough to say that nobody answered
	}
	if e.Hats == nil {
		e.Hats = []string{}
	}
	if t.Minutes != "" {
		n, err := strconv.Atoi(t.Minutes)
		if err != nil {
			broken.Add("minutes", "number")
		} else {
			e.Minutes = &n
		}
	}
	switch t.Attended {
	case "yes", "no":
		attended := t.Attended == "yes"
		e.Attended = &attended
	case "":
	default:
		broken.Add("attended", "unknown")
	}
	at, code := readAt(t.At, now)
	if code != "" {
		broken.Add("at", code)
	}
	e.OccurredAt = at
	t.readCompany(&e, &broken)
	return e, broken
}

// grace is how far a typed time may lie ahead: one rounds up.
const grace = 5 * time.Minute

// readAt understands when it happened. Nothing typed is now; a day without a time
// is now today and noon on another day.
func readAt(typed string, now time.Time) (at time.Time, code string) {
	now = now.UTC().Truncate(time.Second)
	if typed == "" {
		return now, ""
	}
	at, hasTime, err := when.ParseMoment(typed, now, when.Past)
	switch {
	case err != nil:
		return now, when.Broken(err)
	case !hasTime && when.Of(at) == when.Of(now):
		return now, ""
	case !hasTime:
		return when.Of(at).At(when.Clock{Hour: 12}), ""
	case at.After(now) && at.Sub(now) <= grace:
		return now, ""
	}
	return at, ""
}

func either[T comparable](value, usual T) T {
	var none T
	if value == none {
		return usual
	}
	return value
}
