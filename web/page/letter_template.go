package page

import (
	"context"
	"net/url"
	"strconv"

	"kasket/internal/id"
	"kasket/internal/letter"
	"kasket/internal/programme"
	"kasket/internal/when"
	"kasket/web/i18n"
	"kasket/web/ui"
)

// LetterTemplatesPath is the list of what letters say.
const LetterTemplatesPath = "/letter-templates"

// LetterTemplatePath is a row of what a letter says; parts lead to a page below it.
func LetterTemplatePath(n id.LetterTemplate, parts ...string) string {
	return below(LetterTemplatesPath, id.String(n), parts)
}

// letterLangs are the languages of letters, as they are shown.
var letterLangs = []string{letter.Danish, letter.English}

// LetterTemplatesView is every row there is.
type LetterTemplatesView struct {
	Rows  []programme.LetterTemplate // by code and language the newest first
	Today when.Date
}

// of lists one row of each code and language of a kind: the one that holds, else the
// next to begin, else the last there was.
func (v LetterTemplatesView) of(kind programme.LetterKind) []programme.LetterTemplate {
	var picked []programme.LetterTemplate
	for i, t := range v.Rows {
		same := i > 0 && v.Rows[i-1].Code == t.Code && v.Rows[i-1].Lang == t.Lang
		switch {
		case t.Kind != kind:
		case !same:
			picked = append(picked, t)
		case picked[len(picked)-1].From.After(v.Today) && !picked[len(picked)-1].HoldsOn(v.Today):
			if t.HoldsOn(v.Today) || t.From.After(v.Today) {
				picked[len(picked)-1] = t
			}
		}
	}
	return picked
}

func templateHeads(ctx context.Context) []ui.HeadCell {
	return []ui.HeadCell{
		{Label: i18n.T(ctx, "field.name")},
		{Label: i18n.T(ctx, "field.lang")},
		{Label: i18n.T(ctx, "letter.lix_short_name")},
		{Label: i18n.T(ctx, "programme.holds")},
	}
}

// LetterTemplateView is one row with the others of its code and language.
type LetterTemplateView struct {
	Row   programme.LetterTemplate
	Rows  []programme.LetterTemplate // of the same code and language, newest first
	Lost  []string                   // what a letter cannot print of it
	Today when.Date
}

// title tells the rows of one code apart by the language and the day they begin.
func (v LetterTemplateView) title(ctx context.Context) string {
	return i18n.T(ctx, "letter.row_title", templateName(ctx, v.Row), i18n.T(ctx, "letter.lang."+v.Row.Lang), i18n.DateOf(ctx, v.Row.From))
}

func templateName(ctx context.Context, t programme.LetterTemplate) string {
	return t.Name(string(i18n.LangOf(ctx)))
}

// common reports whether the row is the one its kind falls back on.
func common(t programme.LetterTemplate) bool { return t.Code == string(t.Kind) }

func (v LetterTemplateView) facts(ctx context.Context) []ui.Fact {
	return []ui.Fact{
		{Label: i18n.T(ctx, "letter.kind"), Value: i18n.T(ctx, "letter.kind."+string(v.Row.Kind))},
		{Label: i18n.T(ctx, "field.lang"), Value: i18n.T(ctx, "letter.lang."+v.Row.Lang)},
		{Label: i18n.T(ctx, "programme.holds"), Value: fromTo(ctx, v.Row.From, v.Row.To)},
	}
}

func (f LetterTemplateForm) path() string {
	if f.Row.ID == 0 {
		return LetterTemplatesPath + "/new"
	}
	return LetterTemplatePath(f.Row.ID, f.Act)
}

func (f LetterTemplateForm) back() string {
	if f.Row.ID == 0 {
		return LetterTemplatesPath
	}
	return LetterTemplatePath(f.Row.ID)
}

func (f LetterTemplateForm) title(ctx context.Context) string {
	if f.Row.ID == 0 {
		return i18n.T(ctx, "letter.new_title")
	}
	return i18n.T(ctx, "catalogue."+f.Act+"_title", templateName(ctx, f.Row))
}

// pageTitle tells the forms of two languages apart.
func (f LetterTemplateForm) pageTitle(ctx context.Context) string {
	if f.Row.ID == 0 {
		return f.title(ctx)
	}
	return i18n.T(ctx, "letter.row_title", f.title(ctx), i18n.T(ctx, "letter.lang."+f.Row.Lang), i18n.DateOf(ctx, f.Row.From))
}

// LetterTemplateValues are a row as its form shows it.
func LetterTemplateValues(t programme.LetterTemplate) url.Values {
	v := url.Values{
		"code": {t.Code}, "lang": {t.Lang}, "kind": {string(t.Kind)}, "name_da": {t.NameDa}, "name_en": {t.NameEn}, "title": {t.Title}, "body": {t.Body},
	}
	if t.Position != 0 {
		v.Set("position", strconv.Itoa(t.Position))
	}
	return v
}

// TemplateDiff is what stands of a row where it differs from what was typed.
func TemplateDiff(ctx context.Context, theirs, mine programme.LetterTemplate) []ui.Fact {
	var facts []ui.Fact
	now, typed := LetterTemplateValues(theirs), LetterTemplateValues(mine)
	for _, name := range []string{"name_da", "name_en", "title", "body", "position"} {
		if now.Get(name) != typed.Get(name) {
			facts = append(facts, ui.Fact{Label: i18n.T(ctx, "field."+name), Value: now.Get(name)})
		}
	}
	return append(facts, ui.Fact{Label: i18n.T(ctx, "programme.holds"), Value: fromTo(ctx, theirs.From, theirs.To)})
}
