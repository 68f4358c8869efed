package page

import (
	"context"
	"time"

	"kasket/internal/casework/review"
	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/web/i18n"
	"kasket/web/ui"
)

// ReviewsPath is the reviews of a team, ReviewNotesPath what one is told of those of one's
// own youths.
const (
	ReviewsPath     = TeamPath + "/reviews"
	ReviewNotesPath = "/reviews"
)

// ReviewPath is a review; parts lead to a page below it.
func ReviewPath(r id.Review, parts ...string) string { return below(ReviewsPath, id.String(r), parts) }

// ReviewNotePath is a note of a review for who answers it; parts lead to a page below it.
func ReviewNotePath(n id.ReviewNote, parts ...string) string {
	return below(ReviewNotesPath, id.String(n), parts)
}

// ReviewsView is a team's reviews, and the form that starts one.
type ReviewsView struct {
	Typed
	review.Board
	Team   TeamChoices
	NewKey func() string
	Now    time.Time
}

func (v ReviewsView) colleagues(ctx context.Context) []ui.Option {
	var list []ui.Option
	for _, c := range v.Colleagues {
		list = append(list, ui.Option{Value: id.String(c.ID), Label: c.Name + " (" + i18n.N(ctx, "review.youths", c.Youths) + ")"})
	}
	return list
}

// ReviewView is one review, youth by youth.
type ReviewView struct {
	Typed
	Review review.Review
	Youths []review.Youth
	About  id.Youth // whose form is shown again
	NewKey func() string
	Now    time.Time
}

// form is the form of a youth: that which is shown again with what was typed, else a new one.
func (v ReviewView) form(y id.Youth) Typed {
	if y == v.About {
		return v.Typed
	}
	return Typed{Key: v.NewKey()}
}

// fieldID tells the fields of several forms apart; that of the form shown again is where
// the summary of faults points.
func fieldID(name string, again bool, n string) func(*ui.Input) {
	return func(f *ui.Input) {
		if !again {
			f.ID = name + "-" + n
		}
	}
}

func reviewEntries(ctx context.Context, entries []review.Entry, now time.Time) []ui.Option {
	var list []ui.Option
	for _, e := range entries {
		list = append(list, ui.Option{Value: id.String(e.ID), Label: i18n.T(ctx, "contact.kind."+e.Kind) + ", " + i18n.Moment(ctx, e.At, now)})
	}
	return list
}

// MyReviewsView is what one is told of reviews, to answer and close.
type MyReviewsView struct {
	Notes  []review.Note
	NewKey func() string
	Now    time.Time
	Note   id.ReviewNote // whose form is shown again
	Answer string
	Key    string
	Broken rule.Violations
}

func (v MyReviewsView) answerOf(n review.Note) Typed {
	if n.ID != v.Note {
		return Typed{Key: v.NewKey()}
	}
	return Typed{Key: v.Key, Values: map[string][]string{"answer": {v.Answer}}, Broken: v.Broken}
}

// noteFlag says who is to do something with a note.
func noteFlag(ctx context.Context, n review.Note) ui.FlagProps {
	switch {
	case n.LeaderClosedAt != nil && n.OwnerClosedAt != nil:
		return ui.FlagProps{Kind: ui.Good, Text: i18n.T(ctx, "review.closed")}
	case !n.MayClose():
		return ui.FlagProps{Kind: ui.Soon, Text: i18n.T(ctx, "review.waits_answer")}
	case n.LeaderClosedAt == nil:
		return ui.FlagProps{Kind: ui.Soon, Text: i18n.T(ctx, "review.waits_leader", n.Leader)}
	}
	return ui.FlagProps{Kind: ui.Plain, Text: i18n.T(ctx, "review.waits_owner", n.Colleague)}
}

// noteWords are what a note says: the question, or seen with what was added.
func noteWords(ctx context.Context, n review.Note) string {
	if n.Text != "" {
		return n.Text
	}
	return i18n.T(ctx, "review.seen_thanks")
}

// noteEntry is the entry a note is about, by its kind and day; empty where it is none.
func noteEntry(ctx context.Context, n review.Note, now time.Time) string {
	if n.EntryAt == nil {
		return ""
	}
	return i18n.T(ctx, "contact.kind."+n.EntryKind) + ", " + i18n.Moment(ctx, *n.EntryAt, now)
}
