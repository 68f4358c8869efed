-- +goose Up
CREATE TABLE import_runs (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind        text NOT NULL CHECK (kind IN ('youths', 'contacts', 'placements')),
    team_id     bigint REFERENCES teams,       -- whose coordinator reads it; null from the command line
    file_name   text NOT NULL,
    digest      bytea NOT NULL,                -- keyed hash of the file, by which a run cut short is found again
    headings    text[] NOT NULL,
    state       text NOT NULL DEFAULT 'tried' CHECK (state IN ('tried', 'running', 'stopped', 'done')),
    rows        int NOT NULL DEFAULT 0,
    fresh       int NOT NULL DEFAULT 0,        -- rows that the trial found to be new
    done        int NOT NULL DEFAULT 0,        -- rows looked at so far
    made        int NOT NULL DEFAULT 0,
    known       int NOT NULL DEFAULT 0,        -- seen before
    failed      int NOT NULL DEFAULT 0,
    by_id       bigint NOT NULL REFERENCES staff,
    started_at  timestamptz NOT NULL DEFAULT now(),
    moved_at    timestamptz NOT NULL DEFAULT now(),
    finished_at timestamptz
);
CREATE INDEX import_runs_by_team ON import_runs (team_id, id DESC);

-- The rows of a file while it is tried and read in, sealed. They go when the run is
-- over, but for those that failed, which wait to be fetched and mended.
CREATE TABLE import_rows (
    run_id   bigint NOT NULL REFERENCES import_runs,
    position int NOT NULL,
    line     int NOT NULL,                     -- in the file
    content  bytea NOT NULL,                   -- sealed: the cells, and what is wrong with them
    verdict  text NOT NULL CHECK (verdict IN ('new', 'made', 'known', 'failed')),
    settled  boolean NOT NULL DEFAULT false,   -- the run has come to it
    PRIMARY KEY (run_id, position)
);
CREATE INDEX import_rows_failed ON import_rows (run_id, position) WHERE verdict = 'failed';

-- A row seen before is not made twice: by its own number, else by all it says.
CREATE TABLE imported_rows (
    kind        text NOT NULL,
    fingerprint bytea NOT NULL,
    subject     bigint NOT NULL,
    run_id      bigint NOT NULL REFERENCES import_runs,
    PRIMARY KEY (kind, fingerprint)
);

-- +goose Down
DROP TABLE imported_rows;
DROP TABLE import_rows;
DROP TABLE import_runs;
