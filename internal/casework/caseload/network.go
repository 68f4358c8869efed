package caseload

import (
	"context"
	"encoding/json"
	"fmt"

	"kasket/internal/casework/network"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/when"
)

// Near is somebody around a youth with what their form offers.
type Near struct {
	network.Person
	Powers []PowerLine
}

// PowerLine is a document that may show a power of attorney.
type PowerLine struct {
	ID    id.Document `json:"id"`
	Party string      `json:"party"` // from whom
	On    when.Date   `json:"on"`    // the day that stands on it
}

// powersOf are the powers of attorney among the documents of @youth, the latest first.
const powersOf = `(SELECT coalesce(json_agg(json_build_object('id', d.id, 'party', d.party, 'on', d.dated_on) ORDER BY d.dated_on DESC, d.id DESC), '[]')
	FROM documents d WHERE d.youth_id = @youth AND d.withdrawn_at IS NULL AND d.type = 'power_of_attorney')`

// Near reads one of the people around a youth whose record was opened.
func (s *Service) Near(ctx context.Context, youth id.Youth, person id.Person) (Near, error) {
	row, err := db.One[struct {
		network.Person
		Powers json.RawMessage
	}](ctx, s.read, `SELECT `+network.Columns+`, `+powersOf+` AS powers FROM network_people p WHERE p.id = @id AND p.youth_id = @youth`,
		db.Args{"id": person, "youth": youth})
	if err != nil {
		return Near{}, fmt.Errorf("person %d of youth %d: %w", person, youth, err)
	}
	near := Near{Person: row.Person}
	if err := json.Unmarshal(row.Powers, &near.Powers); err != nil {
		return near, fmt.Errorf("powers of attorney of youth %d: %w", youth, err)
	}
	return near, nil
}

// Powers reads the powers of attorney among the documents of a youth whose record was
// opened.
func (s *Service) Powers(ctx context.Context, youth id.Youth) ([]PowerLine, error) {
	powers, err := db.Value[[]PowerLine](ctx, s.read, `SELECT `+powersOf, db.Args{"youth": youth})
	if err != nil {
		return nil, fmt.Errorf("powers of attorney of youth %d: %w", youth, err)
	}
	return powers, nil
}
