package fileimport

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/casework/youth"
	"kasket/internal/id"
	"kasket/internal/rule"
)

// row is what one line of a file asks for.
type row interface {
	// judge says what becomes of the row, as things stand: new, known already, or
	// refused. It is asked when the file is tried and again when it is read in.
	judge(ref *reference, h *held) (known bool, broken rule.Violations)
	// foresee is what will be held of the youth once the row was made.
	foresee(h *held) *held
	// make writes what a new row asks for.
	make(ctx context.Context, tx pgx.Tx, by access.Actor, ref *reference, h *held, now time.Time) (made, error)
}

// made is what a row became.
type made struct {
	Youth   id.Youth
	Team    id.Team
	Subject int64
}

// reading is a row understood.
type reading struct {
	row    row
	number youth.CPR
	print  string // what the row is known by when it comes again; "" where it has no number
	broken rule.Violations
}

// strayCells is a row with more cells than headings: a separator stands inside a
// text, and its columns are not to be trusted.
const strayCells = "stray_cells"

// read understands a row. It asks nothing of the database.
func (l layout) read(line raw, ref *reference) reading {
	if line.Stray {
		return reading{broken: rule.Violation("", strayCells)}
	}
	c := l.cells(line.Cells)
	var r reading
	switch l.kind {
	case Youths:
		r.row = readYouth(c, ref)
	case Contacts:
		r.row = readContact(c, ref)
	case Companies:
		r.row = readCompany(c)
	case Placements:
		r.row = readPlacement(c, ref)
	}
	external := ""
	for _, said := range c.said {
		if n, ok := strings.CutPrefix(said, "cpr="); ok {
			r.number = youth.CPR(n)
		}
		if s, ok := strings.CutPrefix(said, "external_id="); ok {
			external = s
		}
	}
	// Two youths may share the number of one entry in the old system: the entry was
	// about both. So the number counts together with the youth's.
	slices.Sort(c.said)
	switch {
	case r.number == "" && l.kind != Companies: // which have no youth
	case external != "":
		r.print = "id\x00" + string(r.number) + "\x00" + external
	default:
		r.print = "row\x00" + strings.Join(c.said, "\x00")
	}
	r.broken = inOrder(l.kind, c.broken)
	return r
}

// inOrder sorts faults as the columns stand in the documentation, so that the trial
// and the run tell the same.
func inOrder(kind Kind, broken rule.Violations) rule.Violations {
	columns := columnsOf(kind)
	place := func(field string) int {
		return slices.IndexFunc(columns, func(c column) bool { return c.names[0] == field })
	}
	slices.SortStableFunc(broken, func(a, b rule.Broken) int { return place(a.Field) - place(b.Field) })
	return slices.CompactFunc(broken, func(a, b rule.Broken) bool { return a.Field == b.Field && a.Code == b.Code })
}
