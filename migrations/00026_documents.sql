-- +goose Up
-- What kinds of document there are is the municipality's to say. The rule of a kind is
-- in how many open days a receipt is to be expected, receipt+6, or nothing.
ALTER TABLE catalogue DROP CONSTRAINT catalogue_kind_check;
ALTER TABLE catalogue ADD CONSTRAINT catalogue_kind_check
    CHECK (kind IN ('benefit', 'category', 'exit', 'placement', 'holiday', 'delivery', 'needs_group', 'document_type'));
ALTER TABLE catalogue DROP CONSTRAINT rule_of_kind;
ALTER TABLE catalogue ADD CONSTRAINT rule_of_kind CHECK (CASE kind
    WHEN 'holiday' THEN rule ~ '^(\d\d-\d\d|easter([+-][1-9]\d{0,2})?)$'
    WHEN 'delivery' THEN rule ~ '^(weekdays|days)\+\d{1,2}$'
    WHEN 'document_type' THEN rule ~ '^(receipt\+[1-9]\d?)?$'
    ELSE rule = '' END);

INSERT INTO catalogue (kind, code, name_da, name_en, rule, valid_from, position, confirmed, source) VALUES
    ('document_type', 'letter', 'Brev eller mail', 'Letter or mail', '', '2000-01-01', 10, true, 'Egen liste'),
    ('document_type', 'health', 'Oplysninger om helbred', 'Health information', '', '2000-01-01', 20, true, 'Egen liste'),
    ('document_type', 'education', 'Papirer fra skole eller uddannelse', 'Papers from school or education', '', '2000-01-01', 30, true, 'Egen liste'),
    ('document_type', 'application', 'Ansøgning', 'Application', '', '2000-01-01', 40, true, 'Egen liste'),
    ('document_type', 'consent', 'Samtykke', 'Consent', '', '2000-01-01', 50, true, 'Egen liste'),
    ('document_type', 'power_of_attorney', 'Fuldmagt', 'Power of attorney', '', '2000-01-01', 60, true, 'Egen liste'),
    ('document_type', 'hearing_answer', 'Svar på partshøring', 'Answer to a hearing', '', '2000-01-01', 70, true, 'Egen liste'),
    ('document_type', 'complaint', 'Klage', 'Complaint', '', '2000-01-01', 80, true, 'Egen liste'),
    ('document_type', 'work', 'Aftale med en virksomhed', 'Agreement with a company', '', '2000-01-01', 90, true, 'Egen liste'),
    ('document_type', 'economy', 'Økonomi og bolig', 'Money and housing', '', '2000-01-01', 100, true, 'Egen liste'),
    ('document_type', 'underretning', 'Underretning', 'Notification of concern', 'receipt+6', '2024-01-01', 110, false,
        'Barnets lov §§ 132-138 (themis.dk); kvittering inden 6 hverdage (laesoe.dk). Paragrafferne er ikke bekræftet'),
    ('document_type', 'other', 'Andet', 'Other', '', '2000-01-01', 999, true, 'Egen liste');

-- A document is one or several files with what is known of them: what it is, from
-- whom, of which day. It is part of the record and is never deleted.
CREATE TABLE documents (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    youth_id     bigint NOT NULL REFERENCES youths,
    enrolment_id bigint NOT NULL REFERENCES enrolments,
    type         text NOT NULL,                -- code of the catalogue
    direction    text NOT NULL DEFAULT 'in' CHECK (direction IN ('in', 'out')), -- received or sent
    party        text NOT NULL CHECK (party <> ''), -- from whom, or to whom
    dated_on     date NOT NULL,                -- the day that stands on it
    concerns     text NOT NULL DEFAULT '' CHECK (concerns IN ('', 'youth', 'child', 'unborn')), -- whom an underretning is about
    note         text NOT NULL DEFAULT '',
    receipt_on   date,                         -- the other side has said that it arrived
    added_by     bigint NOT NULL REFERENCES staff,
    for_id       bigint REFERENCES staff,      -- the owner it was added for, by a cover or a buddy
    added_at     timestamptz NOT NULL,
    used_at      timestamptz,                  -- used in a decision: it stays as it is
    withdrawn_at timestamptz,
    withdrawn_by bigint REFERENCES staff,
    version      int NOT NULL DEFAULT 1,
    CONSTRAINT underretning_concerns CHECK ((type = 'underretning') = (concerns <> '')),
    CONSTRAINT used_is_not_withdrawn CHECK (used_at IS NULL OR withdrawn_at IS NULL),
    CONSTRAINT withdrawn_by_somebody CHECK ((withdrawn_at IS NULL) = (withdrawn_by IS NULL)),
    CONSTRAINT receipt_of_what_was_sent CHECK (receipt_on IS NULL OR direction = 'out' AND receipt_on >= dated_on)
);
CREATE INDEX documents_by_youth ON documents (youth_id, dated_on DESC, id DESC);
CREATE INDEX documents_added ON documents (youth_id, added_at DESC, id DESC);

-- The files of a document in their order, as they were sent, with their hash.
CREATE TABLE document_files (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    document_id bigint NOT NULL REFERENCES documents,
    position    int NOT NULL CHECK (position >= 1),
    name        text NOT NULL CHECK (name <> ''),   -- as the file was called
    media       text NOT NULL CONSTRAINT known_media CHECK (media IN ('application/pdf', 'image/jpeg', 'image/png', 'image/heic', 'text/plain',
                    'application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'application/vnd.oasis.opendocument.text')),
    size        int NOT NULL,                       -- bytes
    sha256      bytea NOT NULL,
    scanned_at  timestamptz,                        -- when something looked for viruses; null where nothing did
    content     bytea NOT NULL,
    CONSTRAINT one_file_a_place UNIQUE (document_id, position),
    CONSTRAINT file_size CHECK (size BETWEEN 1 AND 15728640 AND size = octet_length(content)),
    CONSTRAINT file_is_its_hash CHECK (sha256 = sha256(content))
);
ALTER TABLE document_files ALTER COLUMN content SET STORAGE EXTERNAL; -- pictures and PDFs are packed already
CREATE TRIGGER document_files_append_only BEFORE UPDATE OR DELETE ON document_files FOR EACH STATEMENT EXECUTE FUNCTION refuse();

-- What was said of a document before it was corrected.
CREATE TABLE document_versions (
    document_id bigint NOT NULL REFERENCES documents,
    version     int NOT NULL,
    fields      jsonb NOT NULL,
    by_id       bigint NOT NULL REFERENCES staff,
    at          timestamptz NOT NULL,
    PRIMARY KEY (document_id, version)
);
CREATE TRIGGER document_versions_append_only BEFORE UPDATE OR DELETE ON document_versions FOR EACH STATEMENT EXECUTE FUNCTION refuse();

-- A document is whose it was, by whom it came and when; used in a decision it says
-- what it said, but for the receipt that comes later. What was withdrawn stays so.
-- +goose StatementBegin
CREATE FUNCTION document_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.youth_id, NEW.enrolment_id, NEW.added_by, NEW.added_at) IS DISTINCT FROM (OLD.youth_id, OLD.enrolment_id, OLD.added_by, OLD.added_at)
       OR OLD.used_at IS NOT NULL AND (NEW.type, NEW.direction, NEW.party, NEW.dated_on, NEW.concerns, NEW.note, NEW.used_at)
            IS DISTINCT FROM (OLD.type, OLD.direction, OLD.party, OLD.dated_on, OLD.concerns, OLD.note, OLD.used_at)
       OR OLD.withdrawn_at IS NOT NULL THEN
        RAISE EXCEPTION 'document % stays as it is', OLD.id USING ERRCODE = 'restrict_violation', CONSTRAINT = 'document_stands';
    END IF;
    RETURN NEW;
END $$;
-- +goose StatementEnd
CREATE TRIGGER document_stands BEFORE UPDATE ON documents FOR EACH ROW EXECUTE FUNCTION document_stands();
CREATE TRIGGER documents_are_kept BEFORE DELETE ON documents FOR EACH STATEMENT EXECUTE FUNCTION refuse();

-- +goose Down
DROP TABLE document_versions;
DROP TABLE document_files;
DROP TABLE documents;
DROP FUNCTION document_stands();
DELETE FROM catalogue WHERE kind = 'document_type';
ALTER TABLE catalogue DROP CONSTRAINT rule_of_kind;
ALTER TABLE catalogue ADD CONSTRAINT rule_of_kind CHECK (CASE kind
    WHEN 'holiday' THEN rule ~ '^(\d\d-\d\d|easter([+-][1-9]\d{0,2})?)$'
    WHEN 'delivery' THEN rule ~ '^(weekdays|days)\+\d{1,2}$'
    ELSE rule = '' END);
ALTER TABLE catalogue DROP CONSTRAINT catalogue_kind_check;
ALTER TABLE catalogue ADD CONSTRAINT catalogue_kind_check
    CHECK (kind IN ('benefit', 'category', 'exit', 'placement', 'holiday', 'delivery', 'needs_group'));
