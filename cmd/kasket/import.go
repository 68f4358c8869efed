package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"kasket/internal/access"
	"kasket/internal/db"
	"kasket/internal/fileimport"
	"kasket/internal/rule"
	"kasket/web/i18n"
	"kasket/web/page"
	"kasket/web/ui"
)

// importing is what was asked for on the command line.
type importing struct {
	kind     fileimport.Kind
	file     string
	by       string
	lang     string
	failures string
	tryOnly  bool
}

var errRowsLeft = errors.New("some rows were not read in; see above")

func importFile(ctx context.Context, args []string, out io.Writer) error {
	i, err := readImporting(args)
	if err != nil {
		return err
	}
	ctx = i18n.With(ctx, i18n.ParseLang(i.lang))
	file, err := os.Open(i.file)
	if err != nil {
		return err
	}
	defer file.Close()
	h, err := openHouse(ctx, slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn})))
	if err != nil {
		return err
	}
	defer h.Close()
	by, err := h.staff.ByEmail(ctx, i.by)
	if errors.Is(err, db.ErrNotFound) {
		return fmt.Errorf("-by: nobody here has the e-mail %s", i.by)
	}
	if err != nil {
		return err
	}
	return h.importFrom(ctx, i, file, by, out)
}

// readImporting understands the arguments; flags may stand before or after the rest.
func readImporting(args []string) (importing, error) {
	var i importing
	f := flags("import", "read youths, contacts, companies or placements in from a CSV or XLSX file: tried first, and safe to run again",
		"kasket import youths unge.csv -by koordinator@kommune.dk",
		"kasket import contacts kontakter.xlsx -by koordinator@kommune.dk -try",
		"kasket import placements praktikker.csv -by koordinator@kommune.dk -failures ret.csv")
	f.StringVar(&i.by, "by", "", "e-mail of the staff `member` in whose name the rows are made; must be given")
	f.StringVar(&i.lang, "lang", "da", "language of what is wrong with a row: da or en")
	f.StringVar(&i.failures, "failures", "", "where to write the rows to be mended; beside FILE as NAME.fejl.csv when not set")
	f.BoolVar(&i.tryOnly, "try", false, "only say what would become of each row")
	var words []string
	for len(args) > 0 {
		if err := f.Parse(args); err != nil {
			return i, errors.Join(err, usageUnlessHelp(err))
		}
		if args = f.Args(); len(args) > 0 {
			words, args = append(words, args[0]), args[1:]
		}
	}
	if len(words) != 2 || !slices.Contains(fileimport.Kinds, fileimport.Kind(words[0])) {
		return i, fmt.Errorf("usage: kasket import youths|contacts|companies|placements FILE -by EMAIL: %w", errUsage)
	}
	i.kind, i.file = fileimport.Kind(words[0]), words[1]
	if i.by == "" {
		return i, fmt.Errorf("-by EMAIL must be given, the staff member in whose name it is done: %w", errUsage)
	}
	if i.failures == "" {
		i.failures = strings.TrimSuffix(i.file, filepath.Ext(i.file)) + ".fejl.csv"
	}
	return i, nil
}

func usageUnlessHelp(err error) error {
	if errors.Is(err, flag.ErrHelp) {
		return nil
	}
	return errUsage
}

// importFrom tries the file, tells what it found, and reads it in.
func (h *house) importFrom(ctx context.Context, i importing, file io.Reader, by access.Actor, out io.Writer) error {
	number, err := h.imports.TryForHouse(ctx, by, fileimport.Upload{Kind: i.kind, Name: filepath.Base(i.file), File: file})
	if broken, ok := errors.AsType[rule.Violations](err); ok {
		for _, b := range broken {
			fmt.Fprintf(out, "%s: %s\n", i.file, ui.Message(ctx, b))
		}
		return errors.New("the file cannot be read in")
	}
	if err != nil {
		return err
	}
	r, err := h.imports.FindForHouse(ctx, number)
	if err != nil {
		return err
	}
	if r.State == fileimport.Tried {
		fmt.Fprintf(out, "%s: %d rows: %d new, %d known already, %d to be mended\n", r.FileName, r.Rows, r.New, r.Known, r.Failed)
	} else {
		fmt.Fprintf(out, "%s was cut short at row %d of %d: going on\n", r.FileName, r.Done, r.Rows)
	}
	if !i.tryOnly {
		if r, err = h.readIn(ctx, by, r, out); err != nil {
			return err
		}
	}
	return h.tellFailures(ctx, i, by, r, out)
}

// readIn reads a tried run in and tells how far it has come.
func (h *house) readIn(ctx context.Context, by access.Actor, r fileimport.Run, out io.Writer) (fileimport.Run, error) {
	if r.State != fileimport.Running || r.Idle(time.Now()) {
		if err := h.imports.StartForHouse(ctx, by, r.ID); err != nil {
			return r, err
		}
	}
	begun, before := time.Now(), r.Done
	if r.State == fileimport.Tried {
		before = 0
	}
	ended := make(chan error, 1)
	go func() { ended <- h.imports.Run(ctx, r.ID) }()
	tick := time.NewTicker(2 * time.Second)
	defer tick.Stop()
	for {
		var err error
		over := false
		select {
		case err = <-ended:
			over = true
		case <-tick.C:
		}
		if err != nil {
			return r, fmt.Errorf("%w (run the same command again: it goes on where it was)", err)
		}
		if r, err = h.imports.FindForHouse(ctx, r.ID); err != nil {
			return r, err
		}
		rate := float64(r.Done-before) / time.Since(begun).Seconds()
		fmt.Fprintf(out, "%d of %d rows: made %d, known %d, failed %d (%.0f rows/s)\n", r.Done, r.Rows, r.Made, r.Known, r.Failed, rate)
		if over {
			return r, nil
		}
	}
}

// toldRows is how many faults are told on the screen; the file has them all.
const toldRows = 20

func (h *house) tellFailures(ctx context.Context, i importing, by access.Actor, r fileimport.Run, out io.Writer) error {
	if r.Failed == 0 {
		return nil
	}
	lines, err := h.imports.LinesForHouse(ctx, by, r, true, 0, toldRows)
	if err != nil {
		return err
	}
	words := func(b rule.Broken) string { return page.ImportFault(ctx, r.Kind, b) }
	for _, l := range lines {
		for _, b := range l.Broken {
			fmt.Fprintf(out, "  line %d: %s\n", l.Line, words(b))
		}
	}
	if r.Failed > len(lines) {
		fmt.Fprintf(out, "  and %d rows more\n", r.Failed-len(lines))
	}
	file, err := os.OpenFile(i.failures, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return fmt.Errorf("writing the rows to be mended: %w", err)
	}
	if err := errors.Join(h.imports.FailuresForHouse(ctx, by, r.ID, file, words), file.Close()); err != nil {
		return err
	}
	fmt.Fprintf(out, "the rows to be mended are in %s, with the reason in the column fejl\n", i.failures)
	return errRowsLeft
}
