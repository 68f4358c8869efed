package intake

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// Wanted is for whom somebody is to be chosen.
type Wanted struct {
	Team       id.Team
	Youth      id.Youth
	NeedsGroup *int
	Needs      []string // competences the coordinator asked for
}

// Ranking lists who can be chosen, the fittest first. It is asked inside the
// transaction that assigns, so that what is kept of a choice is what held then. What
// it reads belongs to many features, which is why caseload answers it.
type Ranking func(ctx context.Context, q db.Reader, w Wanted) ([]Ranked, error)

// Ranked is somebody who can be chosen, at their place in the ranking.
type Ranked struct {
	Staff   id.Staff
	Name    string
	Blocked Block
	Parts   Parts
	Pairs   map[id.Staff]int // how often they and another have shared a youth
}

// Block is why somebody is shown and cannot be chosen; it is also the rule that refuses.
type Block string

// The blocks. Who stops can still be buddy until the last day.
const (
	Free       Block = ""
	Leaving    Block = "has_left" // their last day of work is known: an owner has to stay
	Conflicted Block = "conflict" // a conflict of interest was declared
)

// Parts are what decided somebody's place, as they were at the choice. They are kept
// with it, so their names in JSON do not change.
type Parts struct {
	Here       bool     `json:"here"` // here this week and next, and staying
	Fits       bool     `json:"fits"` // under the norm with the youth
	Knew       *Past    `json:"knew,omitempty"`
	Has        []string `json:"has,omitempty"` // of the competences asked for
	New        int      `json:"new"`           // youths begun in the last seven days
	Weighted   float64  `json:"weighted"`      // the caseload before this youth
	Weight     float64  `json:"weight"`        // of this youth
	Norm       float64  `json:"norm"`          // by their share of full time; 0 is no rule
	Placements int      `json:"placements"`    // running among their youths
	Together   int      `json:"together"`      // a buddy: youths shared with the owner before
}

// Past is a period in which somebody had the youth before, or still has.
type Past struct {
	As   string    `json:"as"` // owner or buddy
	From when.Date `json:"from"`
	To   when.Date `json:"to"` // zero while it goes on
}

// choice is what was chosen against the ranking.
type choice struct {
	Place, Of    int
	First, Shown id.Staff
	Followed     bool // the first of the ranking, as it is or as it was shown
	OverNorm     bool
	Reason       string // as typed
	Owner        Ranked
	Buddy        *Ranked
}

// choose holds an assignment against the ranking. Anybody may be chosen; a reason is
// asked for where the choice leaves the first or passes the norm. Who chose the first
// that the page showed has followed the ranking, whatever happened since.
func (a Assignment) choose(ranking []Ranked) (choice, error) {
	at := slices.IndexFunc(ranking, func(r Ranked) bool { return r.Staff == a.Owner })
	if at < 0 {
		return choice{}, rule.Violation("owner", "not_in_team")
	}
	c := choice{Place: at + 1, Of: len(ranking), Shown: a.Shown, Reason: rule.Text(a.Reason), Owner: ranking[at]}
	first := slices.IndexFunc(ranking, func(r Ranked) bool { return r.Blocked == Free })
	if first >= 0 {
		c.First = ranking[first].Staff
	}
	if !slices.ContainsFunc(ranking, func(r Ranked) bool { return r.Staff == a.Shown }) {
		c.Shown = 0 // nobody who could have been shown
	}
	c.Followed = a.Owner == c.First || a.Owner == c.Shown
	c.OverNorm = !c.Owner.Parts.Fits
	var broken rule.Violations
	if c.Owner.Blocked != Free {
		broken.Add("owner", string(c.Owner.Blocked))
	}
	if i := slices.IndexFunc(ranking, func(r Ranked) bool { return r.Staff == a.Buddy }); i >= 0 {
		buddy := ranking[i]
		buddy.Parts.Together = c.Owner.Pairs[buddy.Staff]
		c.Buddy = &buddy
		if buddy.Blocked == Conflicted {
			broken.Add("buddy", string(buddy.Blocked))
		}
	}
	switch p := c.Owner.Parts; {
	case len(broken) > 0 || c.Reason != "":
	case !c.Followed:
		broken.Add("reason", "leaves_ranking", c.Owner.Name, nameOf(ranking, c.Shown, c.First))
	case c.OverNorm:
		broken.Add("reason", "over_norm", c.Owner.Name, p.Weighted+p.Weight, p.Norm)
	}
	return c, broken.Err()
}

// nameOf is the name of the one who was shown first, else of who is.
func nameOf(ranking []Ranked, shown, first id.Staff) string {
	for _, who := range []id.Staff{shown, first} {
		for _, r := range ranking {
			if r.Staff == who {
				return r.Name
			}
		}
	}
	return ""
}

// because is why the owner was chosen, as it stands in the chain of owners: what the
// coordinator wrote, else the parts in words. Like all that is kept of a youth it is
// Danish.
func (c choice) because() string {
	if c.Reason != "" {
		return c.Reason
	}
	return c.Owner.Parts.sentence()
}

// save keeps how the choice was made.
func (c choice) save(ctx context.Context, tx pgx.Tx, course id.Enrolment) error {
	var buddy []byte
	parts, err := json.Marshal(c.Owner.Parts)
	if err == nil && c.Buddy != nil {
		buddy, err = json.Marshal(c.Buddy.Parts)
	}
	if err != nil {
		return fmt.Errorf("writing the choice for enrolment %d: %w", course, err)
	}
	_, err = tx.Exec(ctx, `
		INSERT INTO assignment_choices (enrolment_id, place, candidates, first_id, shown_id, followed, over_norm, reason, parts, buddy_parts)
		VALUES (@course, @place, @of, nullif(@first::bigint, 0), nullif(@shown::bigint, 0), @followed, @over, @reason, @parts, @buddy)`,
		db.Args{
			"course": course, "place": c.Place, "of": c.Of, "first": c.First, "shown": c.Shown, "followed": c.Followed,
			"over": c.OverNorm, "reason": c.Reason, "parts": parts, "buddy": buddy,
		})
	if err != nil {
		return fmt.Errorf("keeping the choice for enrolment %d: %w", course, err)
	}
	return nil
}
