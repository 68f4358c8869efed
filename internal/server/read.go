package server

import (
	"math"
	"net/http"
	"strconv"
	"strings"

	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// fields reads a form into domain types, and gathers what cannot be read.
type fields struct {
	values interface{ Get(string) string }
	today  when.Date
	broken rule.Violations
}

// posted is the form of a request; what stands in its address is no part of it.
type posted struct{ r *http.Request }

// Get is the first value of a field.
func (p posted) Get(name string) string { return p.r.PostFormValue(name) }

func (s responder) fields(r *http.Request) *fields {
	return &fields{values: posted{r}, today: when.Of(s.deps.Now())}
}

// text is a field as it was typed, with NUL and broken bytes gone.
func (f *fields) text(name string) string { return rule.Text(f.values.Get(name)) }

// date is a day as people type it; nil where nothing was typed.
func (f *fields) date(name string, lean when.Lean) *when.Date {
	typed := f.text(name)
	if typed == "" {
		return nil
	}
	d, err := when.ParseDate(typed, f.today, lean)
	if err != nil {
		f.broken.Add(name, "date")
		return nil
	}
	return &d
}

// day is date where none is the zero Date.
func (f *fields) day(name string, lean when.Lean) when.Date {
	if d := f.date(name, lean); d != nil {
		return *d
	}
	return when.Date{}
}

// number is a whole number; nil where nothing was typed.
func (f *fields) number(name string) *int {
	typed := f.text(name)
	if typed == "" {
		return nil
	}
	n, err := strconv.Atoi(typed)
	if err != nil {
		f.broken.Add(name, "number")
		return nil
	}
	return &n
}

// decimal is a number that may have a comma or a point; nil where nothing was typed.
func (f *fields) decimal(name string) *float64 {
	typed := f.text(name)
	if typed == "" {
		return nil
	}
	n, err := strconv.ParseFloat(strings.Replace(typed, ",", ".", 1), 64)
	if err != nil || math.IsNaN(n) || math.IsInf(n, 0) {
		f.broken.Add(name, "number")
		return nil
	}
	return &n
}

// staff is somebody chosen from a list; 0 where nobody was.
func (f *fields) staff(name string) id.Staff {
	typed := f.text(name)
	if typed == "" || typed == "0" {
		return 0
	}
	n, err := id.Parse[id.Staff](typed)
	if err != nil {
		f.broken.Add(name, "unknown")
	}
	return n
}

// version is the version a form was made from; one that is no number is older than all.
func (f *fields) version() int {
	n, err := strconv.Atoi(f.text("version"))
	if err != nil {
		return 0
	}
	return n
}
