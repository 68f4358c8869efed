package plan

import (
	"fmt"
	"slices"
	"strings"

	"kasket/internal/casework/network"
	"kasket/internal/letter"
	"kasket/internal/phone"
	"kasket/internal/when"
)

// Paper is what the plan's sheets are made for: the youth by the name they are called, from
// whom, and on which day. No address and no personal number is in it.
type Paper struct {
	Lang   string // letter.Danish or letter.English
	Name   string
	Sender []string // the team, and whom one calls
	On     when.Date
}

// sheet is an empty sheet with a title.
func (p Paper) sheet(title string) letter.Letter {
	return letter.Letter{Lang: p.Lang, Title: title, Sender: p.Sender, To: []string{p.Name}, Date: p.On, Made: p.On.At(when.Clock{Hour: 12})}
}

// GoalSheet is the sheet of goals and agreements (mål- og aftaleskema, domain 7.2) in words
// for the youth: what the youth says, each open goal with its scale and its agreements, and
// the agreements that lead to none.
func (p Paper) GoalSheet(all Plan) letter.Letter {
	w := paperWordsIn(p.Lang)
	l := p.sheet(w.goals)
	if said := all.Words.lines(w); len(said) > 0 {
		l.Body = append(l.Body, letter.Block{Kind: letter.Heading, Text: w.said}, letter.Block{Kind: letter.Bullets, Text: strings.Join(said, "\n")})
	}
	for _, g := range all.Goals {
		if g.Open() && g.Parent == nil {
			l.Body = append(l.Body, p.goal(w, all, g)...)
		}
	}
	if loose := p.promises(w, all, 0); len(loose) > 0 {
		heading := w.agreed
		if all.goalsOpen() {
			heading = w.agreedToo
		}
		l.Body = append(l.Body, letter.Block{Kind: letter.Heading, Text: heading}, letter.Block{Kind: letter.Bullets, Text: strings.Join(loose, "\n")})
	}
	if len(l.Body) == 0 {
		l.Body = append(l.Body, letter.Block{Kind: letter.Paragraph, Text: w.nothing})
	}
	l.Body = append(l.Body, letter.Block{Kind: letter.FinePrint, Text: w.yours})
	return l
}

// goal is one goal as blocks of a sheet.
func (p Paper) goal(w paperWords, all Plan, g Goal) []letter.Block {
	blocks := []letter.Block{{Kind: letter.Heading, Text: w.goal + oneLine(g.Text)}}
	var lines []string
	if g.Seen != "" {
		lines = append(lines, w.seen+oneLine(g.Seen))
	}
	if text := w.scale(g); text != "" {
		lines = append(lines, text)
	}
	if g.FollowOn != nil {
		lines = append(lines, w.follow+letter.DateText(p.Lang, *g.FollowOn)+".")
	}
	if len(lines) > 0 {
		blocks = append(blocks, letter.Block{Kind: letter.Paragraph, Text: strings.Join(lines, "\n")})
	}
	items := p.promises(w, all, g.ID)
	for _, b := range all.Below(g.ID) {
		if b.Open() {
			items = append(items, strings.TrimSpace(w.below+sentence(b.Text)+" "+w.scale(b)))
			items = append(items, p.promises(w, all, b.ID)...)
		}
	}
	if len(items) > 0 {
		blocks = append(blocks, letter.Block{Kind: letter.Bullets, Text: strings.Join(items, "\n")})
	}
	return blocks
}

// promises are the open agreements of a goal, or of none where it is 0 or has ended, each as
// what is done, by whom and by when.
func (p Paper) promises(w paperWords, all Plan, goal goalNumber) []string {
	var lines []string
	for _, a := range all.Promises {
		if a.DoneAt == nil && leadsTo(all, a) == goal {
			lines = append(lines, p.promise(w, a, w.who(a)))
		}
	}
	return lines
}

// promise is one agreement, with who keeps it where that is to be said.
func (p Paper) promise(w paperWords, a Promise, who string) string {
	var aside []string
	if who != "" {
		aside = append(aside, who)
	}
	if a.DueOn != nil {
		aside = append(aside, w.by+letter.DateText(p.Lang, *a.DueOn))
	}
	if len(aside) == 0 {
		return oneLine(a.Text)
	}
	return oneLine(a.Text) + " (" + strings.Join(aside, ", ") + ")"
}

// leadsTo is the open goal that an agreement leads to; 0 where there is none.
func leadsTo(all Plan, a Promise) goalNumber {
	if a.Goal == nil {
		return 0
	}
	if g, is := all.Goal(*a.Goal); is && g.Open() {
		return g.ID
	}
	return 0
}

// WhoSheet is who does what for the youth across departments (indsatsoverblik, domain 7.2),
// on one page in words for the youth.
func (p Paper) WhoSheet(all Plan) letter.Letter {
	w := paperWordsIn(p.Lang)
	l := p.sheet(w.whoTitle)
	for _, i := range all.Interventions {
		if i.Over(p.On) {
			continue
		}
		lines := []string{w.ask + joinBy(", ", i.Person, i.Unit, phone.Format(i.Phone))}
		add := func(label, text string) {
			if text != "" {
				lines = append(lines, label+text)
			}
		}
		add(w.provider, i.Provider)
		add(w.purpose, oneLine(i.Purpose))
		add(w.when, w.span(i))
		add(w.law, i.Law)
		l.Body = append(l.Body, letter.Block{Kind: letter.Heading, Text: i.What + w.status[i.Status]}, letter.Block{Kind: letter.Paragraph, Text: strings.Join(lines, "\n")})
	}
	if len(l.Body) == 0 {
		l.Body = append(l.Body, letter.Block{Kind: letter.Paragraph, Text: w.nobody})
	}
	l.Body = append(l.Body, letter.Block{Kind: letter.FinePrint, Text: w.wrong})
	return l
}

// Agreed are the open agreements of one who keeps them, for the youth's own page.
func (p Paper) Agreed(all Plan, who Who) []string {
	w := paperWordsIn(p.Lang)
	var lines []string
	for _, a := range all.Open(who) {
		lines = append(lines, p.promise(w, a, a.Name))
	}
	return lines
}

// OwnGoals are the open goals with where the youth stands, for the youth's own page.
func (p Paper) OwnGoals(all Plan) []string {
	w := paperWordsIn(p.Lang)
	var lines []string
	for _, g := range all.Goals {
		if g.Open() && g.Parent == nil {
			lines = append(lines, strings.TrimSpace(sentence(g.Text)+" "+w.scale(g)))
		}
	}
	return lines
}

// Without is a sheet without the lines that say what no paper may, where the youth or
// anybody around them lives, or a personal number, and how many those were. A heading that
// is left with nothing below it goes too.
func Without(l letter.Letter, unsaid network.Unsaid) (letter.Letter, int) {
	held := 0
	said := func(text string) bool { return unsaid.In(text) == "" }
	var body []letter.Block
	for _, b := range l.Body {
		var lines []string
		for _, line := range b.Lines() {
			if said(line) {
				lines = append(lines, line)
			} else {
				held++
			}
		}
		if len(lines) > 0 {
			body = append(body, letter.Block{Kind: b.Kind, Text: strings.Join(lines, "\n")})
		}
	}
	l.Body = nil
	for i, b := range body {
		last := i == len(body)-1
		if b.Kind == letter.Heading && (last || body[i+1].Kind == letter.Heading || body[i+1].Kind == letter.FinePrint) && held > 0 {
			continue
		}
		l.Body = append(l.Body, b)
	}
	return l, held
}

// oneLine writes a text of several lines in one: items of a list are lines.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// sentence writes a text in one line that ends as a sentence does.
func sentence(text string) string {
	if text = oneLine(text); strings.HasSuffix(text, ".") || strings.HasSuffix(text, "!") || strings.HasSuffix(text, "?") {
		return text
	}
	return text + "."
}

// goalsOpen reports whether the plan has a goal that goes on.
func (all Plan) goalsOpen() bool {
	return slices.ContainsFunc(all.Goals, func(g Goal) bool { return g.Open() && g.Parent == nil })
}

func joinBy(by string, parts ...string) string {
	var kept []string
	for _, s := range parts {
		if s != "" {
			kept = append(kept, s)
		}
	}
	return strings.Join(kept, by)
}

// lines are what holds of what the youth says.
func (s Said) lines(w paperWords) []string {
	var lines []string
	for _, kind := range WordKinds {
		if now := s.Now(kind); now.Text != "" {
			lines = append(lines, w.kinds[kind]+": "+oneLine(now.Text))
		}
	}
	return lines
}

// scale is where the youth stands, in words.
func (w paperWords) scale(g Goal) string {
	now, said := g.Now()
	switch {
	case said && g.Wanted != nil:
		return fmt.Sprintf(w.both, now.Value, *g.Wanted)
	case said:
		return fmt.Sprintf(w.now, now.Value)
	case g.Wanted != nil:
		return fmt.Sprintf(w.wants, *g.Wanted)
	}
	return ""
}

// who is who keeps an agreement, as the youth reads it.
func (w paperWords) who(a Promise) string {
	switch {
	case a.Name != "":
		return a.Name
	case a.Who == TheYouth:
		return w.you
	case a.Who == Us:
		return w.us
	}
	return w.other
}

// span is from when to when something goes on.
func (w paperWords) span(i Intervention) string {
	var parts []string
	if i.From != nil {
		parts = append(parts, w.from+letter.DateText(w.lang, *i.From))
	}
	if i.To != nil {
		parts = append(parts, w.to+letter.DateText(w.lang, *i.To))
	}
	return strings.Join(parts, " ")
}
