-- +goose Up
CREATE TABLE import_runs (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind        text NOT NULL CHECK (kind IN ('youths', 'contacts', 'placements')),
    team_id     bigint REFERENCES teams,       -- whose coordinator reads it; null from the command line
    file_name   text NOT NULL,
    file        bytea,                         -- sealed; emptied when the run is over
    state       text NOT NULL DEFAULT 'tried' CHECK (state IN ('tried', 'running', 'stopped', 'done')),
    rows        int NOT NULL DEFAULT 0,
    done        int NOT NULL DEFAULT 0,        -- rows looked at so far
    made        int NOT NULL DEFAULT 0,
    known       int NOT NULL DEFAULT 0,        -- seen before
    failed      int NOT NULL DEFAULT 0,
    failures    bytea,                         -- sealed: the failed rows with their reasons
    by_id       bigint REFERENCES staff,
    started_at  timestamptz NOT NULL DEFAULT now(),
    finished_at timestamptz
);
CREATE INDEX import_runs_by_team ON import_runs (team_id, id DESC);

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
DROP TABLE import_runs;
