package server_test

import (
	"maps"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casetest"
	"kasket/internal/casework/measure"
	"kasket/internal/id"
)

// measures gives the youths of the table scores of every kind.
func (l *land) measures() {
	l.Helper()
	l.params["measure"] = casetest.One[string](l.World, `INSERT INTO programme_measures (programme_id, code, first_days, every_days, valid_from, source)
		SELECT id, 'who5', 14, 90, @today, 'BIP' FROM programmes WHERE key = 'rute42' RETURNING id::text`, map[string]any{"today": l.Today()})
	maps.Copy(l.params, l.measured(l.mads, l.who["owner"]))
	maps.Copy(l.closed, l.measured(l.ida, l.who["last"]))
	maps.Copy(l.apart, map[string]string{"measurement": l.params["measurement"], "link": l.params["link"]})
}

// measured measures a youth with each instrument, one left half answered, and makes a link
// that is open.
func (l *land) measured(y id.Youth, by access.Actor) map[string]string {
	l.Helper()
	instrument := func(code string) id.Instrument {
		return casetest.One[id.Instrument](l.World, `SELECT id FROM instruments WHERE code = @code`, map[string]any{"code": code})
	}
	save := func(code string, as measure.Respondent, on, comment string, answers ...string) id.Measurement {
		w := measure.Answering{Respondent: as, On: on, Comment: comment, Half: true, Answers: map[int]string{}}
		for i, a := range answers {
			w.Answers[i+1] = a
		}
		n, err := l.Measures.Save(l.Context(), by, y, instrument(code), w, audit.Form{})
		if err != nil {
			l.Fatal(err)
		}
		return n
	}
	save("who5", measure.ByYouth, "1.9.2026", "", "2", "1", "2", "1", "1")
	save("who5", measure.ByYouth, "1.10.2026", "Sover <dårligt> & drømmer", "3", "3", "3", "", "3")
	save("who5", measure.ByYouth, "1.11.2026", "", "3", "2", "3", "2", "3")
	save("who5", measure.ByYouth, "", "", "2", "1", "1", "1", "2")
	save("indicators", measure.ByYouth, "1.9.2026", "", "3", "4", "5", "6", "3", "4", "5", "6", "3", "4", "5", "6")
	save("indicators", measure.ByYouth, "", "", "5", "4", "5", "6", "3", "", "5", "6", "7", "4", "5", "6")
	save("indicators", measure.ByWorker, "", "Set fra min stol", "5", "4", "5", "6", "3", "4", "5", "6", "7", "4", "5", "6")
	last := save("survey", measure.ByYouth, "", "", "5", "4", "4", "5", "Flere <gåture>")
	link, err := l.Measures.MakeLink(l.Context(), by, y, instrument("who5"), measure.NoOccasion, audit.Form{})
	if err != nil {
		l.Fatal(err)
	}
	return map[string]string{"instrument": id.String(instrument("indicators")), "measurement": id.String(last), "link": id.String(link.ID), "once": link.Secret}
}
