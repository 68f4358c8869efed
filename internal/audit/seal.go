package audit

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"kasket/internal/db"
)

// sealLock is the advisory lock that lets one sealer work at a time.
const sealLock = 0x6b61736b

// batch is how many events one transaction seals; a long backlog takes several.
const batch = 2000

// link is an event as the chain sees it.
type link struct {
	ID      int64
	At      time.Time
	StaffID *int64
	Action  string
	YouthID *int64
	TeamID  *int64
	Subject *int64
	Reason  string
	Detail  string
	Request string
	Nonce   string
	Mark    []byte
}

const selectLinks = `SELECT e.id, e.at, e.staff_id, e.action, e.youth_id, e.team_id, e.subject, e.reason, e.detail::text AS detail, e.request_id AS request, e.nonce, e.mark FROM audit_events e `

// payload is what an event says, each field with its length, so that no two
// events share a spelling. The number is not in it: the database gives that.
func (l link) payload() []byte {
	b := make([]byte, 0, 256)
	number := func(n *int64) {
		if n == nil {
			b = append(b, 0)
			return
		}
		b = binary.BigEndian.AppendUint64(append(b, 1), uint64(*n))
	}
	text := func(s string) {
		b = binary.BigEndian.AppendUint64(b, uint64(len(s)))
		b = append(b, s...)
	}
	b = binary.BigEndian.AppendUint64(b, uint64(l.At.UnixMicro()))
	number(l.StaffID)
	text(l.Action)
	number(l.YouthID)
	number(l.TeamID)
	number(l.Subject)
	text(l.Reason)
	text(l.Detail)
	text(l.Request)
	text(l.Nonce)
	return b
}

// hash binds an event to everything before it.
func (l link) hash(before []byte) []byte {
	h := sha256.New()
	h.Write(before)
	h.Write(binary.BigEndian.AppendUint64(nil, uint64(l.ID)))
	h.Write(l.payload())
	h.Write(l.Mark)
	return h.Sum(nil)
}

// Seal appends what is settled and not yet sealed to the chain, and says how many
// events that was. Events commit in another order than they are numbered, so only
// those no running transaction can still precede are taken; nobody waits for it.
func (t *Trail) Seal(ctx context.Context) (sealed int, err error) {
	for {
		n, err := t.sealBatch(ctx)
		sealed += n
		if err != nil || n < batch {
			return sealed, err
		}
	}
}

func (t *Trail) sealBatch(ctx context.Context) (sealed int, err error) {
	err = pgx.BeginFunc(ctx, t.db.Write, func(tx pgx.Tx) error {
		mine, err := db.Value[bool](ctx, tx, `SELECT pg_try_advisory_xact_lock(@lock)`, db.Args{"lock": sealLock})
		if err != nil || !mine { // somebody else is at it
			return err
		}
		last, err := lastSeal(ctx, tx)
		if err != nil {
			return err
		}
		// A number from an older cluster may be higher than any running here: it is settled too.
		links, err := db.All[link](ctx, tx, selectLinks+`
			WHERE NOT EXISTS (SELECT FROM audit_chain c WHERE c.event_id = e.id)
			  AND (e.tx < pg_snapshot_xmin(pg_current_snapshot()) OR e.tx >= pg_snapshot_xmax(pg_current_snapshot()))
			  AND e.id > @floor
			ORDER BY e.id LIMIT @batch`, db.Args{"batch": batch, "floor": t.floor(last)})
		if err != nil {
			return fmt.Errorf("reading unsealed events: %w", err)
		}
		rows := make([][]any, len(links))
		for i, l := range links {
			last.Hash = l.hash(last.Hash)
			last.Position++
			rows[i] = []any{last.Position, l.ID, last.Hash}
		}
		if len(rows) == 0 {
			return nil
		}
		_, err = tx.CopyFrom(ctx, pgx.Identifier{"audit_chain"}, []string{"position", "event_id", "hash"}, pgx.CopyFromRows(rows))
		if err != nil {
			return fmt.Errorf("sealing: %w", err)
		}
		sealed = len(rows)
		return nil
	})
	return sealed, err
}

// slack is how far back from the newest sealed event an unsealed one can lie
// without being looked for every few seconds: a transaction still running after
// a hundred thousand others does not exist here. Verify looks at all.
const slack = 100_000

func (t *Trail) floor(last Seal) int64 { return max(0, last.Event-slack) }

// Seal is a place in the chain: what is kept elsewhere, to compare next time.
type Seal struct {
	Position int64
	Event    int64 // the highest event sealed so far
	Hash     []byte
}

// String writes a seal as it is printed and given back: position and hash.
func (s Seal) String() string { return fmt.Sprintf("%d:%s", s.Position, hex.EncodeToString(s.Hash)) }

// ErrBadSeal is answered for text that is no seal.
var ErrBadSeal = errors.New("a seal is written position:hash, as verify prints it")

// ParseSeal reads what String wrote.
func ParseSeal(s string) (Seal, error) {
	var out Seal
	var hash string
	if n, err := fmt.Sscanf(s, "%d:%s", &out.Position, &hash); err != nil || n != 2 {
		return Seal{}, ErrBadSeal
	}
	b, err := hex.DecodeString(hash)
	if err != nil || len(b) != sha256.Size {
		return Seal{}, ErrBadSeal
	}
	out.Hash = b
	return out, nil
}

func lastSeal(ctx context.Context, q db.Reader) (Seal, error) {
	s, err := db.One[Seal](ctx, q, `
		SELECT position, (SELECT max(event_id) FROM audit_chain) AS event, hash
		FROM audit_chain ORDER BY position DESC LIMIT 1`, nil)
	if errors.Is(err, db.ErrNotFound) {
		return Seal{}, nil
	}
	return s, err
}

// LastSeal is the newest link of the chain; its position is 0 where there is none.
func (t *Trail) LastSeal(ctx context.Context) (Seal, error) { return lastSeal(ctx, t.db.Read) }
