package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"time"

	"kasket/internal/db"
	"kasket/internal/demo"
)

// loadDemo is the command: it fills an empty database with the demo, and no other.
func loadDemo(ctx context.Context, args []string, out io.Writer) error {
	f := flags("demo", "fill an empty database with a small believable municipality; everybody in it is made up",
		"DATABASE_URL=postgres://… KASKET_KEY=… kasket demo", "kasket demo -anew")
	anew := f.Bool("anew", false, "drop what an unfinished load left, with everything in the database")
	if err := f.Parse(args); err != nil {
		return err
	}
	h, err := openHouse(ctx, slog.New(slog.NewTextHandler(os.Stderr, nil)))
	if err != nil {
		return err
	}
	defer h.Close()
	if err := db.Migrate(ctx, h.settings.databaseURL); err != nil {
		return err
	}
	report, err := h.demo(ctx, *anew)
	if errors.Is(err, demo.ErrUnfinished) {
		return fmt.Errorf("%w: kasket demo -anew drops what it left and starts over", err)
	}
	if err != nil {
		return err
	}
	tellDemo(out, report)
	if !h.settings.testCPRs {
		fmt.Fprintln(out, "Its CPR numbers are fictive (day + 60): set KASKET_TEST_CPR=on for the server, or it refuses to save them.")
	}
	tellAccounts(out)
	return nil
}

func (h *house) demo(ctx context.Context, anew bool) (demo.Report, error) {
	return demo.Load(ctx, demo.Options{URL: h.settings.databaseURL, Vault: h.vault, Sign: h.sign, Now: time.Now(), Anew: anew})
}

// fillEmpty loads the demo into the house's own Postgres where nothing is in it, or
// only what a load left that was killed. It is done before anybody is served.
func (h *house) fillEmpty(ctx context.Context, out io.Writer) error {
	report, err := h.demo(ctx, true)
	if errors.Is(err, demo.ErrLoaded) || errors.Is(err, demo.ErrInUse) {
		return nil
	}
	if err == nil {
		tellDemo(out, report)
	}
	return err
}

func tellDemo(out io.Writer, r demo.Report) {
	fmt.Fprintf(out, "The demo is loaded: %d youths and %d contacts in %.1f s.\n", r.Youths, r.Contacts, r.Took.Seconds())
}

func tellAccounts(out io.Writer) {
	fmt.Fprintf(out, "Sign in with the password %s as\n", demo.Password)
	for _, a := range demo.Accounts {
		fmt.Fprintf(out, "  %-28s %s\n", a.Email, a.Does)
	}
}
