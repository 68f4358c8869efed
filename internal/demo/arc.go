package demo

import (
	"fmt"
	"io/fs"
	"strconv"
	"strings"

	"kasket/internal/when"
)

// pronouns are what the texts of an arc say instead of a name.
var pronouns = map[string][2]string{"han": {"han", "ham"}, "hun": {"hun", "hende"}, "de/dem": {"de", "dem"}}

// What those whose story is short were referred by, and where they live.
var (
	referrers = []string{"Uddannelseshuset", "Jobcentret", "Lægehuset", "FGU-skolen", "Familieafdelingen"}
	streets   = []string{"Rønnevej", "Enghavevej", "Mølletoften", "Lindealle", "Sønderbro", "Hasselvænget", "Kærsangervej"}
	whys      = []string{
		"Har været uden for skole og arbejde i et stykke tid og vil gerne i gang igen.",
		"Har bedt om én person at tale med i stedet for tre.",
		"Er stoppet på en uddannelse og vil gerne have hjælp til at finde den næste.",
		"Har brug for støtte ved siden af den aftale, der allerede er i gang.",
	}
	reasons = []string{"Første ledige i teamet", "Har plads til ugentlig kontakt", "Kender virksomhederne i området", "Har erfaring med lignende forløb"}
)

// chorus tells of those whose stories are short: a line each, and an arc that
// others share.
func chorus() ([]story, error) {
	arcs, err := tell("arcs.txt")
	if err != nil {
		return nil, err
	}
	byName := map[string]story{}
	for _, a := range arcs {
		byName[a.name] = a
	}
	rows, err := table("others.txt", 12)
	if err != nil {
		return nil, err
	}
	all := make([]story, len(rows))
	for i, r := range rows {
		arc, ok := byName[r[5]]
		if !ok {
			return nil, fmt.Errorf("stories/others.txt: %s has no arc %q", r[0], r[5])
		}
		all[i] = arc.lived(i, r)
	}
	return all, nil
}

// lived is an arc as one youth lived it.
func (arc story) lived(i int, r []string) story {
	s := story{name: r[0], words: map[string]string{}, head: map[string]string{
		"pronoun": r[1], "age": r[2], "owner": r[3], "buddy": r[4], "start": r[6],
		"group": r[8], "benefit": r[9], "category": r[10], "phone": r[11],
		"from": referrers[i%len(referrers)], "address": fmt.Sprintf("%s %d", streets[i%len(streets)], 2+i*3),
	}}
	if s.head["buddy"] == "-" {
		s.head["buddy"] = "none"
	}
	start, last := s.days("start"), atoi(r[7])
	s.head["ref"] = strconv.Itoa(start - 7 - i%9)
	s.words["why"], s.words["because"] = whys[i%len(whys)], reasons[i%len(reasons)]
	s.words["wish"], s.words["summary"] = arc.words["wish"], arc.words["summary"]
	called, _, _ := strings.Cut(r[0], " ")
	p := pronouns[r[1]]
	fill := strings.NewReplacer("{Navn}", called, "{han}", p[0], "{ham}", p[1])
	n := len(arc.events)
	for k, e := range arc.events {
		first := start + 2
		e.day = first + (last-first)*k/max(1, n-1)
		e.clock = when.Clock{Hour: 9 + (i+k)%6, Minute: 15 * ((i + 2*k) % 4)}
		e.facts, e.view, e.judged, e.matter = fill.Replace(e.facts), fill.Replace(e.view), fill.Replace(e.judged), fill.Replace(e.matter)
		text := make([]string, len(e.text))
		for j, line := range e.text {
			text[j] = fill.Replace(line)
		}
		e.text = text
		s.events = append(s.events, e)
	}
	return s
}

// table reads a file of lines whose cells are parted by bars.
func table(file string, cells int) ([][]string, error) {
	text, err := fs.ReadFile(stories, "stories/"+file)
	if err != nil {
		return nil, fmt.Errorf("stories: %w", err)
	}
	var rows [][]string
	for i, line := range strings.Split(string(text), "\n") {
		if line = strings.TrimSpace(line); line == "" || strings.HasPrefix(line, "//") {
			continue
		}
		row := strings.Split(line, "|")
		if len(row) != cells {
			return nil, fmt.Errorf("stories/%s line %d: %d cells, want %d", file, i+1, len(row), cells)
		}
		for j := range row {
			row[j] = strings.TrimSpace(row[j])
		}
		rows = append(rows, row)
	}
	return rows, nil
}

func atoi(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}
