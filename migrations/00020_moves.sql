-- +goose Up
-- Another team of the municipality takes over: a referral that comes from a course. The
-- youth stays owned by the old team until the receiving one has chosen; then one course
-- ends and the next begins in one transaction, which is a move and no exit.
ALTER TABLE referrals ADD COLUMN from_enrolment bigint REFERENCES enrolments;
ALTER TABLE referrals ADD CONSTRAINT move_has_reason CHECK (from_enrolment IS NULL OR reason <> '');
CREATE INDEX referrals_from ON referrals (from_enrolment) WHERE from_enrolment IS NOT NULL;

-- A move is no ending to be chosen in a form: outcome.MovedTeam alone writes it.
INSERT INTO catalogue (kind, code, name_da, name_en, grouping, valid_from, valid_to, position, confirmed, source) VALUES
    ('exit', 'moved_team', 'Flyttet til et andet team', 'Moved to another team', 'void', '2000-01-01', NULL, 24, true, 'flytning i kommunen, ingen afslutning');

-- +goose Down
DELETE FROM catalogue WHERE kind = 'exit' AND code = 'moved_team';
DROP INDEX referrals_from;
ALTER TABLE referrals DROP CONSTRAINT move_has_reason;
ALTER TABLE referrals DROP COLUMN from_enrolment;
