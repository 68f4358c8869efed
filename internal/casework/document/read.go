package document

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"time"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casework/standing"
	"kasket/internal/db"
	"kasket/internal/id"
)

// File is a file of a document without its content.
type File struct {
	Position  int        `json:"position"` // from 1
	Name      string     `json:"name"`     // as it was called
	Media     string     `json:"media"`    // a key of Media
	Size      int        `json:"size"`     // bytes
	SHA256    string     `json:"sha256"`   // hexadecimal
	ScannedAt *time.Time `json:"scanned_at"`
}

// Image reports whether a browser can show the file as a picture.
func (f File) Image() bool { return f.Media == "image/jpeg" || f.Media == "image/png" }

// Listed is a document as lists and its own page show it.
type Listed struct {
	Document
	Files       []File
	AddedByName string
	ForName     *string
	TypeDa      string // what its type was called on its day
	TypeEn      string
	Rule        string // of its type: whether a receipt is expected
}

const selectListed = `
	SELECT ` + columns + `, a.name AS added_by_name, o.name AS for_name,
	       coalesce(k.name_da, d.type) AS type_da, coalesce(k.name_en, d.type) AS type_en, coalesce(k.rule, '') AS rule,
	       (SELECT json_agg(json_build_object('position', f.position, 'name', f.name, 'media', f.media, 'size', f.size,
	                        'sha256', encode(f.sha256, 'hex'), 'scanned_at', f.scanned_at) ORDER BY f.position)
	        FROM document_files f WHERE f.document_id = d.id) AS files
	FROM documents d JOIN staff a ON a.id = d.added_by LEFT JOIN staff o ON o.id = d.for_id
	LEFT JOIN LATERAL (SELECT name_da, name_en, rule FROM catalogue WHERE kind = 'document_type' AND code = d.type
	                   ORDER BY valid_from > d.dated_on, abs(valid_from - d.dated_on) LIMIT 1) k ON true
	WHERE d.withdrawn_at IS NULL `

// Before is where a page of the list begins: after the last document of the one before.
type Before struct {
	DatedOn string // 2026-11-21; empty is the beginning
	ID      id.Document
}

// Of lists the documents of a youth for somebody who may read the record, the latest
// day first; of one type where it is named. One more than the limit tells that there
// are more.
func (s *Service) Of(ctx context.Context, youth id.Youth, kind string, before Before, limit int) ([]Listed, error) {
	list, err := db.All[Listed](ctx, s.read, selectListed+`
		  AND d.youth_id = @youth AND (@kind = '' OR d.type = @kind)
		  AND (@on::text = '' OR (d.dated_on, d.id) < (nullif(@on, '')::date, @id::bigint))
		ORDER BY d.dated_on DESC, d.id DESC LIMIT @limit`,
		db.Args{"youth": youth, "kind": kind, "on": before.DatedOn, "id": before.ID, "limit": limit})
	if err != nil {
		return nil, fmt.Errorf("documents of youth %d: %w", youth, err)
	}
	return list, nil
}

// Find reads a document. The caller opens the record of its youth before anything of
// it is shown; one that was withdrawn is not there.
func (s *Service) Find(ctx context.Context, document id.Document) (Listed, error) {
	d, err := db.One[Listed](ctx, s.read, selectListed+`AND d.id = @id`, db.Args{"id": document})
	if err != nil {
		return d, fmt.Errorf("document %d: %w", document, err)
	}
	return d, nil
}

// Content is a file with its bytes.
type Content struct {
	Youth   id.Youth
	Media   string
	Content []byte
	SHA256  []byte
}

// ErrDamaged is answered for a file whose bytes are not those of its hash.
var ErrDamaged = errors.New("the file is not what was stored")

// Fetch reads a file of a document for somebody who may read the record, and records
// that they did.
func (s *Service) Fetch(ctx context.Context, by access.Actor, document id.Document, position int) (Content, error) {
	d, err := find(ctx, s.read, document)
	if err != nil {
		return Content{}, err
	}
	scope, err := standing.Check(ctx, s.read, by, access.ViewDocument, d.Youth, s.now())
	if err != nil {
		return Content{}, err
	}
	c, err := db.One[Content](ctx, s.read, `
		SELECT @youth::bigint AS youth, media, content, sha256 FROM document_files WHERE document_id = @id AND position = @position`,
		db.Args{"youth": d.Youth, "id": document, "position": position})
	if err != nil {
		return c, fmt.Errorf("file %d of document %d: %w", position, document, err)
	}
	if sum := sha256.Sum256(c.Content); string(sum[:]) != string(c.SHA256) {
		return c, fmt.Errorf("file %d of document %d: %w", position, document, ErrDamaged)
	}
	return c, s.trail.Look(ctx, audit.Event{
		By: by, Action: access.ViewDocument, Youth: d.Youth, Team: scope.Team, Subject: int64(document),
		Detail: map[string]any{"file": position},
	})
}
