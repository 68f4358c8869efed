-- +goose Up
-- What an authority decides about a youth. Until it is decided it is a draft that may
-- be written anew; from then on what it says stands, and a correction is a new one
-- that points to it.
CREATE TABLE decisions (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    youth_id        bigint NOT NULL REFERENCES youths,
    enrolment_id    bigint NOT NULL REFERENCES enrolments,
    author_id       bigint NOT NULL REFERENCES staff,    -- who began it
    writers         bigint[] NOT NULL,                   -- everybody who has written in it
    type_id         bigint NOT NULL REFERENCES decision_types,
    type            jsonb NOT NULL,                      -- the row as it stood: what the law may change is not read anew
    mode            text NOT NULL CHECK (mode IN ('decides', 'recommends')),
    state           text NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'hearing', 'ready', 'approval', 'approved', 'decided', 'notified', 'ended', 'revoked', 'dropped')),
    weighs          boolean NOT NULL,                    -- this one weighs on the party, in whole or in part
    began_on        date NOT NULL,                       -- applied for, or raised by us
    event_on        date,                                -- what happened, where a deadline runs from it
    plain           text NOT NULL DEFAULT '',            -- what was decided and why, to the youth
    view            text NOT NULL DEFAULT '',            -- the youth's part in it, and view (retssikkerhedsloven § 4)
    considerations  text NOT NULL DEFAULT '',            -- forvaltningsloven § 24
    basis           text NOT NULL DEFAULT '',            -- the rules it rests on
    can_do          text NOT NULL DEFAULT '',            -- what the youth can do now
    consent         text NOT NULL DEFAULT '',            -- who agreed, when and how, where the type needs it
    effect_from     date,
    effect_to       date,                                -- last day; open when null
    hearing         text NOT NULL DEFAULT '' CHECK (hearing IN ('', 'needed', 'not_needed')),
    hearing_why     text NOT NULL DEFAULT '',            -- why nobody is heard
    corrects_id     bigint REFERENCES decisions,
    approval_by     bigint REFERENCES staff,             -- who asked for it
    approval_at     timestamptz,
    approved_by     bigint REFERENCES staff,
    approved_at     timestamptz,
    decided_by      bigint REFERENCES staff,
    decided_at      timestamptz,
    decided_on      date,
    ended_on        date,                                -- before its last day, or a recommendation that was answered
    end_reason      text NOT NULL DEFAULT '',
    revoked_by      bigint REFERENCES staff,
    revoked_at      timestamptz,
    revoked_reason  text NOT NULL DEFAULT '',
    version         int NOT NULL DEFAULT 1,
    created_at      timestamptz NOT NULL,
    changed_at      timestamptz NOT NULL,
    CONSTRAINT decided_or_not CHECK ((state IN ('decided', 'notified', 'ended', 'revoked')) = (decided_at IS NOT NULL)
        AND (decided_at IS NULL) = (decided_by IS NULL) AND (decided_at IS NULL) = (decided_on IS NULL)),
    CONSTRAINT decided_says_what CHECK (decided_at IS NULL OR plain <> '' AND view <> '' AND basis <> '' AND effect_from IS NOT NULL),
    CONSTRAINT burden_has_reasons CHECK (decided_at IS NULL OR NOT weighs OR considerations <> ''),
    CONSTRAINT burden_is_heard CHECK (decided_at IS NULL OR NOT weighs OR hearing <> ''),
    CONSTRAINT silence_has_reason CHECK (hearing <> 'not_needed' OR NOT weighs OR hearing_why <> '' OR decided_at IS NULL),
    CONSTRAINT effect_in_order CHECK (effect_to >= effect_from),
    CONSTRAINT effect_after_cause CHECK (decided_on IS NULL OR effect_from >= least(decided_on, coalesce(event_on, decided_on))),
    -- Four eyes: whoever approves has written nothing in it.
    CONSTRAINT approver_is_no_writer CHECK (NOT (approved_by = ANY (writers))),
    CONSTRAINT approved_by_somebody CHECK ((approved_by IS NULL) = (approved_at IS NULL) AND (state <> 'approved' OR approved_at IS NOT NULL)),
    CONSTRAINT approval_was_given CHECK (decided_at IS NULL OR type ->> 'approver' = 'none' OR approved_at IS NOT NULL),
    CONSTRAINT revoked_with_reason CHECK ((state = 'revoked') = (revoked_at IS NOT NULL) AND (revoked_at IS NULL OR revoked_by IS NOT NULL AND revoked_reason <> '')),
    CONSTRAINT ended_with_reason CHECK ((state = 'ended') = (ended_on IS NOT NULL) AND (ended_on IS NULL OR end_reason <> '')),
    CONSTRAINT author_writes CHECK (author_id = ANY (writers))
);
CREATE INDEX decisions_by_youth ON decisions (youth_id, created_at DESC);
CREATE INDEX decisions_of_enrolment ON decisions (enrolment_id);
CREATE INDEX decisions_to_approve ON decisions (enrolment_id) WHERE state = 'approval';
CREATE INDEX decisions_corrected ON decisions (corrects_id);

-- The life of a decision, step by step (decision.steps says the same in Go; a test
-- compares them), and that what was decided says what it said.
-- +goose StatementBegin
CREATE FUNCTION decision_goes_on() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    fate CONSTANT text[] := ARRAY['state', 'ended_on', 'end_reason', 'revoked_by', 'revoked_at', 'revoked_reason', 'version', 'changed_at'];
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a decision is not deleted' USING CONSTRAINT = 'decision_stays', ERRCODE = 'check_violation';
    END IF;
    IF OLD.state <> NEW.state AND NOT (OLD.state, NEW.state) IN (
        ('draft', 'hearing'), ('draft', 'ready'), ('draft', 'dropped'),
        ('hearing', 'draft'), ('hearing', 'ready'), ('hearing', 'dropped'),
        ('ready', 'draft'), ('ready', 'hearing'), ('ready', 'approval'), ('ready', 'decided'), ('ready', 'dropped'),
        ('approval', 'approved'), ('approval', 'draft'), ('approval', 'ready'), ('approval', 'dropped'),
        ('approved', 'draft'), ('approved', 'ready'), ('approved', 'decided'), ('approved', 'dropped'),
        ('decided', 'notified'), ('decided', 'ended'), ('decided', 'revoked'),
        ('notified', 'ended'), ('notified', 'revoked'), ('ended', 'revoked')) THEN
        RAISE EXCEPTION 'a decision does not go from % to %', OLD.state, NEW.state USING CONSTRAINT = 'decision_goes_on', ERRCODE = 'check_violation';
    END IF;
    IF OLD.decided_at IS NOT NULL AND to_jsonb(NEW) - fate <> to_jsonb(OLD) - fate THEN
        RAISE EXCEPTION 'what was decided says what it said' USING CONSTRAINT = 'decided_stays', ERRCODE = 'check_violation';
    END IF;
    IF OLD.state = ANY (ARRAY['revoked', 'dropped']) THEN
        RAISE EXCEPTION 'it is over' USING CONSTRAINT = 'decided_stays', ERRCODE = 'check_violation';
    END IF;
    NEW.version := OLD.version + 1;
    RETURN NEW;
END $$;
-- +goose StatementEnd
CREATE TRIGGER decision_goes_on BEFORE UPDATE OR DELETE ON decisions FOR EACH ROW EXECUTE FUNCTION decision_goes_on();

-- What it rests on, each with where it comes from: an entry of the log, a document, a
-- person, or in words.
CREATE TABLE decision_facts (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    decision_id bigint NOT NULL REFERENCES decisions,
    position    int NOT NULL,
    text        text NOT NULL CHECK (text <> ''),
    contact_id  bigint REFERENCES contacts,
    document_id bigint REFERENCES documents,
    person_id   bigint REFERENCES network_people,
    source      text NOT NULL DEFAULT '',           -- who said it, where it is none of these
    CONSTRAINT fact_has_one_source CHECK (num_nonnulls(contact_id, document_id, person_id) + (source <> '')::int = 1),
    CONSTRAINT facts_in_order UNIQUE (decision_id, position)
);
CREATE INDEX facts_of_contact ON decision_facts (contact_id) WHERE contact_id IS NOT NULL;
CREATE INDEX facts_of_document ON decision_facts (document_id) WHERE document_id IS NOT NULL;

-- +goose StatementBegin
CREATE FUNCTION facts_stay() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    d decisions;
BEGIN
    SELECT * INTO d FROM decisions WHERE id = CASE WHEN TG_OP = 'DELETE' THEN OLD.decision_id ELSE NEW.decision_id END;
    IF d.decided_at IS NOT NULL THEN
        RAISE EXCEPTION 'what a decision rests on stays' USING CONSTRAINT = 'facts_stay', ERRCODE = 'check_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    IF NEW.contact_id IS NOT NULL AND NOT EXISTS (SELECT FROM contact_youths y WHERE y.contact_id = NEW.contact_id AND y.youth_id = d.youth_id)
        OR NEW.document_id IS NOT NULL AND NOT EXISTS (SELECT FROM documents x WHERE x.id = NEW.document_id AND x.youth_id = d.youth_id)
        OR NEW.person_id IS NOT NULL AND NOT EXISTS (SELECT FROM network_people p WHERE p.id = NEW.person_id AND p.youth_id = d.youth_id) THEN
        RAISE EXCEPTION 'evidence of another youth' USING CONSTRAINT = 'evidence_is_theirs', ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
-- +goose StatementEnd
CREATE TRIGGER facts_stay BEFORE INSERT OR UPDATE OR DELETE ON decision_facts FOR EACH ROW EXECUTE FUNCTION facts_stay();

-- The party is heard (forvaltningsloven §§ 19-21): what was put to them, until when,
-- and what they said. One at a time.
CREATE TABLE decision_hearings (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    decision_id  bigint NOT NULL REFERENCES decisions,
    put_forward  text NOT NULL CHECK (put_forward <> ''),
    channel      text NOT NULL CHECK (channel <> ''),     -- code of a delivery, or spoken
    sent_on      date NOT NULL,
    received_on  date NOT NULL,
    until_on     date NOT NULL,
    short_reason text NOT NULL DEFAULT '',                 -- why shorter than the row's least
    by_id        bigint NOT NULL REFERENCES staff,
    at           timestamptz NOT NULL,
    answer       text NOT NULL DEFAULT '',
    answered_on  date,
    spoken       boolean NOT NULL DEFAULT false,           -- the answer was given by word of mouth
    answered_by  bigint REFERENCES staff,                  -- who wrote it down
    closed_at    timestamptz,
    closed_by    bigint REFERENCES staff,
    CONSTRAINT hearing_in_order CHECK (received_on >= sent_on AND until_on >= received_on),
    CONSTRAINT answer_is_whole CHECK ((answered_on IS NULL) = (answer = '') AND (answered_on IS NULL) = (answered_by IS NULL)),
    CONSTRAINT closed_by_somebody CHECK ((closed_at IS NULL) = (closed_by IS NULL))
);
CREATE INDEX hearings_of_decision ON decision_hearings (decision_id, id);
CREATE UNIQUE INDEX one_open_hearing ON decision_hearings (decision_id) WHERE closed_at IS NULL;

CREATE TABLE hearing_extensions (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    hearing_id bigint NOT NULL REFERENCES decision_hearings,
    was_on     date NOT NULL,
    until_on   date NOT NULL,
    reason     text NOT NULL DEFAULT '',
    by_id      bigint NOT NULL REFERENCES staff,
    at         timestamptz NOT NULL,
    CONSTRAINT extension_is_longer CHECK (until_on > was_on)
);
CREATE INDEX extensions_of_hearing ON hearing_extensions (hearing_id, id);
CREATE TRIGGER hearing_extensions_append_only BEFORE UPDATE OR DELETE ON hearing_extensions FOR EACH STATEMENT EXECUTE FUNCTION refuse();

-- What was sent, byte for byte.
CREATE TABLE letters (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    youth_id    bigint NOT NULL REFERENCES youths,
    decision_id bigint REFERENCES decisions,
    hearing_id  bigint REFERENCES decision_hearings,
    kind        text NOT NULL CHECK (kind <> ''),
    lang        text NOT NULL DEFAULT 'da' CHECK (lang IN ('da', 'en')),
    person_id   bigint REFERENCES network_people,          -- to whom, where it is not the youth
    name        text NOT NULL CHECK (name <> ''),          -- as it stands on the letter
    title       text NOT NULL CHECK (title <> ''),
    text        text NOT NULL CHECK (text <> ''),          -- the same words without their looks
    pdf         bytea NOT NULL,
    hash        bytea NOT NULL,
    by_id       bigint NOT NULL REFERENCES staff,
    at          timestamptz NOT NULL,
    CONSTRAINT letter_is_what_was_sent CHECK (hash = sha256(pdf))
);
CREATE INDEX letters_of_decision ON letters (decision_id, id);
CREATE INDEX letters_by_youth ON letters (youth_id, at DESC);
CREATE TRIGGER letters_append_only BEFORE UPDATE OR DELETE ON letters FOR EACH STATEMENT EXECUTE FUNCTION refuse();

-- Who was told, how and when: what the complaint period runs from. A custody holder
-- who is not told has a reason.
CREATE TABLE decision_notices (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    decision_id    bigint NOT NULL REFERENCES decisions,
    person_id      bigint REFERENCES network_people,       -- null is the youth
    name           text NOT NULL CHECK (name <> ''),
    channel        text NOT NULL DEFAULT '',
    sent_on        date,
    notified_on    date,
    complain_until date,                                    -- as the letter says
    omitted_reason text NOT NULL DEFAULT '',
    letter_id      bigint REFERENCES letters,
    by_id          bigint NOT NULL REFERENCES staff,
    at             timestamptz NOT NULL,
    CONSTRAINT told_or_omitted CHECK ((omitted_reason = '') = (sent_on IS NOT NULL) AND (sent_on IS NULL) = (notified_on IS NULL) AND (sent_on IS NULL) = (channel = '')),
    CONSTRAINT notice_in_order CHECK (notified_on >= sent_on),
    CONSTRAINT told_once UNIQUE NULLS NOT DISTINCT (decision_id, person_id)
);
CREATE TRIGGER decision_notices_append_only BEFORE UPDATE OR DELETE ON decision_notices FOR EACH STATEMENT EXECUTE FUNCTION refuse();

-- Every step of the life, in order.
CREATE TABLE decision_steps (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    decision_id bigint NOT NULL REFERENCES decisions,
    act         text NOT NULL,
    was         text NOT NULL,
    state       text NOT NULL,
    text        text NOT NULL DEFAULT '',                  -- the reason, where one is given
    by_id       bigint NOT NULL REFERENCES staff,
    at          timestamptz NOT NULL
);
CREATE INDEX steps_of_decision ON decision_steps (decision_id, id);
CREATE TRIGGER decision_steps_append_only BEFORE UPDATE OR DELETE ON decision_steps FOR EACH STATEMENT EXECUTE FUNCTION refuse();

-- What stood in a draft before somebody wrote it anew.
CREATE TABLE decision_versions (
    decision_id bigint NOT NULL REFERENCES decisions,
    version     int NOT NULL,
    fields      jsonb NOT NULL,
    by_id       bigint NOT NULL REFERENCES staff,
    at          timestamptz NOT NULL,
    PRIMARY KEY (decision_id, version)
);
CREATE TRIGGER decision_versions_append_only BEFORE UPDATE OR DELETE ON decision_versions FOR EACH STATEMENT EXECUTE FUNCTION refuse();

-- +goose Down
DROP TABLE decision_versions;
DROP TABLE decision_steps;
DROP TABLE decision_notices;
DROP TABLE letters;
DROP TABLE hearing_extensions;
DROP TABLE decision_hearings;
DROP TABLE decision_facts;
DROP TABLE decisions;
DROP FUNCTION facts_stay();
DROP FUNCTION decision_goes_on();
