package server_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"kasket/internal/casetest"
	"kasket/internal/db"
)

// kept writes somebody down over HTTP and answers the page of the list.
func (v *visitor) kept(f *folder, values url.Values) *answer {
	v.Helper()
	got := v.post(f.path("network"), v.get(f.path("network/new")).fill(f.path("network"), values))
	if got.Status != http.StatusSeeOther {
		v.Fatalf("adding %v: %d %s", values, got.Status, got.text("#errors"))
	}
	return v.get(f.path("network"))
}

// The people around a youth are on the record with who is party, from the first page to
// the last; a protected address is on none but the answer to its reveal.
func TestNetworkPages(t *testing.T) {
	f := newFolder(t)
	f.Exec(`UPDATE youths SET birth_date = @born WHERE id = @y`, db.Args{"born": f.Today().AddMonths(-12 * 17), "y": f.youth})
	v := f.as(f.owner)
	if got := v.get(f.path("network")); !strings.Contains(got.text("#parties"), "ingen står med forældremyndighed") {
		t.Errorf("a minor without anybody: %s", got.text("#parties"))
	}
	got := v.kept(f, url.Values{
		"name": {"Mona Mor"}, "relation": {"mother"}, "custody": {"yes"}, "phone": {"23 45 67 89"}, "from": {"1.1.2010"},
		"address": {"Lønvej 4, 9500 Hobro"}, "hidden": {"yes"}, "note": {"Ring efter kl. 16"},
	})
	if text := got.text("#parties"); !strings.Contains(text, "Mona Mor") || strings.Contains(text, "ingen står med") || !strings.Contains(text, "Har forældremyndighed") {
		t.Errorf("with her: %s", text)
	}
	if strings.Contains(got.Body, "Lønvej") || strings.Contains(v.get(f.path("details")).Body, "Lønvej") {
		t.Error("the protected address stands on a page")
	}
	if text := v.get(f.path("details")).text("main"); !strings.Contains(text, "Mona Mor") || !strings.Contains(text, "23 45 67 89") {
		t.Errorf("the page of facts does not know her: %s", text)
	}
	person := casetest.One[string](f.World, `SELECT id::text FROM network_people`, nil)
	edit := v.get(f.path("network", person))
	if strings.Contains(edit.Body, "Lønvej") {
		t.Error("the protected address stands in the form")
	}
	if got = v.post(f.path("network", person), edit.fill(f.path("network", person), url.Values{"note": {"Skriv en sms"}})); got.Status != http.StatusSeeOther {
		t.Fatalf("changing her: %d %s", got.Status, got.text("#errors"))
	}
	if got = v.post(f.path("network", person, "address"), nil); !strings.Contains(got.Body, "Lønvej 4") || got.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("revealed: %d %s", got.Status, got.text("main"))
	}
	f.Exec(`UPDATE youths SET birth_date = @born WHERE id = @y`, db.Args{"born": f.Today().AddMonths(-12 * 18), "y": f.youth})
	if text := v.get(f.path("network")).text("#parties"); !strings.Contains(text, "Ikke længere part") {
		t.Errorf("on the eighteenth birthday: %s", text)
	}
	end := f.path("network", person, "end")
	if got = v.post(end, v.get(end).fill(end, url.Values{"mistake": {"yes"}, "reason": {"Forkert sag"}})); got.Status != http.StatusSeeOther {
		t.Fatalf("ending her: %d %s", got.Status, got.text("#errors"))
	}
	if text := v.get(f.path("details")).text("main"); strings.Contains(text, "Mona Mor") {
		t.Error("the page of facts still lists her")
	}
}

// What is wrong is said at its field, and what was typed stays.
func TestNetworkRefuses(t *testing.T) {
	f := newFolder(t)
	v := f.as(f.owner)
	for field, typed := range map[string]string{
		"name": "", "relation": "dog", "phone": "ring til mor", "email": "mona", "power_on": "1.1.2030", "from": "31.2.2020", "note": strings.Repeat("å", 2001),
	} {
		values := url.Values{"name": {"Mona Mor"}, "relation": {"mother"}}
		values.Set(field, typed)
		got := v.post(f.path("network"), v.get(f.path("network/new")).fill(f.path("network"), values))
		if got.Status != http.StatusUnprocessableEntity || got.Find("#"+field+"-error").Length() != 1 {
			t.Errorf("%s: %d %s", field, got.Status, got.text("#errors"))
		}
		if kept := got.fill(f.path("network"), nil).Get(field); field != "relation" && kept != typed {
			t.Errorf("%s holds %.40q, typed was %.40q", field, kept, typed)
		}
	}
	if got := v.post(f.path("network"), v.get(f.path("network/new")).fill(f.path("network"), url.Values{"name": {"Mona"}, "relation": {"mother"}, "custody": {"yes"}})); !strings.Contains(got.text("#errors"), "fyldt 18") {
		t.Errorf("custody of an adult: %d %s", got.Status, got.text("#errors"))
	}
}

// Two who change different things of a person both have their way; the same thing is
// asked about.
func TestTwoChangeSomebody(t *testing.T) {
	f := newFolder(t)
	anna, bo := f.as(f.owner), f.as(f.buddy)
	anna.kept(f, url.Values{"name": {"Vera Ven"}, "relation": {"friend"}})
	path := f.path("network", casetest.One[string](f.World, `SELECT id::text FROM network_people`, nil))
	first, second, third := anna.get(path), bo.get(path), bo.get(path)
	if got := anna.post(path, first.fill(path, url.Values{"note": {"Ses om fredagen"}})); got.Status != http.StatusSeeOther {
		t.Fatalf("the first: %d %s", got.Status, got.text("#errors"))
	}
	if got := bo.post(path, second.fill(path, url.Values{"phone": {"23 45 67 89"}})); got.Status != http.StatusSeeOther {
		t.Fatalf("another field: %d %s", got.Status, got.text("main"))
	}
	got := bo.post(path, third.fill(path, url.Values{"note": {"Ses om lørdagen"}, "role": {"assessor"}}))
	if got.Status != http.StatusUnprocessableEntity || !strings.Contains(got.text(".conflict"), "Ses om fredagen") || !strings.Contains(got.text(".conflict"), "Anna Krogh") && !strings.Contains(got.text(".conflict"), "Bo Bak") {
		t.Fatalf("the same field: %d %s", got.Status, got.text("main"))
	}
	if got = bo.post(path, got.fill(path, nil)); got.Status != http.StatusSeeOther {
		t.Fatalf("both kept: %d %s", got.Status, got.text("main"))
	}
	stands := casetest.One[string](f.World, `SELECT concat_ws('|', phone, note, representative, version) FROM network_people`, nil)
	if stands != "+4523456789|Ses om fredagen\n\nSes om lørdagen|assessor|4" {
		t.Errorf("stands %q", stands)
	}
}
