package demo

import (
	"context"
	"errors"
	"fmt"

	"kasket/internal/audit"
	"kasket/internal/casework/sparring"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/when"
)

// looks are what owners ask their buddies now and then, and what is answered.
var looks = [][2]string{
	{"Vil du læse de sidste notater? Overser jeg noget?", "Jeg har læst med. Det går den rigtige vej. Spørg, hvad der har hjulpet, og gør mere af det."},
	{"Er det tid til at prøve praktik, eller går det for hurtigt?", "Tag et besøg først, uden at noget er aftalt. Så kan I begge mærke efter."},
	{"Jeg kører lidt fast. Hvad ville du gøre?", "Mød op et andet sted end kontoret næste gang. Jeg går gerne med."},
	{"Kan du se en vej uden om ventetiden hos lægen?", "Ring sammen med den unge klokken otte. Det plejer at virke."},
}

// secondLook lets the buddy look at a course in the last weeks, as most owners ask
// for. Not all do: the leader's list of one pair of eyes has somebody on it.
func (l *life) secondLook(told story) []act {
	buddy, start := l.head["buddy"], l.days("start")
	if buddy == "" || buddy == "none" || start > -40 || spread(l.name, 7) == 0 {
		return nil
	}
	for _, e := range told.events {
		if e.kind == "ask" || e.kind == "close" || e.kind == "handover" {
			return nil // the story tells of it itself
		}
	}
	look, ask := looks[spread(l.name, len(looks))], -6-spread(l.name, 25)
	var question id.Question
	return []act{
		{l.day(ask, when.Clock{Hour: 14, Minute: 10}), l.name + ", second look", func(ctx context.Context) error {
			to, err := db.Value[id.Staff](ctx, l.db.Read, `SELECT buddy_id FROM enrolments WHERE youth_id = @youth AND closed_on IS NULL AND owner_id = @owner AND buddy_id IS NOT NULL`,
				db.Args{"youth": l.youth, "owner": l.owner.Staff})
			if errors.Is(err, db.ErrNotFound) {
				return nil
			}
			if err != nil {
				return fmt.Errorf("buddy of %s: %w", l.name, err)
			}
			wish := sparring.Wish{To: to, Text: look[0], Until: l.date(ask).AddDays(14)}
			question, err = l.sparring.Ask(ctx, l.owner, l.youth, wish, audit.Form{})
			return err
		}},
		{l.day(ask, when.Clock{Hour: 15, Minute: 20}), l.name + ", second look answered", func(ctx context.Context) error {
			if question == 0 {
				return nil
			}
			to, err := db.Value[id.Staff](ctx, l.db.Read, `SELECT to_id FROM questions WHERE id = @id`, db.Args{"id": question})
			if err != nil {
				return err
			}
			by, err := l.staff.Actor(ctx, to)
			if err != nil {
				return err
			}
			if err := l.sparring.Answer(ctx, by, question, look[1], audit.Form{}); err != nil {
				return err
			}
			return l.sparring.TakeNote(ctx, l.owner, question, "Det prøver vi fra næste uge.", audit.Form{})
		}},
	}
}
