package server_test

import (
	"maps"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casetest"
	"kasket/internal/casework/network"
	"kasket/internal/db"
	"kasket/internal/id"
)

// networks gives the youths of the table people around them.
func (l *land) networks() {
	l.Helper()
	maps.Copy(l.params, l.aroundOf(l.mads, l.who["owner"]))
	maps.Copy(l.closed, l.aroundOf(l.ida, l.who["last"]))
	maps.Copy(l.apart, map[string]string{"person": l.params["person"], "consent": l.params["consent"], "placement": l.params["placement"]})
}

// aroundOf writes down a mother whose address is protected, and a friend who is gone.
func (l *land) aroundOf(y id.Youth, by access.Actor) map[string]string {
	l.Helper()
	from := l.Today().AddMonths(-12 * 10)
	add := func(w network.Wish) id.Person {
		w.From = &from
		n, err := l.Network.Add(l.Context(), by, y, w, audit.Form{})
		if err != nil {
			l.Fatal(err)
		}
		return n
	}
	friend := add(network.Wish{Name: "Vera Ven", Relation: "friend", Note: "Ses <hver> fredag & lørdag"})
	if err := l.Network.End(l.Context(), by, y, friend, network.Ending{Last: l.Today(), Version: 1}, audit.Form{}); err != nil {
		l.Fatal(err)
	}
	power := l.Today().AddDays(-20)
	mother := add(network.Wish{
		Name: "Mona Mor", Relation: "mother", Role: network.Representative, PowerOn: &power, PowerCovers: "Alle sager i ungeenheden", Letters: network.Too,
		Phone: "12 34 56 78", Email: "mona@kasket.test", Address: "Lønvej 4, 9500 Hobro", Hidden: true, Note: "Bedst efter kl. 16",
	})
	garage := l.Company("Nordbyens <Auto> & Dæk")
	return map[string]string{"person": id.String(mother), "consent": id.String(l.consent(y, by, garage)), "placement": l.placedAt(y, by, garage)}
}

// placedAt puts a youth into a company that may know something of them.
func (l *land) placedAt(y id.Youth, by access.Actor, at id.Company) string {
	l.Helper()
	return casetest.One[string](l.World, `
		INSERT INTO placements (youth_id, enrolment_id, company_id, workplace_id, type, from_on, to_on, hours, tasks, safety, by_id)
		SELECT @y, @e, w.company_id, w.id, 'vp', @today::date - 3, @today::date + 25, 12, 'Skifte <dæk>', 'Hentes på Lønvej 4', @by
		FROM company_workplaces w WHERE w.company_id = @c RETURNING id::text`,
		db.Args{"y": y, "e": l.courseOf(y), "c": at, "today": l.Today(), "by": by.Staff})
}

// consent lets a company know something, in the youth's words.
func (l *land) consent(y id.Youth, by access.Actor, to id.Company) id.Consent {
	l.Helper()
	n, err := l.Network.GiveConsent(l.Context(), by, y, network.ConsentWish{
		Company: to, Purpose: "Praktik", To: l.Today().AddDays(10), Form: network.Spoken, Items: []string{"first_name", "helps"},
		Texts: map[string]string{"helps": "Giv mig fem minutter & spørg <så> igen."}, Said: "Vi siger det sammen",
	}, audit.Form{})
	if err != nil {
		l.Fatal(err)
	}
	return n
}
