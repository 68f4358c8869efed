-- +goose Up
-- A request to a colleague to take over a youth. The owner changes only when they
-- accept; until then one may be open for a course, and it always comes from the
-- owner of the moment: when the owner changes otherwise, or the course ends, the
-- request lapses in the same transaction, whoever writes it.
CREATE TABLE transfers (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    youth_id      bigint NOT NULL REFERENCES youths,
    enrolment_id  bigint NOT NULL REFERENCES enrolments,
    from_id       bigint NOT NULL REFERENCES staff,  -- the owner
    to_id         bigint NOT NULL REFERENCES staff,  -- who is asked
    asked_by      bigint NOT NULL REFERENCES staff,
    asked_at      timestamptz NOT NULL,
    reason        text NOT NULL CHECK (reason <> ''),
    summary       text NOT NULL CHECK (summary <> ''), -- what the youth would say themselves
    wanted_on     date,                                -- the day one would like it to be
    stays_buddy   boolean NOT NULL DEFAULT false,      -- the owner becomes buddy
    state         text NOT NULL DEFAULT 'open',
    answered_by   bigint REFERENCES staff,             -- nobody: it lapsed
    answered_at   timestamptz,
    answer_reason text NOT NULL DEFAULT '',
    noted_at      timestamptz,                         -- the giver has read how it ended
    CONSTRAINT transfer_state_known   CHECK (state IN ('open', 'accepted', 'returned', 'withdrawn', 'lapsed')),
    CONSTRAINT transfer_to_another    CHECK (to_id <> from_id),
    CONSTRAINT transfer_ends_in_time  CHECK ((state = 'open') = (answered_at IS NULL)),
    CONSTRAINT return_has_reason      CHECK (state <> 'returned' OR answer_reason <> '')
);
CREATE UNIQUE INDEX one_open_transfer ON transfers (enrolment_id) WHERE state = 'open';
CREATE INDEX transfers_to ON transfers (to_id) WHERE state = 'open';
CREATE INDEX transfers_from ON transfers (from_id) WHERE noted_at IS NULL;
CREATE INDEX transfers_asked ON transfers (asked_by) WHERE noted_at IS NULL;
CREATE INDEX transfers_by_youth ON transfers (youth_id, id DESC);

-- What goes with the youth, as it stood and was put when the colleague was asked.
CREATE TABLE transfer_items (
    transfer_id bigint NOT NULL REFERENCES transfers,
    kind        text NOT NULL,                 -- a kind of the checklist
    subject     bigint NOT NULL,               -- the agreement, placement, meeting … it is
    text        text NOT NULL,
    detail      text NOT NULL DEFAULT '',      -- a code or a name: who is to keep it, who was asked
    on_day      date,                          -- due, last day
    at          timestamptz,                   -- of an appointment
    settled     boolean NOT NULL DEFAULT false,
    remark      text NOT NULL DEFAULT '',
    PRIMARY KEY (transfer_id, kind, subject)
);
CREATE TRIGGER transfer_items_append_only BEFORE UPDATE OR DELETE ON transfer_items FOR EACH STATEMENT EXECUTE FUNCTION refuse();

-- +goose StatementBegin
CREATE FUNCTION transfer_ends_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state <> 'open' AND (NEW.state, NEW.answered_by, NEW.answered_at, NEW.answer_reason)
        IS DISTINCT FROM (OLD.state, OLD.answered_by, OLD.answered_at, OLD.answer_reason) THEN
        RAISE EXCEPTION 'transfer % has ended', OLD.id USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'transfer_ends_once';
    END IF;
    RETURN NEW;
END $$;
-- +goose StatementEnd
CREATE TRIGGER transfer_ends_once BEFORE UPDATE ON transfers FOR EACH ROW EXECUTE FUNCTION transfer_ends_once();

-- +goose StatementBegin
CREATE FUNCTION transfer_lapses() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_TABLE_NAME = 'handovers' THEN
        UPDATE transfers SET state = 'lapsed', answered_at = NEW.at,
            noted_at = CASE WHEN NEW.by_id IN (from_id, asked_by) THEN NEW.at END -- who did it knows
        WHERE enrolment_id = NEW.enrolment_id AND state = 'open';
    ELSE
        UPDATE transfers SET state = 'lapsed', answered_at = now() WHERE enrolment_id = NEW.id AND state = 'open';
    END IF;
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER transfer_lapses_with_owner AFTER INSERT ON handovers FOR EACH ROW EXECUTE FUNCTION transfer_lapses();
CREATE TRIGGER transfer_lapses_with_course AFTER UPDATE OF closed_on ON enrolments FOR EACH ROW
    WHEN (OLD.closed_on IS NULL AND NEW.closed_on IS NOT NULL) EXECUTE FUNCTION transfer_lapses();

-- What the old owner has planned with the youth is the new owner's from then on,
-- however the owner changed. What is past stays with who was there.
-- +goose StatementBegin
CREATE FUNCTION meetings_follow_owner() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE meetings SET staff_id = NEW.to_id, version = version + 1
    WHERE enrolment_id = NEW.enrolment_id AND staff_id = NEW.from_id AND state = 'planned'
      AND (starts_at >= NEW.at OR all_day AND (starts_at AT TIME ZONE 'Europe/Copenhagen')::date = (NEW.at AT TIME ZONE 'Europe/Copenhagen')::date);
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER meetings_follow_owner AFTER INSERT ON handovers FOR EACH ROW WHEN (NEW.from_id IS NOT NULL) EXECUTE FUNCTION meetings_follow_owner();

-- +goose Down
DROP TRIGGER meetings_follow_owner ON handovers;
DROP FUNCTION meetings_follow_owner();
DROP TABLE transfer_items;
DROP TABLE transfers;
DROP TRIGGER transfer_lapses_with_course ON enrolments;
DROP TRIGGER transfer_lapses_with_owner ON handovers;
DROP FUNCTION transfer_lapses();
DROP FUNCTION transfer_ends_once();
