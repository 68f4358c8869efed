package server_test

import (
	"kasket/internal/audit"
	"kasket/internal/casetest"
	"kasket/internal/casework/review"
	"kasket/internal/db"
	"kasket/internal/id"
)

// reviewed is a review of the owner's caseload: a question on an entry that waits, one that
// is answered, and »seen, thanks«.
func (l *land) reviewed() {
	l.Helper()
	leader, owner := l.who["leader"], l.who["owner"]
	number, err := l.Reviews.Start(l.Context(), leader, l.north, owner.Staff, "Halvårets gennemgang & <ro>", audit.Form{})
	if err != nil {
		l.Fatal(err)
	}
	note := func(w review.Wish) id.ReviewNote {
		w.Youth = l.mads
		n, err := l.Reviews.Note(l.Context(), leader, number, w, audit.Form{})
		if err != nil {
			l.Fatal(err)
		}
		return n
	}
	entry := casetest.One[id.Contact](l.World, `SELECT min(contact_id) FROM contact_youths WHERE youth_id = @y`, db.Args{"y": l.mads})
	note(review.Wish{Kind: review.Seen})
	answered := note(review.Wish{Kind: review.Question, Text: "Hvem ringer til skolen?"})
	if err := l.Reviews.Answer(l.Context(), owner, answered, "Det gør jeg på tirsdag", audit.Form{}); err != nil {
		l.Fatal(err)
	}
	l.params["review"] = id.String(number)
	l.params["remark"] = id.String(note(review.Wish{Kind: review.Question, Contact: entry, Text: "Hvordan går det med <praktikken>?"}))
}
