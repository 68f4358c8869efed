package page

import (
	"cmp"
	"slices"
)

// Kept is a form that could not be carried out, as it was sent, to be offered again.
type Kept struct {
	Action string
	Fields []KeptField
}

// KeptField is one field of it.
type KeptField struct{ Name, Value string }

// KeptPrefix marks the fields that the sign-in page carries along.
const KeptPrefix = "kept."

// SortKept puts fields in a fixed order; the order of one name's values stays.
func SortKept(fields []KeptField) {
	slices.SortStableFunc(fields, func(a, b KeptField) int { return cmp.Compare(a.Name, b.Name) })
}
