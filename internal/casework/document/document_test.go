package document_test

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casetest"
	"kasket/internal/casework/conflict"
	"kasket/internal/casework/document"
	"kasket/internal/casework/outcome"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// cast is a team with somebody in each role, and a youth Anna has and Bo is the buddy of.
type cast struct {
	*casetest.World
	anna, bo, cilla, lise, far access.Actor
	youth                      id.Youth
}

func newCast(t *testing.T) cast {
	w := casetest.New(t)
	team := w.Team("Nord")
	c := cast{World: w}
	c.anna, c.bo = w.Person(team, "Anna", access.Caseworker), w.Person(team, "Bo", access.Caseworker)
	c.cilla, c.lise = w.Person(team, "Cilla", access.Coordinator), w.Person(team, "Lise", access.Leader)
	c.far = w.Person(w.Team("Syd"), "Fie", access.Caseworker)
	c.youth = w.Youth(c.anna, "Mads Holm", casetest.WithBuddy(c.bo), w.Started(40))
	return c
}

func (c cast) letter() document.Details {
	return document.Details{Type: "letter", Party: "Lægehuset Havnen", DatedOn: c.Today().AddDays(-3), Note: "Svar på vores spørgsmål"}
}

func (c cast) add(by access.Actor, d document.Details, files ...document.Upload) (id.Document, error) {
	return c.Documents.Add(c.Context(), by, c.youth, d, files, audit.Form{})
}

func (c cast) added(t *testing.T) id.Document {
	t.Helper()
	d, err := c.add(c.anna, c.letter(), text("brev.txt", "Kære kommune"))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func text(name, content string) document.Upload {
	return document.Upload{Name: name, Content: []byte(content)}
}

func is(err, want error) bool { return errors.Is(err, want) || reflect.DeepEqual(err, want) }

func TestAdd(t *testing.T) {
	c := newCast(t)
	tests := []struct {
		name   string
		by     access.Actor
		change func(*document.Details)
		want   error
	}{
		{"the owner", c.anna, nil, nil},
		{"the buddy", c.bo, nil, nil},
		{"not a coordinator", c.cilla, nil, access.ErrForbidden},
		{"not a leader without a reason", c.lise, nil, access.ErrForbidden},
		{"not another team", c.far, nil, access.ErrHidden},
		{"sent by us", c.anna, func(d *document.Details) { d.Direction = document.Out }, nil},
		{"without a type", c.anna, func(d *document.Details) { d.Type = "" }, rule.Violation("type", "choose")},
		{"a type nobody knows", c.anna, func(d *document.Details) { d.Type = "poem" }, rule.Violation("type", "unknown")},
		{"sideways", c.anna, func(d *document.Details) { d.Direction = "sideways" }, rule.Violation("way", "unknown")},
		{"from nobody", c.anna, func(d *document.Details) { d.Party = " \x00 " }, rule.Violation("party", "required")},
		{"from a long name", c.anna, func(d *document.Details) { d.Party = strings.Repeat("ø", 201) }, rule.Violation("party", "too_long", 200, 201)},
		{"a long note", c.anna, func(d *document.Details) { d.Note = strings.Repeat("ø", 4001) }, rule.Violation("note", "too_long", 4000, 4001)},
		{"without a day", c.anna, func(d *document.Details) { d.DatedOn = when.Date{} }, rule.Violation("dated_on", "required")},
		{"of tomorrow", c.anna, func(d *document.Details) { d.DatedOn = c.Today().AddDays(1) }, rule.Violation("dated_on", "in_the_future")},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := c.letter()
			if tt.change != nil {
				tt.change(&d)
			}
			n, err := c.add(tt.by, d, text("brev.txt", "Kære kommune"))
			if !is(err, tt.want) || (n != 0) != (tt.want == nil) {
				t.Errorf("%d %v, want %v", n, err, tt.want)
			}
		})
	}
}

// An underretning says whom it is about, and a youth of 18 is no child.
func TestUnderretning(t *testing.T) {
	today, _ := when.On(2026, 11, 21)
	on := func(y int, m time.Month, d int) when.Date { day, _ := when.On(y, m, d); return day }
	tests := []struct {
		name, kind string
		concerns   document.Concern
		born, day  when.Date
		want       string
	}{
		{"the day before 18", document.Underretning, document.TheYouth, on(2008, 11, 21), on(2026, 11, 20), ""},
		{"on the 18th birthday", document.Underretning, document.TheYouth, on(2008, 11, 21), today, "underretning_18"},
		{"born on 29 February, the day before", document.Underretning, document.TheYouth, on(2008, 2, 29), on(2026, 2, 28), ""},
		{"born on 29 February, on 1 March", document.Underretning, document.TheYouth, on(2008, 2, 29), on(2026, 3, 1), "underretning_18"},
		{"written then, registered now", document.Underretning, document.TheYouth, on(2007, 5, 1), on(2025, 4, 30), ""},
		{"age unknown", document.Underretning, document.TheYouth, when.Date{}, today, ""},
		{"the child of one of 20", document.Underretning, document.TheChild, on(2006, 1, 1), today, ""},
		{"an unborn", document.Underretning, document.TheUnborn, on(2006, 1, 1), today, ""},
		{"about whom?", document.Underretning, "", on(2010, 1, 1), today, "choose"},
		{"about the dog", document.Underretning, "dog", on(2010, 1, 1), today, "unknown"},
		{"a letter is about nobody", "letter", document.TheYouth, on(2006, 1, 1), today, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := document.Details{Type: tt.kind, Direction: document.Out, Party: "Børne- og ungeafdelingen", DatedOn: tt.day, Concerns: tt.concerns}.Clean()
			broken := d.Check(tt.born, today)
			got, _ := broken.On("concerns")
			if got.Code != tt.want || len(broken) > 1 || tt.want == "" && len(broken) > 0 {
				t.Errorf("%v, want %q", broken, tt.want)
			}
			if tt.kind != document.Underretning && d.Concerns != "" {
				t.Error("a letter concerns somebody")
			}
		})
	}
}

// The schema keeps an underretning that concerns nobody out, and a letter that does.
func TestUnderretningInSchema(t *testing.T) {
	c := newCast(t)
	d := c.added(t)
	for _, sql := range []string{`UPDATE documents SET type = 'underretning' WHERE id = @id`, `UPDATE documents SET concerns = 'youth' WHERE id = @id`} {
		if _, err := c.DB.Write.Exec(t.Context(), sql, db.Args{"id": d}); !db.Violates(err, "underretning_concerns") {
			t.Errorf("%s: %v", sql, err)
		}
	}
}

// A declared conflict closes the documents like the rest.
func TestConflict(t *testing.T) {
	c := newCast(t)
	d := c.added(t)
	if err := c.Conflicts.Declare(t.Context(), c.bo, c.youth, conflict.Declaration{}, audit.Form{}); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Documents.Fetch(t.Context(), c.bo, d, 1); !errors.Is(err, access.ErrHidden) {
		t.Errorf("fetching: %v", err)
	}
	if _, err := c.add(c.bo, c.letter(), text("a.txt", "a")); !errors.Is(err, access.ErrHidden) {
		t.Errorf("adding: %v", err)
	}
}

func TestWithdraw(t *testing.T) {
	stays := rule.Violation("", "document_stays")
	tests := []struct {
		name  string
		who   func(cast) access.Actor
		later time.Duration
		used  bool
		want  error
	}{
		{"at once", func(c cast) access.Actor { return c.anna }, 0, false, nil},
		{"within two hours", func(c cast) access.Actor { return c.anna }, document.WithdrawFor - time.Second, false, nil},
		{"after two hours", func(c cast) access.Actor { return c.anna }, document.WithdrawFor, false, stays},
		{"used in a decision", func(c cast) access.Actor { return c.anna }, 0, true, stays},
		{"another's", func(c cast) access.Actor { return c.bo }, 0, false, stays},
		{"a stranger's", func(c cast) access.Actor { return c.far }, 0, false, access.ErrHidden},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := newCast(t)
			d := c.added(t)
			if tt.used {
				c.use(t, d)
			}
			c.Later(tt.later)
			if err := c.Documents.Withdraw(t.Context(), tt.who(c), d, audit.Form{}); !is(err, tt.want) {
				t.Fatalf("%v, want %v", err, tt.want)
			}
			_, err := c.Documents.Find(t.Context(), d)
			_, fetched := c.Documents.Fetch(t.Context(), c.anna, d, 1)
			list, listed := c.Documents.Of(t.Context(), c.youth, "", document.Before{}, 10)
			gone := errors.Is(err, db.ErrNotFound) && errors.Is(fetched, db.ErrNotFound) && len(list) == 0 && listed == nil
			if gone != (tt.want == nil) {
				t.Errorf("found %v, fetched %v, %d listed", err, fetched, len(list))
			}
		})
	}
}

func (c cast) use(t *testing.T, documents ...id.Document) {
	t.Helper()
	c.Write(c.anna, access.AddDocument, func(tx pgx.Tx) error {
		return document.MarkUsed(t.Context(), tx, c.youth, documents, c.Now())
	})
}

func TestCorrect(t *testing.T) {
	c := newCast(t)
	d := c.added(t)
	to := document.Details{Type: "health", Party: "Lægehuset Havnen", DatedOn: c.Today().AddDays(-2)}
	if err := c.Documents.Correct(t.Context(), c.anna, d, to, 1, audit.Form{}); err != nil {
		t.Fatal(err)
	}
	got, err := c.Documents.Find(t.Context(), d)
	if err != nil || got.Type != "health" || got.Note != "" || got.Version != 2 || got.TypeDa != "Oplysninger om helbred" {
		t.Errorf("%+v %v", got, err)
	}
	kept := casetest.One[string](c.World, `SELECT fields->>'note' FROM document_versions WHERE document_id = @id AND version = 1`, db.Args{"id": d})
	if kept != "Svar på vores spørgsmål" {
		t.Errorf("kept %q", kept)
	}
	if err := c.Documents.Correct(t.Context(), c.anna, d, to, 1, audit.Form{}); func() bool { s, ok := errors.AsType[*document.Stale](err); return !ok || s.Theirs.Version != 2 }() {
		t.Errorf("a page of before: %v", err)
	}
	if err := c.Documents.Correct(t.Context(), c.bo, d, to, 2, audit.Form{}); !is(err, rule.Violation("", "document_locked")) {
		t.Errorf("another's: %v", err)
	}
	to.Type = "poem"
	if err := c.Documents.Correct(t.Context(), c.anna, d, to, 2, audit.Form{}); !is(err, rule.Violation("type", "unknown")) {
		t.Errorf("an unknown type: %v", err)
	}
	c.Exec(`UPDATE catalogue SET valid_to = @day WHERE kind = 'document_type' AND code = 'health'`, db.Args{"day": c.Today().AddDays(-1)})
	to.Type = "health"
	if err := c.Documents.Correct(t.Context(), c.anna, d, to, 2, audit.Form{}); err != nil {
		t.Errorf("keeping a type that ended: %v", err)
	}
	c.Later(document.CorrectFor)
	if err := c.Documents.Correct(t.Context(), c.anna, d, to, 3, audit.Form{}); !is(err, rule.Violation("", "document_locked")) {
		t.Errorf("a day later: %v", err)
	}
}

// What a decision has used stays as it is, whoever writes to the database.
func TestUsed(t *testing.T) {
	c := newCast(t)
	d := c.added(t)
	other := c.Youth(c.bo, "Sara Lund")
	err := c.Trail.Write(t.Context(), &audit.Event{By: c.anna, Action: access.AddDocument}, func(tx pgx.Tx) error {
		return document.MarkUsed(t.Context(), tx, other, []id.Document{d}, c.Now())
	})
	if !errors.Is(err, db.ErrNotFound) {
		t.Errorf("a document of another youth: %v", err)
	}
	c.use(t, d, d)
	first := c.Now()
	c.Later(time.Hour)
	c.use(t, d)
	if got, err := c.Documents.Find(t.Context(), d); err != nil || got.UsedAt == nil || !got.UsedAt.Equal(first) {
		t.Errorf("used at %v %v, want the first time", got.UsedAt, err)
	}
	if err := c.Documents.Correct(t.Context(), c.anna, d, c.letter(), 2, audit.Form{}); !is(err, rule.Violation("", "document_locked")) {
		t.Errorf("correcting: %v", err)
	}
	for _, tt := range []struct{ sql, constraint string }{
		{`UPDATE documents SET note = 'x' WHERE id = @id`, "document_stands"},
		{`UPDATE documents SET used_at = NULL WHERE id = @id`, "document_stands"},
		{`UPDATE documents SET youth_id = youth_id + 1 WHERE id = @id`, "document_stands"},
		{`UPDATE documents SET withdrawn_at = now(), withdrawn_by = added_by WHERE id = @id`, "used_is_not_withdrawn"},
		{`DELETE FROM documents WHERE id = @id`, "append_only"},
		{`DELETE FROM document_files WHERE document_id = @id`, "append_only"},
		{`UPDATE document_files SET content = 'x' WHERE document_id = @id`, "append_only"},
		{`INSERT INTO document_files (document_id, position, name, media, size, sha256, content) VALUES (@id, 2, 'x', 'text/plain', 1, '\x00', 'x')`, "file_is_its_hash"},
		{`INSERT INTO document_files (document_id, position, name, media, size, sha256, content) VALUES (@id, 2, 'x', 'text/html', 1, sha256('x'), 'x')`, "known_media"},
	} {
		if _, err := c.DB.Write.Exec(t.Context(), tt.sql, db.Args{"id": d}); !db.Violates(err, tt.constraint) {
			t.Errorf("%s: %v, want %s", tt.sql, err, tt.constraint)
		}
	}
}

// A form sent twice is one document; with other files it is another wish.
func TestOnce(t *testing.T) {
	c := newCast(t)
	form := audit.Form{Key: "11111111-2222-4333-8444-555555555555", Digest: []byte("a")}
	first, err := c.Documents.Add(t.Context(), c.anna, c.youth, c.letter(), []document.Upload{text("a.txt", "a")}, form)
	again, err2 := c.Documents.Add(t.Context(), c.anna, c.youth, c.letter(), []document.Upload{text("a.txt", "a")}, form)
	if err != nil || err2 != nil || first != again {
		t.Errorf("%d %v, then %d %v", first, err, again, err2)
	}
	form.Digest = []byte("b")
	if _, err := c.Documents.Add(t.Context(), c.anna, c.youth, c.letter(), []document.Upload{text("a.txt", "b")}, form); !errors.Is(err, audit.ErrSaidOtherwise) {
		t.Errorf("other files: %v", err)
	}
}

func TestReceipt(t *testing.T) {
	c := newCast(t)
	d := c.letter()
	d.Type, d.Direction, d.Concerns, d.Party = document.Underretning, document.Out, document.TheChild, "Børne- og ungeafdelingen"
	n, err := c.add(c.anna, d, text("underretning.txt", "Vi er bekymrede"))
	if err != nil {
		t.Fatal(err)
	}
	days, err := c.Programmes.Days(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	got, err := c.Documents.Find(t.Context(), n)
	if err != nil || !got.AwaitsReceipt(6) || got.ReceiptBy(6, days.Calendar).String() != "2026-11-26" { // sent on Wednesday 18 November
		t.Errorf("%v, by %s", err, got.ReceiptBy(6, days.Calendar))
	}
	for _, tt := range []struct {
		on   when.Date
		want error
	}{
		{when.Date{}, rule.Violation("receipt_on", "required")},
		{c.Today().AddDays(1), rule.Violation("receipt_on", "in_the_future")},
		{d.DatedOn.AddDays(-1), rule.Violation("receipt_on", "before_sent", d.DatedOn)},
		{c.Today(), nil},
	} {
		if err := c.Documents.Receipt(t.Context(), c.anna, n, tt.on, audit.Form{}); !is(err, tt.want) {
			t.Errorf("%s: %v, want %v", tt.on, err, tt.want)
		}
	}
	if err := c.Documents.Receipt(t.Context(), c.anna, c.added(t), c.Today(), audit.Form{}); !is(err, rule.Violation("receipt_on", "receipt_of_sent")) {
		t.Errorf("of what came: %v", err)
	}
	if got, _ := c.Documents.Find(t.Context(), n); got.AwaitsReceipt(6) || got.ReceiptOn == nil {
		t.Error("the receipt is not there")
	}
	c.use(t, n)
	if err := c.Documents.Receipt(t.Context(), c.anna, n, c.Today(), audit.Form{}); err != nil {
		t.Errorf("a receipt for what a decision used: %v", err)
	}
}

// The list is by day, in pages, and by type.
func TestList(t *testing.T) {
	c := newCast(t)
	for i := range 5 {
		d := c.letter()
		d.DatedOn = c.Today().AddDays(-i / 2)
		if i == 3 {
			d.Type = "health"
		}
		if _, err := c.add(c.bo, d, text("a.txt", "a"), shot("b.png")); err != nil {
			t.Fatal(err)
		}
	}
	all, err := c.Documents.Of(t.Context(), c.youth, "", document.Before{}, 10)
	if err != nil || len(all) != 5 {
		t.Fatalf("%d %v", len(all), err)
	}
	var paged []id.Document
	before := document.Before{}
	for range 5 {
		list, err := c.Documents.Of(t.Context(), c.youth, "", before, 2)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range list {
			paged = append(paged, d.ID)
			before = document.Before{DatedOn: d.DatedOn.String(), ID: d.ID}
		}
	}
	for i, d := range all {
		if i > 0 && all[i-1].DatedOn.Before(d.DatedOn) || paged[i] != d.ID {
			t.Errorf("place %d: %s, paged %d", i, d.DatedOn, paged[i])
		}
	}
	if d := all[0]; d.AddedByName != "Bo" || d.ForName == nil || *d.ForName != "Anna" || len(d.Files) != 2 || d.Files[1].Media != "image/png" || !d.Files[1].Image() || d.Files[0].Image() {
		t.Errorf("%+v", d)
	}
	sum := sha256.Sum256([]byte("a"))
	if got := all[0].Files[0].SHA256; got != hex.EncodeToString(sum[:]) {
		t.Errorf("hash %s", got)
	}
	if health, err := c.Documents.Of(t.Context(), c.youth, "health", document.Before{}, 10); err != nil || len(health) != 1 {
		t.Errorf("%d %v", len(health), err)
	}
}

// After the course has closed the last owner may still put in what comes late.
func TestClosed(t *testing.T) {
	c := newCast(t)
	if err := c.Outcomes.Close(t.Context(), c.anna, c.youth, outcome.Exit{Code: "moved", On: c.Today(), Note: "Flyttet"}, audit.Form{}); err != nil {
		t.Fatal(err)
	}
	if _, err := c.add(c.anna, c.letter(), text("a.txt", "a")); err != nil {
		t.Errorf("the last owner: %v", err)
	}
	if _, err := c.add(c.bo, c.letter(), text("a.txt", "a")); err == nil {
		t.Error("the buddy of a closed course added a document")
	}
}
