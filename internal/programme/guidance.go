package programme

import (
	"fmt"

	"kasket/internal/letter"
	"kasket/internal/rule"
)

// MustGuide reports whether a decision under the row tells how to complain: every
// written decision that can be complained about, unless it is wholly in the party's
// favour (forvaltningsloven § 25). weighs is what was said of this very decision. A
// recommendation decides nothing, and has none.
func (t DecisionType) MustGuide(weighs bool) bool {
	return t.Mode != Recommends && (weighs || t.Burdensome != Favours)
}

// Guidance is how to complain, in the words of a letter: to the municipality, within the
// weeks of the row, by any way, without reasons; who decides if it does not help
// (retssikkerhedsloven §§ 66 and 67, forvaltningsloven § 25). Empty where the row does
// not know the body or the weeks: MayGuide says so.
func (t DecisionType) Guidance(lang string) string {
	if t.ComplaintBody == "" || t.ComplaintWeeks == 0 {
		return ""
	}
	if lang == letter.English {
		return fmt.Sprintf("You can complain if you disagree. Do it within %d weeks from the day you got this letter.\n\n"+
			"You complain to us. You can call, write or come by. You need not say why. Then we look at the matter again. "+
			"If we do not agree with you, we send your complaint to %s, and they decide.\n\n"+
			"If the %d weeks have passed, complain all the same. We send it on.", t.ComplaintWeeks, t.ComplaintBody, t.ComplaintWeeks)
	}
	return fmt.Sprintf("Du kan klage, hvis du er uenig. Gør det inden %d uger fra den dag, du fik brevet.\n\n"+
		"Du klager til os. Du kan ringe, skrive eller komme forbi. Du behøver ikke sige hvorfor. Så ser vi på sagen igen. "+
		"Får du ikke ret hos os, sender vi din klage til %s, og så er det dem, der afgør den.\n\n"+
		"Er de %d uger gået, så klag alligevel. Vi sender klagen videre.", t.ComplaintWeeks, t.ComplaintBody, t.ComplaintWeeks)
}

// MayGuide says why no letter can be made of a decision that must tell how to
// complain: its row does not know to whom, or within what time.
func (t DecisionType) MayGuide(weighs bool) rule.Violations {
	if t.MustGuide(weighs) && t.Guidance(letter.Danish) == "" {
		return rule.Violation("type", "type_lacks_complaint")
	}
	return nil
}

// GuidanceHeading stands over the guidance where a template does not place it.
func GuidanceHeading(lang string) string { return named(lang, "Hvis du er uenig", "If you disagree") }

// Needs are the blocks a letter about a decision under the row must hold, for
// letter.Compose: its template cannot leave them out.
func (t DecisionType) Needs(lang string, weighs bool) []letter.Required {
	if text := t.Guidance(lang); t.MustGuide(weighs) && text != "" {
		return []letter.Required{{Field: GuidanceField, Heading: GuidanceHeading(lang), Text: text}}
	}
	return nil
}
