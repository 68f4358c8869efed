-- +goose Up
-- A group course is something several youths of a team do together (Rute 42, 2016:
-- gruppeforløb). Who is in it is a row of each youth's; what is written of a session is
-- one text for all and names nobody, and what is written of one youth is theirs alone.
CREATE TABLE group_courses (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    team_id  bigint NOT NULL REFERENCES teams,
    name     text NOT NULL CHECK (name <> ''),
    activity text NOT NULL CHECK (activity <> ''),   -- code of the catalogue
    about    text NOT NULL DEFAULT '',
    place    text NOT NULL DEFAULT '',
    from_on  date NOT NULL,
    to_on    date,                                   -- last day; open when null
    by_id    bigint NOT NULL REFERENCES staff,
    at       timestamptz NOT NULL,
    CONSTRAINT group_in_order CHECK (to_on >= from_on)
);
CREATE INDEX group_courses_of_team ON group_courses (team_id, from_on DESC);

CREATE TABLE group_members (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    group_id     bigint NOT NULL REFERENCES group_courses,
    youth_id     bigint NOT NULL REFERENCES youths,
    enrolment_id bigint NOT NULL REFERENCES enrolments,
    from_on      date NOT NULL,
    to_on        date,                               -- last day
    by_id        bigint NOT NULL REFERENCES staff,
    at           timestamptz NOT NULL,
    CONSTRAINT member_in_order CHECK (to_on >= from_on - 1), -- ended the day before it began: put in by mistake
    CONSTRAINT one_membership_at_a_time EXCLUDE USING gist (group_id WITH =, youth_id WITH =, daterange(from_on, to_on + 1) WITH &&)
);
CREATE INDEX group_members_by_youth ON group_members (youth_id);

CREATE TABLE group_sessions (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    group_id  bigint NOT NULL REFERENCES group_courses,
    starts_at timestamptz NOT NULL,
    minutes   int NOT NULL CHECK (minutes BETWEEN 5 AND 1440),
    theme     text NOT NULL DEFAULT '',
    by_id     bigint NOT NULL REFERENCES staff,
    at        timestamptz NOT NULL,
    CONSTRAINT session_of_group UNIQUE (id, group_id)
);
CREATE INDEX group_sessions_of ON group_sessions (group_id, starts_at DESC);

-- Whether somebody came. A later row of the same youth counts instead, and both are kept.
CREATE TABLE group_attendance (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    session_id   bigint NOT NULL REFERENCES group_sessions,
    youth_id     bigint NOT NULL REFERENCES youths,
    enrolment_id bigint NOT NULL REFERENCES enrolments,
    came         text NOT NULL CHECK (came IN ('came', 'excused', 'away')),
    note         text NOT NULL DEFAULT '',           -- about this youth alone
    by_id        bigint NOT NULL REFERENCES staff,
    at           timestamptz NOT NULL
);
CREATE INDEX group_attendance_newest ON group_attendance (youth_id, session_id, id DESC);
CREATE INDEX group_attendance_of ON group_attendance (session_id, youth_id, id DESC);
CREATE TRIGGER group_attendance_append_only BEFORE UPDATE OR DELETE ON group_attendance FOR EACH STATEMENT EXECUTE FUNCTION refuse();

-- +goose Down
DROP TABLE group_attendance;
DROP TABLE group_sessions;
DROP TABLE group_members;
DROP TABLE group_courses;
