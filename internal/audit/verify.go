package audit

import (
	"bytes"
	"context"
	"crypto/hmac"
	"fmt"

	"kasket/internal/db"
)

// Report is what a verification found.
type Report struct {
	Sealed   int64 // links looked at
	Unsealed int64 // events that wait for the sealer
	Last     Seal
	Faults   []Fault
}

// Fault is a place where the trail is not what it was.
type Fault struct {
	Position int64
	Event    int64
	What     string // "changed", "removed", "inserted", "gap" or "seal"
}

// mostFaults ends a verification that has nothing more to teach.
const mostFaults = 100

// Verify walks the whole chain and compares it with the events. known are seals
// printed earlier and kept elsewhere: they find what was cut off or written anew
// by somebody who can write to the chain itself.
func (t *Trail) Verify(ctx context.Context, known ...Seal) (Report, error) {
	var r Report
	expected := map[int64][]byte{}
	for _, k := range known {
		expected[k.Position] = k.Hash
	}
	var before []byte
	for r.Last.Position = 0; len(r.Faults) < mostFaults; {
		rows, err := t.walk(ctx, r.Last.Position)
		if err != nil {
			return r, err
		}
		for _, row := range rows {
			r.check(row, before, expected, t.ours)
			before = row.Hash
			r.Sealed++
			r.Last.Position, r.Last.Hash = row.Position, row.Hash
			r.Last.Event = max(r.Last.Event, row.EventID)
		}
		if len(rows) < batch {
			break
		}
	}
	for position, hash := range expected {
		r.Faults = append(r.Faults, Fault{Position: position, What: fmt.Sprintf("seal %x is not in the chain", hash[:4])})
	}
	err := t.checkUnsealed(ctx, &r)
	return r, err
}

// ours reports whether the program itself wrote the event.
func (t *Trail) ours(l link) bool { return hmac.Equal(t.sign(l.payload()), l.Mark) }

// checkUnsealed looks at the events that wait for the sealer.
func (t *Trail) checkUnsealed(ctx context.Context, r *Report) error {
	waiting, err := db.All[link](ctx, t.db.Read, selectLinks+`
		WHERE NOT EXISTS (SELECT FROM audit_chain c WHERE c.event_id = e.id) ORDER BY e.id`, nil)
	if err != nil {
		return fmt.Errorf("reading unsealed events: %w", err)
	}
	r.Unsealed = int64(len(waiting))
	for _, l := range waiting {
		if !t.ours(l) {
			r.Faults = append(r.Faults, Fault{Event: l.ID, What: "inserted"})
		}
	}
	return nil
}

// chained is a link beside the event it was made of; the event's part is null
// when somebody removed it.
type chained struct {
	Position int64
	EventID  int64
	Hash     []byte
	Event    *link
}

func (t *Trail) walk(ctx context.Context, after int64) ([]chained, error) {
	seals, err := db.All[struct {
		Position int64
		EventID  int64
		Hash     []byte
	}](ctx, t.db.Read, `SELECT position, event_id, hash FROM audit_chain WHERE position > @after ORDER BY position LIMIT @batch`,
		db.Args{"after": after, "batch": batch})
	if err != nil {
		return nil, fmt.Errorf("reading the chain: %w", err)
	}
	ids := make([]int64, len(seals))
	for i, s := range seals {
		ids[i] = s.EventID
	}
	events, err := db.All[link](ctx, t.db.Read, selectLinks+`WHERE e.id = ANY(@ids)`, db.Args{"ids": ids})
	if err != nil {
		return nil, fmt.Errorf("reading the events: %w", err)
	}
	byID := make(map[int64]*link, len(events))
	for i := range events {
		byID[events[i].ID] = &events[i]
	}
	rows := make([]chained, len(seals))
	for i, s := range seals {
		rows[i] = chained{Position: s.Position, EventID: s.EventID, Hash: s.Hash, Event: byID[s.EventID]}
	}
	return rows, nil
}

func (r *Report) check(row chained, before []byte, expected map[int64][]byte, ours func(link) bool) {
	fault := func(what string) {
		r.Faults = append(r.Faults, Fault{Position: row.Position, Event: row.EventID, What: what})
	}
	switch {
	case row.Position != r.Last.Position+1:
		fault("gap")
	case row.Event == nil:
		fault("removed")
	case !bytes.Equal(row.Event.hash(before), row.Hash):
		fault("changed")
	case !ours(*row.Event):
		fault("inserted")
	}
	if hash, ok := expected[row.Position]; ok {
		if !bytes.Equal(hash, row.Hash) {
			fault("seal")
		}
		delete(expected, row.Position)
	}
}
