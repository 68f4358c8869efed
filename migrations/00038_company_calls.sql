-- +goose Up
-- What one is writing about a company, and about no youth, is a draft like any other.
ALTER TABLE drafts
    ADD COLUMN company_id bigint REFERENCES companies,
    ADD CONSTRAINT draft_about_one CHECK (company_id IS NULL OR youth_id IS NULL);

-- +goose StatementBegin
CREATE FUNCTION drafts_go_along() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE drafts SET company_id = NEW.merged_into WHERE company_id = NEW.id;
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER drafts_go_along AFTER UPDATE OF merged_into ON companies
    FOR EACH ROW WHEN (OLD.merged_into IS NULL AND NEW.merged_into IS NOT NULL) EXECUTE FUNCTION drafts_go_along();
CREATE INDEX drafts_about_company ON drafts (company_id) WHERE company_id IS NOT NULL;

-- What stands on the company's side of an entry is found like the rest of it.
ALTER TABLE contacts DROP COLUMN search;
ALTER TABLE contacts ADD COLUMN search tsvector GENERATED ALWAYS AS (to_tsvector('danish'::regconfig,
    account || ' ' || facts || ' ' || view || ' ' || assessment || ' ' || authority || ' ' || place_note || ' ' || others || ' ' || for_company)) STORED;
CREATE INDEX contacts_by_text ON contacts USING gin (search);

-- +goose Down
ALTER TABLE contacts DROP COLUMN search;
ALTER TABLE contacts ADD COLUMN search tsvector GENERATED ALWAYS AS (to_tsvector('danish'::regconfig,
    account || ' ' || facts || ' ' || view || ' ' || assessment || ' ' || authority || ' ' || place_note || ' ' || others)) STORED;
CREATE INDEX contacts_by_text ON contacts USING gin (search);
DROP TRIGGER drafts_go_along ON companies;
DROP FUNCTION drafts_go_along();
DELETE FROM drafts WHERE company_id IS NOT NULL;
ALTER TABLE drafts DROP COLUMN company_id;
