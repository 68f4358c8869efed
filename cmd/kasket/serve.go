package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"time"

	"kasket/internal/db"
	"kasket/internal/demo"
	"kasket/internal/jobs"
	"kasket/internal/server"
)

func serve(ctx context.Context, args []string, out io.Writer) error {
	f := flags("serve", "start the server", "kasket serve", "KASKET_ADDR=127.0.0.1:9000 kasket serve")
	if err := f.Parse(args); err != nil {
		return err
	}
	log := slog.New(slog.NewTextHandler(os.Stderr, nil))
	h, err := openHouse(ctx, log)
	if err != nil {
		return err
	}
	defer h.Close()
	if h.postgres == nil { // its own Postgres was migrated as it opened
		if err := db.Migrate(ctx, h.settings.databaseURL); err != nil {
			return err
		}
	}
	if h.postgres != nil {
		if err := h.fillEmpty(ctx, out); err != nil {
			return err
		}
	}
	if h.isDemo, err = demo.Loaded(ctx, h.db.Read); err != nil {
		return err
	}
	quiet := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn})) // the queue tells what it does every five seconds
	queue, err := jobs.New(h.db.Write, quiet, h.work())
	if err != nil {
		return err
	}
	h.queue = queue
	if err := queue.Start(ctx); err != nil {
		return err
	}
	defer h.drain(ctx, queue)
	listener, err := net.Listen("tcp", h.settings.addr)
	if err != nil {
		return fmt.Errorf("listening: %w", err)
	}
	fmt.Fprintf(out, "Kasket is ready: http://%s\n", listener.Addr())
	if h.isDemo {
		tellAccounts(out)
	}
	return h.serveOn(ctx, listener)
}

// How long a request may take at its edges, and the last ones when it ends.
const (
	headerTimeout = 10 * time.Second
	readTimeout   = 60 * time.Second
	writeTimeout  = 120 * time.Second
	drainTimeout  = 15 * time.Second
)

// serveOn answers until ctx ends, then lets the running requests finish.
func (h *house) serveOn(ctx context.Context, listener net.Listener) error {
	s := &http.Server{
		Handler:           server.New(h.deps()),
		ReadHeaderTimeout: headerTimeout, ReadTimeout: readTimeout, WriteTimeout: writeTimeout,
		MaxHeaderBytes: 64 << 10,
		ErrorLog:       slog.NewLogLogger(h.log.Handler(), slog.LevelWarn),
	}
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(listener) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	drain, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainTimeout)
	defer cancel()
	err := s.Shutdown(drain)
	if served := <-ended; !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, served)
	}
	return err
}

// drain lets the running jobs finish; the pools are closed after.
func (h *house) drain(ctx context.Context, queue *jobs.Queue) {
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainTimeout)
	defer cancel()
	if err := queue.Stop(stop); err != nil {
		h.log.Error("stopping the queue", "err", err)
	}
}

// work is what the queue is given to do.
func (h *house) work() jobs.Work {
	return jobs.Work{Trail: h.trail, Sweepers: []jobs.Sweeper{h.trail, h.staff, h.imports}, Imports: h.imports}
}

func (h *house) deps() server.Deps {
	return server.Deps{
		DB: h.db, Trail: h.trail, Staff: h.staff, Programmes: h.programmes, Standing: h.standing, Companies: h.companies,
		Youths: h.youths, Enrolments: h.enrolments, Network: h.network, Promises: h.promises, Caseload: h.caseload, Figures: h.figures,
		Imports:  h.imports,
		Queue:    h.queue,
		Intake:   h.intake,
		Outcomes: h.outcomes,
		Economy:  h.economy,
		Reports:  h.reports,
		Sparring: h.sparring, Reviews: h.reviews, Measures: h.measures, Groups: h.groups, Transfers: h.transfers, Conflicts: h.conflicts,
		Plans: h.plans, Meetings: h.meetings, Contacts: h.contacts, Kickoffs: h.kickoffs, Documents: h.documents, Access: h.access, Decisions: h.decisions, Placements: h.placements,
		Log: h.log, Now: time.Now, URL: h.settings.url, Proxies: h.settings.proxies, Secure: h.settings.secure, Demo: h.isDemo,
	}
}

func migrate(ctx context.Context, args []string, out io.Writer) error {
	f := flags("migrate", "bring the database to the newest schema", "DATABASE_URL=postgres://… kasket migrate")
	if err := f.Parse(args); err != nil {
		return err
	}
	s, err := readSettings(os.Getenv)
	if err != nil {
		return err
	}
	url := s.databaseURL
	if s.embedded() { // its own Postgres is migrated as it opens
		h, err := openHouse(ctx, slog.New(slog.NewTextHandler(os.Stderr, nil)))
		if err != nil {
			return err
		}
		defer h.Close()
		url = h.settings.databaseURL
	}
	if err := db.Migrate(ctx, url); err != nil {
		return err
	}
	now, newest, err := db.Version(ctx, url)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "schema %d of %d\n", now, newest)
	return err
}
