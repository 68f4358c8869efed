-- +goose Up
-- Who did what to which youth, and who looked. Written beside the change in its
-- own transaction; sealed in order into a chain by a job, so that nobody waits.
CREATE TABLE audit_events (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at         timestamptz NOT NULL,
    tx         xid8 NOT NULL DEFAULT pg_current_xact_id(),
    staff_id   bigint REFERENCES staff,        -- null: the system itself
    action     text NOT NULL,
    youth_id   bigint,                         -- whom it is about, when it is one
    team_id    bigint,
    subject    bigint,                         -- the record that was made or changed
    reason     text NOT NULL DEFAULT '',
    detail     json NOT NULL DEFAULT '{}',     -- json, not jsonb: the mark below is of its very letters
    request_id text NOT NULL DEFAULT '',
    nonce      text NOT NULL CONSTRAINT event_written_once UNIQUE,
    mark       bytea NOT NULL                  -- keyed hash made by the program: a row from elsewhere has none
);
CREATE INDEX audit_events_by_youth ON audit_events (youth_id, id DESC) WHERE youth_id IS NOT NULL;
CREATE INDEX audit_events_by_staff ON audit_events (staff_id, id DESC);
CREATE TRIGGER audit_events_append_only BEFORE UPDATE OR DELETE ON audit_events FOR EACH STATEMENT EXECUTE FUNCTION refuse();
CREATE TRIGGER audit_events_no_truncate BEFORE TRUNCATE ON audit_events FOR EACH STATEMENT EXECUTE FUNCTION refuse();

-- Each link is the hash of the link before it and of its event.
CREATE TABLE audit_chain (
    position  bigint PRIMARY KEY,
    event_id  bigint NOT NULL CONSTRAINT event_sealed_once UNIQUE,
    hash      bytea NOT NULL,
    sealed_at timestamptz NOT NULL DEFAULT now()
);
CREATE TRIGGER audit_chain_append_only BEFORE UPDATE OR DELETE ON audit_chain FOR EACH STATEMENT EXECUTE FUNCTION refuse();
CREATE TRIGGER audit_chain_no_truncate BEFORE TRUNCATE ON audit_chain FOR EACH STATEMENT EXECUTE FUNCTION refuse();

-- A form that writes carries a key; the second time it comes, nothing is done twice.
CREATE TABLE idempotency_keys (
    staff_id   bigint NOT NULL REFERENCES staff,
    key        uuid NOT NULL,
    action     text NOT NULL,
    digest     bytea NOT NULL,                 -- of what the form said
    subject    bigint,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (staff_id, key)
);
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);

-- Opening a record with a written reason: by a leader for the day, or by a
-- colleague who breaks the glass. It ends by itself.
CREATE TABLE openings (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    staff_id bigint NOT NULL REFERENCES staff,
    youth_id bigint NOT NULL,
    team_id  bigint NOT NULL REFERENCES teams,
    kind     text NOT NULL CHECK (kind IN ('glass', 'leader')),
    reason   text NOT NULL CHECK (reason <> ''),
    at       timestamptz NOT NULL DEFAULT now(),
    until    timestamptz NOT NULL,
    seen_by  bigint REFERENCES staff,          -- the leader who has taken note
    seen_at  timestamptz
);
CREATE INDEX openings_now ON openings (youth_id, staff_id, until);
CREATE INDEX openings_by_team ON openings (team_id, at DESC);

-- +goose Down
DROP TABLE openings;
DROP TABLE idempotency_keys;
DROP TABLE audit_chain;
DROP TABLE audit_events;
