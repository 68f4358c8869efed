-- +goose Up
-- The network map: how close somebody is to the youth, in which part of life, what they
-- give and what they take, and whether we may call them. A professional has a unit and a
-- title. The youth's chosen adult is one of them (Samarbejdsmodellen, Slagelse).
ALTER TABLE network_people
    ADD COLUMN ring text NOT NULL DEFAULT '' CHECK (ring IN ('', 'inner', 'middle', 'outer')),
    ADD COLUMN sector text NOT NULL DEFAULT '',                -- code of the catalogue
    ADD COLUMN supports text NOT NULL DEFAULT '',
    ADD COLUMN strains text NOT NULL DEFAULT '',
    ADD COLUMN may_contact text NOT NULL DEFAULT '' CHECK (may_contact IN ('', 'yes', 'ask', 'no')),
    ADD COLUMN chosen boolean NOT NULL DEFAULT false,          -- holds while the person has not ended
    ADD COLUMN unit text NOT NULL DEFAULT '',
    ADD COLUMN title text NOT NULL DEFAULT '';
CREATE UNIQUE INDEX one_chosen_adult ON network_people (youth_id) WHERE chosen AND to_on IS NULL;

-- A consent may be to somebody around the youth, or to an authority in words. It is then
-- about topics, and it says what is not to be told (samtykkeskemaet, domain 7.3).
ALTER TABLE consents
    ADD COLUMN person_id bigint,
    ADD COLUMN not_about text NOT NULL DEFAULT '',
    ADD CONSTRAINT consent_to_their_own FOREIGN KEY (person_id, youth_id) REFERENCES network_people (id, youth_id),
    ADD CONSTRAINT consent_to_one CHECK (person_id IS NULL OR company_id IS NULL);
CREATE INDEX consents_to_others ON consents (youth_id, valid_to) WHERE company_id IS NULL;
ALTER TABLE consent_items DROP CONSTRAINT consent_items_shows_check;
ALTER TABLE consent_items ADD CONSTRAINT consent_items_shows_check CHECK (shows IN ('name', 'first_name', 'phone', 'age', 'words', 'topic'));
ALTER TABLE consent_items DROP CONSTRAINT words_are_there;
ALTER TABLE consent_items ADD CONSTRAINT words_are_there CHECK (CASE shows WHEN 'words' THEN text <> '' WHEN 'topic' THEN true ELSE text = '' END);

-- That something was told to somebody outside: by a consent that held that day and covers
-- it, or by a law that is named, with the reason (forvaltningsloven § 28). Written once.
CREATE TABLE disclosures (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    youth_id     bigint NOT NULL REFERENCES youths,
    enrolment_id bigint NOT NULL REFERENCES enrolments,
    told_on      date NOT NULL,
    recipient    text NOT NULL CHECK (recipient <> ''),
    consent_id   bigint,
    gateway      text NOT NULL DEFAULT '',             -- code of the catalogue (legal_gateway)
    gateway_da   text NOT NULL DEFAULT '',             -- as its row was called that day
    gateway_en   text NOT NULL DEFAULT '',
    reason       text NOT NULL DEFAULT '',
    what         text NOT NULL CHECK (what <> ''),     -- in a sentence
    by_id        bigint NOT NULL REFERENCES staff,
    at           timestamptz NOT NULL,
    CONSTRAINT consent_or_law CHECK ((consent_id IS NULL) <> (gateway = '')),
    CONSTRAINT law_has_reason CHECK (gateway = '' OR (reason <> '' AND gateway_da <> '' AND gateway_en <> '')),
    CONSTRAINT disclosure_by_their_consent FOREIGN KEY (consent_id, youth_id) REFERENCES consents (id, youth_id)
);
CREATE INDEX disclosures_of_youth ON disclosures (youth_id, told_on DESC, id DESC);
CREATE TRIGGER disclosures_append_only BEFORE UPDATE OR DELETE ON disclosures FOR EACH STATEMENT EXECUTE FUNCTION refuse();

CREATE TABLE disclosure_items (
    disclosure_id bigint NOT NULL REFERENCES disclosures,
    item          text NOT NULL CHECK (item <> ''),
    position      int NOT NULL,
    name_da       text NOT NULL,
    name_en       text NOT NULL,
    PRIMARY KEY (disclosure_id, item)
);
CREATE TRIGGER disclosure_items_append_only BEFORE UPDATE OR DELETE ON disclosure_items FOR EACH STATEMENT EXECUTE FUNCTION refuse();

-- The day a consent was taken back counts as a day without one.
-- +goose StatementBegin
CREATE FUNCTION consent_held_that_day() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.consent_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM consents c WHERE c.id = NEW.consent_id AND NEW.told_on BETWEEN c.valid_from AND c.valid_to
           AND (c.withdrawn_at IS NULL OR (c.withdrawn_at AT TIME ZONE 'Europe/Copenhagen')::date > NEW.told_on)) THEN
        RAISE EXCEPTION 'no consent held that day' USING ERRCODE = 'check_violation', CONSTRAINT = 'consent_held_that_day';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION consent_covers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM disclosures d WHERE d.id = NEW.disclosure_id AND d.consent_id IS NOT NULL
               AND NOT EXISTS (SELECT FROM consent_items i WHERE i.consent_id = d.consent_id AND i.item = NEW.item AND i.shows = 'topic')) THEN
        RAISE EXCEPTION 'the consent does not cover it' USING ERRCODE = 'check_violation', CONSTRAINT = 'consent_covers';
    END IF;
    RETURN NEW;
END $$;
-- +goose StatementEnd
CREATE TRIGGER consent_held_that_day BEFORE INSERT ON disclosures FOR EACH ROW EXECUTE FUNCTION consent_held_that_day();
CREATE TRIGGER consent_covers BEFORE INSERT ON disclosure_items FOR EACH ROW EXECUTE FUNCTION consent_covers();

-- +goose Down
DROP TABLE disclosure_items;
DROP TABLE disclosures;
DROP FUNCTION consent_covers();
DROP FUNCTION consent_held_that_day();
ALTER TABLE consent_items DROP CONSTRAINT words_are_there;
ALTER TABLE consent_items ADD CONSTRAINT words_are_there CHECK ((shows = 'words') = (text <> ''));
ALTER TABLE consent_items DROP CONSTRAINT consent_items_shows_check;
ALTER TABLE consent_items ADD CONSTRAINT consent_items_shows_check CHECK (shows IN ('name', 'first_name', 'phone', 'age', 'words'));
DROP INDEX consents_to_others;
ALTER TABLE consents DROP COLUMN person_id, DROP COLUMN not_about;
DROP INDEX one_chosen_adult;
ALTER TABLE network_people DROP COLUMN ring, DROP COLUMN sector, DROP COLUMN supports, DROP COLUMN strains,
    DROP COLUMN may_contact, DROP COLUMN chosen, DROP COLUMN unit, DROP COLUMN title;
