package decision_test

import (
	"strings"
	"testing"

	"kasket/internal/audit"
	"kasket/internal/casework/decision"
	"kasket/internal/db"
	"kasket/internal/programme"
)

// Who complained is told that it came, and what came of it, in letters that are kept.
func TestComplaintLetters(t *testing.T) {
	h := newHouse(t)
	h.Exec(`UPDATE youths SET birth_date = '2009-11-23' WHERE id = @id`, db.Args{"id": h.mads})
	mother := h.mother(nil)
	n := h.told(nil)
	c, err := h.complain(n, func(w *decision.ComplaintWish) { w.Person = mother })
	if err != nil {
		t.Fatal(err)
	}
	send := func(change func(*decision.ComplaintLetter)) error {
		w := decision.ComplaintLetter{Channel: programme.Letter, SentOn: h.Today()}
		if change != nil {
			change(&w)
		}
		return h.Decisions.SendComplaintLetter(t.Context(), h.anna, c, w, audit.Form{})
	}
	says := func(kind programme.LetterKind, want ...string) {
		t.Helper()
		list := h.open(n).Letters
		if len(list) == 0 || list[len(list)-1].Kind != kind || list[len(list)-1].Name != "Mor Dahl" {
			t.Fatalf("the last letter is no %s: %+v", kind, list)
		}
		if !h.open(n).Written(h.complaint(n, c)) {
			t.Error("it is not known that the letter has left")
		}
		text := h.sentText(list[len(list)-1].ID)
		for _, w := range want {
			if !strings.Contains(text, w) {
				t.Errorf("%s lacks %q: %s", kind, w, text)
			}
		}
		if strings.Contains(text, "forældremyndigheden") || strings.Contains(text, "Skovvej") {
			t.Errorf("a letter to who complained is written to another: %s", text)
		}
	}
	h.broke(send(func(w *decision.ComplaintLetter) { w.SentOn = h.Today().AddDays(-1) }), "sent_on before_from")
	h.broke(send(func(w *decision.ComplaintLetter) { w.Channel = "" }), "channel choose")
	h.broke(send(nil), "")
	says(programme.ReceiptLetter, "Kære Mor Dahl", "Vi fik din klage den 21. november 2026", "senest den 19. december 2026", "Ankestyrelsen")
	h.broke(h.reassess(c, decision.Upheld, 0), "")
	if h.open(n).Written(h.complaint(n, c)) {
		t.Error("the answer has left before it was sent")
	}
	h.broke(send(nil), "")
	says(programme.ReassessmentLetter, "Vi holder fast i afgørelsen.", "sender din klage og papirerne i sagen til Ankestyrelsen")
	h.broke(h.dispatch(c, h.Today(), ""), "")
	h.broke(send(func(w *decision.ComplaintLetter) { w.Lang = "en" }), "")
	h.broke(h.result(c, decision.Affirmed), "")
	h.broke(send(nil), "complaint_state")
}
