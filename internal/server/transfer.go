package server

import (
	"net/http"
	"net/url"

	"github.com/go-chi/chi/v5"

	"kasket/internal/access"
	"kasket/internal/casework/transfer"
	"kasket/internal/id"
	"kasket/internal/when"
	"kasket/web/page"
)

// askTransferPages ask a colleague to take over a youth.
type askTransferPages struct{ responder }

func (p askTransferPages) routes(r chi.Router) {
	r.Get("/transfer", p.page(p.form))
	r.Post("/transfer", p.page(p.ask))
}

func (p askTransferPages) form(w http.ResponseWriter, r *http.Request) error {
	return p.showForm(w, r, http.StatusOK, fresh(nil, 0))
}

// showForm shows the request; the first time the words that stand on the course are
// filled in.
func (p askTransferPages) showForm(w http.ResponseWriter, r *http.Request, status int, t page.Typed) error {
	rec, err := p.acting(r, access.AskTransfer)
	if err != nil {
		return err
	}
	sheet, err := p.deps.Transfers.Prepare(r.Context(), actor(r), rec.Scope)
	if err != nil {
		return err
	}
	if t.Values == nil {
		words := sheet.Wish
		if words == "" {
			words = sheet.Summary
		}
		t.Values = url.Values{"summary": {words}}
	}
	return p.show(w, r, status, page.Transfer(p.frame(r, "people"), page.TransferForm{Typed: t, Sheet: sheet}))
}

func (p askTransferPages) ask(w http.ResponseWriter, r *http.Request) error {
	f := p.fields(r)
	wish := transfer.Wish{
		To: f.staff("to"), Reason: f.text("reason"), Summary: f.text("summary"), WantedOn: f.day("wanted_on", when.Future),
		StaysBuddy: f.text("stays") != "" && actor(r).Staff == recordOf(r).Scope.Owner, Items: tickedOf(r),
	}
	err := f.broken.Err()
	if err == nil {
		_, err = p.deps.Transfers.Ask(r.Context(), actor(r), recordOf(r).ID, wish, formOf(r))
	}
	if v, ok := broken(err); ok {
		return p.showForm(w, r, http.StatusUnprocessableEntity, typedAgain(r, err, v))
	}
	if err != nil {
		return err
	}
	return p.done(w, r, p.frame(r, "people").Back(), "transfer.sent")
}

// tickedOf reads what was said of each item that the form showed.
func tickedOf(r *http.Request) map[string]transfer.Ticked {
	items := map[string]transfer.Ticked{}
	for _, name := range r.PostForm["seen"] {
		items[name] = transfer.Ticked{Remark: r.PostFormValue("remark." + name)}
	}
	for _, name := range r.PostForm["settled"] {
		said, seen := items[name]
		if said.Settled = true; seen {
			items[name] = said
		}
	}
	return items
}

// transferPages are a request to take over, and its answer.
type transferPages struct{ responder }

func (p transferPages) routes(r chi.Router) {
	r.Get("/transfers/{transfer}", p.page(p.read))
	r.Post("/transfers/{transfer}/acceptance", p.page(p.accept))
	r.Post("/transfers/{transfer}/return", p.page(p.giveBack))
	r.Post("/transfers/{transfer}/withdrawal", p.page(p.withdraw))
	r.Post("/transfers/{transfer}/note", p.page(p.takeNote))
}

func (p transferPages) read(w http.ResponseWriter, r *http.Request) error {
	return p.showOne(w, r, http.StatusOK, fresh(nil, 0))
}

func (p transferPages) showOne(w http.ResponseWriter, r *http.Request, status int, t page.Typed) error {
	number, err := id.Parse[id.Transfer](chi.URLParam(r, "transfer"))
	if err != nil {
		return err
	}
	opened, err := p.deps.Transfers.Open(r.Context(), actor(r), number)
	if err != nil {
		return err
	}
	view := page.TransferView{Opened: opened, Typed: t, AcceptKey: newKey(), EndKey: newKey(), Now: p.deps.Now()}
	return p.show(w, r, status, page.TransferAnswer(view))
}

// change carries out an act on the request of the path, or shows it again.
func (p transferPages) change(w http.ResponseWriter, r *http.Request, flash string, after func(transfer.Opened) string, act func(id.Transfer) error) error {
	number, err := id.Parse[id.Transfer](chi.URLParam(r, "transfer"))
	if err != nil {
		return err
	}
	err = act(number)
	if v, ok := broken(err); ok {
		return p.showOne(w, r, http.StatusUnprocessableEntity, typedAgain(r, err, v))
	}
	if err != nil {
		return err
	}
	opened, err := p.deps.Transfers.Open(r.Context(), actor(r), number)
	if err != nil {
		return err
	}
	return p.done(w, r, after(opened), flash)
}

// record is where one goes who may read the youth's record; others go home.
func (p transferPages) record(r *http.Request) func(transfer.Opened) string {
	return func(t transfer.Opened) string {
		if t.MayRead {
			return page.YouthPath(t.Youth)
		}
		return page.HomeFor(actor(r))
	}
}

func (p transferPages) home(r *http.Request) func(transfer.Opened) string {
	return func(transfer.Opened) string { return page.HomeFor(actor(r)) }
}

func (p transferPages) accept(w http.ResponseWriter, r *http.Request) error {
	return p.change(w, r, "transfer.accepted", p.record(r), func(n id.Transfer) error {
		return p.deps.Transfers.Accept(r.Context(), actor(r), n, formOf(r))
	})
}

func (p transferPages) giveBack(w http.ResponseWriter, r *http.Request) error {
	return p.change(w, r, "transfer.given_back", p.home(r), func(n id.Transfer) error {
		return p.deps.Transfers.Return(r.Context(), actor(r), n, r.PostFormValue("reason"), formOf(r))
	})
}

func (p transferPages) withdraw(w http.ResponseWriter, r *http.Request) error {
	return p.change(w, r, "transfer.taken_back", p.record(r), func(n id.Transfer) error {
		return p.deps.Transfers.Withdraw(r.Context(), actor(r), n, formOf(r))
	})
}

func (p transferPages) takeNote(w http.ResponseWriter, r *http.Request) error {
	return p.change(w, r, "transfer.noted", p.home(r), func(n id.Transfer) error {
		return p.deps.Transfers.TakeNote(r.Context(), actor(r), n, formOf(r))
	})
}
