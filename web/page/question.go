package page

import (
	"context"
	"fmt"
	"strings"
	"time"

	"kasket/internal/access"
	"kasket/internal/casework/sparring"
	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/internal/when"
	"kasket/web/i18n"
	"kasket/web/ui"
)

// QuestionList is a page of one's own questions.
type QuestionList struct {
	Actor access.Actor
	Mine  []sparring.Mine // one more than a page where more follow
	First bool            // the first page
	Now   time.Time
}

// QuestionForm is what somebody typed below a question: an answer, or another day.
// Each of its forms has a key of its own.
type QuestionForm struct {
	AnswerKey, EndKey, ExtendKey, AngleKey string
	Answer, Angle, Decided                 string
	Until                                  string
	Now                                    time.Time
	Broken                                 rule.Violations
}

// AskForm is a question as somebody types it.
type AskForm struct {
	Key     string
	Asked   string
	Contact string // number of the entry it is about, or empty
	Text    string
	Until   string
	Older   bool // not the newest questions
	Broken  rule.Violations
}

// mostQuestion is how long a question or an answer may be, in characters.
const mostQuestion = 4000

// questionGroup is the questions of one place in one's own list.
type questionGroup struct {
	title string
	place sparring.Place
	list  []sparring.Mine
}

// groups parts the list by place; places without questions are left out.
func (l QuestionList) groups(ctx context.Context) []questionGroup {
	titles := map[sparring.Place]string{
		sparring.ToAnswer: "question.to_answer", sparring.ToRead: "question.to_read",
		sparring.Waiting: "question.waiting", sparring.Answered: "question.answered_by_me",
	}
	var groups []questionGroup
	for _, m := range l.shown() {
		if n := len(groups); n == 0 || groups[n-1].place != m.Place {
			groups = append(groups, questionGroup{title: i18n.T(ctx, titles[m.Place]), place: m.Place})
		}
		g := &groups[len(groups)-1]
		g.list = append(g.list, m)
	}
	return groups
}

func (l QuestionList) shown() []sparring.Mine { return l.Mine[:min(len(l.Mine), sparring.PageSize)] }

func (l QuestionList) pager() ui.PagerProps {
	var p ui.PagerProps
	if !l.First {
		p.First = QuestionsPath
	}
	if len(l.Mine) > sparring.PageSize {
		last := l.Mine[sparring.PageSize-1]
		p.Next = fmt.Sprintf("%s?after=%d-%d", QuestionsPath, last.Place, last.ID)
	}
	return p
}

// questionWhy says in one line who asked whom and until when.
func questionWhy(ctx context.Context, q sparring.Question, now time.Time) string {
	return i18n.T(ctx, "question.from_to", q.Asker, q.Asked, i18n.Moment(ctx, q.AskedAt, now))
}

// questionFlag says how a question stands.
func questionFlag(ctx context.Context, q sparring.Question, now time.Time) ui.FlagProps {
	today := when.Of(now)
	switch {
	case q.ClosedAt != nil:
		return ui.FlagProps{Text: i18n.T(ctx, "question.flag.closed")}
	case q.Answered():
		return ui.FlagProps{Kind: ui.Good, Text: i18n.T(ctx, "question.flag.answered")}
	case !q.Lasts(today):
		return ui.FlagProps{Text: i18n.T(ctx, "question.flag.over", i18n.DayOf(ctx, q.Until, today))}
	}
	return ui.FlagProps{Kind: ui.Soon, Text: i18n.T(ctx, "question.flag.until", i18n.DayOf(ctx, q.Until, today))}
}

// askable are the people one may ask, as choices.
func askable(ctx context.Context, people []sparring.Person) []ui.Option {
	options := make([]ui.Option, len(people))
	for i, p := range people {
		label := p.Name
		if p.Title != "" {
			label += ", " + p.Title
		} else if p.Adviser {
			label += ", " + i18n.T(ctx, "role.adviser")
		}
		if areas := areaNames(ctx, p.Areas); areas != "" {
			label += " (" + areas + ")"
		}
		options[i] = ui.Option{Value: id.String(p.ID), Label: label}
	}
	return options
}

// areaNames are fields of expertise on a line.
func areaNames(ctx context.Context, areas []sparring.Area) string {
	names := make([]string, len(areas))
	for i, a := range areas {
		names[i] = nameIn(ctx, a.Da, a.En)
	}
	return strings.Join(names, ", ")
}

func boardPager(f Frame, b sparring.Board, older bool) ui.PagerProps {
	path := YouthPath(f.Youth.ID, "questions")
	var p ui.PagerProps
	if older {
		p.First = path
	}
	if len(b.Questions) > sparring.PageSize {
		p.Next = path + "?before=" + id.String(b.Questions[sparring.PageSize-1].ID)
	}
	return p
}

// endHeading says what ending comes to: thanks for an answer, or doing without.
func endHeading(ctx context.Context, q sparring.Question) string {
	if q.Answered() {
		return i18n.T(ctx, "question.end_answered")
	}
	return i18n.T(ctx, "question.end_unanswered")
}
