package server

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"io"
	"net/http"
	"slices"
	"strconv"

	"github.com/go-chi/chi/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/fileimport"
	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/web/page"
)

// importPages are where a coordinator reads files in: tried first, then started,
// stopped and gone on with.
type importPages struct{ responder }

func (p importPages) routes(r chi.Router) {
	r.Get("/imports", p.page(p.list))
	r.Get("/imports/new", p.page(p.ask))
	r.Post("/imports", p.page(p.upload))
	r.Get("/imports/{run}", p.page(p.run))
	r.Post("/imports/{run}/start", p.page(p.start))
	r.Post("/imports/{run}/stop", p.page(p.stop))
	r.Get("/imports/{run}/failures", p.page(p.failures))
}

// What one page shows.
const (
	runsShown = 30
	rowsShown = 100
)

func (p importPages) list(w http.ResponseWriter, r *http.Request) error {
	before := numberOf[id.ImportRun](r.FormValue("before"))
	runs, err := p.deps.Imports.Runs(r.Context(), actor(r), before, runsShown+1)
	if err != nil {
		return err
	}
	v := page.ImportList{Runs: runs, Later: before != 0, Now: p.deps.Now()}
	if len(runs) > runsShown {
		v.Runs = runs[:runsShown]
		v.Next = v.Runs[runsShown-1].ID
	}
	return p.show(w, r, http.StatusOK, page.Imports(v))
}

func (p importPages) ask(w http.ResponseWriter, r *http.Request) error {
	form := page.ImportForm{Key: newKey(), Kind: string(fileimport.Youths)}
	if kind := fileimport.Kind(r.FormValue("kind")); slices.Contains(fileimport.Kinds, kind) {
		form.Kind = string(kind) // from the page of what the file holds
	}
	return p.showForm(w, r, http.StatusOK, form)
}

func (p importPages) showForm(w http.ResponseWriter, r *http.Request, status int, form page.ImportForm) error {
	form.Teams = p.teamsWhere(r, access.Import)
	if len(form.Teams) == 0 {
		return access.Check(actor(r), access.Import, access.Scope{})
	}
	return p.show(w, r, status, page.NewImportPage(form))
}

// upload tries a file. It is read into memory, not to a folder where others may
// find it, and its limit is asked for before it is looked at.
func (p importPages) upload(w http.ResponseWriter, r *http.Request) error {
	if len(actor(r).TeamsWhere(access.Import)) == 0 {
		return access.Check(actor(r), access.Import, access.Scope{})
	}
	form := page.ImportForm{Key: newKey(), Kind: string(fileimport.Youths)}
	tooLarge := rule.Violation("file", "too_large", "10 MB")
	if err := r.ParseMultipartForm(mostFile); err != nil {
		form.Broken = rule.Violation("file", "required")
		status := http.StatusUnprocessableEntity
		if _, large := errors.AsType[*http.MaxBytesError](err); large {
			form.Broken, status = tooLarge, http.StatusRequestEntityTooLarge
		}
		return p.showForm(w, r, status, form)
	}
	form.Kind, form.Team = r.PostFormValue("kind"), r.PostFormValue("team")
	run, err := p.try(r)
	if v, ok := broken(err); ok {
		form.Key, form.Broken = keyAgain(r, err), v
		return p.showForm(w, r, http.StatusUnprocessableEntity, form)
	}
	if err != nil {
		return err
	}
	return p.done(w, r, page.ImportPath(run), "import.flash.tried")
}

// try reads the form of an upload and has the file tried.
func (p importPages) try(r *http.Request) (id.ImportRun, error) {
	up := fileimport.Upload{Kind: fileimport.Kind(r.PostFormValue("kind")), Team: numberOf[id.Team](r.PostFormValue("team"))}
	if err := audit.KeyOf(r.PostFormValue(keyField)); err != nil {
		return 0, err
	}
	if teams := actor(r).TeamsWhere(access.Import); up.Team == 0 && len(teams) == 1 {
		up.Team = teams[0]
	}
	if !access.May(actor(r), access.Import, access.InTeam(up.Team)) {
		return 0, rule.Violation("team", "unknown")
	}
	file, header, err := r.FormFile("file")
	if err != nil {
		return 0, rule.Violation("file", "required")
	}
	defer file.Close()
	content, err := io.ReadAll(file)
	if err != nil {
		return 0, err
	}
	up.Name, up.File = rule.Line(header.Filename), bytes.NewReader(content)
	form := formOf(r)
	digest := sha256.Sum256(content)
	form.Digest = audit.DigestOf([][]byte{form.Digest, digest[:]})
	return p.deps.Imports.Try(r.Context(), actor(r), up, form)
}

// refreshEvery is how often, in seconds, the page of a run that goes on asks anew.
const refreshEvery = 3

func (p importPages) run(w http.ResponseWriter, r *http.Request) error {
	run, err := p.find(r)
	if err != nil {
		return err
	}
	if run.State == fileimport.Running {
		w.Header().Set("Refresh", strconv.Itoa(refreshEvery)+"; url="+page.ImportPath(run.ID))
	}
	return p.showRun(w, r, http.StatusOK, run, nil)
}

// find is the run of the path, for the coordinator of its team.
func (p importPages) find(r *http.Request) (fileimport.Run, error) {
	number, err := id.Parse[id.ImportRun](chi.URLParam(r, "run"))
	if err != nil {
		return fileimport.Run{}, err
	}
	return p.deps.Imports.Find(r.Context(), actor(r), number)
}

func (p importPages) showRun(w http.ResponseWriter, r *http.Request, status int, run fileimport.Run, broken rule.Violations) error {
	v := page.ImportRun{Run: run, Key: newKey(), Now: p.deps.Now(), Broken: broken}
	v.Failed = r.FormValue("show") == "failed" || run.State != fileimport.Tried
	v.After = int(numberOf[int64](r.FormValue("after")))
	if run.State == fileimport.Tried || run.Failed > 0 && run.State != fileimport.Running {
		lines, err := p.deps.Imports.Lines(r.Context(), actor(r), run, v.Failed, v.After, rowsShown+1)
		if err != nil {
			return err
		}
		v.Lines = lines[:min(len(lines), rowsShown)]
		if len(lines) > rowsShown {
			v.Next = v.Lines[rowsShown-1].Position
		}
	}
	return p.show(w, r, status, page.ImportRunPage(v))
}

func (p importPages) start(w http.ResponseWriter, r *http.Request) error {
	return p.act(w, r, "import.flash.started", func(run id.ImportRun, form audit.Form) error {
		return p.deps.Imports.Start(r.Context(), actor(r), run, p.deps.Queue, form)
	})
}

func (p importPages) stop(w http.ResponseWriter, r *http.Request) error {
	return p.act(w, r, "import.flash.stopped", func(run id.ImportRun, form audit.Form) error {
		return p.deps.Imports.Stop(r.Context(), actor(r), run, form)
	})
}

// act starts or stops the run of the path.
func (p importPages) act(w http.ResponseWriter, r *http.Request, flash string, do func(id.ImportRun, audit.Form) error) error {
	run, err := p.find(r)
	if err != nil {
		return err
	}
	err = audit.KeyOf(r.PostFormValue(keyField))
	if err == nil {
		err = do(run.ID, formOf(r))
	}
	if v, ok := broken(err); ok {
		return p.showRun(w, r, http.StatusUnprocessableEntity, run, v)
	}
	if err != nil {
		return err
	}
	return p.done(w, r, page.ImportPath(run.ID), flash)
}

// failures sends the rows that failed as a file. It is written whole before it is
// sent, so that an error in it is an error page and not half a file.
func (p importPages) failures(w http.ResponseWriter, r *http.Request) error {
	run, err := p.find(r)
	if err != nil {
		return err
	}
	var file bytes.Buffer
	words := func(b rule.Broken) string { return page.ImportFault(r.Context(), run.Kind, b) }
	if err := p.deps.Imports.Failures(r.Context(), actor(r), run.ID, &file, words); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="kasket-`+id.String(run.ID)+`-fejl.csv"`)
	_, err = w.Write(file.Bytes())
	return err
}
