-- +goose Up
-- A company is remembered: what it does, whom one calls there, what it can offer, how
-- many it takes, and whether somebody has promised to leave it in peace for a while.
ALTER TABLE companies
    ADD COLUMN industry      text NOT NULL DEFAULT '',           -- in words
    ADD COLUMN industry_code text NOT NULL DEFAULT '',           -- of the register (DB07/DB25), where it is known
    ADD COLUMN offers        text NOT NULL DEFAULT '',           -- what it can offer
    ADD COLUMN mind          text NOT NULL DEFAULT '',           -- what to keep in mind about it; never about a youth
    ADD COLUMN capacity      int,                                -- how many it says it can take at a time
    ADD COLUMN capacity_on   date,                               -- the day it said so
    ADD COLUMN pause_from    date,                               -- nobody calls it from that day
    ADD COLUMN pause_until   date,                               -- until this day, the last
    ADD COLUMN pause_reason  text NOT NULL DEFAULT '',
    ADD COLUMN pause_by      bigint REFERENCES staff,
    ADD COLUMN closed_on     date,                               -- it has stopped
    ADD COLUMN looked_up_at  timestamptz,                        -- in the register of companies
    ADD COLUMN merged_into   bigint REFERENCES companies,
    ADD COLUMN merged_at     timestamptz,
    ADD COLUMN version       int NOT NULL DEFAULT 1,
    ADD COLUMN added_by      bigint REFERENCES staff,
    ADD COLUMN added_at      timestamptz NOT NULL DEFAULT now(),
    ADD CONSTRAINT industry_code_is_one CHECK (industry_code ~ '^([0-9]{6})?$'),
    ADD CONSTRAINT capacity_is_dated CHECK ((capacity IS NULL) = (capacity_on IS NULL) AND capacity BETWEEN 0 AND 999),
    ADD CONSTRAINT pause_is_whole CHECK ((pause_until IS NULL) = (pause_reason = '') AND (pause_until IS NULL) = (pause_by IS NULL) AND (pause_until IS NULL) = (pause_from IS NULL)),
    ADD CONSTRAINT pause_in_order CHECK (pause_until >= pause_from),
    ADD CONSTRAINT merged_into_another CHECK (merged_into <> id AND (merged_into IS NULL) = (merged_at IS NULL));

-- Where people work. The ratio between ordinary employees and the others is counted
-- here, by P-number (domain 3.3); a P-number is ten digits and has no check digit.
CREATE TABLE company_workplaces (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    company_id   bigint NOT NULL REFERENCES companies,
    p_number     text CONSTRAINT p_number_once UNIQUE CHECK (p_number ~ '^[0-9]{10}$'),
    name         text NOT NULL DEFAULT '',               -- where it has one of its own
    street       text NOT NULL DEFAULT '',
    zip          text NOT NULL DEFAULT '' CHECK (zip ~ '^([0-9]{4})?$'),
    town         text NOT NULL DEFAULT '',
    travel       text NOT NULL DEFAULT '',               -- how one gets there, in words: bus 14, 20 minutes from the station
    fte          numeric(8,1) CHECK (fte >= 0),          -- ordinary employees, as full-time equivalents
    month_fte    numeric(8,1) CHECK (month_fte >= 0),    -- the same last month …
    year_fte     numeric(8,1) CHECK (year_fte >= 0),     -- … and on average over twelve months: the net-job rule
    counted_on   date,                                   -- the day somebody told the figures
    closed_on    date,
    added_at     timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT figures_are_dated CHECK (counted_on IS NOT NULL OR (fte IS NULL AND month_fte IS NULL AND year_fte IS NULL)),
    CONSTRAINT workplace_of_company UNIQUE (id, company_id)
);
CREATE INDEX company_workplaces_by_company ON company_workplaces (company_id);
INSERT INTO company_workplaces (company_id) SELECT id FROM companies;

CREATE TABLE company_people (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    company_id   bigint NOT NULL REFERENCES companies,
    workplace_id bigint,                                 -- null is all of them
    name         text NOT NULL CHECK (name <> ''),
    title        text NOT NULL DEFAULT '',
    role         text NOT NULL DEFAULT 'contact' CHECK (role IN ('contact', 'mentor', 'representative')), -- representative: of the employees
    phone        text NOT NULL DEFAULT '',
    email        text NOT NULL DEFAULT '',
    ended_on     date,                                   -- the last day they belong there
    added_by     bigint NOT NULL REFERENCES staff,
    added_at     timestamptz NOT NULL,
    version      int NOT NULL DEFAULT 1,
    CONSTRAINT company_person_of_company UNIQUE (id, company_id),
    CONSTRAINT person_at_workplace FOREIGN KEY (workplace_id, company_id) REFERENCES company_workplaces (id, company_id) DEFERRABLE INITIALLY IMMEDIATE
);
CREATE INDEX company_people_by_company ON company_people (company_id);

-- Who of us knows them.
CREATE TABLE company_friends (
    company_id bigint NOT NULL REFERENCES companies,
    staff_id   bigint NOT NULL REFERENCES staff,
    note       text NOT NULL DEFAULT '',
    at         timestamptz NOT NULL,
    PRIMARY KEY (company_id, staff_id)
);

CREATE TABLE company_versions (
    company_id bigint NOT NULL REFERENCES companies,
    version    int NOT NULL,
    fields     jsonb NOT NULL,                           -- as it was, with its workplaces and people
    by_id      bigint NOT NULL REFERENCES staff,
    at         timestamptz NOT NULL,
    PRIMARY KEY (company_id, version)
);
CREATE TRIGGER company_versions_append_only BEFORE UPDATE OR DELETE ON company_versions FOR EACH STATEMENT EXECUTE FUNCTION refuse();

CREATE INDEX companies_by_name ON companies (lower(name)) WHERE merged_into IS NULL;

-- +goose Down
DROP INDEX companies_by_name;
DROP TABLE company_versions;
DROP TABLE company_friends;
DROP TABLE company_people;
DROP TABLE company_workplaces;
ALTER TABLE companies
    DROP COLUMN industry, DROP COLUMN industry_code, DROP COLUMN offers, DROP COLUMN mind, DROP COLUMN capacity, DROP COLUMN capacity_on,
    DROP COLUMN pause_from, DROP COLUMN pause_until, DROP COLUMN pause_reason, DROP COLUMN pause_by, DROP COLUMN closed_on, DROP COLUMN looked_up_at,
    DROP COLUMN merged_into, DROP COLUMN merged_at, DROP COLUMN version, DROP COLUMN added_by, DROP COLUMN added_at;
