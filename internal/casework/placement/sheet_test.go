package placement_test

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/ledongthuc/pdf"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casetest"
	"kasket/internal/casework/company"
	"kasket/internal/casework/network"
	"kasket/internal/casework/placement"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/letter"
	"kasket/internal/programme"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// What stands on the record of the youth of these tests: each is found nowhere else.
const (
	given, called, family = "Zirkona", "Quistelle", "Vrombaum"
	tel, tel2             = "+4520314253", "+4521324354"
	mail                  = "zq@hjemme.test"
	number                = "610108-1234"
	home                  = "Tjørnevej 12, 2. tv\n9000 Aalborg"
)

// secrets are the pieces of the record by what opens them; "" is nothing ever.
var secrets = map[string][]string{
	"name": {family}, "first_name": {called}, "phone": {"20314253"}, "": {"Tjørnevej", "6101081234", "INTERNT", "21324354", "hjemme.test", given},
}

var gap = regexp.MustCompile(`[\s\x{ad}-]+`)

// solid is a text without space and hyphens, as one compares what lines have parted.
func solid(s string) string { return gap.ReplaceAllString(s, "") }

func printed(t testing.TB, l letter.Letter) string {
	t.Helper()
	file, err := letter.Render(l)
	if err != nil {
		t.Fatal(err)
	}
	r, err := pdf.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	all := ""
	for n := 1; n <= r.NumPage(); n++ {
		text, err := r.Page(n).GetPlainText(nil)
		if err != nil {
			t.Fatal(err)
		}
		all += text
	}
	return solid(all + string(file[:min(len(file), 2000)])) // and the head of the file, where its title may stand
}

// shown is all of a letter that somebody may read.
func shown(l letter.Letter) string {
	return solid(strings.Join(append(append(append([]string{l.Title, l.Text()}, l.Sender...), l.To...), l.Refs...), "\n"))
}

// rows are lines a consent may have.
var rows = []network.ConsentItem{
	{Item: "first_name", Shows: network.ShowsFirstName, NameDa: "Fornavn"},
	{Item: "name", Shows: network.ShowsName, NameDa: "Navn"},
	{Item: "age", Shows: network.ShowsAge, NameDa: "Alder"},
	{Item: "phone", Shows: network.ShowsPhone, NameDa: "Telefon"},
	{Item: "strengths", Shows: network.ShowsWords, NameDa: "God til"},
	{Item: "helps", Shows: network.ShowsWords, NameDa: "Hjælper"},
	{Item: "story", Shows: network.ShowsWords, NameDa: "Situation"},
	{Item: "odd", Shows: "address", NameDa: "En regel, nogen fandt på"},
}

// drawn is a record, a stay and a consent by chance.
type drawn struct {
	facts   placement.SheetFacts
	consent *network.Consent
	agreed  map[string]bool // what the consent opens today
	words   []string        // agreed and sayable
}

func draw(rng *rand.Rand, today when.Date) drawn {
	text := func() string {
		parts := []string{
			"Pakke varer", "Rydde op", "Ring til chefen", given + " møder kl. 8", called + "s plads", "hos " + family, "Ring på 20 31 42 53", "eller 21324354",
			mail, number, "Hentes på Tjørnevej", "tjoernevej 12", "Handsker på",
		}
		var some []string
		for range rng.IntN(4) {
			some = append(some, parts[rng.IntN(len(parts))])
		}
		return strings.Join(some, ". ")
	}
	born := today.AddMonths(-12*17 - 3)
	p := placement.Placement{ID: 7, Youth: 3, Company: company.Company{ID: 5, Name: "Hobro Auto"}, WorkplaceName: "Havnen 2, 9500 Hobro", Type: "vp", From: today, To: today.AddDays(27)}
	p.Row = &programme.Entry{NameDa: "Virksomhedspraktik", NameEn: "Internship"}
	p.Terms = placement.Terms{
		Hours: 22.5, Timetable: placement.Timetable{{Day: 1, From: "08:00", To: "14:00"}}, Tasks: text(), AbsenceHow: text(), Safety: text(),
		JobGoal: "INTERNT " + given, Transport: "INTERNT Tjørnevej", FollowPlan: "INTERNT",
	}
	p.Learned, p.CompanyWords, p.YouthWords, p.NextStep, p.LongWhy, p.BegunWhy, p.EndedReason = "INTERNT1", "INTERNT2", "INTERNT3", "INTERNT4", "INTERNT5", "INTERNT6", "INTERNT7"
	d := drawn{agreed: map[string]bool{}, facts: placement.SheetFacts{
		Stay: p, Mentor: &placement.Person{Name: "Bent Bilist", Phone: "+4530405060"}, Owner: placement.Caller{Name: "Anna Krogh", Phone: "+4540506070"},
		Team: placement.Caller{Name: "Nord"}, About: network.About{FirstName: called, Name: called + " " + family, Phone: tel, Born: &born},
		Private: placement.Private{
			Unsaid: network.Unsaid{Homes: []network.Home{{Text: home, Hidden: true}}}, Names: []string{given, called, family}, Phones: []string{tel, tel2}, Mails: []string{mail},
		},
	}}
	if rng.IntN(6) == 0 {
		return d
	}
	c := network.Consent{ID: 9, Youth: 3, Company: 5, From: today, To: today.AddDays(30), Said: "INTERNT sagt", Purpose: "INTERNT formål"}
	for _, i := range rows {
		if rng.IntN(2) == 0 {
			continue
		}
		if i.Shows == network.ShowsWords {
			i.Text = fmt.Sprintf("ORD%s%d", i.Item, rng.IntN(1000))
			if rng.IntN(5) == 0 {
				i.Text += " " + []string{"på Tjørnevej", number}[rng.IntN(2)]
			} else {
				d.words = append(d.words, i.Text)
			}
		}
		c.Items = append(c.Items, i)
		d.agreed[i.Item] = true
	}
	gone := today.Start()
	spoil := []func(){func() { c.WithdrawnAt = &gone }, func() { c.To = today.AddDays(-1) }, func() { c.From = today.AddDays(1) }, func() { c.Company = 6 }, func() { c.Youth = 4 }}
	if n := rng.IntN(10); n < len(spoil) {
		spoil[n]()
		d.agreed, d.words = map[string]bool{}, nil
	}
	d.consent = &c
	return d
}

// wrong says what of the record stands in a text though nobody agreed, or is not there
// though they did.
func (d drawn) wrong(text string) []string {
	var wrong []string
	tells := func(piece string) {
		if strings.Contains(text, solid(piece)) {
			wrong = append(wrong, "tells "+piece)
		}
	}
	for opens, pieces := range secrets {
		for _, piece := range pieces {
			if opens == "" || !d.agreed[opens] && !(opens == "first_name" && d.agreed["name"]) {
				tells(piece)
			} else if !strings.Contains(text, solid(piece)) {
				wrong = append(wrong, "lacks "+piece)
			}
		}
	}
	if !d.agreed["age"] {
		tells("17 år")
	} else if !strings.Contains(text, "17år") {
		wrong = append(wrong, "lacks the age")
	}
	for _, i := range rows {
		if i.Shows == network.ShowsWords && !d.agreed[i.Item] {
			tells("ORD" + i.Item)
		}
	}
	for _, w := range d.words {
		if !strings.Contains(text, solid(w)) {
			wrong = append(wrong, "lacks "+w)
		}
	}
	return wrong
}

// Whatever the record holds and whatever was agreed, the sheet shows what is agreed and
// nothing else, on the page and on paper; after a withdrawal nothing, at once.
func TestSheetShowsOnlyWhatIsAgreed(t *testing.T) {
	today, _ := when.On(2026, 11, 22)
	for seed := range uint64(3000) {
		rng := rand.New(rand.NewPCG(seed, 5))
		d := draw(rng, today)
		sheet := placement.MakeSheet(d.facts, d.consent, today, letter.Danish)
		l := sheet.Letter(today)
		if wrong := d.wrong(shown(l)); len(wrong) > 0 {
			t.Fatalf("seed %d: the page %v:\n%s", seed, wrong, l.Text())
		}
		if seed%60 == 0 {
			if wrong := d.wrong(printed(t, l)); len(wrong) > 0 {
				t.Fatalf("seed %d: the paper %v", seed, wrong)
			}
		}
		if d.consent == nil {
			continue
		}
		gone := today.Start()
		d.consent.WithdrawnAt, d.agreed, d.words = &gone, nil, nil
		after := placement.MakeSheet(d.facts, d.consent, today, letter.Danish)
		if wrong := d.wrong(shown(after.Letter(today))); len(wrong) > 0 || after.Consent != 0 || len(after.Told) > 0 {
			t.Fatalf("seed %d: taken back, and the page %v", seed, wrong)
		}
	}
}

// What is held back is said, so that somebody can write it otherwise.
func TestSheetHoldsBack(t *testing.T) {
	today, _ := when.On(2026, 11, 22)
	d := draw(rand.New(rand.NewPCG(1, 1)), today)
	first := &network.Consent{ID: 9, Youth: 3, Company: 5, From: today, To: today, Items: rows[:1]}
	for text, want := range map[string]string{
		"Pakke varer":                     "",
		called + " pakker varer":          "",
		called + "s opgaver":              "",
		given + " pakker varer":           "says_name",
		"Spørg fru " + family:             "says_name",
		"vrombaum pakker varer":           "says_name",
		"Ring på 20 31 42 53":             "says_reach",
		"Skriv til " + mail:               "says_reach",
		"Mød ved Tjørnevej":               "says_address",
		"Nummer " + number:                "says_cpr",
		"Ring til Bent på 30 40 50 60 nu": "",
	} {
		d.facts.Stay.Tasks, d.facts.Stay.AbsenceHow, d.facts.Stay.Safety = text, "", ""
		sheet := placement.MakeSheet(d.facts, first, today, letter.Danish)
		got := ""
		if held := sheet.Held(); len(held) > 0 {
			got = held[0].Held
		}
		if got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// stay is a stay with a record that has everything to hide.
func (h *house) stay() id.Placement {
	h.Helper()
	sealed, err := h.Vault.Seal(home, fmt.Sprintf("youths:%d:address", h.youth))
	if err != nil {
		h.Fatal(err)
	}
	h.Exec(`UPDATE youths SET given_name = @g, called_name = @c, family_name = @f, phone = @t, email = @m, address = @a, protection = 'protected' WHERE id = @y`,
		db.Args{"g": given, "c": called, "f": family, "t": tel, "m": mail, "a": sealed, "y": h.youth})
	w := h.wish()
	w.Tasks, w.Safety = "Skifte dæk", "Handsker. Hentes på tjoernevej."
	n, err := h.start(w)
	if err != nil {
		h.Fatal(err)
	}
	return n
}

func (h *house) look(n id.Placement) placement.Sheet {
	h.Helper()
	x, err := h.Placements.SeekSheet(h.Context(), n)
	if err != nil {
		h.Fatal(err)
	}
	s, err := h.Placements.Sheet(h.Context(), h.anna, access.Scope{Youth: h.youth, Team: 1, Enrolment: 1, Owner: h.anna.Staff}, x, letter.Danish)
	if err != nil {
		h.Fatal(err)
	}
	return s
}

// The sheet of a stay says what was agreed, who to call, and is recorded with the
// consent it rests on; once that is taken back it is refused, and nothing is left.
func TestSheet(t *testing.T) {
	h := open(t)
	ctx := t.Context()
	h.Exec(`UPDATE staff SET phone = '+4540506070' WHERE id = @a`, db.Args{"a": h.anna.Staff})
	n := h.stay()
	sheet := h.look(n)
	text := sheet.Letter(h.Today()).Text()
	for _, want := range []string{"Hobro Auto", "Skifte dæk", "Fornavn: " + called, "Kontaktperson: Anna, 40 50 60 70", "Afklare job- eller uddannelsesmål", "Timer om ugen: 15"} {
		if !strings.Contains(text, want) {
			t.Errorf("the sheet lacks %q:\n%s", want, text)
		}
	}
	if strings.Contains(text, family) || strings.Contains(text, "jernevej") || len(sheet.Held()) != 1 || sheet.Held()[0].Field != "safety" {
		t.Errorf("held back: %+v\n%s", sheet.Held(), text)
	}
	if _, err := h.Placements.PrintSheet(ctx, h.anna, n, sheet.Consent, letter.Danish); err != nil {
		t.Fatal(err)
	}
	rests := casetest.One[string](h.World, `SELECT string_agg(detail->>'how' || ' ' || (detail->>'consent'), ', ' ORDER BY id) FROM audit_events WHERE action = 'print company sheet'`, nil)
	if want := fmt.Sprintf("screen %d, paper %d", sheet.Consent, sheet.Consent); rests != want {
		t.Errorf("the trail says %q, want %q", rests, want)
	}
	if _, err := h.Placements.PrintSheet(ctx, h.bo, n, sheet.Consent, letter.Danish); !errors.Is(err, access.ErrForbidden) {
		t.Errorf("a colleague prints: %v", err)
	}
	if err := h.Network.WithdrawConsent(ctx, h.anna, sheet.Consent, "", audit.Form{}); err != nil {
		t.Fatal(err)
	}
	_, err := h.Placements.PrintSheet(ctx, h.anna, n, sheet.Consent, letter.Danish)
	if v, _ := errors.AsType[rule.Violations](err); !v.Has("consent_gone") {
		t.Errorf("taken back and printed: %v", err)
	}
	after := h.look(n)
	if l := shown(after.Letter(h.Today())); after.Consent != 0 || strings.Contains(l, called) || strings.Contains(l, given) {
		t.Errorf("taken back, and the sheet says %s", l)
	}
	if _, err := h.Placements.PrintSheet(ctx, h.anna, n, 0, letter.Danish); err != nil {
		t.Errorf("a sheet without a youth: %v", err)
	}
}

// Who prints while it is taken back gets either a sheet from before or a refusal: once
// the withdrawal is saved no sheet leaves.
func TestConcurrentSheets(t *testing.T) {
	h := open(t)
	n := h.stay()
	consent := h.look(n).Consent
	gone := make(chan struct{})
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for range 6 {
				late := false
				select {
				case <-gone:
					late = true
				default:
				}
				_, err := h.Placements.PrintSheet(t.Context(), h.anna, n, consent, letter.Danish)
				v, _ := errors.AsType[rule.Violations](err)
				if err != nil && !v.Has("consent_gone") || late && err == nil {
					t.Errorf("printer %d, late %t: %v", i, late, err)
				}
			}
		})
	}
	if err := h.Network.WithdrawConsent(t.Context(), h.anna, consent, "", audit.Form{}); err != nil {
		t.Error(err)
	}
	close(gone)
	wg.Wait()
}
