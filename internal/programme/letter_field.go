package programme

import (
	"slices"

	"kasket/internal/letter"
)

// LetterKind is what a letter is about.
type LetterKind string

// The kinds of letters.
const (
	DecisionLetter     LetterKind = "decision"
	HearingLetter      LetterKind = "hearing"
	ReceiptLetter      LetterKind = "complaint_receipt"
	ReassessmentLetter LetterKind = "reassessment"
	AccessLetter       LetterKind = "access"
)

// LetterKinds lists the kinds in the order they are shown.
var LetterKinds = []LetterKind{DecisionLetter, HearingLetter, ReceiptLetter, ReassessmentLetter, AccessLetter}

// RecommendationLetter is the code of the shipped template for where another office
// decides. The common template of a kind has the kind's name.
const RecommendationLetter = "recommendation"

// GuidanceField is where a template places how to complain. It is put into the letter
// where the decision needs it, whether a template places it or not.
const GuidanceField = "klagevejledning"

// LetterField is what a template of a kind may name in braces.
type LetterField struct {
	Name               string // without the braces
	SampleDa, SampleEn string // in a preview, before there is a decision
}

// Sample is what a field says in a preview.
func (f LetterField) Sample(lang string) string { return named(lang, f.SampleDa, f.SampleEn) }

// What every letter can name.
var everyLetter = []LetterField{
	{"navn", "Emma Eksempel", "Emma Eksempel"},
	{"afsender", "Anna Andersen\nKontaktperson, Ungeenheden\nTelefon 12 34 56 78", "Anna Andersen\nContact person, Ungeenheden\nPhone 12 34 56 78"},
	{"dato", "22. november 2026", "22 November 2026"},
	{"lov", "lov om en aktiv beskæftigelsesindsats § 167", "lov om en aktiv beskæftigelsesindsats § 167"},
}

var (
	about = LetterField{"afgørelse", "en mentor", "a mentor"}
	facts = LetterField{
		"oplysninger", "- Du fortalte det, da vi gik en tur den 3. november 2026.\n- Din praktik ringede den 9. november 2026.",
		"- You told us when we went for a walk on 3 November 2026.\n- Your internship called on 9 November 2026.",
	}
	reasons = LetterField{
		"begrundelse", "Du har fortalt, at du sover bedre nu. Derfor kan du begynde før.",
		"You have told us that you sleep better now. So you can start earlier.",
	}
	guidance = LetterField{
		GuidanceField, "Du kan klage, hvis du er uenig. Gør det inden 4 uger fra den dag, du fik brevet.",
		"You can complain if you disagree. Do it within 4 weeks from the day you got the letter.",
	}
	received = LetterField{"modtaget", "23. november 2026", "23 November 2026"}
)

// letterFields says what the templates of each kind may name.
var letterFields = map[LetterKind][]LetterField{
	DecisionLetter: append(slices.Clone(everyLetter), about,
		LetterField{
			"besluttet", "Vi har besluttet, at du får en mentor, fordi du har sagt, at det er svært at komme op om morgenen.",
			"We have decided that you get a mentor, because you have told us that it is hard to get up in the morning.",
		},
		LetterField{"gælder", "Det gælder fra den 1. december 2026 til den 31. maj 2027.", "It holds from 1 December 2026 to 31 May 2027."},
		LetterField{"muligheder", "Sig til, hvis du gerne vil have en anden mentor.", "Tell us if you would like another mentor."},
		LetterField{"mening", "Du vil gerne i praktik og har brug for, at en ringer om morgenen.", "You would like an internship and need somebody to call in the morning."},
		LetterField{"hovedhensyn", "Du skal kunne nå at komme i gang, før du får praktik.", "You should have time to get going before you have an internship."},
		facts, guidance),
	HearingLetter: append(slices.Clone(everyLetter), about, facts,
		LetterField{"høringsfrist", "6. december 2026", "6 December 2026"}),
	ReceiptLetter: append(slices.Clone(everyLetter), about, received,
		LetterField{"genvurderes", "21. december 2026", "21 December 2026"},
		LetterField{"klageinstans", "Ankestyrelsen", "Ankestyrelsen"}),
	ReassessmentLetter: append(slices.Clone(everyLetter), about, received, reasons, guidance,
		LetterField{"udfald", "Vi ændrer afgørelsen. Du får en mentor fra den 1. januar 2027.", "We change the decision. You get a mentor from 1 January 2027."},
		LetterField{"videre", "Du skal ikke gøre noget. Din mentor ringer til dig.", "You need not do anything. Your mentor will call you."}),
	AccessLetter: append(slices.Clone(everyLetter), reasons, guidance,
		LetterField{"anmodet", "16. november 2026", "16 November 2026"},
		LetterField{"omfang", "Du får alle papirer i sagen. De ligger ved brevet med en liste forrest.", "You get all papers of the case. They are with this letter, with a list in front."},
		LetterField{"undtaget", "Nogle linjer handler om andre end dig. Dem har vi taget ud.", "Some lines are about others than you. Those we have taken out."}),
}

// LetterFields lists what a template of a kind may name, in the order they are shown.
func LetterFields(kind LetterKind) []LetterField { return letterFields[kind] }

// Preview is the template as a letter with made-up values.
func (t LetterTemplate) Preview() letter.Letter {
	values := map[string]string{}
	for _, f := range LetterFields(t.Kind) {
		values[f.Name] = f.Sample(t.Lang)
	}
	l := letter.Letter{Lang: t.Lang, Sender: []string{"Ungeenheden", named(t.Lang, "Telefon 12 34 56 78", "Phone 12 34 56 78")}}
	l.To = []string{values["navn"], "Eksempelvej 1", "9999 Eksempel"}
	l.Title, l.Body = letter.Compose(letter.Template{Title: t.Title, Body: t.Body}, values)
	return l
}
