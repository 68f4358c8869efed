-- +goose Up
-- A youth in a course has exactly one owner at every moment: the column is not
-- null, one open course per youth is an index, and a change of owner without its
-- row in handovers does not commit.
CREATE TABLE enrolments (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    youth_id        bigint NOT NULL REFERENCES youths,
    programme_id    bigint NOT NULL REFERENCES programmes,
    team_id         bigint NOT NULL REFERENCES teams,
    owner_id        bigint NOT NULL,
    buddy_id        bigint,
    needs_group     int CHECK (needs_group BETWEEN 1 AND 4),
    benefit         text NOT NULL DEFAULT '',  -- codes of the catalogue
    category        text NOT NULL DEFAULT '',
    wish            text NOT NULL DEFAULT '',  -- in the youth's own words
    summary         text NOT NULL DEFAULT '',
    status_before   text NOT NULL DEFAULT '',
    status_now      text NOT NULL DEFAULT '',
    status_on       date,
    ready_on        date,
    referred_on     date,
    started_on      date NOT NULL,
    closed_on       date,
    followup_ends_on date,
    last_contact_at timestamptz,               -- last time the youth was talked with: a fact, kept by the log
    last_attempt_at timestamptz,
    attempts        int NOT NULL DEFAULT 0,    -- since the last contact
    version         int NOT NULL DEFAULT 1,
    created_at      timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT owner_in_team      FOREIGN KEY (owner_id, team_id) REFERENCES memberships (staff_id, team_id),
    CONSTRAINT buddy_in_team      FOREIGN KEY (buddy_id, team_id) REFERENCES memberships (staff_id, team_id),
    CONSTRAINT buddy_is_not_owner CHECK (buddy_id <> owner_id),
    CONSTRAINT course_in_order    CHECK (closed_on >= started_on)
);
CREATE UNIQUE INDEX one_open_course ON enrolments (youth_id) WHERE closed_on IS NULL;
CREATE INDEX enrolments_by_owner ON enrolments (owner_id) WHERE closed_on IS NULL;
CREATE INDEX enrolments_by_buddy ON enrolments (buddy_id) WHERE closed_on IS NULL AND buddy_id IS NOT NULL;
CREATE INDEX enrolments_by_team ON enrolments (team_id, started_on) WHERE closed_on IS NULL;
CREATE INDEX enrolments_closed ON enrolments (team_id, closed_on) WHERE closed_on IS NOT NULL;
CREATE INDEX enrolments_by_youth ON enrolments (youth_id, started_on DESC);

-- The chain of owners: the first row has no from, each other one goes on where
-- the one before it ended.
CREATE TABLE handovers (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    enrolment_id bigint NOT NULL REFERENCES enrolments,
    from_id      bigint REFERENCES staff,
    to_id        bigint NOT NULL REFERENCES staff,
    by_id        bigint NOT NULL REFERENCES staff,
    reason       text NOT NULL CHECK (reason <> ''),
    at           timestamptz NOT NULL,
    CONSTRAINT handover_changes_owner CHECK (from_id <> to_id)
);
CREATE INDEX handovers_by_enrolment ON handovers (enrolment_id, id DESC);
CREATE INDEX handovers_lately ON handovers (to_id, at DESC);
CREATE TRIGGER handovers_append_only BEFORE UPDATE OR DELETE ON handovers FOR EACH STATEMENT EXECUTE FUNCTION refuse();

-- +goose StatementBegin
CREATE FUNCTION handover_goes_on() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE before record;
BEGIN
    SELECT to_id, at INTO before FROM handovers WHERE enrolment_id = NEW.enrolment_id ORDER BY id DESC LIMIT 1;
    IF before.to_id IS DISTINCT FROM NEW.from_id THEN
        RAISE EXCEPTION 'handover of enrolment % does not go on from the owner before it', NEW.enrolment_id
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'handover_goes_on';
    END IF;
    RETURN NEW;
END $$;
-- +goose StatementEnd
CREATE TRIGGER handover_goes_on BEFORE INSERT ON handovers FOR EACH ROW EXECUTE FUNCTION handover_goes_on();

-- +goose StatementBegin
CREATE FUNCTION owner_is_last_handover() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.owner_id IS DISTINCT FROM (SELECT to_id FROM handovers WHERE enrolment_id = NEW.id ORDER BY id DESC LIMIT 1) THEN
        RAISE EXCEPTION 'the owner of enrolment % changes only with a handover', NEW.id
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'owner_is_last_handover';
    END IF;
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE CONSTRAINT TRIGGER owner_is_last_handover AFTER INSERT OR UPDATE OF owner_id ON enrolments
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION owner_is_last_handover();

CREATE TABLE buddy_changes (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    enrolment_id bigint NOT NULL REFERENCES enrolments,
    from_id      bigint REFERENCES staff,
    to_id        bigint REFERENCES staff,
    by_id        bigint NOT NULL REFERENCES staff,
    reason       text NOT NULL DEFAULT '',
    at           timestamptz NOT NULL
);
CREATE INDEX buddy_changes_by_enrolment ON buddy_changes (enrolment_id, id DESC);
CREATE TRIGGER buddy_changes_append_only BEFORE UPDATE OR DELETE ON buddy_changes FOR EACH STATEMENT EXECUTE FUNCTION refuse();

-- Somebody acts for the owner in a period that ends by itself.
CREATE TABLE covers (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    enrolment_id bigint NOT NULL REFERENCES enrolments,
    staff_id     bigint NOT NULL REFERENCES staff,
    for_id       bigint NOT NULL REFERENCES staff,
    from_on      date NOT NULL,
    to_on        date NOT NULL,
    reason       text NOT NULL DEFAULT '',
    by_id        bigint NOT NULL REFERENCES staff,
    at           timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT cover_in_order CHECK (to_on >= from_on),
    CONSTRAINT cover_is_not_owner CHECK (staff_id <> for_id),
    CONSTRAINT one_cover_at_a_time EXCLUDE USING gist (enrolment_id WITH =, for_id WITH =, daterange(from_on, to_on, '[]') WITH &&)
);
CREATE INDEX covers_by_staff ON covers (staff_id, to_on);

CREATE TABLE exits (
    enrolment_id bigint PRIMARY KEY REFERENCES enrolments,
    code         text NOT NULL,
    counts       text NOT NULL CHECK (counts IN ('good', 'other', 'left_out')),  -- the catalogue's word on that day
    exit_on      date NOT NULL,
    note         text NOT NULL DEFAULT '',
    by_id        bigint NOT NULL REFERENCES staff,
    at           timestamptz NOT NULL DEFAULT now()
);

-- +goose Down
DROP TABLE exits;
DROP TABLE covers;
DROP TABLE buddy_changes;
DROP TABLE handovers;
DROP TABLE enrolments;
DROP FUNCTION owner_is_last_handover();
DROP FUNCTION handover_goes_on();
