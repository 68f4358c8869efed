package rule

// Clash is a text that two people changed at once, each in their own way.
type Clash struct{ Field, Mine, Theirs string }

// Merge puts what I typed on top of what somebody else saved meanwhile. was is
// what we both began with. Where only one of us changed a field, that stands; where
// both did, it is a clash for a person to settle, and merged holds mine.
func Merge(names []string, was, mine, theirs map[string]string) (merged map[string]string, clashes []Clash) {
	merged = make(map[string]string, len(names))
	for _, n := range names {
		switch {
		case mine[n] == theirs[n], theirs[n] == was[n]:
			merged[n] = mine[n]
		case mine[n] == was[n]:
			merged[n] = theirs[n]
		default:
			merged[n] = mine[n]
			clashes = append(clashes, Clash{Field: n, Mine: mine[n], Theirs: theirs[n]})
		}
	}
	return merged, clashes
}

// Settle is the text of a field after a person has chosen: both, mine or theirs.
// Anything else is mine, which nobody has thrown away.
func Settle(choice, mine, theirs string) string {
	switch choice {
	case "theirs":
		return theirs
	case "both":
		switch {
		case mine == "":
			return theirs
		case theirs == "", theirs == mine:
			return mine
		}
		return theirs + "\n\n" + mine
	}
	return mine
}
