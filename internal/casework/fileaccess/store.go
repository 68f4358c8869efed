package fileaccess

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casework/standing"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/when"
)

const selectRequest = `
	SELECT r.id, r.youth_id AS youth, r.asked_on, r.asker, r.person_id AS person, r.name, r.basis, r.wish, r.due_on, b.name AS by_name, r.at, r.outcome,
	       r.answered_on, r.answered_how, r.decision_id AS decision, coalesce(c.name, '') AS closed_name, r.closed_at, r.version,
	       (SELECT coalesce(json_agg(json_build_object('until', d.until_on, 'reason', d.reason, 'told_on', d.told_on, 'by', s.name) ORDER BY d.id), '[]')
	        FROM access_delays d JOIN staff s ON s.id = d.by_id WHERE d.request_id = r.id) AS delays,
	       (SELECT coalesce(json_agg(json_build_object('id', p.id, 'items', p.items, 'left_out', p.left_out, 'size', octet_length(p.pdf),
	                                 'sha256', encode(p.sha256, 'hex'), 'by', s.name, 'at', p.at) ORDER BY p.id DESC), '[]')
	        FROM access_packages p JOIN staff s ON s.id = p.by_id WHERE p.request_id = r.id) AS packages,
	       (SELECT coalesce(json_agg(json_build_object('id', d.id, 'on', d.decided_on) ORDER BY d.id DESC), '[]') FROM decisions d
	        WHERE d.youth_id = r.youth_id AND d.type ->> 'code' = '` + DecisionCode + `' AND d.decided_at IS NOT NULL) AS decisions
	FROM access_requests r JOIN staff b ON b.id = r.by_id LEFT JOIN staff c ON c.id = r.closed_by `

func find(ctx context.Context, q db.Reader, number id.AccessRequest) (Request, error) {
	r, err := db.One[Request](ctx, q, selectRequest+`WHERE r.id = @id`, db.Args{"id": number})
	if err != nil {
		return r, fmt.Errorf("access request %d: %w", number, err)
	}
	return r, nil
}

// Find reads a request. The caller opens the record of its youth, and asks who may,
// before anything of it is shown.
func (s *Service) Find(ctx context.Context, number id.AccessRequest) (Request, error) {
	return find(ctx, s.read, number)
}

// Of lists the requests about a youth, those still open first, for somebody who may
// see them.
func (s *Service) Of(ctx context.Context, youth id.Youth) ([]Request, error) {
	list, err := db.All[Request](ctx, s.read, selectRequest+`
		WHERE r.youth_id = @youth ORDER BY r.closed_at IS NULL DESC, r.asked_on DESC, r.id DESC LIMIT 50`, db.Args{"youth": youth})
	if err != nil {
		return nil, fmt.Errorf("access requests of youth %d: %w", youth, err)
	}
	return list, nil
}

// List reads everything of the file, for somebody who may read the record.
func (s *Service) List(ctx context.Context, by access.Actor, r Request) (List, error) {
	return read(ctx, s.read, r, by.Staff, s.today())
}

func insert(ctx context.Context, tx pgx.Tx, scope access.Scope, by id.Staff, w Wish, due *when.Date, at time.Time) (id.AccessRequest, error) {
	number, err := db.Value[id.AccessRequest](ctx, tx, `
		INSERT INTO access_requests (youth_id, enrolment_id, asked_on, asker, person_id, name, basis, wish, due_on, by_id, at)
		VALUES (@youth, @enrolment, @asked, @asker, nullif(@person::bigint, 0), @name, @basis, @wish, @due, @by, @at) RETURNING id`,
		db.Args{
			"youth": scope.Youth, "enrolment": scope.Enrolment, "asked": w.AskedOn, "asker": w.Asker, "person": w.Person, "name": w.Name,
			"basis": w.Basis, "wish": w.Wish, "due": due, "by": by, "at": at,
		})
	if err != nil {
		return 0, fmt.Errorf("access to the file of youth %d: %w", scope.Youth, err)
	}
	return number, nil
}

func saveReview(ctx context.Context, tx pgx.Tx, number id.AccessRequest, i Item, r Review, by id.Staff, at time.Time) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO access_reviews (request_id, kind, subject_id, choice, ground, reason, text, digest, by_id, at)
		VALUES (@request, @kind, @subject, @choice, @ground, @reason, @text, @digest, @by, @at)
		ON CONFLICT (request_id, kind, subject_id) DO UPDATE SET choice = @choice, ground = @ground, reason = @reason, text = @text, digest = @digest, by_id = @by, at = @at`,
		db.Args{
			"request": number, "kind": i.Kind, "subject": i.ID, "choice": r.Choice, "ground": r.Ground, "reason": r.Reason, "text": r.Text,
			"digest": i.Digest(), "by": by, "at": at,
		})
	if err != nil {
		return fmt.Errorf("looking at %s %d: %w", i.Kind, i.ID, err)
	}
	return nil
}

// listed is a row of the list as it is kept with a package.
type listed struct {
	Number int       `json:"number"`
	Kind   Kind      `json:"kind"`
	ID     int64     `json:"id"`
	On     when.Date `json:"on"`
	Digest []byte    `json:"digest"`
	Review *Review   `json:"review,omitempty"`
}

func savePackage(ctx context.Context, tx pgx.Tx, b Bundle, pdf []byte, by id.Staff, at time.Time) error {
	list := make([]listed, len(b.Items))
	for n, i := range b.Items {
		list[n] = listed{Number: i.Number, Kind: i.Kind, ID: i.ID, On: i.On(), Digest: i.Digest(), Review: i.Review}
	}
	said, err := json.Marshal(list)
	if err != nil {
		return fmt.Errorf("list of access request %d: %w", b.Request.ID, err)
	}
	sum := sha256.Sum256(pdf)
	if _, err := tx.Exec(ctx, `
		INSERT INTO access_packages (request_id, list, items, left_out, pdf, sha256, by_id, at) VALUES (@request, @list, @items, @left, @pdf, @sha, @by, @at)`,
		db.Args{"request": b.Request.ID, "list": said, "items": len(list), "left": b.LeftOut(), "pdf": pdf, "sha": sum[:], "by": by, "at": at}); err != nil {
		return fmt.Errorf("package of access request %d: %w", b.Request.ID, err)
	}
	return nil
}

// Fetch reads the latest package of a request for who may handle it, and records that
// they did.
func (s *Service) Fetch(ctx context.Context, by access.Actor, number id.AccessRequest) ([]byte, error) {
	r, err := find(ctx, s.read, number)
	if err != nil {
		return nil, err
	}
	scope, err := standing.Check(ctx, s.read, by, access.HandleAccess, r.Youth, s.now())
	if err != nil {
		return nil, err
	}
	pdf, err := db.Value[[]byte](ctx, s.read, `SELECT pdf FROM access_packages WHERE request_id = @id ORDER BY id DESC LIMIT 1`, db.Args{"id": number})
	if err != nil {
		return nil, fmt.Errorf("package of access request %d: %w", number, err)
	}
	look := audit.Event{By: by, Action: access.HandleAccess, Youth: r.Youth, Team: scope.Team, Subject: int64(number), Detail: map[string]any{"fetched": true}}
	return pdf, s.trail.Look(ctx, look)
}
