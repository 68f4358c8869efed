package server_test

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"kasket/internal/browsertest"
	"kasket/internal/casetest"
	pages "kasket/internal/casework/caseload"
	"kasket/internal/db"
	"kasket/web/page"
)

// inPackage is a word that only stands in the package when its section was chosen.
var inPackage = map[pages.PackagePart]string{
	pages.PackSummary: "Resuméord", pages.PackWish: "Ønskeord", pages.PackWorks: "Virkerord", pages.PackOwner: "10 42 10 00",
	pages.PackAgreements: "Ring til mester", pages.PackPlacement: "Hobro Auto", pages.PackContacts: "Telefon",
}

// notInPackage stands in no package, whatever is chosen.
var notInPackage = []string{
	testCPR, strings.ReplaceAll(testCPR, "-", ""), "4039", "Skjulestien", "Sparringsord", "Kladdeord",
	"værkstedet", "Den gamle samtale", "Mød ikke op", "Birthe", "Gåtur", "Fortrudt",
}

// packed is a folder with a word in everything a package may hold, and in what it may not.
func packed(t *testing.T) *folder {
	t.Helper()
	f := newFolder(t)
	args := db.Args{"y": f.youth, "o": f.owner.Staff, "b": f.buddy.Staff, "now": f.Now(), "today": f.Today()}
	for _, sql := range []string{
		`UPDATE teams SET phone = '+4510421000', phone_hours = 'man–fre 9–15'`,
		`UPDATE enrolments SET summary = 'Resuméord ` + testCPR + `', wish = 'Ønskeord 740308 4039 og 7403084039' WHERE youth_id = @y`,
		`INSERT INTO kickoffs (youth_id, enrolment_id, meeting_id, kind, buddy_rule, matters, by_id, created_at)
			SELECT youth_id, enrolment_id, id, 'intro', 'none', 'Virkerord', @o, @now FROM meetings WHERE youth_id = @y`,
		`UPDATE contacts SET others = 'Mor Birthe', place_note = 'hos Birthe'`,
		`INSERT INTO questions (youth_id, enrolment_id, asked_by, to_id, text, asked_at, until_on)
			SELECT @y, id, @o, @b, 'Sparringsord', @now, @today FROM enrolments WHERE youth_id = @y`,
		`INSERT INTO drafts (author_id, key, youth_id, fields) VALUES (@o, '` + newFormKey() + `', @y, '{"account": "Kladdeord"}')`,
		`INSERT INTO agreements (youth_id, enrolment_id, text, made_by, made_at, done_by, done_at, outcome, reason)
			SELECT @y, id, 'Fortrudt', @o, @now, @o, @now, 'dropped', 'Ikke nu' FROM enrolments WHERE youth_id = @y`,
	} {
		used := maps.Clone(args)
		maps.DeleteFunc(used, func(name string, _ any) bool { return !strings.Contains(sql, "@"+name) })
		f.Exec(sql, used)
	}
	return f
}

func packageOf(parts ...pages.PackagePart) string {
	q := url.Values{"make": {"1"}, "lawful": {"yes"}}
	for _, p := range parts {
		q.Add("part", string(p))
	}
	return "handover-package?" + q.Encode()
}

// Whatever is chosen, the package holds that and nothing else; the number, the address,
// the sparring and the drafts in none of them.
func TestHandoverPackageHoldsWhatWasChosen(t *testing.T) {
	f := packed(t)
	v := f.as(f.owner)
	for chosen := 1; chosen < 1<<len(pages.PackageParts); chosen++ {
		var parts []pages.PackagePart
		for i, p := range pages.PackageParts {
			if chosen&(1<<i) != 0 {
				parts = append(parts, p)
			}
		}
		got := v.get(f.path(packageOf(parts...)))
		text := got.text(".package")
		if got.Status != http.StatusOK || !strings.Contains(text, "Lavet af Anna Krogh") || !strings.Contains(text, "§ 28") {
			t.Fatalf("%v: %d %q", parts, got.Status, text)
		}
		for p, word := range inPackage {
			if strings.Contains(text, word) != slices.Contains(parts, p) {
				t.Errorf("%v: %q of %s, want it there: %v", parts, word, p, slices.Contains(parts, p))
			}
		}
		for _, secret := range notInPackage {
			if strings.Contains(text, secret) {
				t.Errorf("%v: the package says %q", parts, secret)
			}
		}
		f.leaksNothing(t, "package", got)
	}
	most := 1<<len(pages.PackageParts) - 1
	made := casetest.One[int](f.World, `SELECT count(*) FROM audit_events WHERE action = 'make handover package' AND youth_id = @y AND json_array_length(detail->'sections') > 0`, db.Args{"y": f.youth})
	if made != most {
		t.Errorf("%d packages are on the trail, want %d, each with its sections", made, most)
	}
}

// Without a section, or without somebody's word that it may be given on, there is none.
func TestHandoverPackageIsAskedFor(t *testing.T) {
	f := packed(t)
	v := f.as(f.owner)
	got := v.get(f.path("handover-package"))
	for _, p := range pages.PackageParts {
		box := got.Find("input[name=part][value=" + string(p) + "]")
		if _, on := box.Attr("checked"); on == (p == pages.PackContacts) {
			t.Errorf("%s is checked at first: %v", p, on)
		}
	}
	for query, field := range map[string]string{"make=1&part=wish": "lawful", "make=1&lawful=yes": "part", "make=1&lawful=yes&part=drafts": "part"} {
		got := v.get(f.path("handover-package?" + query))
		if got.Status != http.StatusUnprocessableEntity || got.Find("#"+field+"-error").Length() != 1 || got.Find(".package").Length() != 0 {
			t.Errorf("%s: %d, want it refused at %s", query, got.Status, field)
		}
	}
	if n := casetest.One[int](f.World, `SELECT count(*) FROM audit_events WHERE action = 'make handover package'`, nil); n != 0 {
		t.Errorf("%d packages on the trail, and none was made", n)
	}
}

// A youth moves away: the package is offered in the form that closes and afterwards,
// and is plain paper.
func TestHandoverPackageInTheBrowser(t *testing.T) {
	f := packed(t)
	p := f.browser(f.owner, browsertest.Phone)
	p.Go(f.url + f.path("closure"))
	if !p.Has("main form a[href='" + page.PackagePath(f.youth) + "']") {
		t.Error("the form that closes does not offer the package")
	}
	p.Axe(t)
	p.Select("Afslutningsårsag", "Flyttet fra kommunen")
	p.Submit("Afslut forløb")
	p.WaitText("er flyttet til en anden kommune")
	p.Click("Lav overleveringspakken")
	p.Submit("Lav pakken")
	p.WaitText("Sæt kryds, når du har sikret dig")
	p.Axe(t)
	p.Choose("Jeg har sikret mig samtykke eller anden hjemmel til at give det videre")
	p.Submit("Lav pakken")
	p.WaitText("Resuméord")
	p.Axe(t)
	if n := p.Print("handover-package"); n != 1 {
		t.Errorf("the package takes %d sheets, want one", n)
	}
	p.NoConsoleErrors()
}
