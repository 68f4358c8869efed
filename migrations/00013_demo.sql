-- +goose Up
-- Whether the demo was loaded here, and whether to its end: one row or none.
CREATE TABLE demo_load (
    one         boolean PRIMARY KEY DEFAULT true CHECK (one),
    started_at  timestamptz NOT NULL,
    finished_at timestamptz
);

-- +goose Down
DROP TABLE demo_load;
