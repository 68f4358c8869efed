package programme

// RuleText is a rule and whether it can be read.
type RuleText struct {
	Text string
	Good bool
}

// StayRuleTexts gives the schema's test the texts the parsers are tested with.
func StayRuleTexts() map[Kind][]RuleText {
	all := map[Kind][]RuleText{}
	for kind, texts := range ruleTexts {
		for _, s := range texts.good {
			all[kind] = append(all[kind], RuleText{s, true})
		}
		for _, s := range texts.bad {
			all[kind] = append(all[kind], RuleText{s, false})
		}
	}
	return all
}
