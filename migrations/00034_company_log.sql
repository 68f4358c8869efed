-- +goose Up
-- One log: a talk with a company is an entry like any other. It may be about no youth
-- at all, or about one; what stands on the company's side is a text of its own, so that
-- what was said about a youth stays with the youth.
ALTER TABLE contacts
    ADD COLUMN company_id        bigint REFERENCES companies,
    ADD COLUMN company_person_id bigint REFERENCES company_people,
    ADD COLUMN for_company       text NOT NULL DEFAULT '',
    ADD CONSTRAINT company_part_of_company CHECK (company_id IS NOT NULL OR (company_person_id IS NULL AND for_company = ''));
CREATE INDEX contacts_by_company ON contacts (company_id, occurred_at DESC, id DESC) WHERE company_id IS NOT NULL;

-- +goose Down
ALTER TABLE contacts DROP COLUMN company_id, DROP COLUMN company_person_id, DROP COLUMN for_company;
