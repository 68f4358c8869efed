-- +goose Up
-- Somebody complains about a decision: to the municipality, which looks at it again and
-- sends on what it does not grant in whole (retssikkerhedsloven §§ 66-67). A sentence is
-- enough, and one that comes too late is sent on too, never refused.
CREATE TABLE complaints (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    decision_id    bigint NOT NULL REFERENCES decisions,
    youth_id       bigint NOT NULL REFERENCES youths,
    person_id      bigint REFERENCES network_people,     -- who complains; null is the youth
    name           text NOT NULL CHECK (name <> ''),     -- what they were called then
    way            text NOT NULL CHECK (way IN ('phone', 'spoken', 'digital_post', 'email', 'letter', 'other')),
    received_on    date NOT NULL,                        -- the period to look at it again runs from here
    text           text NOT NULL CHECK (text <> ''),
    complain_until date,                                 -- what they were told; null: nobody told them, and it is never late
    late           boolean NOT NULL,
    reassess_by    date,                                 -- by the row the decision was made under
    state          text NOT NULL DEFAULT 'received' CHECK (state IN ('received', 'upheld', 'changed', 'partly', 'sent',
                       'affirmed', 'altered', 'remitted', 'annulled', 'dismissed', 'withdrawn')),
    replaced_by    bigint REFERENCES decisions,          -- the new decision in its place
    sent_on        date,                                 -- sent on to the complaint body
    sent_to        text NOT NULL DEFAULT '',
    late_reason    text NOT NULL DEFAULT '',             -- why it was sent on after reassess_by
    version        int NOT NULL DEFAULT 1,
    by_id          bigint NOT NULL REFERENCES staff,
    at             timestamptz NOT NULL,
    changed_at     timestamptz NOT NULL,
    CONSTRAINT late_is_computed CHECK (late = coalesce(received_on > complain_until, false)),
    CONSTRAINT reassessed_after_received CHECK (reassess_by >= received_on),
    CONSTRAINT sent_is_whole CHECK ((sent_on IS NULL) = (sent_to = '') AND sent_on >= received_on),
    CONSTRAINT sent_was_sent CHECK (sent_on IS NOT NULL OR state NOT IN ('sent', 'affirmed', 'altered', 'remitted', 'annulled', 'dismissed')),
    CONSTRAINT overdue_has_reason CHECK (sent_on IS NULL OR reassess_by IS NULL OR sent_on <= reassess_by OR late_reason <> ''),
    CONSTRAINT partly_has_new_decision CHECK (state <> 'partly' OR replaced_by IS NOT NULL)
);
CREATE INDEX complaints_of_decision ON complaints (decision_id, id);
CREATE INDEX complaints_by_youth ON complaints (youth_id, received_on DESC);
CREATE INDEX complaints_open ON complaints (reassess_by) WHERE state IN ('received', 'upheld', 'partly');

-- The way of a complaint (decision.complaintSteps says the same in Go; a test compares
-- them). What was received stays as it came, and it is about something that was decided.
-- +goose StatementBegin
CREATE FUNCTION complaint_goes_on() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    fate CONSTANT text[] := ARRAY['state', 'replaced_by', 'sent_on', 'sent_to', 'late_reason', 'version', 'changed_at'];
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a complaint is not deleted' USING CONSTRAINT = 'complaint_stays', ERRCODE = 'check_violation';
    END IF;
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'received' OR NEW.sent_on IS NOT NULL OR NOT EXISTS (SELECT FROM decisions d
                WHERE d.id = NEW.decision_id AND d.youth_id = NEW.youth_id AND d.mode = 'decides' AND d.decided_on <= NEW.received_on) THEN
            RAISE EXCEPTION 'a complaint is about what was decided' USING CONSTRAINT = 'complaint_is_about_a_decision', ERRCODE = 'check_violation';
        END IF;
        IF NEW.person_id IS NOT NULL AND NOT EXISTS (SELECT FROM network_people p WHERE p.id = NEW.person_id AND p.youth_id = NEW.youth_id) THEN
            RAISE EXCEPTION 'a person of another youth' USING CONSTRAINT = 'complainant_is_theirs', ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF NOT (OLD.state, NEW.state) IN (
        ('received', 'upheld'), ('received', 'changed'), ('received', 'partly'), ('received', 'sent'), ('received', 'withdrawn'),
        ('upheld', 'sent'), ('upheld', 'withdrawn'), ('partly', 'sent'), ('partly', 'withdrawn'),
        ('sent', 'affirmed'), ('sent', 'altered'), ('sent', 'remitted'), ('sent', 'annulled'), ('sent', 'dismissed'), ('sent', 'withdrawn')) THEN
        RAISE EXCEPTION 'a complaint does not go from % to %', OLD.state, NEW.state USING CONSTRAINT = 'complaint_goes_on', ERRCODE = 'check_violation';
    END IF;
    IF OLD.state = 'received' AND NEW.state = 'sent' AND NOT OLD.late THEN
        RAISE EXCEPTION 'it is looked at again first' USING CONSTRAINT = 'sent_after_another_look', ERRCODE = 'check_violation';
    END IF;
    IF to_jsonb(NEW) - fate <> to_jsonb(OLD) - fate
            OR OLD.sent_on IS NOT NULL AND (NEW.sent_on, NEW.sent_to, NEW.late_reason) IS DISTINCT FROM (OLD.sent_on, OLD.sent_to, OLD.late_reason)
            OR OLD.replaced_by IS NOT NULL AND NEW.replaced_by IS DISTINCT FROM OLD.replaced_by THEN
        RAISE EXCEPTION 'what was received stays as it came' USING CONSTRAINT = 'complaint_stays', ERRCODE = 'check_violation';
    END IF;
    IF NEW.replaced_by IS NOT NULL AND NOT EXISTS (SELECT FROM decisions d
            WHERE d.id = NEW.replaced_by AND d.corrects_id = NEW.decision_id AND d.decided_on >= NEW.received_on) THEN
        RAISE EXCEPTION 'not a decision in its place' USING CONSTRAINT = 'replaced_by_its_correction', ERRCODE = 'check_violation';
    END IF;
    IF NEW.state = 'changed' AND NEW.replaced_by IS NULL AND NOT EXISTS (SELECT FROM decisions d WHERE d.id = NEW.decision_id AND d.state = 'revoked') THEN
        RAISE EXCEPTION 'it stands as it stood' USING CONSTRAINT = 'changed_by_a_decision', ERRCODE = 'check_violation';
    END IF;
    NEW.version := OLD.version + 1;
    RETURN NEW;
END $$;
-- +goose StatementEnd
CREATE TRIGGER complaint_goes_on BEFORE INSERT OR UPDATE OR DELETE ON complaints FOR EACH ROW EXECUTE FUNCTION complaint_goes_on();

-- Every step of a complaint, in order, with the day it happened.
CREATE TABLE complaint_steps (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    complaint_id bigint NOT NULL REFERENCES complaints,
    act          text NOT NULL,
    was          text NOT NULL,
    state        text NOT NULL,
    on_day       date NOT NULL,
    text         text NOT NULL DEFAULT '',
    by_id        bigint NOT NULL REFERENCES staff,
    at           timestamptz NOT NULL
);
CREATE INDEX steps_of_complaint ON complaint_steps (complaint_id, id);
CREATE TRIGGER complaint_steps_append_only BEFORE UPDATE OR DELETE ON complaint_steps FOR EACH STATEMENT EXECUTE FUNCTION refuse();

-- +goose Down
DROP TABLE complaint_steps;
DROP TABLE complaints;
DROP FUNCTION complaint_goes_on();
