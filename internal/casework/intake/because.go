package intake

import (
	"strconv"
	"strings"
)

// sentence says the parts in plain words, in the order in which they count.
func (p Parts) sentence() string {
	var parts []string
	add := func(is bool, text string) {
		if is {
			parts = append(parts, text)
		}
	}
	add(p.Here, "er her de næste syv dage")
	add(p.Fits && p.Norm > 0, "har plads ("+figure(p.Weighted)+" af "+figure(p.Norm)+")")
	if p.Knew != nil {
		parts = append(parts, p.Knew.sentence())
	}
	add(len(p.Has) > 0, "kan "+list(p.Has))
	switch p.New {
	case 0:
		parts = append(parts, "har ingen nye unge den seneste uge")
	case 1:
		parts = append(parts, "har én ny ung den seneste uge")
	default:
		parts = append(parts, "har "+strconv.Itoa(p.New)+" nye unge den seneste uge")
	}
	return "Først i rækkefølgen: " + list(parts) + "."
}

func (k Past) sentence() string {
	as := "var kontaktperson"
	if k.As == "buddy" {
		as = "var makker"
	}
	if k.To.IsZero() {
		return strings.Replace(as, "var", "er", 1) + " siden " + strconv.Itoa(k.From.Year())
	}
	if k.From.Year() == k.To.Year() {
		return as + " i " + strconv.Itoa(k.To.Year())
	}
	return as + " " + strconv.Itoa(k.From.Year()) + "–" + strconv.Itoa(k.To.Year())
}

// list joins words as a sentence does: a, b og c.
func list(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " og " + words[len(words)-1]
}

// figure writes a number the Danish way, with one decimal where it has one.
func figure(x float64) string {
	s := strconv.FormatFloat(x, 'f', 1, 64)
	return strings.Replace(strings.TrimSuffix(s, ".0"), ".", ",", 1)
}
