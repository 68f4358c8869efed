package placement

import "kasket/internal/letter"

// sheetWords are what a sheet says by itself, in its language. The company reads them,
// and the youth may: they name nobody and judge nothing.
type sheetWords struct {
	title, stay, told, call, care          string
	kind, from, to, hours, purpose, mentor string
	owner, cover, buddy, team              string
	texts                                  map[string]string
	days                                   [7]string
}

func wordsIn(lang string) sheetWords {
	if lang == letter.English {
		return sheetWords{
			title: "Agreed with ", stay: "What we have agreed", told: "What you may know", call: "Call us",
			care: "The youth has agreed to what stands here and may take it back at any time. Share it only with those who need it, " +
				"and give the sheet back to us when the stay is over or when we ask for it. It may be used until and including ",
			kind: "What", from: "First day", to: "Last day", hours: "Hours a week", purpose: "Purpose", mentor: "Mentor with you",
			owner: "Contact person", cover: "Calls are taken now by", buddy: "If nobody answers", team: "The team",
			texts: map[string]string{"tasks": "Tasks", "absence_how": "If one cannot come", "safety": "Safety"},
			days:  [7]string{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"},
		}
	}
	return sheetWords{
		title: "Aftale med ", stay: "Det har vi aftalt", told: "Det må I vide", call: "Ring til os",
		care: "Den unge har sagt ja til det, der står her, og kan altid trække det tilbage. Del det kun med dem, der har brug for det, " +
			"og giv os arket tilbage, når praktikken slutter, eller når vi beder om det. Det må bruges til og med ",
		kind: "Hvad", from: "Første dag", to: "Sidste dag", hours: "Timer om ugen", purpose: "Formål", mentor: "Mentor hos jer",
		owner: "Kontaktperson", cover: "Tager telefonen lige nu", buddy: "Hvis ingen svarer", team: "Teamet",
		texts: map[string]string{"tasks": "Opgaver", "absence_how": "Hvis man ikke kan komme", "safety": "Sikkerhed"},
		days:  [7]string{"Mandag", "Tirsdag", "Onsdag", "Torsdag", "Fredag", "Lørdag", "Søndag"},
	}
}
