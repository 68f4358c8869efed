-- +goose Up
-- An agreement is who does what by when; it is never an appointment.
CREATE TABLE agreements (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    youth_id     bigint NOT NULL REFERENCES youths,
    enrolment_id bigint NOT NULL REFERENCES enrolments,
    contact_id   bigint,                       -- the talk it was made in
    text         text NOT NULL CHECK (text <> ''),
    who          text NOT NULL DEFAULT 'us' CHECK (who IN ('us', 'youth', 'other')),
    due_on       date,
    made_by      bigint NOT NULL REFERENCES staff,
    made_at      timestamptz NOT NULL,
    done_by      bigint REFERENCES staff,
    done_at      timestamptz,
    outcome      text NOT NULL DEFAULT '' CHECK (outcome IN ('', 'kept', 'changed', 'dropped')),
    CONSTRAINT done_by_somebody CHECK ((done_at IS NULL) = (done_by IS NULL))
);
CREATE INDEX agreements_open ON agreements (enrolment_id, due_on) WHERE done_at IS NULL;
CREATE INDEX agreements_by_youth ON agreements (youth_id, made_at DESC);

CREATE TABLE meetings (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    youth_id     bigint NOT NULL REFERENCES youths,
    enrolment_id bigint NOT NULL REFERENCES enrolments,
    staff_id     bigint NOT NULL REFERENCES staff,
    kind         text NOT NULL DEFAULT 'talk' CHECK (kind IN ('talk', 'visit', 'kickoff', 'company', 'network', 'followup', 'other')),
    title        text NOT NULL DEFAULT '',
    place        text NOT NULL DEFAULT '',
    starts_at    timestamptz NOT NULL,
    all_day      boolean NOT NULL DEFAULT false,
    minutes      int NOT NULL DEFAULT 60 CHECK (minutes BETWEEN 5 AND 1440),
    state        text NOT NULL DEFAULT 'planned' CHECK (state IN ('planned', 'held', 'absent', 'cancelled', 'moved')),
    contact_id   bigint,                       -- the entry that says how it went
    by_id        bigint NOT NULL REFERENCES staff,
    version      int NOT NULL DEFAULT 1,
    created_at   timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX meetings_of_staff ON meetings (staff_id, starts_at) WHERE state = 'planned';
CREATE INDEX meetings_by_youth ON meetings (youth_id, starts_at DESC);
CREATE INDEX meetings_of_enrolment ON meetings (enrolment_id, starts_at) WHERE state = 'planned';

-- A contact is an event. Facts, the youth's view and the assessment are three
-- fields; what was written in one box is an account and is kept as one.
CREATE TABLE contacts (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    author_id    bigint NOT NULL REFERENCES staff,
    for_id       bigint REFERENCES staff,      -- the owner it was written for, by a cover or a buddy
    kind         text NOT NULL CHECK (kind IN ('phone', 'met', 'walk', 'home', 'text', 'video', 'accompaniment', 'other')),
    outcome      text NOT NULL CHECK (outcome IN ('talked', 'message', 'not_reached')),
    direction    text NOT NULL DEFAULT 'out' CHECK (direction IN ('out', 'in')),
    counterpart  text NOT NULL DEFAULT 'youth' CHECK (counterpart IN ('youth', 'relative', 'professional', 'company')),
    hats         text[] NOT NULL DEFAULT '{}',
    place        text NOT NULL DEFAULT '',     -- code of a place, or ''
    place_note   text NOT NULL DEFAULT '',
    others       text NOT NULL DEFAULT '',     -- who else was there
    minutes      int CHECK (minutes BETWEEN 1 AND 1440),
    attended     boolean,                      -- of an appointment; null where there was none
    occurred_at  timestamptz NOT NULL,         -- when it happened
    recorded_at  timestamptz NOT NULL,         -- when it was written down
    account      text NOT NULL DEFAULT '',
    facts        text NOT NULL DEFAULT '',
    view         text NOT NULL DEFAULT '',
    assessment   text NOT NULL DEFAULT '',
    used_at      timestamptz,                  -- used in a decision: locked from then on
    withdrawn_at timestamptz,
    withdrawn_by bigint REFERENCES staff,
    imported     boolean NOT NULL DEFAULT false,
    version      int NOT NULL DEFAULT 1,
    search       tsvector GENERATED ALWAYS AS (to_tsvector('danish'::regconfig,
                     account || ' ' || facts || ' ' || view || ' ' || assessment || ' ' || place_note || ' ' || others)) STORED,
    CONSTRAINT account_or_three CHECK (account = '' OR (facts = '' AND view = '' AND assessment = ''))
);
CREATE INDEX contacts_by_text ON contacts USING gin (search);
CREATE INDEX contacts_by_author ON contacts (author_id, occurred_at DESC);

-- One entry may be about several youths. The time is repeated here because the
-- timeline is read by it.
CREATE TABLE contact_youths (
    contact_id   bigint NOT NULL REFERENCES contacts,
    youth_id     bigint NOT NULL REFERENCES youths,
    enrolment_id bigint NOT NULL REFERENCES enrolments,
    occurred_at  timestamptz NOT NULL,
    PRIMARY KEY (youth_id, contact_id)
);
CREATE INDEX contact_youths_by_time ON contact_youths (youth_id, occurred_at DESC, contact_id DESC);
CREATE INDEX contact_youths_by_contact ON contact_youths (contact_id);
CREATE INDEX contact_youths_by_enrolment ON contact_youths (enrolment_id, occurred_at DESC);

CREATE TABLE contact_versions (
    contact_id bigint NOT NULL REFERENCES contacts,
    version    int NOT NULL,
    fields     jsonb NOT NULL,
    by_id      bigint NOT NULL REFERENCES staff,
    at         timestamptz NOT NULL,
    PRIMARY KEY (contact_id, version)
);
CREATE TRIGGER contact_versions_append_only BEFORE UPDATE OR DELETE ON contact_versions FOR EACH STATEMENT EXECUTE FUNCTION refuse();

CREATE TABLE contact_additions (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    contact_id bigint NOT NULL REFERENCES contacts,
    author_id  bigint NOT NULL REFERENCES staff,
    text       text NOT NULL CHECK (text <> ''),
    at         timestamptz NOT NULL
);
CREATE INDEX contact_additions_by_contact ON contact_additions (contact_id, id);
CREATE TRIGGER contact_additions_append_only BEFORE UPDATE OR DELETE ON contact_additions FOR EACH STATEMENT EXECUTE FUNCTION refuse();

-- A draft is its author's; its key becomes the contact's, so that it is sent once.
CREATE TABLE drafts (
    author_id  bigint NOT NULL REFERENCES staff,
    key        uuid NOT NULL,
    youth_id   bigint REFERENCES youths,
    fields     jsonb NOT NULL,
    revision   int NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (author_id, key)
);
CREATE INDEX drafts_of_author ON drafts (author_id, updated_at DESC);

-- +goose Down
DROP TABLE drafts;
DROP TABLE contact_additions;
DROP TABLE contact_versions;
DROP TABLE contact_youths;
DROP TABLE contacts;
DROP TABLE meetings;
DROP TABLE agreements;
