package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"

	"kasket/internal/audit"
)

// errTampered ends verify when the trail is not what it was.
var errTampered = errors.New("the trail has been changed; keep the database as it is and tell whoever is responsible for data protection")

func verify(ctx context.Context, args []string, out io.Writer) error {
	f := flags("verify", "walk the whole trail and look for lines that were changed, removed or put in",
		"kasket verify", "kasket verify -seal 4711:9f8e…   (the seal that an earlier verify printed)")
	known := f.String("seal", "", "a seal printed earlier and kept elsewhere: it finds what was cut off or written anew")
	if err := f.Parse(args); err != nil {
		return err
	}
	var seals []audit.Seal
	if *known != "" {
		s, err := audit.ParseSeal(*known)
		if err != nil {
			return err
		}
		seals = append(seals, s)
	}
	h, err := openHouse(ctx, slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn})))
	if err != nil {
		return err
	}
	defer h.Close()
	if _, err := h.trail.Seal(ctx); err != nil { // what is settled is sealed first, so that the seal covers it
		return err
	}
	report, err := h.trail.Verify(ctx, seals...)
	if err != nil {
		return err
	}
	return printReport(out, report)
}

func printReport(out io.Writer, r audit.Report) error {
	for _, fault := range r.Faults {
		fmt.Fprintf(out, "position %d, event %d: %s\n", fault.Position, fault.Event, fault.What)
	}
	fmt.Fprintf(out, "sealed %d, waiting %d, faults %d\n", r.Sealed, r.Unsealed, len(r.Faults))
	if len(r.Faults) > 0 {
		return errTampered
	}
	if r.Sealed > 0 {
		fmt.Fprintf(out, "last seal, to be kept elsewhere:\n%s\n", r.Last)
	}
	return nil
}
