package decision

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/letter"
	"kasket/internal/programme"
	"kasket/internal/when"
)

// LetterKind is which letter who complained gets where the complaint is: that it came, or
// what came of looking at the decision again. False where none is ours to send.
func (c Complaint) LetterKind() (programme.LetterKind, bool) {
	switch c.State {
	case Received:
		return programme.ReceiptLetter, true
	case Upheld, Changed, Partly:
		return programme.ReassessmentLetter, true
	case SentOn:
		return programme.ReassessmentLetter, c.last(Reassess) != nil
	}
	return "", false
}

// letterNeeds is the action the policy is asked for: who may write a complaint down may
// say that it came, and who may look at it again may say what came of it.
func letterNeeds(kind programme.LetterKind) access.Action {
	if kind == programme.ReassessmentLetter {
		return Reassess.NeedsFor()
	}
	return access.RegisterComplaint
}

// MayWrite reports whether who opened the decision may send the letter of a complaint.
func (o Opened) MayWrite(c Complaint) bool {
	kind, ours := c.LetterKind()
	return ours && access.May(o.Actor, letterNeeds(kind), o.Scope)
}

// LetterTo is which letter of a complaint is to be written, for somebody who may; empty
// where none is ours to send.
func (o Opened) LetterTo(c Complaint) (programme.LetterKind, error) {
	kind, ours := c.LetterKind()
	if !ours {
		kind = ""
	}
	return kind, access.Check(o.Actor, letterNeeds(kind), o.Scope)
}

// ComplaintLetter is how the letter of a complaint leaves.
type ComplaintLetter struct {
	Channel programme.Channel
	SentOn  when.Date
	Lang    string // Danish where empty
}

// SendComplaintLetter makes the letter that who complained gets where the complaint is,
// keeps it byte for byte, and lets the sender take it. It may be sent anew.
func (s *Service) SendComplaintLetter(ctx context.Context, by access.Actor, complaint id.Complaint, l ComplaintLetter, form audit.Form) error {
	sought, err := s.SeekComplaint(ctx, complaint)
	if err != nil {
		return err
	}
	c, _ := sought.decision.Complaint(complaint)
	kind, _ := c.LetterKind()
	event := &audit.Event{By: by, Action: letterNeeds(kind), Youth: sought.Youth(), Subject: int64(complaint), Form: form}
	return s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		d, scope, err := hold(ctx, tx, by, sought.Youth(), sought.decision.ID, s.now())
		if err != nil {
			return err
		}
		c, found := d.Complaint(complaint)
		now, ours := c.LetterKind()
		if err := access.Check(by, letterNeeds(now), scope); err != nil {
			return err
		}
		if !found || !ours {
			return complaintOver(c)
		}
		days, err := programme.DaysOf(ctx, tx)
		if err != nil {
			return err
		}
		broken := d.MayLeave(s.today())
		if _, known := checkSent(&broken, days, l.Channel, l.SentOn, s.today()); known && l.SentOn.Before(c.ReceivedOn) {
			broken.Add("sent_on", "before_from", c.ReceivedOn)
		}
		if err := broken.Err(); err != nil {
			return err
		}
		event.Team, event.Action, event.Detail = scope.Team, letterNeeds(now), map[string]any{"letter": now, "decision": d.ID}
		w := Writing{To: Addressee{Person: c.who()}, On: l.SentOn, Channel: l.Channel, Complaint: &c}
		_, err = s.sendLetter(ctx, tx, by, d, now, w, l.Lang)
		return err
	})
}

// PreviewComplaint is the letter of a complaint as it would leave today.
func (s *Service) PreviewComplaint(ctx context.Context, o Opened, c Complaint, lang string) (letter.Letter, error) {
	kind, ours := c.LetterKind()
	if !ours {
		return letter.Letter{}, fmt.Errorf("a letter of complaint %d: %w", c.ID, db.ErrNotFound)
	}
	w := Writing{On: o.Today, To: Addressee{Person: c.who()}, Complaint: &c}
	w, err := s.writing(ctx, s.read, o.Actor.Staff, o.Decision, kind, w, lang)
	if err != nil {
		return letter.Letter{}, err
	}
	return o.Compose(w), nil
}

// who is the person who complains; 0 is the youth.
func (c Complaint) who() id.Person {
	if c.Person == nil {
		return 0
	}
	return *c.Person
}

// complaintOver says that no letter is ours to send where the complaint is.
func complaintOver(c Complaint) error {
	if c.ID == 0 {
		return fmt.Errorf("the complaint: %w", db.ErrNotFound)
	}
	return c.goes(Reassess, Upheld, "")
}

// letterValues are what the fields of a complaint's letters say.
func (c Complaint) letterValues(lang string, d Decision) map[string]string {
	values := map[string]string{"modtaget": letter.DateText(lang, c.ReceivedOn), "klageinstans": d.Type.ComplaintBody}
	if c.ReassessBy != nil && !c.Late {
		values["genvurderes"] = letter.DateText(lang, *c.ReassessBy)
	}
	again := c.last(Reassess)
	if again == nil {
		return values
	}
	values["begrundelse"] = again.Text
	da, en := outcomeWords[again.State][0], outcomeWords[again.State][1]
	if again.State == Changed && c.ReplacedBy == nil {
		da, en = "Vi tager afgørelsen tilbage. Den gælder ikke længere.", "We take the decision back. It holds no longer."
	}
	onward := []string{"Du skal ikke gøre noget.", "You need not do anything."}
	if again.State != Changed {
		onward = []string{
			fmt.Sprintf("Vi sender din klage og papirerne i sagen til %s. Så er det dem, der afgør klagen. Du skal ikke gøre noget.", d.Type.ComplaintBody),
			fmt.Sprintf("We send your complaint and the papers to %s. Then they decide. You need not do anything.", d.Type.ComplaintBody),
		}
	}
	values["udfald"], values["videre"] = da, onward[0]
	if lang == letter.English {
		values["udfald"], values["videre"] = en, onward[1]
	}
	return values
}

// outcomeWords say what came of a complaint, in Danish and English.
var outcomeWords = map[ComplaintState][2]string{
	Upheld:  {"Vi holder fast i afgørelsen.", "We uphold the decision."},
	Changed: {"Vi ændrer afgørelsen. Du får et brev om den nye.", "We change the decision. You get a letter on the new one."},
	Partly:  {"Vi ændrer noget af afgørelsen. Du får et brev om det nye.", "We change part of the decision. You get a letter on the new one."},
}

// Written reports whether the letter that who complained gets where the complaint is has
// left already.
func (d Decision) Written(c Complaint) bool {
	kind, ours := c.LetterKind()
	return ours && slices.ContainsFunc(d.Letters, func(l LetterLine) bool { return l.Kind == kind && !l.At.Before(c.At) })
}
