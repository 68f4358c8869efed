package jobs

import (
	"context"

	"github.com/riverqueue/river"

	"kasket/internal/id"
)

// importQueue keeps the reading of files apart, so that a long one delays nothing.
const importQueue = "imports"

type sealArgs struct{}

// Kind names the job in the queue's tables.
func (sealArgs) Kind() string { return "seal" }

type sealWorker struct {
	river.WorkerDefaults[sealArgs]
	trail Sealer
}

// Work seals what has been settled since the last time.
func (w *sealWorker) Work(ctx context.Context, _ *river.Job[sealArgs]) error {
	_, err := w.trail.Seal(ctx)
	return err
}

type sweepArgs struct{}

// Kind names the job in the queue's tables.
func (sweepArgs) Kind() string { return "sweep" }

type sweepWorker struct {
	river.WorkerDefaults[sweepArgs]
	sweepers []Sweeper
}

// Work takes away expired sessions, old keys of forms and the like.
func (w *sweepWorker) Work(ctx context.Context, _ *river.Job[sweepArgs]) error {
	for _, s := range w.sweepers {
		if err := s.Sweep(ctx); err != nil {
			return err
		}
	}
	return nil
}

type importArgs struct {
	Run id.ImportRun `json:"run"`
}

// Kind names the job in the queue's tables.
func (importArgs) Kind() string { return "import" }

type importWorker struct {
	river.WorkerDefaults[importArgs]
	imports Importer
}

// Work reads the file on from where it was.
func (w *importWorker) Work(ctx context.Context, job *river.Job[importArgs]) error {
	return w.imports.Run(ctx, job.Args.Run)
}

type resumeArgs struct{}

// Kind names the job in the queue's tables.
func (resumeArgs) Kind() string { return "resume_imports" }

// InsertOpts puts it beside the imports, so that it waits for a running one.
func (resumeArgs) InsertOpts() river.InsertOpts { return river.InsertOpts{Queue: importQueue} }

type resumeWorker struct {
	river.WorkerDefaults[resumeArgs]
	imports Importer
}

// Work goes on with files whose reading stood still because its server was killed.
func (w *resumeWorker) Work(ctx context.Context, _ *river.Job[resumeArgs]) error {
	return w.imports.Resume(ctx)
}
