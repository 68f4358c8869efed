package promises

import (
	"slices"

	"kasket/internal/programme"
)

// Where a promise is made.
const (
	rute42     = "Rute 42, Aalborg"
	rute42Note = "Rute 42, NFSK 2017"
	halsnaes   = "Borgerkonsulenter, Halsnæs"
	horsens    = "Mod til Uddannelse, Horsens"
	slagelse   = "Samarbejdsmodellen, Slagelse"
	domain     = "offentlighedsloven § 13" // notes are written as soon as possible
)

// BoardKey names a board.
type BoardKey string

// The boards.
const (
	OwnBoard  BoardKey = "own"        // every promise, in groups
	Guidepost BoardKey = "guideposts" // Horsens' seven
	Checklist BoardKey = "checklist"  // Slagelse's meetings at an age
)

// BoardKeys lists the boards, in the order they are offered.
var BoardKeys = []BoardKey{OwnBoard, Guidepost, Checklist}

// Group is a part of a board: a guidepost, or what belongs together.
type Group struct {
	Key        string
	Indicators []Indicator
}

// Groups are the parts of a board. Those of a checklist begin with what is the same for
// everybody; its own points are data and are added by ofItems.
func Groups(key BoardKey) []Group {
	switch key {
	case Guidepost:
		return guideposts()
	case Checklist:
		return []Group{
			{"meetings", []Indicator{onTime(), share("youth_came", Meetings, slagelse, youthCame), share("adult_came", Meetings, slagelse, adultCame), share("agreed", Meetings, slagelse, agreedSomething)}},
			{"around", []Indicator{consent(), goals(), network()}},
			{"kept", []Indicator{keptBy("us"), keptBy("youth")}},
		}
	}
	return own()
}

// guideposts are the seven pejlemærker of Mod til Uddannelse, each with what comes
// nearest to it of what is written down.
func guideposts() []Group {
	return []Group{
		{"guide_load", []Indicator{{Code: "load", Shape: PerOwner, Unit: Courses, Source: horsens, of: load}}},
		{"guide_intensive", []Indicator{monthly(), office()}},
		{"guide_goals", []Indicator{goals()}},
		{"guide_relation", []Indicator{share("own_words", Contacts, horsens, ownWords)}},
		{"guide_network", []Indicator{network()}},
		{"guide_guides", []Indicator{share("guide", Youths, horsens, guideTookPart)}},
		{"guide_gliding", []Indicator{share("gliding", Youths, horsens, gliding)}},
	}
}

func own() []Group {
	return []Group{
		{"contact", []Indicator{
			pace("first_month", programme.FirstMonth), pace("in_placement", programme.Placement), pace("regular", programme.Regular),
			spread("since_talk", Days, rute42, sinceTalk), monthly(), office(), spread("hats", Hats, rute42, hatsWorn),
		}},
		{"writing", []Indicator{spread("written", Hours, domain, written), share("within_day", Contacts, domain, withinDay)}},
		{"same", []Indicator{
			share("owner_6", Youths, rute42, sameOwner(6)), share("owner_12", Youths, rute42, sameOwner(12)),
			{Code: "owner_changes", Shape: PerYouth, Unit: Changes, Source: rute42, of: ownerChanges},
		}},
		{"time", []Indicator{spread("first_talk", Days, rute42, firstTalk), spread("to_decision", Days, rute42, toDecision), spread("to_action", Days, rute42, toAction)}},
		{"kept", []Indicator{onTime(), keptBy("us"), keptBy("youth")}},
		{"eyes", []Indicator{
			share("buddy", Youths, halsnaes, withBuddy),
			{Code: "eyes", Shape: Portion, Unit: Youths, Source: rute42, Lead: eyesLead, of: secondEyes},
		}},
		{"law", []Indicator{consent(), share("complaints", Cases, "retssikkerhedsloven § 66", changedDecisions)}},
	}
}

func share(code Code, unit Unit, source string, of func(Course, Rules, Window) Tally) Indicator {
	return Indicator{Code: code, Shape: Portion, Unit: unit, Source: source, of: of}
}

func spread(code Code, unit Unit, source string, of func(Course, Rules, Window) Tally) Indicator {
	return Indicator{Code: code, Shape: Spread, Unit: unit, Source: source, of: of}
}

func pace(code Code, p programme.Phase) Indicator {
	return Indicator{Code: code, Shape: Portion, Unit: Weeks, Source: rute42, of: cadence(p), Lead: func(r Rules) int {
		most := 0
		for _, c := range r.Cadences {
			if c.Phase == p {
				most = max(most, c.Every)
			}
		}
		return most
	}}
}

func eyesLead(r Rules) int {
	most := 0
	for _, e := range r.Eyes {
		most = max(most, e.Days)
	}
	return most
}

func monthly() Indicator { return spread("monthly", Monthly, horsens, talksMonthly) }

func office() Indicator { return share("outside", Meetings, horsens, outside) }

func goals() Indicator { return share("goal", Youths, horsens, goalSet) }

func network() Indicator { return share("network", Youths, horsens, networkTookPart) }

func consent() Indicator { return share("consent", Youths, slagelse, consentHolds) }

func onTime() Indicator { return share("on_time", Meetings, slagelse, milestones) }

func keptBy(who string) Indicator {
	return share(Code("kept_"+who), Things, slagelse, agreementsKept(who))
}

// Indicators lists the indicators of some groups.
func Indicators(groups []Group) []Indicator {
	var all []Indicator
	for _, g := range groups {
		all = append(all, g.Indicators...)
	}
	return all
}

// find is the indicator of that code; false when the board has none.
func find(groups []Group, code Code) (Indicator, bool) {
	all := Indicators(groups)
	i := slices.IndexFunc(all, func(i Indicator) bool { return i.Code == code })
	if i < 0 {
		return Indicator{}, false
	}
	return all[i], true
}
