-- +goose Up
-- Somebody may not handle the matter of a person close to them (forvaltningsloven
-- §§ 3-6). A row with a youth closes that youth's record to the staff member. A row
-- without is of a person who was not known here when it was declared: whoever is
-- registered later and matches is bound by a row of their own.
CREATE TABLE conflicts (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    staff_id     bigint NOT NULL REFERENCES staff,
    youth_id     bigint REFERENCES youths,
    name         text NOT NULL DEFAULT '',     -- as it was written, or as the youth was called
    birth_date   date,
    cpr_index    bytea,                        -- keyed hash like youths.cpr_index; the number itself is not kept
    reason       text NOT NULL DEFAULT '',     -- for the declarer's eyes alone
    from_id      bigint REFERENCES conflicts,  -- the declaration by which this youth was recognised
    declared_at  timestamptz NOT NULL,
    by_id        bigint NOT NULL REFERENCES staff,
    ended_at     timestamptz,
    ended_by     bigint REFERENCES staff,
    ended_reason text NOT NULL DEFAULT '',
    CONSTRAINT conflict_with_somebody CHECK (youth_id IS NOT NULL OR cpr_index IS NOT NULL OR (name <> '' AND birth_date IS NOT NULL)),
    CONSTRAINT conflict_ended_whole CHECK ((ended_at IS NULL) = (ended_by IS NULL) AND (ended_at IS NULL) = (ended_reason = ''))
);
CREATE UNIQUE INDEX one_conflict ON conflicts (youth_id, staff_id, coalesce(from_id, 0)) WHERE ended_at IS NULL AND youth_id IS NOT NULL;
CREATE INDEX conflicts_by_staff ON conflicts (staff_id);
CREATE INDEX conflicts_by_cpr ON conflicts (cpr_index) WHERE ended_at IS NULL AND youth_id IS NULL;
CREATE INDEX conflicts_by_birth ON conflicts (birth_date) WHERE ended_at IS NULL AND youth_id IS NULL;

-- Whom somebody declared is told by number or by day of birth and name: much the same
-- name is enough (Bjørn is Bjoern), but two numbers that differ are two people.
CREATE FUNCTION conflict_is_about(c conflicts, y youths) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN c.cpr_index IS NOT NULL AND y.cpr_index IS NOT NULL THEN c.cpr_index = y.cpr_index
        WHEN c.name <> '' AND c.birth_date = y.birth_date THEN
            greatest(similarity(fold(c.name), y.search_name), similarity(fold(c.name), fold(y.given_name || ' ' || y.family_name)),
                     similarity(fold(c.name), fold(y.called_name || ' ' || y.family_name))) >= 0.45
        ELSE false END
$$;

-- A request to take over a youth lapses when who is asked turns out to be disqualified.
-- +goose StatementBegin
CREATE FUNCTION transfer_lapses_with_conflict() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE transfers SET state = 'lapsed', answered_at = NEW.declared_at WHERE youth_id = NEW.youth_id AND to_id = NEW.staff_id AND state = 'open';
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER transfer_lapses_with_conflict AFTER INSERT ON conflicts FOR EACH ROW
    WHEN (NEW.youth_id IS NOT NULL) EXECUTE FUNCTION transfer_lapses_with_conflict();

-- The cover that goes on until an owner who is disqualified is followed by another.
ALTER TABLE covers ADD COLUMN conflict_id bigint REFERENCES conflicts;
ALTER TABLE covers DROP CONSTRAINT endless_needs_absence;
ALTER TABLE covers ADD CONSTRAINT endless_needs_cause CHECK (to_on IS NOT NULL OR absence_id IS NOT NULL OR conflict_id IS NOT NULL);
ALTER TABLE covers DROP CONSTRAINT rule_needs_absence;
ALTER TABLE covers ADD CONSTRAINT rule_needs_cause CHECK (NOT by_rule OR absence_id IS NOT NULL OR conflict_id IS NOT NULL);
CREATE INDEX covers_by_conflict ON covers (conflict_id) WHERE conflict_id IS NOT NULL;

-- +goose Down
ALTER TABLE covers DROP CONSTRAINT endless_needs_cause;
ALTER TABLE covers DROP CONSTRAINT rule_needs_cause;
DELETE FROM covers WHERE conflict_id IS NOT NULL;
ALTER TABLE covers DROP COLUMN conflict_id;
ALTER TABLE covers ADD CONSTRAINT endless_needs_absence CHECK (to_on IS NOT NULL OR absence_id IS NOT NULL);
ALTER TABLE covers ADD CONSTRAINT rule_needs_absence CHECK (NOT by_rule OR absence_id IS NOT NULL);
DROP FUNCTION conflict_is_about(conflicts, youths);
DROP TABLE conflicts;
DROP FUNCTION transfer_lapses_with_conflict();
