package decision_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casetest"
	"kasket/internal/casework/contact"
	"kasket/internal/casework/decision"
	"kasket/internal/casework/enrolment"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// house is a team with a youth, and everybody a decision needs.
type house struct {
	*casetest.World
	anna, bo, lis access.Actor // owner, buddy, leader
	mads          id.Youth
}

func newHouse(t *testing.T) house {
	w := casetest.New(t)
	team := w.Team("Rute 42")
	h := house{
		World: w, anna: w.Person(team, "Anna", access.Caseworker), bo: w.Person(team, "Bo", access.Caseworker),
		lis: w.Person(team, "Lis", access.Leader),
	}
	h.mads = w.Youth(h.anna, "Mads", func(e *enrolment.Enrolment) { e.Buddy = &h.bo.Staff })
	w.Exec(`UPDATE youths SET birth_date = '2004-02-29' WHERE id = @id`, db.Args{"id": h.mads})
	return h
}

// whole is a draft in which nothing is missing.
func (h house) whole() decision.Wish {
	today := h.Today()
	return decision.Wish{
		Content: decision.Content{
			Weighs: true, BeganOn: today, Plain: "Vi har besluttet, at du får en mentor, fordi du gerne vil i gang.", View: "Du siger, at du gerne vil.",
			Considerations: "Vi lægger vægt på, at du har bedt om det.", Basis: "Lov § 1", Consent: "Sagt ja på mødet.", EffectFrom: &today,
			Hearing: decision.HearingNotNeeded, HearingWhy: "Du kender det, vi bygger på.",
		},
		Facts: []decision.Fact{{Text: "Du har bedt om hjælp.", Source: "Mads"}},
	}
}

func (h house) begin(code string, change func(*decision.Wish)) (id.Decision, error) {
	w := h.whole()
	if change != nil {
		change(&w)
	}
	return h.Decisions.Begin(h.Context(), h.anna, h.mads, code, nil, w, audit.Form{})
}

func (h house) must(n id.Decision, err error) id.Decision {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
	return n
}

func (h house) open(n id.Decision) decision.Opened {
	h.Helper()
	o, err := h.review(h.anna, n)
	if err != nil {
		h.Fatal(err)
	}
	return o
}

func (h house) review(by access.Actor, n id.Decision) (decision.Opened, error) {
	x, err := h.Decisions.Seek(h.Context(), n)
	if err != nil {
		return decision.Opened{}, err
	}
	return h.Decisions.Review(h.Context(), by, x)
}

func (h house) state(n id.Decision, want decision.State) {
	h.Helper()
	if got := h.open(n).StateOn(h.Today()); got != want {
		h.Errorf("it is %s, want %s: %v", got, want, h.open(n).Lacks(h.Today()))
	}
}

func codes(err error) string {
	v, ok := errors.AsType[rule.Violations](err)
	if !ok {
		return fmt.Sprint(err)
	}
	var list []string
	for _, b := range v {
		list = append(list, strings.TrimSpace(b.Field+" "+b.Code))
	}
	slices.Sort(list)
	return strings.Join(list, ", ")
}

func (h house) broke(err error, want string) {
	h.Helper()
	if got := codes(err); err == nil && want != "" || err != nil && got != want {
		h.Errorf("%s, want %q", got, want)
	}
}

func (h house) tell() decision.Telling {
	return decision.Telling{Channel: programme.HandedOver, SentOn: h.Today()}
}

// A favour: drafted, decided, told, in force; and then it says what it says.
func TestFavour(t *testing.T) {
	h := newHouse(t)
	entry, err := h.Contacts.Log(t.Context(), h.anna, h.mads, contact.Typed{Kind: "met", Outcome: "talked", Text: contact.Text{Account: "Mads vil gerne have en mentor."}}, "7d444840-9dc0-11d1-b245-5ffdce74fad2")
	if err != nil {
		t.Fatal(err)
	}
	n := h.must(h.begin("MENTOR", func(w *decision.Wish) {
		w.Considerations, w.Hearing, w.HearingWhy = "", "", ""
		w.Facts = []decision.Fact{{Text: "Mads vil gerne.", Contact: &entry}}
	}))
	h.state(n, decision.Ready)
	if err := h.Decisions.Decide(t.Context(), h.bo, n, h.open(n).Version, audit.Form{}); !errors.Is(err, access.ErrForbidden) {
		t.Errorf("the buddy decides: %v", err)
	}
	h.broke(h.Decisions.Decide(t.Context(), h.anna, n, 99, audit.Form{}), "decision_changed")
	h.broke(h.Decisions.Decide(t.Context(), h.anna, n, h.open(n).Version, audit.Form{}), "")
	h.state(n, decision.Decided)
	if got := h.open(n); got.Facts[0].From.Kind != "met" || got.Type.Paragraph != "§ 167" || got.DeciderName != "Anna" {
		t.Errorf("decided %+v", got.Decision)
	}
	if err := h.Contacts.Correct(t.Context(), h.anna, entry, contact.Typed{Kind: "met", Outcome: "talked", Text: contact.Text{Account: "Andet"}}, 1, audit.Form{}); codes(err) != "contact_locked" {
		t.Errorf("an entry that a decision rests on is corrected: %v", err)
	}
	h.broke(h.Decisions.Write(t.Context(), h.anna, n, h.whole(), h.open(n).Version, audit.Form{}), "decision_state")
	for _, sql := range []string{
		`UPDATE decisions SET plain = 'x' WHERE id = @id`, `UPDATE decisions SET decided_by = author_id + 1 WHERE id = @id`,
		`UPDATE decisions SET state = 'draft' WHERE id = @id`, `DELETE FROM decisions WHERE id = @id`,
		`INSERT INTO decision_facts (decision_id, position, text, source) VALUES (@id, 9, 'x', 'y')`,
		`UPDATE decision_facts SET text = 'x' WHERE decision_id = @id`, `DELETE FROM decision_facts WHERE decision_id = @id`,
	} {
		if _, err := h.DB.Write.Exec(t.Context(), sql, db.Args{"id": n}); err == nil {
			t.Errorf("after deciding: %s", sql)
		}
	}
	h.broke(h.Decisions.Notify(t.Context(), h.anna, n, h.tell(), audit.Form{}), "")
	h.state(n, decision.InForce)
	if got := h.open(n).Notices; len(got) != 1 || got[0].Name != "Mads" || got[0].ComplainUntil != nil || *got[0].NotifiedOn != h.Today() {
		t.Errorf("told %+v", got)
	}
	h.broke(h.Decisions.EndEarly(t.Context(), h.anna, n, h.Today(), " ", audit.Form{}), "reason required")
	h.broke(h.Decisions.EndEarly(t.Context(), h.anna, n, h.Today(), "Mads er flyttet.", audit.Form{}), "")
	h.state(n, decision.Ended)
	h.broke(h.Decisions.Revoke(t.Context(), h.anna, n, "Den byggede på en fejl.", audit.Form{}), "")
	h.state(n, decision.Revoked)
}

// Each thing that a decision needs keeps it from being ready, alone.
func TestLacks(t *testing.T) {
	h := newHouse(t)
	tomorrow, yesterday := h.Today().AddDays(1), h.Today().AddDays(-1)
	for _, tt := range []struct {
		code   string
		change func(*decision.Wish)
		want   string
	}{
		{"UDD-PAL", func(*decision.Wish) {}, ""},
		{"UDD-PAL", func(w *decision.Wish) { w.Plain = " \x00" }, "plain required"},
		{"UDD-PAL", func(w *decision.Wish) { w.View = "" }, "view required"},
		{"UDD-PAL", func(w *decision.Wish) { w.Basis = "" }, "basis required"},
		{"UDD-PAL", func(w *decision.Wish) { w.Considerations = "" }, "considerations required"},
		{"UDD-PAL", func(w *decision.Wish) { w.Facts = nil }, "fact.0 needs_facts"},
		{"UDD-PAL", func(w *decision.Wish) { w.EffectFrom = nil }, ""},
		{"UDD-PAL", func(w *decision.Wish) { w.EffectFrom = &yesterday }, "effect_from effect_before_decision"},
		{"UDD-PAL", func(w *decision.Wish) { w.EffectFrom = &tomorrow }, ""},
		{"UDD-PAL", func(w *decision.Wish) { w.Hearing = "" }, "hearing required"},
		{"UDD-PAL", func(w *decision.Wish) { w.Hearing = decision.HearingNeeded }, "hearing hearing_missing"},
		{"UDD-PAL", func(w *decision.Wish) { w.HearingWhy = "" }, "hearing_why required"},
		{"US-KP", func(w *decision.Wish) { w.Consent = "" }, "consent required"},
		{"MENTOR", func(w *decision.Wish) { w.Considerations, w.Facts, w.Hearing, w.Consent = "", nil, "", "" }, ""},
		{"VIS-AKT", func(w *decision.Wish) { w.Weighs, w.Considerations, w.Facts, w.Hearing = false, "", nil, "" }, ""},
		{"VIS-AKT", func(w *decision.Wish) { w.Considerations = "" }, "considerations required"},
		{"UDD-PAL", func(w *decision.Wish) { w.Weighs, w.Considerations = false, "" }, "considerations required"}, // a burden always weighs
		{"MENTOR", func(w *decision.Wish) { w.Weighs, w.Considerations = true, "" }, ""},
	} {
		n := h.must(h.begin(tt.code, tt.change))
		o := h.open(n)
		if got := codes(o.Lacks(h.Today())); len(o.Lacks(h.Today())) > 0 && got != tt.want || (len(o.Lacks(h.Today())) == 0) != (tt.want == "") {
			t.Errorf("%s: lacks %s, want %q", tt.code, got, tt.want)
		}
		want := decision.Ready
		if tt.want != "" {
			want = decision.Draft
			h.broke(h.Decisions.Decide(t.Context(), h.anna, n, o.Version, audit.Form{}), "decision_state")
		}
		h.state(n, want)
	}
}

// What can only be a slip is refused when it is typed, and keeps nothing.
func TestRefused(t *testing.T) {
	h := newHouse(t)
	before := h.count(`SELECT count(*) FROM decisions`)
	day := func(n int) *when.Date { d := h.Today().AddDays(n); return &d }
	for _, tt := range []struct {
		code   string
		change func(*decision.Wish)
		want   string
	}{
		{"RES", nil, "type type_expired"},
		{"XYZ", nil, "type unknown"},
		{"MENTOR", func(w *decision.Wish) { w.BeganOn = when.Date{} }, "began_on required"},
		{"MENTOR", func(w *decision.Wish) { w.BeganOn = *day(1) }, "began_on future"},
		{"MENTOR", func(w *decision.Wish) { w.BeganOn = *day(-1000) }, "began_on too_far_back"},
		{"MENTOR", func(w *decision.Wish) { w.EffectTo = day(-1) }, "effect_to before_from"},
		{"MENTOR", func(w *decision.Wish) { w.EffectFrom = day(4000) }, "effect_from too_far_ahead"},
		{"MENTOR", func(w *decision.Wish) { w.Hearing = "maybe" }, "hearing unknown"},
		{"MENTOR", func(w *decision.Wish) { w.Plain = strings.Repeat("æ", 20001) }, "plain too_long"},
		{"MENTOR", func(w *decision.Wish) { w.Facts = []decision.Fact{{Text: "Han sagde det."}} }, "fact_source.0 fact_from"},
		{"MENTOR", func(w *decision.Wish) { w.Facts = []decision.Fact{{Source: "Mads"}} }, "fact.0 required"},
		{"MENTOR", func(w *decision.Wish) { w.Facts = slices.Repeat(w.Facts, 41) }, "too_many_facts"},
		{"MENTOR", func(w *decision.Wish) { c := id.Contact(99999); w.Facts = []decision.Fact{{Text: "x", Contact: &c}} }, "fact_from.0 unknown"},
	} {
		_, err := h.begin(tt.code, tt.change)
		h.broke(err, tt.want)
	}
	if got := h.count(`SELECT count(*) FROM decisions`); got != before {
		t.Errorf("%d drafts were kept", got-before)
	}
	odd := h.must(h.begin("MENTOR", func(w *decision.Wish) { w.Plain = strings.Repeat("😀 \u202eæø ", 3000) + "\x00" }))
	if got := h.open(odd).Plain; strings.ContainsRune(got, 0) || !strings.HasPrefix(got, "😀 \u202eæø") {
		t.Errorf("what was typed: %q", got[:20])
	}
}

func (h house) count(sql string) int {
	h.Helper()
	n, err := db.Value[int](h.Context(), h.DB.Read, sql, db.Args{})
	if err != nil {
		h.Fatal(err)
	}
	return n
}

// A type that ends between the draft and the decision decides nothing.
func TestTypeExpires(t *testing.T) {
	h := newHouse(t)
	n := h.must(h.begin("UDD-PAL", nil))
	h.Exec(`UPDATE decision_types SET valid_to = @last WHERE code = 'UDD-PAL'`, db.Args{"last": h.Today()})
	h.Later(24 * time.Hour)
	h.broke(h.Decisions.Decide(t.Context(), h.anna, n, h.open(n).Version, audit.Form{}), "effect_from effect_before_decision, type type_expired")
}

// Four eyes: never one's own, also not by whoever wrote a word in it, and the schema
// A stale draft is told who wrote meanwhile, and overwrites nothing.
func TestStale(t *testing.T) {
	h := newHouse(t)
	n := h.must(h.begin("MENTOR", nil))
	w := h.whole()
	w.Plain = "Bo skrev."
	h.broke(h.Decisions.Write(t.Context(), h.bo, n, w, h.open(n).Version, audit.Form{}), "")
	err := h.Decisions.Write(t.Context(), h.anna, n, h.whole(), h.open(n).Version-1, audit.Form{})
	if stale, ok := errors.AsType[*decision.Stale](err); !ok || stale.By != "Bo" || stale.Theirs.Plain != "Bo skrev." {
		t.Errorf("%v", err)
	}
	if got := h.count(`SELECT count(*) FROM decision_versions`); got != 1 {
		t.Errorf("%d versions are kept, want 1", got)
	}
}

// A correction is a new one that points to the old, which stays as it was.
func TestCorrect(t *testing.T) {
	h := newHouse(t)
	draft := h.must(h.begin("MENTOR", nil))
	_, err := h.Decisions.Begin(t.Context(), h.anna, h.mads, "MENTOR", &draft, h.whole(), audit.Form{})
	h.broke(err, "decision_state")
	h.broke(h.Decisions.Decide(t.Context(), h.anna, draft, h.open(draft).Version, audit.Form{}), "")
	n := h.must(h.Decisions.Begin(t.Context(), h.anna, h.mads, "MENTOR", &draft, h.whole(), audit.Form{}))
	h.broke(h.Decisions.Decide(t.Context(), h.anna, n, h.open(n).Version, audit.Form{}), "")
	list, err := h.Decisions.Of(t.Context(), h.mads)
	if err != nil || len(list) != 2 || list[0].ID != n || *list[0].Corrects != draft || *list[1].CorrectedBy != n {
		t.Errorf("%+v %v", list, err)
	}
	other := h.Youth(h.anna, "Liva")
	if _, err := h.Decisions.Begin(t.Context(), h.anna, other, "MENTOR", &draft, h.whole(), audit.Form{}); !errors.Is(err, db.ErrNotFound) {
		t.Errorf("a correction of another youth's: %v", err)
	}
}

// Under eighteen somebody says why no custody holder is told; a holder who is left out
// Many decide, drop and write at once: one of them does, and the life has no gap.
func TestConcurrentDecisions(t *testing.T) {
	h := newHouse(t)
	for range 4 {
		n := h.must(h.begin("MENTOR", nil))
		version := h.open(n).Version
		var decided, dropped, wrote atomic.Int32
		var all sync.WaitGroup
		for i := range 24 {
			all.Go(func() {
				switch i % 3 {
				case 0:
					if h.Decisions.Decide(t.Context(), h.anna, n, version, audit.Form{}) == nil {
						decided.Add(1)
					}
				case 1:
					if h.Decisions.Drop(t.Context(), h.anna, n, "Nej", audit.Form{}) == nil {
						dropped.Add(1)
					}
				default:
					if h.Decisions.Write(t.Context(), h.bo, n, h.whole(), version, audit.Form{}) == nil {
						wrote.Add(1)
					}
				}
			})
		}
		all.Wait()
		if decided.Load()+dropped.Load() != 1 || wrote.Load() > 1 {
			t.Errorf("decided %d dropped %d written %d times", decided.Load(), dropped.Load(), wrote.Load())
		}
		steps := h.open(n).Steps
		for i := 1; i < len(steps); i++ {
			if steps[i].Was != steps[i-1].State {
				t.Errorf("a gap: %+v after %+v", steps[i], steps[i-1])
			}
		}
	}
}
