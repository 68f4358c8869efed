-- +goose Up
-- Whoever's course ends, or goes to another team, is in no group of that team after its
-- last day: its colleagues have no business with the name any more.
-- +goose StatementBegin
CREATE FUNCTION group_ends_with_course() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE group_members SET to_on = greatest(NEW.closed_on, from_on - 1) WHERE enrolment_id = NEW.id AND (to_on IS NULL OR to_on > NEW.closed_on);
    RETURN NULL;
END
$$;
-- +goose StatementEnd
CREATE TRIGGER group_ends_with_course AFTER UPDATE OF closed_on ON enrolments
    FOR EACH ROW WHEN (NEW.closed_on IS NOT NULL) EXECUTE FUNCTION group_ends_with_course();
UPDATE group_members m SET to_on = greatest(e.closed_on, m.from_on - 1)
FROM enrolments e WHERE e.id = m.enrolment_id AND e.closed_on IS NOT NULL AND (m.to_on IS NULL OR m.to_on > e.closed_on);

-- A mark that is changed carries the note of before with it: by whoever wrote that.
ALTER TABLE group_attendance ADD COLUMN note_by bigint REFERENCES staff; -- null: by_id

-- +goose Down
ALTER TABLE group_attendance DROP COLUMN note_by;
DROP TRIGGER group_ends_with_course ON enrolments;
DROP FUNCTION group_ends_with_course();
