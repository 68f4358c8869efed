package server_test

import (
	"kasket/internal/audit"
	"kasket/internal/casetest"
	"kasket/internal/casework/contact"
	"kasket/internal/db"
	"kasket/internal/id"
)

// firms brings a company that the owner has talked with, about no youth and about Mads.
func (l *land) firms() {
	l.Helper()
	owner := l.who["owner"]
	firm := l.Company("Fjordens Tømrer & <Søn>")
	l.params["company"] = id.String(firm)
	person := casetest.One[string](l.World, `INSERT INTO company_people (company_id, name, title, phone, added_by, added_at)
		VALUES (@c, 'Jens Krog', 'mester', '+4587654321', @by, @now) RETURNING id::text`, db.Args{"c": firm, "by": owner.Staff, "now": l.Now()})
	l.Exec(`UPDATE companies SET pause_from = @today, pause_until = @today::date + 9, pause_reason = 'De flytter <lager>', pause_by = @by WHERE id = @c`,
		db.Args{"c": firm, "by": owner.Staff, "today": l.Today()})
	with := id.String(firm) + "." + person
	call, err := l.Contacts.LogCompany(l.Context(), owner, firm, contact.Typed{Kind: "phone", Company: with, Text: contact.Text{Account: "De har plads til én mere & ringer <torsdag>."}}, newFormKey())
	if err != nil {
		l.Fatal(err)
	}
	l.params["call"] = id.String(call)
	if err := l.Contacts.Correct(l.Context(), owner, call, contact.Typed{
		Kind: "phone", Direction: "in", Company: with, Others: "Ulla fra kontoret", Minutes: "5",
		Text: contact.Text{Account: "De har plads til to mere & ringer <torsdag>."},
	}, 1, audit.Form{}); err != nil {
		l.Fatal(err)
	}
	if err := l.Contacts.Add(l.Context(), l.who["stranger"], call, "De har også ringet til mig.", audit.Form{}); err != nil {
		l.Fatal(err)
	}
	for _, text := range []string{"Kok på et skib", "Automekaniker & <rally>"} {
		l.Exec(`INSERT INTO own_words (youth_id, enrolment_id, kind, text, said_on, by_id, at) VALUES (@y, @e, 'dream', @text, @on, @by, @now)`,
			db.Args{"y": l.mads, "e": l.courseOf(l.mads), "text": text, "on": l.Today(), "by": owner.Staff, "now": l.Now()})
	}
	l.params["match"] = casetest.One[string](l.World, `INSERT INTO company_matches (youth_id, enrolment_id, company_id, sentence, by_id, at)
		VALUES (@y, @e, @c, 'Små hold & <ro>', @by, @now) RETURNING id::text`, db.Args{"y": l.mads, "e": l.courseOf(l.mads), "c": firm, "by": owner.Staff, "now": l.Now()})
	if _, err := l.Contacts.Log(l.Context(), owner, l.mads, contact.Typed{
		Kind: "phone", Counterpart: string(contact.WithCompany), Company: with, ForCompany: "De vil gerne ringes op om morgenen.",
		Text: contact.Text{Account: "Talte om onsdag."},
	}, newFormKey()); err != nil {
		l.Fatal(err)
	}
}
