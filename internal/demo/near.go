package demo

import (
	"context"
	"fmt"
	"regexp"

	"kasket/internal/audit"
	"kasket/internal/casework/network"
)

// nearForm is somebody around a youth: relation, what they are besides, name,
// telephone, and a note or what the power of attorney covers.
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
	_, err := l.network.Add(ctx, l.owner, l.youth, w, audit.Form{})
	return err
}
