package plan

import (
	"kasket/internal/id"
	"kasket/internal/letter"
)

type goalNumber = id.Goal

// paperWords are what the sheets say by themselves, to the youth, in a language.
type paperWords struct {
	lang                                                                                   string
	goals, said, goal, seen, follow, below, agreed, agreedToo, by, us, you, other, nothing string
	yours, both, now, wants                                                                string
	whoTitle, ask, provider, purpose, when, from, to, law, nobody, wrong                   string
	kinds                                                                                  map[WordKind]string
	status                                                                                 map[Status]string
}

func paperWordsIn(lang string) paperWords {
	if lang == letter.English {
		return paperWords{
			lang: letter.English, goals: "My goals and agreements", said: "What I say", goal: "Goal: ", seen: "How we can see it: ", follow: "We look at it again on ",
			below: "On the way: ", agreed: "What we agreed", agreedToo: "What else we agreed", by: "by ", us: "we", you: "you", other: "somebody else",
			nothing: "There are no goals and no agreements yet. That is quite all right.",
			yours:   "These are your goals. Say so if something is to be changed.",
			both:    "On a scale from 0 to 10 you are at %d. You want to get to %d.", now: "On a scale from 0 to 10 you are at %d.",
			wants: "On a scale from 0 to 10 you want to get to %d.", whoTitle: "Who does what", ask: "Ask: ", provider: "Carried out by: ", purpose: "What it is for: ",
			when: "When: ", from: "from ", to: "until ", law: "Law: ", nobody: "Nobody is written down here yet.",
			wrong: "Is something missing or wrong? Tell your contact person, and it is put right.",
			kinds: map[WordKind]string{
				About: "About me in short", Works: "What works already", Resource: "What I am good at", Dream: "Dream job", Wanted: "What I want now", Hope: "My best hope",
				Step: "My next small step", Noticed: "What others will notice", Consideration: "What to know about me",
			},
			status: map[Status]string{Planned: " (to come)", Paused: " (paused)"},
		}
	}
	return paperWords{
		lang: letter.Danish, goals: "Mine mål og aftaler", said: "Det siger jeg selv", goal: "Mål: ", seen: "Sådan kan vi se det: ", follow: "Vi ser på det igen den ",
		below: "På vejen: ", agreed: "Det har vi aftalt", agreedToo: "Det har vi også aftalt", by: "senest ", us: "vi gør det", you: "du gør det", other: "en anden gør det",
		nothing: "Der er ikke skrevet mål eller aftaler endnu. Det er helt i orden.",
		yours:   "Det er dine mål. Sig til, hvis noget skal laves om.",
		both:    "På en skala fra 0 til 10 er du på %d. Du vil gerne hen på %d.", now: "På en skala fra 0 til 10 er du på %d.",
		wants: "På en skala fra 0 til 10 vil du gerne hen på %d.", whoTitle: "Hvem gør hvad", ask: "Spørg: ", provider: "Udføres af: ", purpose: "Formål: ",
		when: "Hvornår: ", from: "fra ", to: "til ", law: "Lov: ", nobody: "Der er ikke skrevet nogen på endnu.",
		wrong: "Mangler der noget, eller er noget forkert? Sig det til din kontaktperson, så bliver det rettet.",
		kinds: map[WordKind]string{
			About: "Kort om mig", Works: "Det virker allerede", Resource: "Det er jeg god til", Dream: "Drømmejob", Wanted: "Det vil jeg gerne nu", Hope: "Mit bedste håb",
			Step: "Mit næste lille skridt", Noticed: "Det vil andre lægge mærke til", Consideration: "Det skal man vide om mig",
		},
		status: map[Status]string{Planned: " (på vej)", Paused: " (på pause)"},
	}
}
