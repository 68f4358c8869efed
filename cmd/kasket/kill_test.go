package main_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"kasket/internal/access"
	"kasket/internal/casetest"
	"kasket/internal/db"
	"kasket/internal/id"
)

// killRounds is how often each kind of work is cut off.
const killRounds = 15

// writer is one of those who write while the server is killed.
type writer struct {
	*person
	youth    id.Youth
	rand     *rand.Rand
	answered int // acknowledged in all
}

// act is a form on its way: the same key and the same words however often it is sent.
type act struct {
	key, text string
	path      string
	form      url.Values
}

func (p *program) writers(n int) []*writer {
	p.Helper()
	team := p.Team("Nord")
	all := make([]*writer, n)
	for i := range all {
		a := p.Person(team, fmt.Sprintf("Anna%d Bech", i), access.Caseworker)
		all[i] = &writer{person: p.signIn(a), youth: p.Youth(a, fmt.Sprintf("Mads%d Holm", i)), rand: rand.New(rand.NewPCG(uint64(i), 3))}
	}
	return all
}

// cutOff lets everybody work until the server is killed in the midst of it, and
// starts it again.
func (p *program) cutOff(all []*writer, work func(ctx context.Context, w *writer)) {
	p.Helper()
	ctx, cancel := context.WithCancel(p.Context())
	var group sync.WaitGroup
	for _, w := range all {
		group.Go(func() { work(ctx, w) })
	}
	time.Sleep(time.Duration(40+rand.IntN(160)) * time.Millisecond)
	p.kill()
	cancel()
	group.Wait()
	p.start()
}

// The server is killed while eight people save: every entry that was acknowledged
// is there, and none twice, also of those that were not answered and sent again.
func TestKilledWhileSaving(t *testing.T) {
	p := newProgram(t)
	all := p.writers(8)
	retried, done := 0, 0
	for range killRounds {
		open := make([]*act, len(all))
		p.cutOff(all, func(ctx context.Context, w *writer) {
			for n := 0; ; n++ {
				a := w.contact(n)
				if w.save(ctx, a) != nil {
					open[indexOf(all, w)] = a
					return
				}
			}
		})
		for i, a := range open {
			done += casetest.One[int](p.World, `SELECT count(*) FROM contacts WHERE account = @text`, db.Args{"text": a.text})
			if err := all[i].save(t.Context(), a); err != nil {
				t.Fatalf("sent again after the restart: %v", err)
			}
			retried++
		}
	}
	acknowledged := 0
	for _, w := range all {
		acknowledged += w.answered
	}
	const counts = `SELECT count(*) FROM contacts`
	kept := casetest.One[int](p.World, counts, nil)
	twice := casetest.One[int](p.World, `SELECT count(*) FROM (SELECT account FROM contacts GROUP BY account HAVING count(*) > 1) x`, nil)
	different := casetest.One[int](p.World, `SELECT count(DISTINCT account) FROM contacts`, nil)
	t.Logf("kill-saving rounds %d acknowledged %d retried %d (done already %d) lost %d twice %d", killRounds, acknowledged, retried, done, acknowledged-different, twice)
	if different != acknowledged || twice != 0 || kept != acknowledged {
		t.Errorf("%d entries, %d different, %d twice; %d were acknowledged", kept, different, twice, acknowledged)
	}
	p.trailHolds(acknowledged)
}

// trailHolds compares the trail with what was acknowledged: a line for each entry.
func (p *program) trailHolds(entries int) {
	p.Helper()
	n := casetest.One[int](p.World, `SELECT count(*) FROM audit_events WHERE action = 'log contact' AND subject IS NOT NULL`, nil)
	if n != entries {
		p.Errorf("%d lines in the trail for %d entries", n, entries)
	}
	stray := casetest.One[int](p.World, `SELECT count(*) FROM contacts c WHERE NOT EXISTS (SELECT FROM contact_youths y WHERE y.contact_id = c.id)`, nil)
	if stray != 0 {
		p.Errorf("%d entries about nobody", stray)
	}
}

func indexOf(all []*writer, w *writer) int {
	for i := range all {
		if all[i] == w {
			return i
		}
	}
	return -1
}

func (w *writer) contact(n int) *act {
	key := formKey(w.rand)
	text := fmt.Sprintf("Talte med Mads om skolen. %s/%d", key, n)
	return &act{key: key, text: text, path: fmt.Sprintf("/youths/%d/contacts", w.youth), form: url.Values{
		"key": {key}, "outcome": {"talked"}, "kind": {"phone"}, "hats": {"mentor"}, "account": {text},
	}}
}

// save sends an entry and counts it when it is acknowledged.
func (w *writer) save(ctx context.Context, a *act) error {
	status, _, body, err := w.send(ctx, http.MethodPost, a.path, a.form)
	switch {
	case err != nil:
		return err
	case status != http.StatusSeeOther:
		return fmt.Errorf("status %d: %.2000s", status, body)
	}
	w.answered++
	return nil
}

// The server is killed while eight people type: each draft is what was last
// acknowledged or what was on its way, and there is one of it.
func TestKilledWhileTyping(t *testing.T) {
	p := newProgram(t)
	all := p.writers(8)
	acknowledged, lost := 0, 0
	for range killRounds {
		drafts := make([]*draft, len(all))
		p.cutOff(all, func(ctx context.Context, w *writer) {
			d := &draft{key: formKey(w.rand), page: formKey(w.rand)}
			drafts[indexOf(all, w)] = d
			for d.type1(ctx, w) == nil {
			}
		})
		for i, d := range drafts {
			acknowledged += d.answered
			lost += d.check(p.World, all[i])
		}
	}
	twice := casetest.One[int](p.World, `SELECT count(*) FROM (SELECT fields->>'writer' FROM drafts GROUP BY 1 HAVING count(*) > 1) x`, nil)
	t.Logf("kill-typing rounds %d acknowledged %d lost %d twice %d", killRounds, acknowledged, lost, twice)
	if lost != 0 || twice != 0 || acknowledged == 0 {
		t.Errorf("%d drafts lost, %d twice, of %d acknowledged", lost, twice, acknowledged)
	}
}

// draft is a text that grows on the server.
type draft struct {
	key, page      string
	revision       int
	kept, underway string
	answered       int
}

func (d *draft) type1(ctx context.Context, w *writer) error {
	d.underway = d.kept + fmt.Sprintf(" ord%d", d.answered)
	status, _, body, err := w.send(ctx, http.MethodPut, "/drafts/"+d.key, url.Values{
		"youth": {id.String(w.youth)}, "account": {d.underway}, "revision": {fmt.Sprint(d.revision)}, "writer": {d.page},
	})
	if err != nil || status != http.StatusOK {
		return errUnanswered
	}
	var said struct{ Revision int }
	if err := json.Unmarshal([]byte(body), &said); err != nil {
		return err
	}
	d.revision, d.kept = said.Revision, d.underway
	d.answered++
	return nil
}

// check is 1 when the draft is not what its author was told, and goes on typing in
// it as the page does after the server is back.
func (d *draft) check(w *casetest.World, by *writer) (lost int) {
	w.Helper()
	is := casetest.One[string](w, `SELECT coalesce((SELECT fields->>'account' FROM drafts WHERE author_id = @by AND key = @key), '')`,
		db.Args{"by": by.Staff, "key": d.key})
	if strings.TrimSpace(is) != strings.TrimSpace(d.kept) && strings.TrimSpace(is) != strings.TrimSpace(d.underway) {
		w.Errorf("a draft is %q, want %q or %q", is, d.kept, d.underway)
		return 1
	}
	if err := d.type1(w.Context(), by); err != nil && d.answered > 0 {
		w.Errorf("the draft does not go on after the restart")
		return 1
	}
	return 0
}

// Asked to end, the server finishes what it has begun: who got an answer finds the
// entry, and the program ends well.
func TestAskedToEnd(t *testing.T) {
	p := newProgram(t)
	all := p.writers(8)
	ctx, cancel := context.WithCancel(t.Context())
	var group sync.WaitGroup
	for _, w := range all {
		group.Go(func() {
			for n := 0; w.save(ctx, w.contact(n)) == nil; n++ {
			}
		})
	}
	time.Sleep(300 * time.Millisecond)
	if err := p.stop(); err != nil {
		t.Errorf("the program ended with %v, want well", err)
	}
	cancel()
	group.Wait()
	acknowledged := 0
	for _, w := range all {
		acknowledged += w.answered
	}
	kept := casetest.One[int](p.World, `SELECT count(*) FROM contacts`, nil)
	t.Logf("term acknowledged %d kept %d", acknowledged, kept)
	if kept < acknowledged || acknowledged == 0 {
		t.Errorf("%d entries are there of %d acknowledged", kept, acknowledged)
	}
}
