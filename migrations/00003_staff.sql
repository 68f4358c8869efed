-- +goose Up
CREATE TABLE teams (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name         text NOT NULL CONSTRAINT team_name_unique UNIQUE CHECK (name <> ''),
    programme_id bigint NOT NULL REFERENCES programmes,
    phone        text NOT NULL DEFAULT '',
    closed_on    date,
    version      int NOT NULL DEFAULT 1
);

-- Staff are never deleted: they stay the authors of what they wrote.
CREATE TABLE staff (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name          text NOT NULL CHECK (name <> ''),
    email         text NOT NULL,
    phone         text NOT NULL DEFAULT '',
    title         text NOT NULL DEFAULT '',
    employment    numeric(3,2) NOT NULL DEFAULT 1 CHECK (employment > 0 AND employment <= 1),  -- share of full time
    competences   text[] NOT NULL DEFAULT '{}',
    house_roles   text[] NOT NULL DEFAULT '{}' CONSTRAINT house_roles_known CHECK (house_roles <@ ARRAY['insight', 'administrator']),
    password_hash text,                        -- null until the invitation is used
    left_on       date,                        -- last day of work
    language      text NOT NULL DEFAULT 'da' CHECK (language IN ('da', 'en')),
    theme         text NOT NULL DEFAULT '' CHECK (theme IN ('', 'light', 'dark')),
    last_hats     text[] NOT NULL DEFAULT '{}',
    demo          boolean NOT NULL DEFAULT false,
    version       int NOT NULL DEFAULT 1,
    created_at    timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX staff_email_unique ON staff (lower(email));

-- A membership without roles is one that has ended; it stays, because courses name it.
CREATE TABLE memberships (
    staff_id bigint NOT NULL REFERENCES staff,
    team_id  bigint NOT NULL REFERENCES teams,
    roles    text[] NOT NULL CONSTRAINT roles_known CHECK (roles <@ ARRAY['caseworker', 'coordinator', 'leader', 'adviser']),
    PRIMARY KEY (staff_id, team_id)
);
CREATE INDEX memberships_by_team ON memberships (team_id);

CREATE TABLE invitations (
    token_hash bytea PRIMARY KEY,
    staff_id   bigint NOT NULL REFERENCES staff,
    expires_at timestamptz NOT NULL,
    used_at    timestamptz
);
CREATE INDEX invitations_by_staff ON invitations (staff_id);

-- Sessions hold whose they are and nothing about any youth.
CREATE TABLE sessions (
    token_hash bytea PRIMARY KEY,
    staff_id   bigint REFERENCES staff,
    data       bytea NOT NULL,
    device     text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL DEFAULT now(),
    seen_at    timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL
);
CREATE INDEX sessions_by_staff ON sessions (staff_id);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);

-- One row per account (by hashed e-mail) and per address: how often it failed.
CREATE TABLE sign_in_failures (
    subject bytea NOT NULL,
    at      timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX sign_in_failures_by_subject ON sign_in_failures (subject, at);

CREATE TABLE absences (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    staff_id bigint NOT NULL REFERENCES staff,
    kind     text NOT NULL CHECK (kind IN ('leave', 'sick', 'course')),
    from_on  date NOT NULL,
    to_on    date,                             -- last day; sick leave may have no end yet
    CONSTRAINT absence_in_order CHECK (to_on >= from_on),
    CONSTRAINT absence_overlaps EXCLUDE USING gist (staff_id WITH =, daterange(from_on, to_on, '[]') WITH &&)
);

-- +goose Down
DROP TABLE absences;
DROP TABLE sign_in_failures;
DROP TABLE sessions;
DROP TABLE invitations;
DROP TABLE memberships;
DROP TABLE staff;
DROP TABLE teams;
