package server

import (
	"net/http"

	"kasket/internal/casework/placement"
	"kasket/internal/when"
)

// absent writes down that the youth does not come.
func (p stayPages) absent(w http.ResponseWriter, r *http.Request) error {
	f := p.fields(r)
	return p.note(w, r, "absence", f, placement.Event{
		Kind: placement.Absence, From: f.day("absent_from", when.Future), To: f.day("absent_to", when.Future), ToldBy: f.text("told_by"), Text: f.text("text"),
	})
}

// happened writes down that something happened, and what one does first.
func (p stayPages) happened(w http.ResponseWriter, r *http.Request) error {
	f := p.fields(r)
	return p.note(w, r, "acute", f, placement.Event{Kind: placement.Acute, FirstAct: f.text("first_act"), Text: f.text("text")})
}

func (p stayPages) note(w http.ResponseWriter, r *http.Request, act string, f *fields, e placement.Event) error {
	err := f.broken.Err()
	if err == nil {
		err = p.deps.Placements.Note(r.Context(), actor(r), openedStay(r).ID, e, formOf(r))
	}
	return p.carried(w, r, act, "placement.noted", err)
}
