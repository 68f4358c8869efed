package server_test

import (
	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casetest"
	"kasket/internal/casework/decision"
	"kasket/internal/db"
	"kasket/internal/id"
)

// decisionRoutes are about decisions that the owner is making on Mads; for the last
// owner, about theirs.
func decisionRoutes() map[string]expectation {
	const decides = "owner cover opened last"
	return map[string]expectation{
		"GET /youths/{youth}/decisions":     {in: readers, may: team},
		"GET /youths/{youth}/decisions/new": {in: loggers, may: team},
		"POST /youths/{youth}/decisions":    {in: loggers, may: team},

		"GET /decisions/{decision}/":                    {in: readers, may: team},
		"GET /decisions/{decision}/edit":                {in: loggers, may: team},
		"POST /decisions/{decision}/edit":               {in: loggers, may: team},
		"GET /decisions/{decision}/checklist":           {in: loggers, may: team},
		"POST /decisions/{decision}/checklist":          {in: loggers, may: team},
		"GET /decisions/{decision}/hearing":             {in: loggers, may: team},
		"POST /decisions/{decision}/hearing":            {in: loggers, may: team},
		"POST /decisions/{decision}/hearing/answer":     {in: loggers, may: team},
		"POST /decisions/{decision}/hearing/extension":  {in: loggers, may: team},
		"POST /decisions/{decision}/hearing/conclusion": {in: loggers, may: team},
		"POST /decisions/{decision}/submission":         {in: loggers, may: team},
		"POST /decisions/{decision}/recall":             {in: loggers, may: team},
		"POST /decisions/{decision}/approval":           {in: "leader opened", may: team, spent: true},
		"POST /decisions/{decision}/return":             {in: "leader opened", may: team, spent: true},
		"POST /decisions/{decision}/decision":           {in: decides, may: team},
		"GET /decisions/{decision}/notice":              {in: decides, may: team},
		"POST /decisions/{decision}/notice":             {in: decides, may: team},
		"GET /decisions/{decision}/letter":              {in: readers, may: team},
		"GET /decisions/{decision}/letter/pdf":          {in: readers, may: team, raw: true},
		"GET /letters/{letter}":                         {in: readers, may: team},
		"GET /letters/{letter}/pdf":                     {in: readers, may: team, raw: true},
		"POST /decisions/{decision}/closure":            {in: decides, may: team},
		"POST /decisions/{decision}/revocation":         {in: decides, may: team},
		"POST /decisions/{decision}/dropping":           {in: loggers, may: team},
	}
}

// decide begins decisions in the states that their pages are for.
func (l *land) decide() {
	l.Helper()
	begin := func(y id.Youth, by access.Actor, code string, change func(*decision.Wish)) id.Decision {
		today := l.Today()
		w := decision.Wish{
			Content: decision.Content{
				Weighs: true, BeganOn: today.AddDays(-3), Plain: "Vi har besluttet, at du får en mentor, fordi du gerne vil i praktik.", View: "Du foreslog det & siger <ja>.",
				Considerations: "Vi lægger vægt på, at du er klar.", Basis: "§ 167", EffectFrom: &today, Hearing: decision.HearingNeeded,
			},
			Facts: []decision.Fact{{Text: "Du vil gerne på cykelværkstedet.", Source: "Samtale"}},
		}
		if change != nil {
			change(&w)
		}
		n, err := l.Decisions.Begin(l.Context(), by, y, code, nil, w, audit.Form{})
		if err != nil {
			l.Fatal(err)
		}
		return n
	}
	owner, last := l.who["owner"], l.who["last"]
	l.params["decision"] = id.String(begin(l.mads, owner, "UDD-PAL", nil))
	told := begin(l.mads, owner, "MENTOR", nil)
	l.must(l.Decisions.Decide(l.Context(), owner, told, 1, audit.Form{}))
	l.params["decision/notice"] = id.String(told)
	heard := begin(l.mads, owner, "UDD-PAL", nil)
	l.must(l.Decisions.SendHearing(l.Context(), owner, heard, decision.HearingWish{
		PutForward: "Du sagde nej til to tilbud.", Channel: decision.Spoken, SentOn: l.Today(), Until: l.Today().AddDays(16),
	}, audit.Form{}))
	for _, page := range []string{"/hearing/answer", "/hearing/extension", "/hearing/conclusion"} {
		l.params["decision"+page] = id.String(heard)
	}
	l.params["decision/checklist"] = id.String(begin(l.mads, owner, "SAN-36", nil))
	l.apart["decision"] = id.String(begin(l.nils, l.who["conflicted"], "UDD-PAL", nil))
	l.closed["decision"] = l.copied(l.params["decision"], l.ida, last, "draft")
	waits := l.copied(l.params["decision"], l.mads, owner, "approval")
	l.params["decision/approval"], l.params["decision/return"] = waits, waits
	waited := l.copied(l.params["decision"], l.ida, last, "approval")
	l.closed["decision/approval"], l.closed["decision/return"] = waited, waited
	l.params["letter"] = l.letterOf(l.mads, owner, l.params["decision"])
	l.apart["letter"] = l.letterOf(l.nils, l.who["conflicted"], l.apart["decision"])
	l.closed["letter"] = l.letterOf(l.ida, last, l.closed["decision"])
}

// letterOf is a letter that left about a decision.
func (l *land) letterOf(y id.Youth, by access.Actor, about string) string {
	l.Helper()
	return casetest.One[string](l.World, `
		INSERT INTO letters (youth_id, decision_id, kind, name, title, text, pdf, hash, by_id, at)
		VALUES (@y, @about::bigint, 'decision', 'Mads <Dahl>', 'Afgørelse', 'Kære Mads <Dahl>', '%PDF-1.7', sha256('%PDF-1.7'), @by, @now) RETURNING id::text`,
		db.Args{"y": y, "about": about, "by": by.Staff, "now": l.Now()})
}

// copied is a decision like another, in a state, that waits for the leader.
func (l *land) copied(from string, y id.Youth, by access.Actor, state string) string {
	l.Helper()
	n := casetest.One[string](l.World, `
		INSERT INTO decisions (youth_id, enrolment_id, author_id, writers, type_id, type, mode, state, weighs, began_on, plain, hearing, approval_by, approval_at, created_at, changed_at)
		SELECT @y, @e, @by, ARRAY[@by::bigint], type_id, jsonb_set(type, '{approver}', '"leader"'), mode, @state, weighs, began_on, plain, hearing,
		       @by, created_at, created_at, changed_at
		FROM decisions WHERE id = @from::bigint RETURNING id::text`,
		db.Args{"y": y, "e": l.courseOf(y), "by": by.Staff, "from": from, "state": state})
	l.Exec(`INSERT INTO decision_steps (decision_id, act, was, state, by_id, at) VALUES (@d::bigint, 'begin', @state, @state, @by, @now)`,
		db.Args{"d": n, "state": state, "by": by.Staff, "now": l.Now()})
	return n
}

func (l *land) must(err error) {
	l.Helper()
	if err != nil {
		l.Fatal(err)
	}
}
