-- +goose Up
-- A programme is the rules of one model. Nothing a municipality can choose is
-- code: each rule is a row with its period, and no row means no rule.
CREATE TABLE programmes (
    id   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    key  text NOT NULL CONSTRAINT programme_key_unique UNIQUE CHECK (key ~ '^[a-z0-9-]{2,40}$'),
    name text NOT NULL CHECK (name <> '')
);

CREATE TABLE programme_rules (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    programme_id   bigint NOT NULL REFERENCES programmes,
    valid_from     date NOT NULL,
    valid_to       date,                       -- last day; open when null
    owner_word_da  text NOT NULL,              -- what the owner is called here
    owner_word_en  text NOT NULL,
    norm_min       int CHECK (norm_min > 0),
    norm_max       int CHECK (norm_max >= norm_min),
    age_min        int CHECK (age_min BETWEEN 0 AND 99),
    age_max        int CHECK (age_max >= age_min),
    longest_months int CHECK (longest_months > 0),
    buddy          text NOT NULL DEFAULT 'optional' CHECK (buddy IN ('optional', 'expected', 'none')),
    target_percent int CHECK (target_percent BETWEEN 1 AND 100),
    target_months  int CHECK (target_months > 0),  -- within how long; null when of those who leave
    source         text NOT NULL DEFAULT '',
    CONSTRAINT rules_in_order CHECK (valid_to >= valid_from),
    CONSTRAINT one_rule_at_a_time EXCLUDE USING gist (programme_id WITH =, daterange(valid_from, valid_to, '[]') WITH &&)
);

CREATE TABLE programme_cadences (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    programme_id bigint NOT NULL REFERENCES programmes,
    phase        text NOT NULL CHECK (phase IN ('first_month', 'regular', 'placement')),
    every_days   int NOT NULL CHECK (every_days BETWEEN 1 AND 366),
    valid_from   date NOT NULL,
    valid_to     date,
    source       text NOT NULL DEFAULT '',
    CONSTRAINT cadence_in_order CHECK (valid_to >= valid_from),
    CONSTRAINT one_cadence_at_a_time EXCLUDE USING gist (programme_id WITH =, phase WITH =, daterange(valid_from, valid_to, '[]') WITH &&)
);

-- A hat is what somebody does in an entry, never a second owner.
CREATE TABLE programme_hats (
    programme_id bigint NOT NULL REFERENCES programmes,
    code         text NOT NULL CHECK (code ~ '^[a-z_]{2,40}$'),
    name_da      text NOT NULL,
    name_en      text NOT NULL,
    slot         text NOT NULL CHECK (slot IN ('a', 'm', 'c', 'd', 'e', 'f')),  -- the pair of colours
    position     int NOT NULL,
    valid_to     date,
    PRIMARY KEY (programme_id, code)
);

CREATE TABLE programme_milestones (
    programme_id bigint NOT NULL REFERENCES programmes,
    code         text NOT NULL,
    name_da      text NOT NULL,
    name_en      text NOT NULL,
    age_months   int NOT NULL CHECK (age_months BETWEEN 1 AND 600),
    valid_from   date NOT NULL,
    valid_to     date,
    PRIMARY KEY (programme_id, code)
);

-- How much a youth of a needs group weighs in the caseload. Ships as 1.
CREATE TABLE programme_weights (
    programme_id bigint NOT NULL REFERENCES programmes,
    needs_group  int NOT NULL CHECK (needs_group BETWEEN 1 AND 4),
    weight       numeric(4,2) NOT NULL DEFAULT 1 CHECK (weight > 0),
    PRIMARY KEY (programme_id, needs_group)
);

-- The catalogue holds what a statute or a municipality can change.
CREATE TABLE catalogue (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind       text NOT NULL CHECK (kind IN ('benefit', 'category', 'exit', 'placement', 'holiday')),
    code       text NOT NULL CHECK (code ~ '^[a-z0-9_]{1,40}$'),
    name_da    text NOT NULL,
    name_en    text NOT NULL,
    grouping   text NOT NULL DEFAULT '',       -- of exits: education, activity, job, onward, neutral, left, void
    valid_from date NOT NULL,
    valid_to   date,
    position   int NOT NULL DEFAULT 0,
    confirmed  boolean NOT NULL DEFAULT false, -- somebody who knows the law has looked at it
    source     text NOT NULL DEFAULT '',
    CONSTRAINT catalogue_in_order CHECK (valid_to >= valid_from),
    CONSTRAINT one_row_at_a_time EXCLUDE USING gist (kind WITH =, code WITH =, daterange(valid_from, valid_to, '[]') WITH &&)
);

-- Which exits a programme counts as good, and which it leaves out of the denominator.
CREATE TABLE programme_exits (
    programme_id bigint NOT NULL REFERENCES programmes,
    code         text NOT NULL,
    counts       text NOT NULL CHECK (counts IN ('good', 'other', 'left_out')),
    valid_from   date NOT NULL,
    valid_to     date,
    PRIMARY KEY (programme_id, code, valid_from)
);

-- +goose Down
DROP TABLE programme_exits;
DROP TABLE catalogue;
DROP TABLE programme_weights;
DROP TABLE programme_milestones;
DROP TABLE programme_hats;
DROP TABLE programme_cadences;
DROP TABLE programme_rules;
DROP TABLE programmes;
