package server_test

import (
	"testing"
	"time"

	"kasket/internal/browsertest"
)

// A page with errors, and a page with a dialog over it, can be used by everybody too:
// forms are sent empty on the phone, and axe-core looks at what comes back.
func TestErrorsAndDialogsAreAccessible(t *testing.T) {
	l := newLand(t)
	for as, patterns := range map[string][]string{
		"owner":         {"/youths/{youth}/edit", "/youths/{youth}/handover", "/youths/{youth}/safety", "/youths/{youth}/closure", "/account/absence"},
		"coordinator":   {"/referrals/new", "/referrals/{referral}/assignment"},
		"administrator": {"/staff/new", "/teams/new"},
	} {
		p := l.browser(l.who[as], browsertest.Phone, browsertest.Timeout(20*time.Second))
		for _, pattern := range patterns {
			p.Go(l.url + l.path(pattern))
			browsertest.Eval[int](p, `(() => {
				const typed = "input:not([type=hidden], [type=radio], [type=checkbox]), textarea";
				const form = [...document.querySelectorAll("main form[method=post]")].find((f) => f.querySelector(typed));
				for (const field of form.querySelectorAll(typed)) field.value = "";
				form.requestSubmit();
				return 0;
			})()`)
			p.Wait("#errors")
			p.Axe(t)
		}
		p.Go(l.url + "/account")
		for _, dialog := range []string{"session-dialog", "session-end-dialog"} {
			browsertest.Eval[int](p, `(() => { const d = document.getElementById("`+dialog+`"); d.showModal(); return 0 })()`)
			p.Axe(t)
			browsertest.Eval[int](p, `(() => { document.getElementById("`+dialog+`").close(); return 0 })()`)
		}
	}
}
