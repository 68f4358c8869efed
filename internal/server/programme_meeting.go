package server

import (
	"net/http"

	"kasket/internal/audit"
	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/when"
)

// saveMeetingType keeps what a programme wants of a kind of meeting.
func (p programmePages) saveMeetingType(r *http.Request, m id.Programme, f *fields, form audit.Form) error {
	t := programme.MeetingType{
		Kind: f.text("meeting_kind"), NameDa: f.text("name_da"), NameEn: f.text("name_en"), AgendaDa: f.text("agenda_da"), AgendaEn: f.text("agenda_en"),
		EveryDays: f.whole("every_days"), From: f.day("from", when.Future), Source: f.text("source"),
	}
	if len(f.broken) > 0 {
		return f.broken
	}
	return p.deps.Programmes.SetMeetingType(r.Context(), actor(r), m, t, form)
}
