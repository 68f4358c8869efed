package fileimport

import (
	"slices"
	"strings"
	"unicode"

	"kasket/internal/rule"
	"kasket/internal/sheet"
)

// column is what a heading may be called. The first name is the one of the
// documentation, the second its Danish one; all are compared without capitals,
// spaces and signs.
type column struct {
	names    []string
	required bool // the file cannot do without it
}

func col(names ...string) column  { return column{names: names} }
func must(names ...string) column { return column{names: names, required: true} }

// mended is the column of the reasons in a file of failed rows: it is read over, so
// that the file comes in again as it stands once the rows are mended.
const mended = "fejl"

// columnsOf says which columns a kind of file has.
func columnsOf(kind Kind) []column {
	switch kind {
	case Youths:
		return youthColumns
	case Contacts:
		return contactColumns
	case Companies:
		return companyColumns
	case Placements:
		return placementColumns
	}
	return nil
}

var youthColumns = []column{
	must("cpr", "cpr-nummer", "personnummer", "cpr nr", "cpr number"),
	must("given_name", "fornavn", "first name"),
	col("family_name", "efternavn", "last name", "surname"),
	col("called_name", "kaldenavn", "kaldes", "called"),
	col("birth_date", "fødselsdato", "født", "date of birth"),
	col("phone", "telefon", "mobil", "telefonnummer", "mobile"),
	col("email", "mail", "e-mail", "mailadresse"),
	col("address", "adresse"),
	col("protected", "adressebeskyttelse", "beskyttet", "beskyttet adresse", "protected address"),
	col("interpreter", "tolk", "sprog", "tolkesprog", "language"),
	col("programme", "indsats", "program", "indsatsmodel"),
	col("team", "teamnavn", "afdeling"),
	col("owner_email", "kontaktperson", "kontaktperson mail", "kontaktpersons mail", "ejer", "owner"),
	col("buddy_email", "makker", "makker mail", "makkers mail", "buddy"),
	col("needs_group", "behovsgruppe", "gruppe"),
	col("benefit", "ydelse", "forsørgelse"),
	col("category", "kategori", "visitationskategori", "målgruppe"),
	col("referred_on", "henvist", "henvist den", "henvisningsdato", "referred"),
	col("referred_by", "henvist af", "henvisende enhed", "henviser", "referred by"),
	col("referred_person", "henvist af person", "henvisende person", "henvisers navn"),
	col("referred_phone", "henvisers telefon", "henvisende telefon"),
	col("referred_email", "henvisers mail", "henvisende mail"),
	col("reason", "hvorfor nu", "begrundelse", "why now"),
	col("tried", "hvad andre har prøvet", "prøvet", "afprøvet"),
	col("urgency", "hast", "hastegrad"),
	col("urgency_why", "hvorfor akut", "hast begrundelse", "why acute"),
	col("network", "netværk", "den unges netværk"),
	col("custody", "forældremyndighed"),
	col("safety", "sikkerhed", "sikkerhedsbemærkning"),
	col("started_on", "startet", "startet den", "startdato", "start", "started"),
	col("closed_on", "afsluttet", "afsluttet den", "slutdato", "slut", "closed"),
	col("exit_code", "afslutningskode", "afgang", "afgangskode", "afslutning", "exit"),
	col("wish", "ønske", "den unges ønske"),
	col("status_before", "status før", "før"),
	col("status_now", "status nu", "nu"),
	col("status_on", "statusdato", "status den", "status date"),
	col("ready_on", "klar den", "klar", "ready"),
	col("ready_for", "klar til", "ready for"),
}

var contactColumns = []column{
	must("cpr", "cpr-nummer", "personnummer", "cpr nr", "cpr number"),
	must("at", "tidspunkt", "tid", "dato", "hvornår", "date", "time"),
	must("kind", "form", "slags", "kontaktform", "type"),
	must("outcome", "udfald", "resultat", "result"),
	col("hats", "kasketter", "kasket", "hat"),
	col("direction", "retning"),
	col("counterpart", "modpart", "med hvem", "hvem"),
	col("place", "sted"),
	col("minutes", "minutter", "varighed", "duration"),
	col("activity", "aktivitet", "indhold"),
	col("note", "notat", "tekst", "beskrivelse", "text"),
	must("by_email", "medarbejder", "medarbejders mail", "skrevet af", "forfatter", "author"),
	col("external_id", "eksternt id", "id", "løbenummer"),
}

var companyColumns = []column{
	must("company", "virksomhed", "navn", "firma", "name"),
	col("cvr", "cvr-nummer", "cvr nr", "cvr number"),
	col("p_number", "p-nummer", "p nr", "pnr", "p number"),
	col("workplace", "arbejdssted", "afdeling"),
	col("street", "adresse", "vej", "address"),
	col("zip", "postnr", "postnummer", "postal code"),
	col("town", "by", "city"),
	col("travel", "vej dertil", "transport"),
	col("industry", "branche"),
	col("industry_code", "branchekode", "industry code"),
	col("fte", "fuldtidsansatte", "årsværk", "ansatte"),
	col("person", "kontaktperson", "kontakt", "contact"),
	col("person_title", "stilling", "titel", "title"),
	col("person_phone", "telefon", "mobil", "phone"),
	col("person_email", "mail", "e-mail", "email"),
	col("offers", "kan tilbyde", "tilbyder"),
	col("mind", "værd at huske", "husk"),
	col("capacity", "kan tage", "plads", "pladser"),
	col("another", "en anden", "opret alligevel"),
	col("external_id", "eksternt id", "id", "løbenummer"),
}

var placementColumns = []column{
	must("cpr", "cpr-nummer", "personnummer", "cpr nr", "cpr number"),
	col("cvr", "cvr-nummer", "cvr nr", "cvr number"),
	col("company", "virksomhed", "firma", "arbejdssted"),
	must("type", "art", "slags", "kind"),
	must("from", "fra", "startdato", "start"),
	col("to", "til", "slutdato", "slut", "end"),
	col("hours", "timer", "timer om ugen", "ugentlige timer", "hours a week"),
	col("result", "resultat", "udfald", "outcome"),
	col("external_id", "eksternt id", "id", "løbenummer"),
}

// Column is a column as the documentation and the pages name it.
type Column struct {
	Name     string // in English, and in code
	Danish   string
	Required bool
}

// Columns lists what a kind of file may hold, in order.
func Columns(kind Kind) []Column {
	var list []Column
	for _, c := range columnsOf(kind) {
		danish := c.names[0]
		if len(c.names) > 1 {
			danish = c.names[1]
		}
		list = append(list, Column{Name: c.names[0], Danish: danish, Required: c.required})
	}
	return list
}

// plainHeading is a heading without what people write differently.
func plainHeading(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

// layout is where in a row each column stands.
type layout struct {
	kind  Kind
	names []string // for each cell of a row: the column's name, "" for one to read over
}

// layOut understands the headings of a file. A heading that nobody knows refuses the
// file: a column that was misspelt would be missing from every row in silence.
func layOut(kind Kind, t sheet.Table) (layout, error) {
	l := layoutFor(kind, t.Headings)
	known := namesOf(kind)
	var broken rule.Violations
	for i, heading := range t.Headings {
		name, ok := known[plainHeading(heading)]
		switch {
		case ok && name != "" && slices.Contains(l.names[:i], name):
			broken.Add("file", "heading_twice", heading)
		case ok:
		case heading != "":
			broken.Add("file", "heading_unknown", shortened(heading))
		case slices.ContainsFunc(t.Rows, func(r sheet.Row) bool { return strings.TrimSpace(r.Cells[i]) != "" }):
			broken.Add("file", "heading_missing", i+1)
		}
	}
	for _, c := range columnsOf(kind) {
		if c.required && !slices.Contains(l.names, c.names[0]) {
			broken.Add("file", "column_missing", c.names[0], c.names[min(1, len(c.names)-1)])
		}
	}
	return l, broken.Err()
}

// layoutFor is the layout of headings that have been found good.
func layoutFor(kind Kind, headings []string) layout {
	known := namesOf(kind)
	l := layout{kind: kind, names: make([]string, len(headings))}
	for i, heading := range headings {
		l.names[i] = known[plainHeading(heading)]
	}
	return l
}

// namesOf gives the column of every plain heading; "" are those read over.
func namesOf(kind Kind) map[string]string {
	known := map[string]string{plainHeading(mended): "", "error": ""}
	for _, c := range columnsOf(kind) {
		for _, name := range c.names {
			known[plainHeading(name)] = c.names[0]
		}
	}
	return known
}
