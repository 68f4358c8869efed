-- +goose Up
CREATE TABLE youths (
    id                 bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    given_name         text NOT NULL CHECK (given_name <> ''),
    family_name        text NOT NULL DEFAULT '',
    called_name        text NOT NULL DEFAULT '',   -- what they are called; used everywhere but in letters
    pronoun            text NOT NULL DEFAULT '',
    cpr                bytea,                      -- sealed
    cpr_index          bytea,                      -- keyed hash, for the exact search
    no_cpr_reason      text NOT NULL DEFAULT '',
    birth_date         date,
    phone              text NOT NULL DEFAULT '',
    phone2             text NOT NULL DEFAULT '',
    email              text NOT NULL DEFAULT '',
    address            bytea,                      -- sealed
    protection         text NOT NULL DEFAULT 'none' CHECK (protection IN ('none', 'protected', 'police')),
    protection_ends_on date,                       -- a task for somebody, never a silent end
    interpreter        text NOT NULL DEFAULT '',
    remember           text NOT NULL DEFAULT '',
    version            int NOT NULL DEFAULT 1,
    created_at         timestamptz NOT NULL DEFAULT now(),
    search_name        text GENERATED ALWAYS AS (fold(called_name || ' ' || given_name || ' ' || family_name)) STORED,
    search_phone       text GENERATED ALWAYS AS (phone || ' ' || phone2) STORED,
    CONSTRAINT cpr_or_reason CHECK ((cpr IS NULL) = (cpr_index IS NULL) AND (cpr IS NOT NULL OR no_cpr_reason <> ''))
);
CREATE UNIQUE INDEX cpr_once ON youths (cpr_index);
CREATE INDEX youths_by_name ON youths USING gin (search_name gin_trgm_ops);
CREATE INDEX youths_by_phone ON youths USING gin (search_phone gin_trgm_ops);

CREATE TABLE youth_versions (
    youth_id bigint NOT NULL REFERENCES youths,
    version  int NOT NULL,
    fields   jsonb NOT NULL,                   -- as it was; never the number nor a protected address
    by_id    bigint NOT NULL REFERENCES staff,
    at       timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (youth_id, version)
);

-- What one must know to be safe: factual, dated, with a source and an end.
CREATE TABLE safety_notes (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    youth_id    bigint NOT NULL REFERENCES youths,
    text        text NOT NULL CHECK (text <> ''),
    source      text NOT NULL DEFAULT '',
    bans_place  text NOT NULL DEFAULT '',      -- a place of the contact log that is not to be used
    from_on     date NOT NULL,
    to_on       date NOT NULL,
    by_id       bigint NOT NULL REFERENCES staff,
    created_at  timestamptz NOT NULL DEFAULT now(),
    ended_by    bigint REFERENCES staff,
    CONSTRAINT safety_in_order CHECK (to_on >= from_on)
);
CREATE INDEX safety_notes_by_youth ON safety_notes (youth_id, to_on);

-- +goose Down
DROP TABLE safety_notes;
DROP TABLE youth_versions;
DROP TABLE youths;
