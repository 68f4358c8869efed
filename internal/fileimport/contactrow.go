package fileimport

import (
	"context"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/casework/contact"
	"kasket/internal/casework/enrolment"
	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/rule"
	"kasket/internal/staff"
	"kasket/internal/when"
)

// contactRow is an entry of the log, in the course that ran when it happened.
type contactRow struct {
	entry  contact.Entry
	author staff.RosterPerson
	hats   []string // as written: whose programme they are of shows with the course
}

var (
	kindWords = map[string][]string{
		"phone":         {"telefon", "telefonisk", "opkald", "call"},
		"met":           {"mødt", "møde", "mødte", "samtale", "meeting", "talk"},
		"walk":          {"gåtur", "gik en tur", "tur"},
		"home":          {"hjemmebesøg", "hjem", "hjemme", "besøg", "home visit"},
		"text":          {"sms", "besked", "skriftlig", "mail", "e-mail", "message"},
		"video":         {"videosamtale", "videomøde", "video call"},
		"accompaniment": {"ledsagelse", "ledsaget", "følgeskab", "accompanied"},
		"other":         {"andet", "anden"},
	}
	outcomeWords = map[string][]string{
		"talked":      {"talt", "talte", "talt med", "kontakt", "gennemført", "contact"},
		"message":     {"besked", "lagt besked", "lagt en besked", "message left"},
		"not_reached": {"ikke truffet", "ikke nået", "ikke fat", "intet svar", "forgæves", "not reached", "no answer"},
	}
	directionWords = map[string][]string{
		"out": {"ud", "udgående", "fra os", "outgoing"},
		"in":  {"ind", "indgående", "til os", "incoming"},
	}
	counterpartWords = map[string][]string{
		"youth":        {"unge", "den unge", "ung"},
		"relative":     {"pårørende", "familie", "forælder", "forældre", "parent"},
		"professional": {"fagperson", "fagfolk", "samarbejdspartner"},
		"company":      {"virksomhed", "arbejdsgiver", "employer"},
	}
	placeWords = map[string][]string{
		"home":    {"hjemme", "hjemmet", "hos den unge"},
		"office":  {"kontor", "kontoret"},
		"town":    {"byen", "ude"},
		"company": {"virksomhed", "virksomheden", "arbejdsplads", "arbejdspladsen"},
		"other":   {"andet", "andet sted"},
	}
)

// Limits of an entry.
const (
	mostPlace   = 300 // characters
	mostMinutes = 24 * 60
)

func readContact(c *cells, ref *reference) row {
	c.cpr(ref.youths.ParseCPR)
	r := &contactRow{}
	e := &r.entry
	if c.required("at") {
		e.OccurredAt = c.moment("at")
	}
	if when.Of(e.OccurredAt).After(ref.today) || e.OccurredAt.After(ref.now) {
		c.broken.Add("at", "in_the_future")
	}
	if c.required("kind") {
		e.Kind = contact.Kind(c.word("kind", "", kindWords))
	}
	if c.required("outcome") {
		e.Outcome = contact.Outcome(c.word("outcome", "", outcomeWords))
	}
	e.Direction = contact.Direction(c.word("direction", string(contact.Out), directionWords))
	e.Counterpart = contact.Counterpart(c.word("counterpart", string(contact.TheYouth), counterpartWords))
	e.Place, e.PlaceNote = placeOf(c)
	e.Minutes = c.whole("minutes", 1, mostMinutes)
	if e.Activity = ref.entry(c, "activity", programme.Doing, when.Of(e.OccurredAt)); e.Activity != "" {
		c.note("activity", e.Activity)
	}
	e.Account = c.text("note")
	c.broken.Longest("note", e.Account, contact.MostText)
	r.hats = c.list("hats")
	c.note("hats", strings.ToLower(strings.Join(r.hats, "|")))
	if c.required("by_email") {
		r.author, _ = ref.person(c, "by_email")
	}
	c.line("external_id")
	return r
}

// placeOf reads one of the places of the log; any other is kept in its words.
func placeOf(c *cells) (place contact.Place, note string) {
	s := c.line("place")
	for code, words := range placeWords {
		for _, w := range append(words, code) {
			if plainHeading(w) == plainHeading(s) && s != "" {
				return contact.Place(code), ""
			}
		}
	}
	c.broken.Longest("place", s, mostPlace)
	return "", s
}

func (r *contactRow) judge(ref *reference, h *held) (known bool, broken rule.Violations) {
	_, _, broken = r.placed(ref, h)
	return false, broken
}

// placed finds the course that ran on the day, and reads what depends on it.
func (r *contactRow) placed(ref *reference, h *held) (course enrolment.Enrolment, hats []string, broken rule.Violations) {
	course, code := h.on(when.Of(r.entry.OccurredAt), ref.team)
	if code != "" {
		return course, nil, rule.Violation(fieldOf(code, "at"), code)
	}
	c := &cells{}
	if !r.author.WasIn(course.Team) {
		c.broken.Add("by_email", "not_in_team")
	}
	hats = ref.hatsOf(c, r.hats, course.Programme)
	return course, hats, c.broken
}

func (r *contactRow) foresee(h *held) *held { return h }

func (r *contactRow) make(ctx context.Context, tx pgx.Tx, _ access.Actor, ref *reference, h *held, now time.Time) (made, error) {
	course, hats, broken := r.placed(ref, h)
	if len(broken) > 0 {
		return made{}, broken
	}
	entry := r.entry
	entry.Hats = hats
	n, err := contact.Bring(ctx, tx, contact.Contact{
		Author: r.author.Staff, Youths: []id.Youth{course.Youth}, RecordedAt: now, Entry: entry,
	}, course.ID)
	return made{Youth: course.Youth, Team: course.Team, Subject: int64(n)}, err
}
