package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"kasket/internal/audit"
	"kasket/internal/casework/caseload"
	"kasket/internal/casework/company"
	"kasket/internal/casework/conflict"
	"kasket/internal/casework/contact"
	"kasket/internal/casework/decision"
	"kasket/internal/casework/document"
	"kasket/internal/casework/economy"
	"kasket/internal/casework/enrolment"
	"kasket/internal/casework/figures"
	"kasket/internal/casework/fileaccess"
	"kasket/internal/casework/group"
	"kasket/internal/casework/intake"
	"kasket/internal/casework/kickoff"
	"kasket/internal/casework/measure"
	"kasket/internal/casework/meeting"
	"kasket/internal/casework/network"
	"kasket/internal/casework/outcome"
	"kasket/internal/casework/placement"
	"kasket/internal/casework/plan"
	"kasket/internal/casework/promises"
	"kasket/internal/casework/review"
	"kasket/internal/casework/sparring"
	"kasket/internal/casework/standing"
	"kasket/internal/casework/transfer"
	"kasket/internal/casework/youth"
	"kasket/internal/db"
	"kasket/internal/devpg"
	"kasket/internal/export"
	"kasket/internal/fileimport"
	"kasket/internal/programme"
	"kasket/internal/staff"
	"kasket/internal/vault"
)

// house is everything wired together: what the server and the other commands
// share.
type house struct {
	settings   settings
	log        *slog.Logger
	postgres   *devpg.Server // nil where DATABASE_URL is set
	db         *db.DB
	vault      *vault.Vault
	trail      *audit.Trail
	staff      *staff.Service
	programmes *programme.Service
	standing   *standing.Service
	companies  *company.Service
	youths     *youth.Service
	enrolments *enrolment.Service
	network    *network.Service
	outcomes   *outcome.Service
	sparring   *sparring.Service
	reviews    *review.Service
	economy    *economy.Service
	reports    *export.Service
	measures   *measure.Service
	groups     *group.Service
	transfers  *transfer.Service
	conflicts  *conflict.Service
	intake     *intake.Service
	promises   *promises.Service
	caseload   *caseload.Service
	figures    *figures.Service
	imports    *fileimport.Service
	plans      *plan.Service
	meetings   *meeting.Service
	contacts   *contact.Service
	kickoffs   *kickoff.Service
	documents  *document.Service
	access     *fileaccess.Service
	decisions  *decision.Service
	placements *placement.Service
	isDemo     bool             // the demo was loaded: its accounts may be listed
	queue      fileimport.Queue // only where the server runs
}

// openHouse reads the settings, starts Postgres where it is ours, migrates what is
// ours, and wires the services.
func openHouse(ctx context.Context, log *slog.Logger) (*house, error) {
	s, err := readSettings(os.Getenv)
	if err != nil {
		return nil, fmt.Errorf("settings:\n%w", err)
	}
	h := &house{settings: s, log: log}
	if h.settings.embedded() {
		if err := h.startPostgres(ctx); err != nil {
			return nil, err
		}
	}
	if err := h.wire(ctx); err != nil {
		h.Close()
		return nil, err
	}
	return h, nil
}

func (h *house) startPostgres(ctx context.Context) error {
	folder, err := filepath.Abs(h.settings.data)
	if err != nil {
		return fmt.Errorf("KASKET_DATA: %w", err)
	}
	h.settings.data = folder
	if h.postgres, err = devpg.Start(ctx, devpg.Options{Dir: filepath.Join(folder, "postgres"), Log: h.log}); err != nil {
		return err
	}
	h.settings.databaseURL = h.postgres.URL()
	if err := db.Migrate(ctx, h.settings.databaseURL); err != nil {
		_ = h.postgres.Stop() // the first error is the one to tell
		return err
	}
	return nil
}

func (h *house) wire(ctx context.Context) (err error) {
	if h.vault, err = h.settings.vaultOf(h.postgres != nil); err != nil {
		return err
	}
	if h.db, err = db.Open(ctx, h.settings.databaseURL); err != nil {
		return err
	}
	now := time.Now
	h.trail = audit.New(h.db, h.sign, now)
	h.staff = staff.NewService(h.db, h.trail, now)
	h.programmes = programme.NewService(h.db.Read, h.trail)
	h.standing = standing.NewService(h.db.Read, h.trail, now)
	register, err := h.settings.register()
	if err != nil {
		return err
	}
	h.companies = company.NewService(h.db.Read, h.trail, register, now)
	h.youths = youth.NewService(h.db.Read, h.trail, h.vault, now, h.settings.testCPRs)
	h.enrolments = enrolment.NewService(h.db.Read, h.trail, now)
	h.network = network.NewService(h.db.Read, h.trail, h.vault, now)
	h.outcomes = outcome.NewService(h.db.Read, h.trail, now)
	h.economy = economy.NewService(h.db.Read, h.trail, now)
	h.sparring = sparring.NewService(h.db.Read, h.trail, now)
	h.reviews = review.NewService(h.db.Read, h.trail, now)
	h.groups = group.NewService(h.db.Read, h.trail, now)
	h.measures = measure.NewService(h.db.Read, h.trail, now)
	h.transfers = transfer.NewService(h.db.Read, h.trail, now)
	h.promises = promises.NewService(h.db.Read, h.trail, now)
	h.caseload = caseload.NewService(h.db.Read, h.trail, now)
	h.intake = intake.NewService(h.db.Read, h.trail, h.youths, h.programmes, h.caseload.Ranking, placement.CarryOver, now)
	h.figures = figures.NewService(h.db.Read, h.trail, now)
	h.reports = export.NewService(h.db.Read, h.trail, export.Of(h.figures), h.economy, now)
	h.conflicts = conflict.NewService(h.db.Read, h.trail, h.youths, now)
	h.plans = plan.NewService(h.trail, now)
	h.meetings = meeting.NewService(h.db.Read, h.trail, now)
	h.contacts = contact.NewService(h.db, h.trail, h.programmes, now)
	h.kickoffs = kickoff.NewService(h.db.Read, h.trail, h.contacts, now)
	h.documents = document.NewService(h.db.Read, h.trail, h.programmes, nil, now) // no scanner: every file says so
	h.decisions = decision.NewService(h.db.Read, h.trail, h.youths, h.network, now)
	h.placements = placement.NewService(h.db.Read, h.trail, h.network, h.decisions, now)
	h.access = fileaccess.NewService(h.db.Read, h.trail, h.programmes, now)
	h.imports = fileimport.NewService(h.db.Read, h.trail, h.vault, h.staff, h.programmes, h.youths, now)
	return nil
}

// sign is the trail's keyed hash: its key lies outside the database.
func (h *house) sign(line []byte) []byte { return h.vault.Index(string(line), "audit_events") }

// Close ends the pools, then Postgres where it is ours.
func (h *house) Close() {
	if h.db != nil {
		h.db.Close()
	}
	if h.postgres != nil {
		if err := h.postgres.Stop(); err != nil {
			h.log.Error("stopping Postgres", "err", err)
		}
	}
}
