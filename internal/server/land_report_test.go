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
}
