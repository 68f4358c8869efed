-- +goose Up
CREATE TABLE companies (
    id   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    cvr  text CONSTRAINT cvr_once UNIQUE CHECK (cvr ~ '^[1-9][0-9]{7}$'),
    name text NOT NULL CHECK (name <> '')
);

CREATE TABLE placements (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    youth_id     bigint NOT NULL REFERENCES youths,
    enrolment_id bigint NOT NULL REFERENCES enrolments,
    company_id   bigint NOT NULL REFERENCES companies,
    type         text NOT NULL,                -- code of the catalogue
    from_on      date NOT NULL,
    to_on        date,
    hours        numeric(4,1) CHECK (hours > 0 AND hours <= 60),  -- a week
    result       text NOT NULL DEFAULT '' CHECK (result IN ('', 'completed', 'interrupted', 'hired', 'apprenticeship')),
    by_id        bigint NOT NULL REFERENCES staff,
    created_at   timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT placement_in_order CHECK (to_on >= from_on)
);
CREATE INDEX placements_by_enrolment ON placements (enrolment_id, from_on);
CREATE INDEX placements_by_youth ON placements (youth_id, from_on DESC);
CREATE INDEX placements_by_company ON placements (company_id, from_on DESC);

-- +goose Down
DROP TABLE placements;
DROP TABLE companies;
