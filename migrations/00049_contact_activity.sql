-- +goose Up
-- What one did together in a contact, one row of the catalogue's activities (Rute 42, 2016),
-- or none. The code must have held on the contact's own day; what the catalogue says later
-- changes nothing of what was done.
ALTER TABLE contacts ADD COLUMN activity text NOT NULL DEFAULT '';

-- +goose StatementBegin
CREATE FUNCTION activity_of_its_day() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM catalogue WHERE kind = 'activity' AND code = NEW.activity
                   AND daterange(valid_from, valid_to, '[]') @> (NEW.occurred_at AT TIME ZONE 'Europe/Copenhagen')::date) THEN
        RAISE EXCEPTION 'no such activity that day' USING ERRCODE = 'check_violation', CONSTRAINT = 'activity_of_its_day';
    END IF;
    RETURN NEW;
END $$;
-- +goose StatementEnd
CREATE TRIGGER activity_of_its_day BEFORE INSERT OR UPDATE OF activity, occurred_at ON contacts
    FOR EACH ROW WHEN (NEW.activity <> '') EXECUTE FUNCTION activity_of_its_day();

-- +goose Down
DROP TRIGGER activity_of_its_day ON contacts;
DROP FUNCTION activity_of_its_day();
ALTER TABLE contacts DROP COLUMN activity;
