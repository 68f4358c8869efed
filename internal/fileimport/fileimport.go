// Package fileimport reads youths, contacts, companies and placements in from files. A file is
// tried first: every row gets its verdict, and nothing is made. Then it is read in
// row by row, each in a transaction of its own together with the mark that it was
// read, so that a run that was cut short goes on where it was and a file that comes
// again makes nothing twice. Rows wait sealed, and are gone when the run is over;
// those that failed stay for a while, to be mended.
package fileimport

import (
	"time"

	"kasket/internal/audit"
	"kasket/internal/casework/youth"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/rule"
	"kasket/internal/staff"
	"kasket/internal/vault"
)

// Kind is what a file holds.
type Kind string

// The kinds of file.
const (
	Youths     Kind = "youths"
	Contacts   Kind = "contacts"
	Companies  Kind = "companies"
	Placements Kind = "placements"
)

// Kinds lists the kinds in the order in which one reads them in: contacts and
// placements need their youths, and a placement finds its company.
var Kinds = []Kind{Youths, Contacts, Companies, Placements}

// State is how far a run has come.
type State string

// The states. A run that was stopped goes on where it was.
const (
	Tried   State = "tried"
	Running State = "running"
	Stopped State = "stopped"
	Done    State = "done"
)

// Verdict is what becomes of a row.
type Verdict string

// The verdicts. A New row is to be made, and Made once it was.
const (
	New    Verdict = "new"
	Made   Verdict = "made"
	Known  Verdict = "known"
	Failed Verdict = "failed"
)

// Run is one reading of a file.
type Run struct {
	ID         id.ImportRun
	Kind       Kind
	Team       *id.Team // none: a file for all teams, from the command line
	TeamName   string
	FileName   string
	State      State
	Rows       int
	Done       int // rows read so far
	Made       int
	Known      int
	Failed     int
	New        int // rows that the trial found to be new
	By         id.Staff
	ByName     string
	StartedAt  time.Time
	MovedAt    time.Time // when it last got further
	FinishedAt *time.Time
}

// Idle reports whether a run that should be going on has not moved for a while: the
// machine that had it has stopped, and it may be started again.
func (r Run) Idle(now time.Time) bool { return r.State == Running && now.Sub(r.MovedAt) > idleAfter }

// Waits reports whether the run can be started, or started again.
func (r Run) Waits(now time.Time) bool {
	return r.State == Tried || r.State == Stopped || r.Idle(now)
}

const idleAfter = 30 * time.Second

// Line is a row with its verdict, for the page.
type Line struct {
	Position int // in the run, from 1
	Line     int // in the file
	About    string
	Verdict  Verdict
	Broken   rule.Violations
}

// Service is the use cases of files.
type Service struct {
	read       db.Reader
	trail      *audit.Trail
	vault      *vault.Vault
	staff      *staff.Service
	programmes *programme.Service
	youths     *youth.Service
	now        func() time.Time
}

// NewService makes the service; now is the clock.
func NewService(read db.Reader, trail *audit.Trail, v *vault.Vault, people *staff.Service, programmes *programme.Service, youths *youth.Service, now func() time.Time) *Service {
	return &Service{read: read, trail: trail, vault: v, staff: people, programmes: programmes, youths: youths, now: now}
}
