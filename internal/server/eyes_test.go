package server_test

import (
	"strings"
	"testing"

	"kasket/internal/browsertest"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/web/page"
)

// One pair of eyes is shown to the leader and to the owner, each with the next step.
func TestOnePairOfEyes(t *testing.T) {
	l := newLed(t) // its programme expects a buddy
	l.Exec(`INSERT INTO programme_second_eyes (programme_id, every_days, valid_from) SELECT programme_id, 30, '2020-01-01' FROM teams WHERE id = @team`, db.Args{"team": l.team})
	led := l.as(l.lise).get(page.TeamPath + "?show=alone")
	if names := led.text("#youths tbody th a"); names != "=Ida FriisMads Holm" {
		t.Errorf("the leader's list is %q, want who has no buddy", names)
	}
	for _, want := range []string{"2 unge med kun ét par øjne", "ingen i 60 dage", "Ingen anden har set med endnu", "Vælg makker"} {
		if !strings.Contains(led.text("main"), want) {
			t.Errorf("the leader's page does not say %q: %s", want, led.text("main"))
		}
	}
	own := l.as(l.ann)
	for path, want := range map[string]string{
		page.TodayPath: "Ingen anden har set med i 60 dage", page.AlonePath: "Mads Holm",
		page.YouthPath(l.late): "Bed om et andet par øjne på Mads", page.YouthPath(l.late, "people"): "Mads har haft den samme kontaktperson siden 2026.",
	} {
		if got := own.get(path); !strings.Contains(got.text("main"), want) {
			t.Errorf("%s does not say %q: %s", path, want, got.text("main"))
		}
	}
	if got := own.get(page.AlonePath).text("main"); strings.Contains(got, "Åse Lund") {
		t.Error("who has a buddy and began three days ago is listed")
	}
}

// Choosing by keyboard alone: the list is a group of buttons, the buddies follow the
// owner, and every stop is plain to see.
func TestAssignByKeyboard(t *testing.T) {
	c := newChoosing(t)
	p := c.browser(c.kim, browsertest.Desktop)
	p.Go(c.url + page.ReferralPath(c.referral, "assignment"))
	k := p.KeyboardOnly()
	k.TabTo("#owner")
	p.Press("Space")
	k.Choose("Jens Holm · 2/1,8")
	if got, want := p.Value("Makker"), id.String(c.jens.Staff); got != want {
		t.Errorf("the first buddy for Sofie is %q, want %q", got, want)
	}
	k.Activate("Tildel")
	p.WaitText("Den unge er tildelt.")
	p.NoConsoleErrors()
}
