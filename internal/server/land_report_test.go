package server_test

import (
	"kasket/internal/audit"
	"kasket/internal/casework/figures"
	"kasket/internal/export"
	"kasket/internal/id"
)

// reports makes a report of the team in the north.
func (l *land) reports() {
	l.Helper()
	made, err := l.Reports.Make(l.Context(), l.who["leader"], export.Ask{Kind: export.OneReport, Team: l.north, Period: figures.Half(2026, 1)}, audit.Form{})
	if err != nil {
		l.Fatal(err)
	}
	l.params["report"] = id.String(made)
	l.params["own"], err = l.Figures.Define(l.Context(), l.who["leader"], figures.Wish{
		Team: l.north, NameDa: "Videre til FGU", TextDa: "Af dem, der sluttede: hvor mange begyndte på FGU.", Measure: figures.ExitMeasure, Exits: []string{"fgu_agu"},
	}, audit.Form{})
	if err != nil {
		l.Fatal(err)
	}
}
