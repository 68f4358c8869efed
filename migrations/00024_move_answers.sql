-- +goose Up
-- How a wish that another team takes over ended: the owner reads the no and its reason
-- once, and what they took back themselves is nobody's no.
ALTER TABLE referrals ADD COLUMN withdrawn boolean NOT NULL DEFAULT false;
ALTER TABLE referrals ADD COLUMN noted_at timestamptz;   -- the owner has read the no
UPDATE referrals SET withdrawn = true WHERE from_enrolment IS NOT NULL AND state = 'declined' AND decline_reason = 'Trukket tilbage';
ALTER TABLE referrals ADD CONSTRAINT withdrawn_is_a_move CHECK (NOT withdrawn OR (from_enrolment IS NOT NULL AND state = 'declined'));

-- +goose Down
ALTER TABLE referrals DROP CONSTRAINT withdrawn_is_a_move;
ALTER TABLE referrals DROP COLUMN noted_at;
ALTER TABLE referrals DROP COLUMN withdrawn;
