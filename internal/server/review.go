package server

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"kasket/internal/access"
	"kasket/internal/casework/review"
	"kasket/internal/id"
	"kasket/web/page"
)

// reviewPages are where a leader goes through a colleague's caseload, and where the
// colleague answers.
type reviewPages struct{ responder }

func (p reviewPages) routes(r chi.Router) {
	r.Get("/team/reviews", p.page(p.list))
	r.Post("/team/reviews", p.page(p.start))
	r.Get("/team/reviews/{review}", p.page(p.read))
	r.Post("/team/reviews/{review}/notes", p.page(p.note))
	r.Post("/team/reviews/{review}/notes/{remark}/closure", p.page(p.leaderCloses))
	r.Post("/team/reviews/{review}/end", p.page(p.end))
	r.Get("/reviews", p.page(p.mine))
	r.Post("/reviews/{remark}/answer", p.page(p.answer))
	r.Post("/reviews/{remark}/closure", p.page(p.ownerCloses))
}

func (p reviewPages) list(w http.ResponseWriter, r *http.Request) error {
	return p.showList(w, r, http.StatusOK, fresh(nil, 0))
}

func (p reviewPages) showList(w http.ResponseWriter, r *http.Request, status int, t page.Typed) error {
	team, err := p.teamOf(r, access.ReviewCaseload)
	if err != nil {
		return err
	}
	board, err := p.deps.Reviews.Board(r.Context(), actor(r), team.ID)
	if err != nil {
		return err
	}
	return p.show(w, r, status, page.Reviews(page.ReviewsView{Typed: t, Board: board, Team: team, NewKey: newKey, Now: p.deps.Now()}))
}

func (p reviewPages) start(w http.ResponseWriter, r *http.Request) error {
	team, err := p.teamOf(r, access.ReviewCaseload)
	if err != nil {
		return err
	}
	f := p.fields(r)
	colleague := one[id.Staff](f, "colleague")
	var number id.Review
	if err = f.broken.Err(); err == nil {
		number, err = p.deps.Reviews.Start(r.Context(), actor(r), team.ID, colleague, f.text("reason"), formOf(r))
	}
	if v, ok := broken(err); ok {
		return p.showList(w, r, http.StatusUnprocessableEntity, typedAgain(r, err, v))
	}
	if err != nil {
		return err
	}
	if number == 0 { // the same form once more
		return p.done(w, r, page.ReviewsPath, "")
	}
	return p.done(w, r, page.ReviewPath(number), "")
}

func (p reviewPages) read(w http.ResponseWriter, r *http.Request) error {
	return p.showReview(w, r, http.StatusOK, page.ReviewView{})
}

func (p reviewPages) showReview(w http.ResponseWriter, r *http.Request, status int, v page.ReviewView) error {
	number, err := id.Parse[id.Review](chi.URLParam(r, "review"))
	if err != nil {
		return err
	}
	if v.Review, v.Youths, err = p.deps.Reviews.Open(r.Context(), actor(r), number); err != nil {
		return err
	}
	v.NewKey, v.Now = newKey, p.deps.Now()
	return p.show(w, r, status, page.Review(v))
}

func (p reviewPages) note(w http.ResponseWriter, r *http.Request) error {
	number, err := id.Parse[id.Review](chi.URLParam(r, "review"))
	if err != nil {
		return err
	}
	f := p.fields(r)
	wish := review.Wish{Youth: numberOf[id.Youth](f.text("youth")), Contact: one[id.Contact](f, "entry"), Kind: review.Kind(f.text("kind")), Text: f.text("question")}
	if err = f.broken.Err(); err == nil {
		_, err = p.deps.Reviews.Note(r.Context(), actor(r), number, wish, formOf(r))
	}
	if v, ok := broken(err); ok {
		return p.showReview(w, r, http.StatusUnprocessableEntity, page.ReviewView{Typed: typedAgain(r, err, v), About: wish.Youth})
	}
	if err != nil {
		return err
	}
	return p.done(w, r, page.ReviewPath(number), "review.noted")
}

func (p reviewPages) leaderCloses(w http.ResponseWriter, r *http.Request) error {
	note, err := id.Parse[id.ReviewNote](chi.URLParam(r, "remark"))
	if err != nil {
		return err
	}
	_, err = p.deps.Reviews.CloseAsLeader(r.Context(), actor(r), note, formOf(r))
	if v, ok := broken(err); ok {
		return p.showReview(w, r, http.StatusUnprocessableEntity, page.ReviewView{Typed: page.Typed{Broken: v}})
	}
	if err != nil {
		return err
	}
	return p.done(w, r, page.ReviewsPath, "review.closed_now")
}

func (p reviewPages) end(w http.ResponseWriter, r *http.Request) error {
	number, err := id.Parse[id.Review](chi.URLParam(r, "review"))
	if err != nil {
		return err
	}
	if err := p.deps.Reviews.End(r.Context(), actor(r), number, formOf(r)); err != nil {
		return err
	}
	return p.done(w, r, page.ReviewPath(number), "review.ended")
}

func (p reviewPages) mine(w http.ResponseWriter, r *http.Request) error {
	return p.showMine(w, r, http.StatusOK, page.MyReviewsView{})
}

func (p reviewPages) showMine(w http.ResponseWriter, r *http.Request, status int, v page.MyReviewsView) error {
	var err error
	if v.Notes, err = p.deps.Reviews.Mine(r.Context(), actor(r)); err != nil {
		return err
	}
	v.NewKey, v.Now = newKey, p.deps.Now()
	return p.show(w, r, status, page.MyReviews(v))
}

func (p reviewPages) answer(w http.ResponseWriter, r *http.Request) error {
	return p.change(w, r, "question.answer_saved", func(note id.ReviewNote) error {
		return p.deps.Reviews.Answer(r.Context(), actor(r), note, r.PostFormValue("answer"), formOf(r))
	})
}

func (p reviewPages) ownerCloses(w http.ResponseWriter, r *http.Request) error {
	return p.change(w, r, "review.closed_now", func(note id.ReviewNote) error {
		return p.deps.Reviews.Close(r.Context(), actor(r), note, formOf(r))
	})
}

// change carries out an act on the note of the path, or shows one's notes again.
func (p reviewPages) change(w http.ResponseWriter, r *http.Request, flash string, act func(id.ReviewNote) error) error {
	note, err := id.Parse[id.ReviewNote](chi.URLParam(r, "remark"))
	if err != nil {
		return err
	}
	err = act(note)
	if v, ok := broken(err); ok {
		return p.showMine(w, r, http.StatusUnprocessableEntity, page.MyReviewsView{Note: note, Answer: r.PostFormValue("answer"), Key: keyAgain(r, err), Broken: v})
	}
	if err != nil {
		return err
	}
	return p.done(w, r, page.ReviewNotesPath, flash)
}
