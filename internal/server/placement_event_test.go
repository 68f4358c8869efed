package server_test

import (
	"strings"
	"testing"

	"kasket/internal/browsertest"
	"kasket/internal/casetest"
	"kasket/internal/db"
)

// On the phone: that somebody does not come is one tap from the stay, and something acute
// two; then the number to call stands ready.
func TestStayDayCounts(t *testing.T) {
	f := newFolder(t)
	garage := f.Company("Skive Auto")
	f.Exec(`INSERT INTO company_people (company_id, name, phone, added_by, added_at) VALUES (@c, 'Karen Møller', '+4598123456', @by, @now)`,
		db.Args{"c": garage, "by": f.owner.Staff, "now": f.Now()})
	n := casetest.One[string](f.World, `
		INSERT INTO placements (youth_id, enrolment_id, company_id, workplace_id, type, from_on, to_on, hours, by_id)
		SELECT e.youth_id, e.id, w.company_id, w.id, 'vp', @today::date - 3, @today::date + 20, 20, e.owner_id FROM enrolments e, company_workplaces w
		WHERE e.youth_id = @y AND w.company_id = @c RETURNING id::text`, db.Args{"y": f.youth, "c": garage, "today": f.Today()})
	p := f.browser(f.owner, browsertest.Phone)
	p.Go(f.url + "/placements/" + n)
	p.Axe(t)
	if taps := p.Count("stay-absence", func() { p.Submit("Virksomheden har sagt det") }); taps != 1 {
		t.Errorf("%d interactions to say that somebody does not come, and one is enough", taps)
	}
	p.WaitText("Det er skrevet ned")
	p.WaitText("Kom ikke")
	if taps := p.Count("stay-acute", func() {
		p.Click("Der er sket noget")
		p.Submit("Ring til virksomheden")
	}); taps > 2 {
		t.Errorf("%d interactions to the first act, and two is the most", taps)
	}
	p.WaitText("Først: Ring til virksomheden")
	p.Axe(t)
	p.Screenshot("stay-acute")
	kept := casetest.One[string](f.World, `SELECT string_agg(concat_ws(' ', kind, told_by, first_act), ', ' ORDER BY id) FROM placement_events`, nil)
	if strings.Join(strings.Fields(kept), " ") != "absence company , acute call_company" && kept != "absence company , acute  call_company" {
		t.Errorf("kept %q", kept)
	}
}
