package demo

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	"kasket/internal/audit"
	"kasket/internal/casework/network"
	"kasket/internal/programme"
)

// nearForm is somebody around a youth: relation, what they are besides, name,
// telephone, and a note or what the power of attorney covers. Open lines below say where
// they stand: "spot: inner family yes chosen", helps, hard, title and unit.
var nearForm = regexp.MustCompile(`^(\w+)(?: (custody|assessor|too|instead))? (.+?)(?:, ([\d ]+))?(?:: (.+))?$`)

// near writes down somebody around the youth.
func (l *life) near(ctx context.Context, e event) error {
	m := nearForm.FindStringSubmatch(e.rest)
	if m == nil {
		return fmt.Errorf("%q is nobody around a youth", e.rest)
	}
	w := network.Wish{Relation: m[1], Name: m[3], Phone: m[4], Note: m[5]}
	day := l.date(e.day)
	switch m[2] {
	case "custody":
		born := l.born(l.name, l.head["age"])
		w.Custody, w.From = true, &born
	case "assessor":
		w.Role = network.Assessor
	case "too", "instead":
		w.Role, w.PowerOn, w.Letters, w.PowerCovers, w.Note = network.Representative, &day, network.Letters(m[2]), m[5], ""
	}
	if err := stands(&w.Spot, e.text); err != nil {
		return err
	}
	_, err := l.network.Add(ctx, l.owner, l.youth, w, audit.Form{})
	return err
}

// stands reads the open lines about somebody around a youth.
func stands(s *network.Spot, lines []string) error {
	for _, line := range lines {
		what, words := parted(line)
		switch what {
		case "spot":
			at := strings.Fields(words)
			if len(at) < 3 {
				return fmt.Errorf("%q is no place on a map", words)
			}
			s.Ring, s.Sector, s.MayContact, s.Chosen = network.Ring(at[0]), at[1], network.MayContact(at[2]), len(at) > 3
		case "helps":
			s.Supports = words
		case "hard":
			s.Strains = words
		case "title":
			s.Title = words
		case "unit":
			s.Unit = words
		default:
			return fmt.Errorf("%q says nothing of anybody around a youth", line)
		}
	}
	return nil
}

var otherForm = regexp.MustCompile(`^(.+?); for (.+?); to ([+-]\d+); topics (\S+)$`)

// consentOther is what the youth lets an authority know: S how they want it said, the
// first open line what is not to be told, and the second what was told by it that day.
func (l *life) consentOther(ctx context.Context, rest string, e event) error {
	m := otherForm.FindStringSubmatch(rest)
	if m == nil {
		return fmt.Errorf("%q is no consent to anybody", rest)
	}
	w := network.ConsentWish{Recipient: m[1], Purpose: m[2], To: l.date(atoi(m[3])), Form: network.Spoken, Said: e.view}
	for _, topic := range strings.Split(m[4], ",") {
		w.Items = append(w.Items, programme.TopicPrefix+topic)
	}
	if len(e.text) > 0 {
		w.Not = e.text[0]
	}
	given, err := l.network.GiveConsent(ctx, l.owner, l.youth, w, audit.Form{})
	if err != nil || len(e.text) < 2 {
		return err
	}
	_, err = l.network.Disclose(ctx, l.owner, l.youth, network.DisclosureWish{On: l.date(e.day), Consent: given, What: e.text[1], Topics: w.Items[:1]}, audit.Form{})
	return err
}
