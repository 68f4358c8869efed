-- +goose Up
CREATE TABLE referrals (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    team_id        bigint NOT NULL REFERENCES teams,
    youth_id       bigint NOT NULL REFERENCES youths,
    referred_on    date NOT NULL,
    referred_by    text NOT NULL DEFAULT '',
    reason         text NOT NULL DEFAULT '',   -- why now
    wish           text NOT NULL DEFAULT '',   -- what the youth says they want
    needs_group    int CHECK (needs_group BETWEEN 1 AND 4),
    benefit        text NOT NULL DEFAULT '',
    category       text NOT NULL DEFAULT '',
    state          text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'assigned', 'declined')),
    enrolment_id   bigint REFERENCES enrolments,
    decline_reason text NOT NULL DEFAULT '',
    decided_by     bigint REFERENCES staff,
    decided_at     timestamptz,
    by_id          bigint NOT NULL REFERENCES staff,
    received_at    timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT assigned_has_course CHECK ((state = 'assigned') = (enrolment_id IS NOT NULL)),
    CONSTRAINT declined_has_reason CHECK (state <> 'declined' OR decline_reason <> '')
);
CREATE UNIQUE INDEX one_waiting_referral ON referrals (youth_id) WHERE state = 'waiting';
CREATE INDEX referrals_waiting ON referrals (team_id, referred_on) WHERE state = 'waiting';
CREATE INDEX referrals_decided ON referrals (team_id, decided_at DESC) WHERE state <> 'waiting';
CREATE INDEX referrals_by_youth ON referrals (youth_id);

-- +goose Down
DROP TABLE referrals;
