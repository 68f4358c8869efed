package decision_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/ledongthuc/pdf"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casework/decision"
	"kasket/internal/casework/network"
	"kasket/internal/casework/youth"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/letter"
	"kasket/internal/programme"
)

const home = "Skovvej 7, 2. tv.\n9999 Eksempel"

// livesAt writes down where Mads lives, and whether that is protected.
func (h house) livesAt(address string, protection youth.Protection) {
	h.Helper()
	o, err := h.Youths.Open(h.Context(), h.anna, h.mads)
	if err != nil {
		h.Fatal(err)
	}
	e := youth.Edit{Version: o.Version, Details: youth.Details{
		GivenName: "Mads", FamilyName: "Dahl", CalledName: "Madsen", NoCPRReason: "Ikke oplyst", BirthDate: o.BirthDate, Address: address, Protection: protection,
	}}
	if err := h.Youths.Change(h.Context(), h.anna, h.mads, e, audit.Form{}); err != nil {
		h.Fatal(err)
	}
}

func (h house) mother(change func(*network.Wish)) id.Person {
	h.Helper()
	w := network.Wish{Name: "Mor Dahl", Relation: "mother", Custody: true, Address: "Engvej 3\n9999 Eksempel"}
	if change != nil {
		change(&w)
	}
	n, err := h.Network.Add(h.Context(), h.anna, h.mads, w, audit.Form{})
	if err != nil {
		h.Fatal(err)
	}
	return n
}

// decided is a decision ready to be told of.
func (h house) decided(code string) id.Decision {
	h.Helper()
	n := h.must(h.begin(code, nil))
	h.broke(h.Decisions.Decide(h.Context(), h.anna, n, h.open(n).Version, audit.Form{}), "")
	return n
}

func (h house) confirmed(code string) {
	h.Exec(`UPDATE decision_types SET law = 'Lov om noget', paragraph = '§ 1', complaint_body = 'Ankestyrelsen', complaint_weeks = 4, confirmed = true WHERE code = @code`, db.Args{"code": code})
}

func pdfText(t *testing.T, file []byte) string {
	t.Helper()
	r, err := pdf.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for n := 1; n <= r.NumPage(); n++ {
		text, err := r.Page(n).GetPlainText(nil)
		if err != nil {
			t.Fatal(err)
		}
		all.WriteString(text)
	}
	return strings.Join(strings.Fields(all.String()), " ")
}

// The letter that leaves is kept byte for byte with its hash, says what was decided,
// and is the one that was shown.
func TestLetterIsKept(t *testing.T) {
	h := newHouse(t)
	h.livesAt(home, youth.None)
	h.confirmed("UDD-PAL")
	n := h.decided("UDD-PAL")
	shown, err := h.Decisions.Preview(t.Context(), h.open(n), 0, "", programme.Letter)
	if err != nil {
		t.Fatal(err)
	}
	x := h.tell()
	x.Channel = programme.Letter
	h.broke(h.Decisions.Notify(t.Context(), h.anna, n, x, audit.Form{}), "")
	told := h.open(n).Notices
	if len(told) != 1 || told[0].Letter == nil {
		t.Fatalf("told %+v", told)
	}
	sent, err := h.letter(h.anna, *told[0].Letter)
	if err != nil {
		t.Fatal(err)
	}
	preview, err := letter.Render(shown)
	if err != nil {
		t.Fatal(err)
	}
	if hash := sha256.Sum256(sent.PDF); !bytes.Equal(hash[:], sent.Hash) || !bytes.Equal(preview, sent.PDF) || sent.Name != "Mads Dahl" {
		t.Errorf("the letter to %s that was kept is not the one that was shown", sent.Name)
	}
	text := pdfText(t, sent.PDF)
	for _, want := range []string{
		"Mads Dahl", "Skovvej 7, 2. tv.", "21. november 2026", "Afgørelse nr. " + id.String(n), "Afgørelse om, at du skal finde", "Kære Mads Dahl", "du får en mentor", "Du siger, at du gerne vil.",
		"Vi lægger vægt på", "Du har bedt om hjælp. (Mads)", "Det gælder fra den 21. november 2026.", "inden 4 uger", "sender vi din klage til Ankestyrelsen", "Anna", "efter Lov § 1.",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the letter lacks %q: %s", want, text)
		}
	}
	list := h.open(n).Letters
	if len(list) != 1 || list[0].Title != sent.Title {
		t.Errorf("the letters of the decision %+v", list)
	}
	for _, sql := range []string{`UPDATE letters SET pdf = 'x'`, `DELETE FROM letters`} {
		if _, err := h.DB.Write.Exec(t.Context(), sql); err == nil {
			t.Errorf("%s goes through", sql)
		}
	}
	if _, err := h.DB.Write.Exec(t.Context(), `INSERT INTO letters (youth_id, kind, name, title, text, pdf, hash, by_id, at) VALUES (@youth, 'decision', 'x', 'x', 'x', 'abc', 'def', @by, now())`,
		pgx.NamedArgs{"youth": h.mads, "by": h.anna.Staff}); !db.Violates(err, "letter_is_what_was_sent") {
		t.Errorf("a letter with another's hash: %v", err)
	}
	if _, err := h.letter(h.lis, *told[0].Letter); !errors.Is(err, access.ErrForbidden) {
		t.Errorf("the leader without a reason reads it: %v", err)
	}
}

// letter opens a letter that was sent within the record of its youth.
func (h house) letter(by access.Actor, n id.Letter) (decision.SentLetter, error) {
	x, err := h.Decisions.SeekLetter(h.Context(), n)
	if err != nil {
		return decision.SentLetter{}, err
	}
	o, err := h.Youths.Open(h.Context(), by, x.Youth())
	if err != nil && !errors.Is(err, access.ErrForbidden) {
		return decision.SentLetter{}, err
	}
	return h.Decisions.LetterWithin(by, o.Scope, x)
}

func (h house) sentText(n id.Letter) string {
	h.Helper()
	l, err := h.letter(h.anna, n)
	if err != nil {
		h.Fatal(err)
	}
	return l.Text
}

// How to complain stands in the letter of a decision that weighs, whatever its
// template says; a favour has none; where nobody knows to whom, nothing leaves.
func TestLetterGuides(t *testing.T) {
	h := newHouse(t)
	h.confirmed("UDD-PAL")
	h.Exec(`UPDATE letter_templates SET body = 'Kære {navn}' WHERE code = 'decision'`, nil)
	for lang, want := range map[string]string{"da": "inden 4 uger", "en": "within 4 weeks"} {
		n := h.decided("UDD-PAL")
		l, err := h.Decisions.Preview(t.Context(), h.open(n), 0, lang, "")
		if err != nil || !strings.Contains(l.Text(), want) || l.Lang != lang {
			t.Errorf("in %s: %v %s", lang, err, l.Text())
		}
	}
	n := h.decided("MENTOR")
	if l, err := h.Decisions.Preview(t.Context(), h.open(n), 0, "", ""); err != nil || strings.Contains(l.Text(), "klage") {
		t.Errorf("a favour: %v %s", err, l.Text())
	}
	if _, err := h.Decisions.Preview(t.Context(), h.open(n), 0, "sv", ""); codes(err) != "lang no_template" {
		t.Errorf("a language there is none of: %v", err)
	}
}

// The youth's address stands in a letter to the youth that is sent on paper while it
// is not protected, and nowhere else; a custody holder's letter has their own.
func TestLetterAddresses(t *testing.T) {
	for name, tt := range map[string]struct {
		protection youth.Protection
		channel    programme.Channel
		mine       bool // the youth's address is in the letter to the youth
		hidden     bool // the mother's is protected
		theirs     bool // hers is in the letter to her
	}{
		"on paper":                    {youth.None, programme.Letter, true, false, true},
		"quickly on paper":            {youth.None, programme.QuickLetter, true, false, true},
		"to an inbox":                 {youth.None, programme.DigitalPost, false, false, false},
		"handed over":                 {youth.None, programme.HandedOver, false, false, false},
		"protected":                   {youth.Protected, programme.Letter, false, false, true},
		"protected by the police":     {youth.Police, programme.Letter, false, false, true},
		"the mother's is protected":   {youth.None, programme.Letter, true, true, false},
		"protected, and the mother's": {youth.Protected, programme.Letter, false, true, false},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			h.Exec(`UPDATE youths SET birth_date = '2009-11-23' WHERE id = @id`, db.Args{"id": h.mads})
			h.livesAt(home, tt.protection)
			h.mother(func(w *network.Wish) { w.Hidden = tt.hidden })
			n := h.decided("MENTOR")
			x := h.tell()
			x.Channel = tt.channel
			h.broke(h.Decisions.Notify(t.Context(), h.anna, n, x, audit.Form{}), "")
			told := h.open(n).Notices
			if len(told) != 2 {
				t.Fatalf("told %+v", told)
			}
			for _, notice := range told {
				sent, err := h.letter(h.anna, *notice.Letter)
				if err != nil {
					t.Fatal(err)
				}
				text := pdfText(t, sent.PDF)
				mine, theirs := tt.mine && notice.Person == nil, tt.theirs && notice.Person != nil
				if strings.Contains(text, "Skovvej") != mine || strings.Contains(text, "Engvej") != theirs {
					t.Errorf("the letter to %s: %s", notice.Name, text)
				}
				if copied := strings.Contains(text, "fordi du har forældremyndigheden over Mads Dahl"); copied != (notice.Person != nil) || strings.Contains(sent.Text, "Skovvej") {
					t.Errorf("the letter to %s says why they get it: %v", notice.Name, copied)
				}
			}
		})
	}
}

// A hearing that is not held by word of mouth leaves as a letter with its deadline, to
// all who get the letters.
func TestHearingLetter(t *testing.T) {
	h := newHouse(t)
	h.confirmed("UDD-PAL")
	n := h.must(h.begin("UDD-PAL", func(w *decision.Wish) { w.Hearing = decision.HearingNeeded }))
	w := decision.HearingWish{PutForward: "Du kom ikke den 3. november.", Channel: programme.DigitalPost, SentOn: h.Today(), Until: h.Today().AddDays(16)}
	h.broke(h.Decisions.SendHearing(t.Context(), h.anna, n, w, audit.Form{}), "")
	list := h.open(n).Letters
	if len(list) != 1 || list[0].Kind != programme.HearingLetter {
		t.Fatalf("%+v", list)
	}
	text := h.sentText(list[0].ID)
	for _, want := range []string{"Du kom ikke den 3. november.", "Svar senest 7. december 2026.", "forvaltningsloven § 19"} {
		if !strings.Contains(text, want) {
			t.Errorf("lacks %q: %s", want, text)
		}
	}
	if strings.Contains(text, "besluttet, at du") {
		t.Errorf("a hearing tells what is decided: %s", text)
	}
	m := h.must(h.begin("TIL-NYT", nil))
	h.broke(h.Decisions.SendHearing(t.Context(), h.anna, m, w, audit.Form{}), "type_unconfirmed")
	w.Channel = decision.Spoken
	h.broke(h.Decisions.SendHearing(t.Context(), h.anna, m, w, audit.Form{}), "")
	if list := h.open(m).Letters; len(list) != 0 {
		t.Errorf("what was said face to face left %d letters", len(list))
	}
}

// The sender takes each letter within the act: if it cannot, nobody was told.
func TestSender(t *testing.T) {
	h := newHouse(t)
	n := h.decided("MENTOR")
	h.Decisions.SendBy(func(context.Context, pgx.Tx, decision.Outgoing) error { return errors.New("the line is dead") })
	if err := h.Decisions.Notify(t.Context(), h.anna, n, h.tell(), audit.Form{}); err == nil {
		t.Error("a letter that nobody took was sent")
	}
	h.state(n, decision.Decided)
	if list := h.open(n).Letters; len(list) != 0 {
		t.Errorf("%d letters are kept", len(list))
	}
	var out decision.Outgoing
	h.Decisions.SendBy(func(_ context.Context, _ pgx.Tx, o decision.Outgoing) error { out = o; return nil })
	h.broke(h.Decisions.Notify(t.Context(), h.anna, n, h.tell(), audit.Form{}), "")
	if out.Channel != programme.HandedOver || out.SentOn != h.Today() || len(out.PDF) == 0 || out.Youth != h.mads {
		t.Errorf("the sender was given %+v", out.Channel)
	}
}

// Whatever is written in a decision, its letter is made and holds the words there are.
func TestLetterTakesAnything(t *testing.T) {
	h := newHouse(t)
	worst := strings.Repeat("æøå 🎉 שלום {navn} {klagevejledning}\n- ", 500) + "\n# x\n§ y"
	n := h.must(h.begin("MENTOR", func(w *decision.Wish) {
		w.Plain, w.View, w.CanDo, w.Basis = "Ord. "+worst, worst, worst, "Lov § 1\x00."
		w.Facts = []decision.Fact{{Text: "Sagt 🎉\n- to", Source: "Mads"}}
	}))
	h.broke(h.Decisions.Decide(t.Context(), h.anna, n, h.open(n).Version, audit.Form{}), "")
	h.broke(h.Decisions.Notify(t.Context(), h.anna, n, h.tell(), audit.Form{}), "")
	list := h.open(n).Letters
	if len(list) != 1 {
		t.Fatalf("%d letters", len(list))
	}
	sent, err := h.letter(h.anna, list[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	text := pdfText(t, sent.PDF)
	for _, want := range []string{"Ord.", "(tegn, der ikke kan trykkes)", "{navn}", "efter Lov § 1."} {
		if !strings.Contains(text, want) {
			t.Errorf("lacks %q", want)
		}
	}
	if strings.Contains(text, "{klagevejledning}") != true || strings.Contains(sent.Text, "Ankestyrelsen") {
		t.Error("what somebody typed became a field")
	}
}
