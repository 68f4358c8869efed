package caseload

import "kasket/internal/letter"

// ownWords are what the youth's own page says by itself, in a language.
type ownWords struct {
	title, call, cover, your, owner, buddy, hours, next, clock, point, with, goals, ours, yours, others, decided, on, complain, complainTo, ask, nothing, wrong string
	days                                                                                                                                                        [7]string
}

func ownWordsIn(lang string) ownWords {
	if lang == letter.English {
		return ownWords{
			title: "%s: your page", call: "Whom you can call", cover: "Right now", your: "Your ", owner: "contact person", buddy: "The buddy", hours: "Phone hours: ",
			next: "When we meet next", clock: " at ", point: ":", with: " with ", goals: "Your goals", ours: "What we have promised you", yours: "What you have promised", others: "What others have promised", decided: "Decided: ",
			on: "It was decided on %s.", complain: "Do you disagree? Then you can complain until %s. Tell us, and we help you. %s looks at the complaint if we do not change the decision.",
			complainTo: "Do you disagree? Then you can complain until %s. Tell us, and we help you.",
			ask:        "Do you disagree, or are you in doubt? Tell us, then we look at it together.",
			nothing:    "There is nothing to tell yet.", wrong: "Is something wrong? Tell us, and it is put right. You can always ask to see what is written about you.",
			days: [7]string{"Sunday ", "Monday ", "Tuesday ", "Wednesday ", "Thursday ", "Friday ", "Saturday "},
		}
	}
	return ownWords{
		title: "%s: din side", call: "Dem kan du ringe til", cover: "Lige nu", your: "Din ", owner: "kontaktperson", buddy: "Makkeren", hours: "Telefontid: ",
		next: "Næste gang vi mødes", clock: " kl. ", point: ".", with: " med ", goals: "Dine mål", ours: "Det har vi lovet dig", yours: "Det har du lovet", others: "Det har andre lovet", decided: "Afgjort: ",
		on: "Det blev afgjort den %s.", complain: "Er du uenig? Så kan du klage til og med den %s. Sig det til os, så hjælper vi dig. %s ser på klagen, hvis vi ikke laver afgørelsen om.",
		complainTo: "Er du uenig? Så kan du klage til og med den %s. Sig det til os, så hjælper vi dig.",
		ask:        "Er du uenig eller i tvivl? Sig det til os, så ser vi på det sammen.",
		nothing:    "Der er ikke noget at fortælle endnu.", wrong: "Er noget forkert? Sig det til os, så bliver det rettet. Du kan altid bede om at se, hvad der står om dig.",
		days: [7]string{"Søndag den ", "Mandag den ", "Tirsdag den ", "Onsdag den ", "Torsdag den ", "Fredag den ", "Lørdag den "},
	}
}
