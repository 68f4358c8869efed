package page

import (
	"context"
	"slices"
	"strconv"

	"kasket/internal/casework/decision"
	"kasket/internal/casework/placement"
	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/rule"
	"kasket/web/i18n"
	"kasket/web/ui"
)

// ChecksForm is the checklist of a draft as somebody answers it.
type ChecksForm struct {
	Frame
	EditForm
	D        decision.Decision
	Evidence []decision.Evidence
	Codes    programme.Labels
}

// CheckFields are the fields of so many points: each with its answer, its words, and so
// many places for what it rests on.
func CheckFields(items []programme.ChecklistItem, places func(item string) int) []string {
	var names []string
	for _, i := range items {
		if !i.Rule.Answered() {
			continue
		}
		if i.Rule.Affirmed() {
			names = append(names, "met."+i.Code)
		}
		names = append(names, decision.CheckField(i.Code))
		for n := range places(i.Code) {
			names = append(names, "from."+i.Code+"."+strconv.Itoa(n))
		}
	}
	return names
}

// CheckValues are the answers as the form shows them.
func CheckValues(items []programme.ChecklistItem, checks []decision.Check) Values {
	v := Values{}
	for _, i := range items {
		c := decision.Decision{Checks: checks}.Answer(i.Code)
		v[decision.CheckField(i.Code)] = c.Text + c.Choice // a category has no words
		if c.Met != nil {
			v["met."+i.Code] = saidYes(*c.Met)
		}
		for n, key := range c.Keys() {
			v["from."+i.Code+"."+strconv.Itoa(n)] = key
		}
	}
	return v
}

// ChecksOf reads the answers out of values, wherever they came from.
func ChecksOf(items []programme.ChecklistItem, v Values) ([]decision.Check, rule.Violations) {
	var checks []decision.Check
	var broken rule.Violations
	for _, i := range items {
		if !i.Rule.Answered() {
			continue
		}
		field := decision.CheckField(i.Code)
		c := decision.Check{Item: i.Code, Text: v[field]}
		if i.Rule == programme.Visitated {
			c.Text, c.Choice = "", v[field]
		}
		switch said := v["met."+i.Code]; {
		case said == "" || !i.Rule.Affirmed():
		case said == "yes" || said == "no":
			is := said == "yes"
			c.Met = &is
		default:
			broken.Add(field, "unknown")
		}
		for n := 0; ; n++ {
			key, ok := v["from."+i.Code+"."+strconv.Itoa(n)]
			if !ok {
				break
			}
			if c.Rest(key) != nil {
				broken.Add(field, "check_evidence_unknown")
			}
		}
		checks = append(checks, c)
	}
	return checks, broken
}

// places is how many places a point has for what it rests on: as many as it asks for,
// and one more than there are.
func (f ChecksForm) places(item string) int {
	i := f.item(item)
	if i.Evidence == "none" {
		return 0
	}
	n := 0
	for f.Values["from."+item+"."+strconv.Itoa(n)] != "" {
		n++
	}
	return max(n+1, i.Least)
}

func (f ChecksForm) item(code string) programme.ChecklistItem {
	for _, i := range f.D.Checklist {
		if i.Code == code {
			return i
		}
	}
	return programme.ChecklistItem{}
}

func (f ChecksForm) names() []string { return CheckFields(f.D.Checklist, f.places) }

func (f ChecksForm) path() string { return DecisionPath(f.D.ID, "checklist") }

func (f ChecksForm) title(ctx context.Context) string {
	return i18n.T(ctx, "checks.title", f.D.Type.Name(string(i18n.LangOf(ctx))), f.Youth.Name())
}

// subtitle is which decision it is, and whose.
func (f ChecksForm) subtitle(ctx context.Context) string {
	return i18n.T(ctx, "decision.title", f.D.Type.Name(string(i18n.LangOf(ctx))), f.Youth.Name())
}

// said are the answers of a point that is so, or is not.
func said(ctx context.Context) []ui.Option {
	return []ui.Option{{Value: "yes", Label: i18n.T(ctx, "checks.yes")}, {Value: "no", Label: i18n.T(ctx, "checks.no")}}
}

// rests are the choices of what a point rests on, with what was chosen before and is not
// among the latest any more.
func (f ChecksForm) rests(ctx context.Context, i programme.ChecklistItem, chosen string) []ui.Option {
	var fits []decision.Evidence
	for _, e := range f.Evidence {
		if e.Kind != "person" && (e.Kind == i.Evidence || i.Evidence == "any" || i.Evidence == "optional") {
			fits = append(fits, e)
		}
	}
	options := DecisionForm{Frame: f.Frame, Evidence: fits}.evidence(ctx)
	if chosen != "" && !slices.ContainsFunc(options, func(o ui.Option) bool { return o.Value == chosen }) {
		options = append(options, ui.Option{Value: chosen, Label: i18n.T(ctx, "checks.chosen_before")})
	}
	return options
}

// Labelled gives the fields the words of their points, for where two people wrote
// different things.
func (f ChecksForm) Labelled(ctx context.Context) ChecksForm {
	labels := map[string]string{}
	for _, name := range f.names() {
		for _, i := range f.D.Checklist {
			if name == decision.CheckField(i.Code) || name == "met."+i.Code || len(name) > len(i.Code)+6 && name[:len(i.Code)+6] == "from."+i.Code+"." {
				labels[name] = i.Words(string(i18n.LangOf(ctx)))
			}
		}
	}
	f.Labels = labels
	return f
}

// say turns codes into words, where two people chose differently.
func (f ChecksForm) say(ctx context.Context) func(string) func(string) string {
	return func(name string) func(string) string {
		for _, i := range f.D.Checklist {
			switch {
			case name == "met."+i.Code:
				return func(code string) string { return i18n.T(ctx, "checks."+code) }
			case name == decision.CheckField(i.Code) && i.Rule == programme.Visitated:
				return func(code string) string { return f.Codes.Name(programme.Category, code, string(i18n.LangOf(ctx))) }
			case len(name) > len(i.Code)+6 && name[:len(i.Code)+6] == "from."+i.Code+".":
				return func(key string) string {
					for _, o := range f.rests(ctx, i, key) {
						if o.Value == key {
							return o.Label
						}
					}
					return key
				}
			}
		}
		return nil
	}
}

// point is a point of the list as the page of the decision shows it.
type point struct {
	programme.ChecklistItem
	Check   decision.Check
	Asked   bool
	Missing *rule.Broken
}

// points are the points of the list of a decision, with what each of them lacks while
// it is to be made.
func (v DecisionView) points() []point {
	var list []point
	missing := map[string]rule.Broken{}
	if v.D.Open() {
		for _, m := range decision.Gate(v.D.Checklist, v.D.Checks, v.D.Decision, v.today()) {
			missing[m.Item] = m.Broken
		}
	}
	for _, i := range v.D.Checklist {
		p := point{ChecklistItem: i, Check: v.D.Answer(i.Code), Asked: decision.Applies(i, v.D.Checklist, v.D.Checks)}
		if b, open := missing[i.Code]; open {
			p.Missing = &b
		}
		list = append(list, p)
	}
	return list
}

// open counts the points that keep the gate shut.
func (v DecisionView) openPoints() int {
	n := 0
	for _, p := range v.points() {
		if p.Missing != nil {
			n++
		}
	}
	return n
}

// flag says how far a point is.
func (v DecisionView) pointFlag(ctx context.Context, p point) ui.FlagProps {
	switch {
	case !p.Asked:
		return ui.FlagProps{Text: i18n.T(ctx, "checks.not_asked")}
	case p.Missing != nil:
		return ui.FlagProps{Kind: ui.Soon, Text: i18n.T(ctx, "checks.missing")}
	case p.Rule == programme.FourEyes && v.D.ApprovedAt == nil:
		return ui.FlagProps{Text: i18n.T(ctx, "checks.waits")}
	}
	return ui.FlagProps{Kind: ui.Good, Text: i18n.T(ctx, "checks.there")}
}

// rest is a piece of what a point rests on, with the way to it for who may read it.
func (v DecisionView) rest(ctx context.Context, e decision.CheckEvidence) ui.Link {
	f := decision.Fact{Contact: e.Contact, Document: e.Document, From: decision.FactFrom{Kind: e.Kind, On: e.On, Name: e.Name}}
	return v.factFrom(ctx, f)
}

// by is who answered a point, and when.
func (v DecisionView) answeredBy(ctx context.Context, c decision.Check) string {
	return i18n.T(ctx, "checks.by", c.Name, i18n.Moment(ctx, c.At, v.Now))
}

// checkTask is the checklist among what a draft lacks; false where it lacks nothing.
func (v DecisionView) checkTask(ctx context.Context) (ui.Task, bool) {
	n := v.openPoints()
	t := ui.Task{Link: ui.Link{Label: i18n.N(ctx, "checks.task", n)}}
	if v.D.Can(decision.Edit) {
		t.Link.Href = v.path("checklist")
	}
	return t, n > 0
}

// Waiting is the list of what waits for somebody's approval.
type Waiting struct {
	List  []decision.Waiting
	Long  []placement.Long // stays that a leader is asked about
	Frame Frame
}

// ApprovalsPath is the list of decisions that wait for one's approval.
const ApprovalsPath = "/approvals"

// asked says who asked, and when.
func (v Waiting) asked(ctx context.Context, w decision.Waiting) string {
	return i18n.T(ctx, "approvals.asked", w.AskedBy, i18n.Moment(ctx, w.AskedAt, v.Frame.Now))
}

// key is what the browser keeps the answers under until they are saved.
func (f ChecksForm) key() string { return id.String(f.Actor.Staff) + "." + f.path() }
