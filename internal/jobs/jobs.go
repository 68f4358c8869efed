// Package jobs is the queue and its schedule: transport only. A worker calls one
// method of a feature; what is to be done is found by reading how things stand,
// so that a job is safe to run twice and right after a day of downtime.
package jobs

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"

	"kasket/internal/id"
)

// How often the periodic jobs run.
const (
	sealEvery   = 5 * time.Second
	sweepEvery  = time.Hour
	resumeEvery = 30 * time.Second
)

// Sealer seals the trail.
type Sealer interface {
	Seal(ctx context.Context) (int, error)
}

// Sweeper takes away what has served its time.
type Sweeper interface {
	Sweep(ctx context.Context) error
}

// Importer reads a file into Kasket.
type Importer interface {
	Run(ctx context.Context, run id.ImportRun) error
	Resume(ctx context.Context) error
}

// Work is what the queue is given to do.
type Work struct {
	Trail    Sealer
	Sweepers []Sweeper
	Imports  Importer
}

// Queue is the running queue of one instance; many instances share the work.
type Queue struct{ client *river.Client[pgx.Tx] }

// New makes the queue on the writing pool.
func New(pool *pgxpool.Pool, log *slog.Logger, w Work) (*Queue, error) {
	workers := river.NewWorkers()
	river.AddWorker(workers, &sealWorker{trail: w.Trail})
	river.AddWorker(workers, &sweepWorker{sweepers: w.Sweepers})
	river.AddWorker(workers, &importWorker{imports: w.Imports})
	river.AddWorker(workers, &resumeWorker{imports: w.Imports})
	client, err := river.NewClient(riverpgxv5.New(pool), &river.Config{
		Queues:                      map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: 2}, importQueue: {MaxWorkers: 1}},
		Workers:                     workers,
		Logger:                      log,
		JobTimeout:                  -1, // a large file takes what it takes; each worker minds its context
		CompletedJobRetentionPeriod: time.Hour,
		PeriodicJobs: []*river.PeriodicJob{
			every(sealEvery, sealArgs{}), every(sweepEvery, sweepArgs{}), every(resumeEvery, resumeArgs{}),
		},
	})
	if err != nil {
		return nil, fmt.Errorf("making the queue: %w", err)
	}
	return &Queue{client: client}, nil
}

// every schedules a job that is not queued again while one waits.
func every(interval time.Duration, args river.JobArgs) *river.PeriodicJob {
	return river.NewPeriodicJob(river.PeriodicInterval(interval),
		func() (river.JobArgs, *river.InsertOpts) {
			return args, &river.InsertOpts{MaxAttempts: 1, UniqueOpts: river.UniqueOpts{ByArgs: true, ByPeriod: interval}}
		}, &river.PeriodicJobOpts{RunOnStart: true})
}

// Start begins to work. A signal drains the jobs by Stop rather than cutting them.
func (q *Queue) Start(ctx context.Context) error {
	if err := q.client.Start(context.WithoutCancel(ctx)); err != nil {
		return fmt.Errorf("starting the queue: %w", err)
	}
	return nil
}

// Stop lets running jobs finish until ctx ends, then cuts them.
func (q *Queue) Stop(ctx context.Context) error {
	if err := q.client.Stop(ctx); err == nil {
		return nil
	}
	cut, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	if err := q.client.StopAndCancel(cut); err != nil {
		return fmt.Errorf("stopping the queue: %w", err)
	}
	return nil
}

// Import queues the reading of a file with the transaction that asks for it.
func (q *Queue) Import(ctx context.Context, tx pgx.Tx, run id.ImportRun) error {
	if _, err := q.client.InsertTx(ctx, tx, importArgs{Run: run}, &river.InsertOpts{Queue: importQueue, MaxAttempts: 5}); err != nil {
		return fmt.Errorf("queueing import %d: %w", run, err)
	}
	return nil
}
