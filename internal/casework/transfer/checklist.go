package transfer

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// Kind is what an item of the checklist is.
type Kind string

// The kinds of the checklist.
const (
	Safety    Kind = "safety"    // what one must know to be safe
	Agreement Kind = "agreement" // promised, by us or by the youth, and not yet done
	Meeting   Kind = "meeting"   // an appointment to come
	Placement Kind = "placement" // a stay that runs
	Question  Kind = "question"  // put to somebody, and open
	Decision  Kind = "decision"  // being made, or made and not told
	Draft     Kind = "draft"     // begun by who hands over, and not sent
)

// source is where the items of a kind come from, each with the columns of Item.
type source struct {
	kind Kind
	told bool // told to who hands over, and not handed over
	must bool // goes with the youth whatever happens
	sql  string
}

// checklist is the whole of it, in the order it is shown: a room that keeps something
// that goes with a youth adds its line here, and nowhere else. Like caseload it reads
// other features' tables, all in one query, and writes none.
var checklist = []source{
	{kind: Safety, must: true, sql: `
		SELECT n.id AS subject, n.text, n.source AS detail, n.to_on AS "on", NULL::timestamptz AS at
		FROM safety_notes n WHERE n.youth_id = @youth AND n.ended_by IS NULL AND @today >= n.from_on AND @today <= n.to_on`},
	{kind: Agreement, sql: `
		SELECT a.id AS subject, a.text, a.who AS detail, a.due_on AS "on", NULL::timestamptz AS at
		FROM agreements a WHERE a.enrolment_id = @enrolment AND a.done_at IS NULL`},
	{kind: Meeting, sql: `
		SELECT m.id AS subject, m.title AS text, m.kind AS detail, NULL::date AS "on", m.starts_at AS at
		FROM meetings m WHERE m.enrolment_id = @enrolment AND m.state = 'planned' AND m.starts_at >= @morning`},
	{kind: Placement, sql: `
		SELECT p.id AS subject, c.name AS text, p.type AS detail, p.to_on AS "on", NULL::timestamptz AS at
		FROM placements p JOIN companies c ON c.id = p.company_id
		WHERE p.enrolment_id = @enrolment AND p.result = '' AND (p.to_on IS NULL OR p.to_on >= @today)`},
	{kind: Question, sql: `
		SELECT q.id AS subject, q.text, s.name AS detail, q.until_on AS "on", NULL::timestamptz AS at
		FROM questions q JOIN staff s ON s.id = q.to_id WHERE q.enrolment_id = @enrolment AND q.closed_at IS NULL AND q.until_on >= @today`},
	{kind: Decision, must: true, sql: `
		SELECT d.id AS subject, d.type ->> 'name_da' AS text, d.state AS detail, NULL::date AS "on", d.changed_at AS at
		FROM decisions d WHERE d.enrolment_id = @enrolment AND (d.state IN ('draft', 'hearing', 'ready', 'approval', 'approved') OR d.state = 'decided' AND d.mode = 'decides')`},
	{kind: Draft, told: true, sql: `
		SELECT row_number() OVER (ORDER BY d.created_at) AS subject, '' AS text, '' AS detail, NULL::date AS "on", d.updated_at AS at
		FROM drafts d WHERE d.author_id = @staff AND d.youth_id = @youth`},
}

// Item is one thing of the checklist.
type Item struct {
	Kind    Kind       `json:"kind"`
	Subject int64      `json:"subject"` // the record it is, among those of its kind
	Text    string     `json:"text"`
	Detail  string     `json:"detail"` // a code or a name: who is to keep it, who was asked
	On      *when.Date `json:"on"`     // due, or the last day
	At      *time.Time `json:"at"`     // of an appointment
	Settled bool       `json:"settled"`
	Remark  string     `json:"remark"`
}

// Name tells an item from the others of a form.
func (i Item) Name() string { return string(i.Kind) + "." + strconv.FormatInt(i.Subject, 10) }

// Told reports whether an item is only told to who hands over.
func (i Item) Told() bool { return i.source().told }

// Must reports whether an item goes with the youth, whatever who hands over says.
func (i Item) Must() bool { return i.source().must }

func (i Item) source() source {
	for _, s := range checklist {
		if s.kind == i.Kind {
			return s
		}
	}
	return source{kind: i.Kind}
}

// inOrder puts items in the order of the checklist, and within a kind by number.
func inOrder(items []Item) []Item {
	place := map[Kind]int{}
	for i, s := range checklist {
		place[s.kind] = i
	}
	slices.SortStableFunc(items, func(a, b Item) int { return place[a.Kind] - place[b.Kind] })
	return items
}

// itemsOf reads the checklist of a course as it stands, for staff who hands it over.
func itemsOf(ctx context.Context, q db.Reader, youth id.Youth, enrolment id.Enrolment, staff id.Staff, today when.Date) ([]Item, error) {
	var parts []string
	for i, s := range checklist {
		parts = append(parts, fmt.Sprintf(`SELECT %d AS place, '%s' AS kind, false AS settled, '' AS remark, p.* FROM (%s) p`, i, s.kind, s.sql))
	}
	type row struct {
		Place int
		Item
	}
	rows, err := db.All[row](ctx, q, strings.Join(parts, "\nUNION ALL\n")+` ORDER BY place, at, "on", subject`, db.Args{
		"youth": youth, "enrolment": enrolment, "staff": staff, "today": today, "morning": today.Start(),
	})
	if err != nil {
		return nil, fmt.Errorf("checklist of enrolment %d: %w", enrolment, err)
	}
	items := make([]Item, len(rows))
	for i, r := range rows {
		items[i] = r.Item
	}
	return items, nil
}

// Ticked is what who hands over says of one item.
type Ticked struct {
	Settled bool // it is done and does not go with
	Remark  string
}

// ticked puts what was said on top of the checklist as it stands. An item that came
// after the page was shown is not passed over in silence: the page is shown again.
func (w Wish) ticked(items []Item) ([]Item, error) {
	var broken rule.Violations
	var passed []Item
	for _, i := range items {
		if i.Told() {
			continue
		}
		said, seen := w.Items[i.Name()]
		if !seen && !w.Unseen {
			broken.Add("", "checklist_grew")
			break
		}
		i.Settled, i.Remark = said.Settled && !i.Must(), rule.Text(said.Remark)
		broken.Longest("remark."+i.Name(), i.Remark, mostRemark)
		passed = append(passed, i)
	}
	return passed, broken.Err()
}

func saveItems(ctx context.Context, tx pgx.Tx, transfer id.Transfer, items []Item) error {
	for _, i := range items {
		_, err := tx.Exec(ctx, `
			INSERT INTO transfer_items (transfer_id, kind, subject, text, detail, on_day, at, settled, remark)
			VALUES (@transfer, @kind, @subject, @text, @detail, @on, @at, @settled, @remark)`,
			db.Args{
				"transfer": transfer, "kind": i.Kind, "subject": i.Subject, "text": i.Text, "detail": i.Detail,
				"on": i.On, "at": i.At, "settled": i.Settled, "remark": i.Remark,
			})
		if err != nil {
			return fmt.Errorf("item %s of transfer %d: %w", i.Name(), transfer, err)
		}
	}
	return nil
}
