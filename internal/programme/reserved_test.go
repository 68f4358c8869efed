package programme_test

import (
	"testing"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/dbtest"
	"kasket/internal/programme"
)

func TestReserved(t *testing.T) {
	pool := dbtest.New(t)
	s := service(pool)
	admin, _ := actors(t, pool)
	p, err := s.ByKey(t.Context(), "rute42")
	if err != nil {
		t.Fatal(err)
	}
	on := day(t, "2026-11-21")
	kept := programme.Reserved{Action: access.CloseEnrolment, From: on}
	if err := s.Reserve(t.Context(), admin, p.ID, kept, audit.Form{}); err != nil {
		t.Fatal(err)
	}
	broke(t, s.Reserve(t.Context(), admin, p.ID, programme.Reserved{Action: access.ViewYouth, From: on}, audit.Form{}), "action choose")
	broke(t, s.Reserve(t.Context(), admin, p.ID, programme.Reserved{Action: access.HandOver}, audit.Form{}), "from required")
	broke(t, s.Release(t.Context(), admin, p.ID, kept, on.AddDays(-2), audit.Form{}), "last none_runs")
	if err := s.Release(t.Context(), admin, p.ID, kept, on.AddDays(6), audit.Form{}); err != nil {
		t.Fatal(err)
	}
	if m, err := s.On(t.Context(), p.ID, on); err != nil || len(m.Reserved) != 1 || m.Reserved[0].To != on.AddDays(6) {
		t.Errorf("%v, %v, want closing kept for a week", m.Reserved, err)
	}
}
