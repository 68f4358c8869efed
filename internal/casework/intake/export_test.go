package intake

// Choose holds an assignment against a ranking, for the table of the rule.
func Choose(a Assignment, ranking []Ranked) error {
	_, err := a.choose(ranking)
	return err
}

// Sentence says parts in words.
func Sentence(p Parts) string { return p.sentence() }
