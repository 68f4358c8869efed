-- +goose Up
-- Two more of what a statute or a municipality can change: how people around a youth
-- stand to them, and the ages by which somebody is party. An age is the rule of its row.
ALTER TABLE catalogue DROP CONSTRAINT catalogue_kind_check;
ALTER TABLE catalogue ADD CONSTRAINT catalogue_kind_check
    CHECK (kind IN ('benefit', 'category', 'exit', 'placement', 'holiday', 'delivery', 'needs_group', 'document_type', 'relation', 'party_age'));
ALTER TABLE catalogue DROP CONSTRAINT rule_of_kind;
ALTER TABLE catalogue ADD CONSTRAINT rule_of_kind CHECK (CASE kind
    WHEN 'holiday' THEN rule ~ '^(\d\d-\d\d|easter([+-][1-9]\d{0,2})?)$'
    WHEN 'delivery' THEN rule ~ '^(weekdays|days)\+\d{1,2}$'
    WHEN 'document_type' THEN rule ~ '^(receipt\+[1-9]\d?)?$'
    WHEN 'party_age' THEN rule ~ '^[1-9]\d?$'
    ELSE rule = '' END);

INSERT INTO catalogue (kind, code, name_da, name_en, rule, valid_from, valid_to, position, confirmed, source) VALUES
    ('party_age', 'own_rights', 'Den unge har selv partsrettigheder efter barnets lov', 'The youth has a party''s rights under the Children''s Act', '10', '2024-01-01', NULL, 1, true,
        'Barnets lov § 3 (regelrytter.dk)'),
    ('party_age', 'own_rights_elsewhere', 'Den unge har selv partsrettigheder efter andre love', 'The youth has a party''s rights under other acts', '15', '2000-01-01', NULL, 2, false,
        'Ingen lov siger et tal uden for barnets lov; 15 år er et forslag, kommunen skal tage stilling til'),
    ('party_age', 'majority', 'Myndig: forældremyndigheden er ophørt', 'Of age: custody has ended', '18', '2000-01-01', NULL, 3, true,
        'Forældreansvarsloven § 1; værgemålsloven § 1'),

    ('relation', 'mother', 'Mor', 'Mother', '', '2000-01-01', NULL, 1, true, ''),
    ('relation', 'father', 'Far', 'Father', '', '2000-01-01', NULL, 2, true, ''),
    ('relation', 'parent', 'Forælder', 'Parent', '', '2000-01-01', NULL, 3, true, ''),
    ('relation', 'step_parent', 'Stedforælder', 'Step-parent', '', '2000-01-01', NULL, 4, true, ''),
    ('relation', 'foster_parent', 'Plejeforælder', 'Foster parent', '', '2000-01-01', NULL, 5, true, ''),
    ('relation', 'guardian', 'Værge', 'Guardian', '', '2000-01-01', NULL, 6, true, ''),
    ('relation', 'sibling', 'Søskende', 'Sibling', '', '2000-01-01', NULL, 7, true, ''),
    ('relation', 'grandparent', 'Bedsteforælder', 'Grandparent', '', '2000-01-01', NULL, 8, true, ''),
    ('relation', 'partner', 'Kæreste eller ægtefælle', 'Partner or spouse', '', '2000-01-01', NULL, 9, true, ''),
    ('relation', 'friend', 'Ven eller veninde', 'Friend', '', '2000-01-01', NULL, 10, true, ''),
    ('relation', 'lawyer', 'Advokat', 'Lawyer', '', '2000-01-01', NULL, 11, true, ''),
    ('relation', 'professional', 'Fagperson', 'Professional', '', '2000-01-01', NULL, 12, true, ''),
    ('relation', 'other', 'En anden', 'Somebody else', '', '2000-01-01', NULL, 99, true, '');

ALTER TABLE documents ADD CONSTRAINT document_of_youth UNIQUE (id, youth_id);

-- The people around a youth. Custody says who has it, not who is party: that follows
-- from the youth's age on the day and is computed (network.Parties).
CREATE TABLE network_people (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    youth_id       bigint NOT NULL REFERENCES youths,
    name           text NOT NULL CHECK (name <> ''),
    relation       text NOT NULL CHECK (relation <> ''),       -- code of the catalogue
    custody        boolean NOT NULL DEFAULT false,
    representative text NOT NULL DEFAULT '' CHECK (representative IN ('', 'representative', 'assessor')), -- forvaltningsloven § 8
    power_on       date,                                       -- day of the power of attorney
    power_covers   text NOT NULL DEFAULT '',                   -- what it is for
    power_document bigint,                                     -- the document that shows it
    letters        text NOT NULL DEFAULT '' CHECK (letters IN ('', 'instead', 'too')), -- as the youth chose
    phone          text NOT NULL DEFAULT '',
    email          text NOT NULL DEFAULT '',
    address        bytea,                                      -- sealed
    hidden         boolean NOT NULL DEFAULT false,             -- their address is protected
    note           text NOT NULL DEFAULT '',
    from_on        date NOT NULL,
    to_on          date,                                       -- last day
    ended_reason   text NOT NULL DEFAULT '',
    version        int NOT NULL DEFAULT 1,
    added_by       bigint NOT NULL REFERENCES staff,
    added_at       timestamptz NOT NULL,
    CONSTRAINT person_in_order CHECK (to_on >= from_on - 1),   -- ended the day before it began: written down by mistake
    CONSTRAINT power_of_representative CHECK (power_on IS NULL OR representative = 'representative'),
    CONSTRAINT power_is_whole CHECK ((power_on IS NULL) = (power_covers = '') AND (power_on IS NULL) = (letters = '') AND (power_on IS NOT NULL OR power_document IS NULL)),
    CONSTRAINT person_of_youth UNIQUE (id, youth_id),
    CONSTRAINT power_document_of_youth FOREIGN KEY (power_document, youth_id) REFERENCES documents (id, youth_id)
);
CREATE INDEX network_people_by_youth ON network_people (youth_id);

-- A person of a youth stays that youth's, and is never deleted.
-- +goose StatementBegin
CREATE FUNCTION person_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a person around a youth is ended, never deleted' USING ERRCODE = 'restrict_violation', CONSTRAINT = 'person_stays';
    END IF;
    IF NEW.youth_id <> OLD.youth_id OR NEW.version <> OLD.version + 1 THEN
        RAISE EXCEPTION 'a person stays with the youth, and each change is a version' USING ERRCODE = 'restrict_violation', CONSTRAINT = 'person_stays';
    END IF;
    RETURN NEW;
END $$;
-- +goose StatementEnd
CREATE TRIGGER person_stays BEFORE UPDATE OR DELETE ON network_people FOR EACH ROW EXECUTE FUNCTION person_stays();

CREATE TABLE network_person_versions (
    person_id bigint NOT NULL REFERENCES network_people,
    version   int NOT NULL,
    fields    jsonb NOT NULL,                  -- as it was; never the address
    by_id     bigint NOT NULL REFERENCES staff,
    at        timestamptz NOT NULL,
    PRIMARY KEY (person_id, version)
);
CREATE TRIGGER network_person_versions_append_only BEFORE UPDATE OR DELETE ON network_person_versions FOR EACH STATEMENT EXECUTE FUNCTION refuse();

-- What of an entry matters for a decision stands apart from the talk around it
-- (offentlighedsloven § 13), and is found like the rest of it.
ALTER TABLE contacts ADD COLUMN authority text NOT NULL DEFAULT '';
ALTER TABLE contacts DROP COLUMN search;
ALTER TABLE contacts ADD COLUMN search tsvector GENERATED ALWAYS AS (to_tsvector('danish'::regconfig,
    account || ' ' || facts || ' ' || view || ' ' || assessment || ' ' || authority || ' ' || place_note || ' ' || others)) STORED;
CREATE INDEX contacts_by_text ON contacts USING gin (search);

-- +goose Down
ALTER TABLE contacts DROP COLUMN search;
ALTER TABLE contacts DROP COLUMN authority;
ALTER TABLE contacts ADD COLUMN search tsvector GENERATED ALWAYS AS (to_tsvector('danish'::regconfig,
    account || ' ' || facts || ' ' || view || ' ' || assessment || ' ' || place_note || ' ' || others)) STORED;
CREATE INDEX contacts_by_text ON contacts USING gin (search);
DROP TABLE network_person_versions;
DROP TABLE network_people;
DROP FUNCTION person_stays();
ALTER TABLE documents DROP CONSTRAINT document_of_youth;
DELETE FROM catalogue WHERE kind IN ('relation', 'party_age');
ALTER TABLE catalogue DROP CONSTRAINT rule_of_kind;
ALTER TABLE catalogue ADD CONSTRAINT rule_of_kind CHECK (CASE kind
    WHEN 'holiday' THEN rule ~ '^(\d\d-\d\d|easter([+-][1-9]\d{0,2})?)$'
    WHEN 'delivery' THEN rule ~ '^(weekdays|days)\+\d{1,2}$'
    WHEN 'document_type' THEN rule ~ '^(receipt\+[1-9]\d?)?$'
    ELSE rule = '' END);
ALTER TABLE catalogue DROP CONSTRAINT catalogue_kind_check;
ALTER TABLE catalogue ADD CONSTRAINT catalogue_kind_check
    CHECK (kind IN ('benefit', 'category', 'exit', 'placement', 'holiday', 'delivery', 'needs_group', 'document_type'));
