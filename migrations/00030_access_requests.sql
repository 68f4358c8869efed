-- +goose Up
-- Why something is left out when somebody is given access to the file. A row of the
-- catalogue, because the law can change and because nobody should write a ground by heart.
ALTER TABLE catalogue DROP CONSTRAINT catalogue_kind_check;
ALTER TABLE catalogue ADD CONSTRAINT catalogue_kind_check
    CHECK (kind IN ('benefit', 'category', 'exit', 'placement', 'holiday', 'delivery', 'needs_group', 'document_type', 'relation', 'party_age', 'exemption'));
INSERT INTO catalogue (kind, code, name_da, name_en, valid_from, position, confirmed, source) VALUES
    ('exemption', 'internal', 'Internt arbejdsdokument', 'Internal working document', '2000-01-01', 10, true,
        'Forvaltningsloven §§ 12-13 (elov.dk); oplysninger om sagens faktiske grundlag skal alligevel gives'),
    ('exemption', 'others', 'Hensyn til en anden person', 'Regard for another person', '2000-01-01', 20, false,
        'Forvaltningsloven §§ 15-15 b. Paragraffen er ikke bekræftet'),
    ('exemption', 'youth', 'Afgørende hensyn til den unge selv', 'Decisive regard for the youth', '2000-01-01', 30, false,
        'Forvaltningsloven §§ 15-15 b. Paragraffen er ikke bekræftet'),
    ('exemption', 'not_asked', 'Er ikke omfattet af det, der bedes om', 'Is not part of what was asked for', '2000-01-01', 40, true, 'Egen liste');

-- Somebody asks to see the file. Seven working days, by the row of decision type AKT,
-- is our own deadline; when it cannot be kept, who asks is told why and until when.
CREATE TABLE access_requests (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    youth_id      bigint NOT NULL REFERENCES youths,
    enrolment_id  bigint NOT NULL REFERENCES enrolments,
    asked_on      date NOT NULL,
    asker         text NOT NULL CHECK (asker IN ('youth', 'person', 'other')),
    person_id     bigint REFERENCES network_people,
    name          text NOT NULL DEFAULT '',     -- of who asks, as it stood that day; empty is the youth
    basis         text NOT NULL CHECK (basis IN ('party', 'own', 'public')),
    wish          text NOT NULL DEFAULT '',     -- what is asked for; empty is everything
    due_on        date,                         -- by the row of AKT that held that day; null where none did
    by_id         bigint NOT NULL REFERENCES staff,
    at            timestamptz NOT NULL,
    outcome       text NOT NULL DEFAULT '' CHECK (outcome IN ('', 'given', 'partly', 'refused', 'withdrawn')),
    answered_on   date,
    answered_how  text NOT NULL DEFAULT '',     -- handed over, by Digital Post …, in words
    decision_id   bigint REFERENCES decisions,  -- of type AKT
    closed_by     bigint REFERENCES staff,
    closed_at     timestamptz,
    version       int NOT NULL DEFAULT 1,
    CONSTRAINT asker_is_named CHECK (CASE asker WHEN 'youth' THEN person_id IS NULL AND name = '' WHEN 'person' THEN person_id IS NOT NULL AND name <> '' ELSE person_id IS NULL AND name <> '' END),
    CONSTRAINT closed_whole CHECK ((outcome = '') = (closed_at IS NULL) AND (closed_at IS NULL) = (closed_by IS NULL) AND (closed_at IS NULL) = (answered_on IS NULL)),
    CONSTRAINT answered_after_asked CHECK (answered_on >= asked_on),
    CONSTRAINT less_is_decided CHECK (outcome NOT IN ('partly', 'refused') OR decision_id IS NOT NULL)
);
CREATE INDEX access_requests_by_youth ON access_requests (youth_id, asked_on DESC, id DESC);
CREATE INDEX access_requests_open ON access_requests (due_on) WHERE closed_at IS NULL;

CREATE TABLE access_delays (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    request_id bigint NOT NULL REFERENCES access_requests,
    until_on   date NOT NULL,
    reason     text NOT NULL CHECK (reason <> ''),
    told_on    date NOT NULL,                   -- when who asked was told
    by_id      bigint NOT NULL REFERENCES staff,
    at         timestamptz NOT NULL,
    CONSTRAINT delay_is_later CHECK (until_on >= told_on)
);
CREATE INDEX access_delays_by_request ON access_delays (request_id, id);
CREATE TRIGGER access_delays_append_only BEFORE UPDATE OR DELETE ON access_delays FOR EACH STATEMENT EXECUTE FUNCTION refuse();

-- What somebody decided about one thing of the file. What was looked at is what it said
-- then (digest): changed since, it is to be looked at anew.
CREATE TABLE access_reviews (
    request_id bigint NOT NULL REFERENCES access_requests,
    kind       text NOT NULL,
    subject_id bigint NOT NULL,
    choice     text NOT NULL CHECK (choice IN ('give', 'partly', 'leave_out')),
    ground     text NOT NULL DEFAULT '',        -- code of the catalogue (exemption)
    reason     text NOT NULL DEFAULT '',
    text       text NOT NULL DEFAULT '',        -- what is given instead, of a part
    digest     bytea NOT NULL,
    by_id      bigint NOT NULL REFERENCES staff,
    at         timestamptz NOT NULL,
    PRIMARY KEY (request_id, kind, subject_id),
    CONSTRAINT exempted_with_ground CHECK ((choice = 'give') = (ground = '') AND (choice = 'give') = (reason = '')),
    CONSTRAINT part_has_text CHECK ((choice = 'partly') = (text <> ''))
);

-- What was put together to be given, byte for byte, with its list as it was.
CREATE TABLE access_packages (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    request_id bigint NOT NULL REFERENCES access_requests,
    list       jsonb NOT NULL,
    items      int NOT NULL,
    left_out   int NOT NULL,                    -- wholly or in part
    pdf        bytea NOT NULL,
    sha256     bytea NOT NULL,
    by_id      bigint NOT NULL REFERENCES staff,
    at         timestamptz NOT NULL,
    CONSTRAINT package_is_its_hash CHECK (sha256 = sha256(pdf))
);
ALTER TABLE access_packages ALTER COLUMN pdf SET STORAGE EXTERNAL;
CREATE INDEX access_packages_by_request ON access_packages (request_id, id DESC);
CREATE TRIGGER access_packages_append_only BEFORE UPDATE OR DELETE ON access_packages FOR EACH STATEMENT EXECUTE FUNCTION refuse();

-- A request that was answered stays as it is.
-- +goose StatementBegin
CREATE FUNCTION access_request_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.closed_at IS NOT NULL OR (NEW.youth_id, NEW.asked_on, NEW.asker, NEW.person_id, NEW.name, NEW.by_id, NEW.at)
        IS DISTINCT FROM (OLD.youth_id, OLD.asked_on, OLD.asker, OLD.person_id, OLD.name, OLD.by_id, OLD.at) THEN
        RAISE EXCEPTION 'access request % stays as it is', OLD.id USING ERRCODE = 'restrict_violation', CONSTRAINT = 'access_request_stands';
    END IF;
    RETURN NEW;
END $$;
-- +goose StatementEnd
CREATE TRIGGER access_request_stands BEFORE UPDATE ON access_requests FOR EACH ROW EXECUTE FUNCTION access_request_stands();

-- +goose Down
DROP TABLE access_packages;
DROP TABLE access_reviews;
DROP TABLE access_delays;
DROP TABLE access_requests;
DROP FUNCTION access_request_stands();
DELETE FROM catalogue WHERE kind = 'exemption';
ALTER TABLE catalogue DROP CONSTRAINT catalogue_kind_check;
ALTER TABLE catalogue ADD CONSTRAINT catalogue_kind_check
    CHECK (kind IN ('benefit', 'category', 'exit', 'placement', 'holiday', 'delivery', 'needs_group', 'document_type', 'relation', 'party_age'));
