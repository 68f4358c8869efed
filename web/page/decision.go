package page

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"kasket/internal/casework/decision"
	"kasket/internal/casework/network"
	"kasket/internal/id"
	"kasket/internal/letter"
	"kasket/internal/programme"
	"kasket/internal/rule"
	"kasket/internal/when"
	"kasket/web/i18n"
	"kasket/web/ui"
)

// DecisionPath is a decision; parts lead to a page below it.
func DecisionPath(n id.Decision, parts ...string) string {
	return below("/decisions", id.String(n), parts)
}

// DecisionsView is what was and is being decided about a youth.
type DecisionsView struct {
	Frame
	Lines []decision.Line
}

// lines are those still to be made, or the others.
func (v DecisionsView) lines(open bool) []decision.Line {
	var list []decision.Line
	for _, l := range v.Lines {
		if (l.DecidedOn == nil && l.State != decision.Dropped) == open {
			list = append(list, l)
		}
	}
	return list
}

// stateFlag says where a decision is in its life. Colour is for what waits for us.
func stateFlag(ctx context.Context, s decision.State, mode string) ui.FlagProps {
	kind := ui.Plain
	switch s {
	case decision.Ready, decision.Approval, decision.Approved, decision.Decided:
		kind = ui.Soon
	case decision.InForce:
		kind = ui.Good
	}
	key := "decision.state." + string(s)
	if mode == programme.Recommends && (s == decision.Decided || s == decision.Ended) {
		key += ".recommends"
		kind = ui.Plain
	}
	return ui.FlagProps{Kind: kind, Text: i18n.T(ctx, key)}
}

// DecisionChoice is where the type of a new decision is chosen.
type DecisionChoice struct {
	Frame
	First    []programme.DecisionType
	Others   []programme.DecisionType
	Fits     programme.Circumstances
	Corrects id.Decision
}

// typeLink leads to the draft of a type.
func (v DecisionChoice) typeLink(code string) string {
	return YouthPath(v.Youth.ID, "decisions", "new") + "?type=" + code
}

// unfit says why a type is not offered first.
func (v DecisionChoice) unfit(ctx context.Context, t programme.DecisionType) string {
	var why []string
	for _, b := range t.Fits(v.Fits, v.Today()).Because {
		why = append(why, i18n.T(ctx, "decision.unfit."+b))
	}
	return strings.Join(why, ", ")
}

// DecisionForm is a draft as somebody writes it.
type DecisionForm struct {
	Frame
	EditForm
	Type     programme.DecisionType
	ID       id.Decision // 0 is a new one
	Corrects id.Decision
	Evidence []decision.Evidence
	State    decision.State
}

// DecisionFields are the fields of a draft that can clash.
var DecisionFields = []string{
	"weighs", "began_on", "event_on", "plain", "view", "considerations", "basis", "can_do", "consent", "effect_from", "effect_to",
	"hearing", "hearing_why",
}

// spareFacts is how many empty rows a form has below the facts.
const spareFacts = 2

// FactFields are the fields of so many rows of facts.
func FactFields(n int) []string {
	var names []string
	for i := range n {
		for _, f := range []string{"fact", "fact_from", "fact_source"} {
			names = append(names, f+"."+strconv.Itoa(i))
		}
	}
	return names
}

// DecisionValues are a draft as the form shows it.
func DecisionValues(c decision.Content, facts []decision.Fact) Values {
	v := Values{
		"weighs": saidYes(c.Weighs), "began_on": typedDay(&c.BeganOn), "event_on": typedDay(c.EventOn), "plain": c.Plain, "view": c.View,
		"considerations": c.Considerations, "basis": c.Basis, "can_do": c.CanDo, "consent": c.Consent,
		"effect_from": typedDay(c.EffectFrom), "effect_to": typedDay(c.EffectTo), "hearing": c.Hearing, "hearing_why": c.HearingWhy,
	}
	for i, f := range facts {
		n := strconv.Itoa(i)
		v["fact."+n], v["fact_from."+n], v["fact_source."+n] = f.Text, f.Key(), f.Source
	}
	return v
}

func saidYes(is bool) string {
	if is {
		return "yes"
	}
	return "no"
}

// names are all fields of the form: those of the draft, and so many rows of facts.
func (f DecisionForm) names() []string {
	return append(append([]string{}, DecisionFields...), FactFields(f.facts())...)
}

// facts is how many rows of facts the form has.
func (f DecisionForm) facts() int {
	n := 0
	for f.Values["fact."+strconv.Itoa(n)]+f.Values["fact_from."+strconv.Itoa(n)]+f.Values["fact_source."+strconv.Itoa(n)] != "" {
		n++
	}
	return n + spareFacts
}

// title is what the form is about.
func (f DecisionForm) title(ctx context.Context) string {
	key := "decision.new_title"
	switch {
	case f.ID != 0:
		key = "decision.edit_title"
	case f.Corrects != 0:
		key = "decision.correct_title"
	}
	return i18n.T(ctx, key, f.Type.Name(string(i18n.LangOf(ctx))))
}

// action is where the form is sent.
func (f DecisionForm) action() string {
	if f.ID != 0 {
		return DecisionPath(f.ID, "edit")
	}
	return YouthPath(f.Youth.ID, "decisions")
}

// back is where one goes who writes no more.
func (f DecisionForm) back() string {
	if f.ID != 0 {
		return DecisionPath(f.ID)
	}
	return YouthPath(f.Youth.ID, "decisions")
}

// keep is what the browser keeps the text under until it was saved.
func (f DecisionForm) keep() string {
	return id.String(f.Actor.Staff) + "." + f.action() + "." + f.Type.Code
}

// evidence are the choices of where a fact comes from.
func (f DecisionForm) evidence(ctx context.Context) []ui.Option {
	var options []ui.Option
	for _, e := range f.Evidence {
		var words []string
		switch e.Kind {
		case "contact":
			words = append(words, i18n.T(ctx, "contact.kind."+e.Sort), i18n.DayOf(ctx, *e.On, f.Today()), e.Name)
		case "document":
			words = append(words, i18n.T(ctx, "decision.document"), i18n.DayOf(ctx, *e.On, f.Today()), e.Name)
		default:
			words = append(words, e.Name)
		}
		options = append(options, ui.Option{Value: e.Key(), Label: strings.Join(words, " · ")})
	}
	return options
}

// DecisionView is a decision with the forms of where it is in its life.
type DecisionView struct {
	Frame
	D     decision.Opened
	Form  Typed  // the form that was sent last
	Act   string // which it was
	To    []decision.Recipient
	Codes programme.Labels     // where it has a checklist
	Open  []network.Unanswered // what the data leave open about who is told

	Letter *letter.Letter // of the hearing as it was typed, where somebody asked to see it
	Lost   []string       // what it cannot print
}

// path is the decision's; parts lead below it.
func (v DecisionView) path(parts ...string) string { return DecisionPath(v.D.ID, parts...) }

// typed is the form of an act: as it was sent, or fresh.
func (v DecisionView) typed(act string) Typed {
	if v.Act == act {
		return v.Form
	}
	return Typed{Key: v.NewKey(), Version: v.D.Version}
}

// keep is what the browser keeps a form of the page under.
func (v DecisionView) keep(act string) string { return id.String(v.D.Actor.Staff) + "." + v.path(act) }

// today is the day of the page.
func (v DecisionView) today() when.Date { return v.D.Today }

// state is where the decision is today.
func (v DecisionView) state() decision.State { return v.D.StateOn(v.today()) }

// name is what the type is called.
func (v DecisionView) name(ctx context.Context) string {
	return v.D.Type.Name(string(i18n.LangOf(ctx)))
}

// Called is what the youth is called, as far as who looks may know.
func (v DecisionView) called() string {
	if v.Youth.ID != 0 {
		return v.Youth.Called()
	}
	return v.D.Name
}

// recommends reports whether another office decides.
func (v DecisionView) recommends() bool { return v.D.Mode == programme.Recommends }

// word is a text that is another where one recommends.
func (v DecisionView) word(ctx context.Context, key string, args ...any) string {
	if v.recommends() {
		key += ".recommends"
	}
	return i18n.T(ctx, key, args...)
}

// title is the page's.
func (v DecisionView) title(ctx context.Context) string {
	return i18n.T(ctx, "decision.title", v.name(ctx), v.called())
}

// lacks is what is missing, each with where it is filled in.
func (v DecisionView) lacks(ctx context.Context) []ui.Task {
	var tasks []ui.Task
	if t, open := v.checkTask(ctx); open {
		tasks = append(tasks, t)
	}
	for _, b := range v.D.Lacks(v.today()) {
		if strings.HasPrefix(b.Field, decision.CheckField("")) {
			continue // one task for all of them
		}
		link := ui.Link{Href: v.path("edit") + "#" + b.Field, Label: missing(ctx, b)}
		if b.Code == "hearing_missing" && v.D.Can(decision.Hear) {
			link.Href = v.path("hearing")
		}
		if !v.D.Can(decision.Edit) {
			link.Href = ""
		}
		tasks = append(tasks, ui.Task{Link: link})
	}
	return tasks
}

// missing says what is missing: the field where it is empty, else the rule.
func missing(ctx context.Context, b rule.Broken) string {
	if b.Code == "required" {
		return i18n.T(ctx, "field."+b.Field)
	}
	return ui.Message(ctx, b)
}

// facts are what is known of the decision.
func (v DecisionView) facts(ctx context.Context) []ui.Fact {
	d := v.D
	day := func(at *when.Date) string {
		if at == nil {
			return ""
		}
		return i18n.DayOf(ctx, *at, v.today())
	}
	list := []ui.Fact{
		{Label: i18n.T(ctx, "field.began_on"), Value: day(&d.BeganOn)},
		{Label: i18n.T(ctx, "decision.effect"), Value: effectOf(ctx, d.EffectFrom, d.EffectTo, v.today())},
		{Label: i18n.T(ctx, "decision.author"), Value: d.AuthorName},
	}
	add := func(is bool, label, value string) {
		if is {
			list = append(list, ui.Fact{Label: i18n.T(ctx, label), Value: value})
		}
	}
	add(d.EventOn != nil, "field.event_on", day(d.EventOn))
	add(d.ApprovedAt != nil, "decision.approved_by", d.ApproverName)
	add(d.DecidedOn != nil, "decision.decided_by", i18n.T(ctx, "decision.by_on", d.DeciderName, day(d.DecidedOn)))
	add(d.EndedOn != nil, "decision.ended", day(d.EndedOn))
	if until := d.ComplainUntil(); until != nil {
		add(true, "decision.complain_until", day(until))
	}
	return list
}

// effectOf is the days of an effect in words.
func effectOf(ctx context.Context, from, to *when.Date, today when.Date) string {
	switch {
	case from == nil && to == nil:
		return i18n.T(ctx, "decision.from_decided")
	case from == nil:
		return i18n.T(ctx, "decision.from_decided_to", i18n.DayOf(ctx, *to, today))
	case to == nil:
		return i18n.T(ctx, "decision.from", i18n.DayOf(ctx, *from, today))
	}
	return i18n.T(ctx, "decision.from_to", i18n.DayOf(ctx, *from, today), i18n.DayOf(ctx, *to, today))
}

// parts are the texts of the decision in the order they are read: the youth's first,
// the law last.
func (v DecisionView) parts() []string {
	return []string{"plain", "can_do", "view", "considerations", "consent", "hearing_why", "basis"}
}

// text is one of the parts.
func (v DecisionView) text(part string) string {
	return map[string]string{
		"plain": v.D.Plain, "can_do": v.D.CanDo, "view": v.D.View, "considerations": v.D.Considerations, "consent": v.D.Consent,
		"hearing_why": v.D.HearingWhy, "basis": v.D.Basis,
	}[part]
}

// factFrom says where a fact comes from, with a link for who may read the record.
func (v DecisionView) factFrom(ctx context.Context, f decision.Fact) ui.Link {
	switch {
	case f.Contact != nil:
		return v.link(ContactPath(*f.Contact), i18n.T(ctx, "contact.kind."+f.From.Kind)+" "+i18n.DayOf(ctx, f.From.On, v.today()))
	case f.Document != nil:
		return v.link(DocumentPath(*f.Document), i18n.T(ctx, "decision.document")+" "+i18n.DayOf(ctx, f.From.On, v.today()))
	case f.Person != nil:
		return ui.Link{Label: f.From.Name}
	}
	return ui.Link{Label: f.Source}
}

func (v DecisionView) link(href, label string) ui.Link {
	if !v.D.MayRead {
		href = ""
	}
	return ui.Link{Href: href, Label: label}
}

// channels are the ways to tell somebody; a hearing may be spoken as well.
func channels(ctx context.Context, spoken bool) []ui.Option {
	list := []programme.Channel{programme.HandedOver, programme.DigitalPost, programme.Letter, programme.QuickLetter}
	if spoken {
		list = append([]programme.Channel{decision.Spoken}, list...)
	}
	var options []ui.Option
	for _, c := range list {
		options = append(options, ui.Option{Value: string(c), Label: i18n.T(ctx, "decision.channel."+string(c))})
	}
	return options
}

// onlyHearing reports whether nothing but the hearing is missing.
func (v DecisionView) onlyHearing() bool {
	lacks := slices.DeleteFunc(v.D.Lacks(v.today()), func(b rule.Broken) bool { // the list is answered while the party is heard
		return strings.HasPrefix(b.Field, decision.CheckField(""))
	})
	return len(lacks) == 1 && lacks[0].Code == "hearing_missing" && v.D.Can(decision.Hear)
}
