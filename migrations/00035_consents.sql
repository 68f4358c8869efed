-- +goose Up
-- What the youth says in their own words: each saying is dated and kept, and the newest
-- of a kind is what holds. An empty text takes it back.
CREATE TABLE own_words (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    youth_id     bigint NOT NULL REFERENCES youths,
    enrolment_id bigint NOT NULL REFERENCES enrolments,
    kind         text NOT NULL CHECK (kind IN ('dream', 'wish', 'resource', 'consideration')),
    text         text NOT NULL,
    said_on      date NOT NULL,
    by_id        bigint NOT NULL REFERENCES staff,
    at           timestamptz NOT NULL
);
CREATE INDEX own_words_newest ON own_words (youth_id, kind, id DESC);
CREATE INDEX own_words_dreams ON own_words USING gin (to_tsvector('danish'::regconfig, text)) WHERE kind IN ('dream', 'wish');
CREATE TRIGGER own_words_append_only BEFORE UPDATE OR DELETE ON own_words FOR EACH STATEMENT EXECUTE FUNCTION refuse();

-- A consent is voluntary, specific and informed, and can be taken back (forvaltningsloven
-- § 28, domain 5.6). It says to whom, what, and until when; it is never changed, only
-- withdrawn, and a new one is given instead.
CREATE TABLE consents (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    youth_id      bigint NOT NULL REFERENCES youths,
    enrolment_id  bigint NOT NULL REFERENCES enrolments,
    company_id    bigint REFERENCES companies,        -- to whom
    recipient     text NOT NULL DEFAULT '',           -- in words, where it is no company of ours
    purpose       text NOT NULL,                      -- what for, in words
    valid_from    date NOT NULL,
    valid_to      date NOT NULL,                      -- last day
    form          text NOT NULL CHECK (form IN ('spoken', 'written')),
    given_by      bigint,                             -- the custody holder; null is the youth
    explained_by  bigint NOT NULL REFERENCES staff,
    said          text NOT NULL DEFAULT '',           -- how the youth wants it told
    document_id   bigint,
    at            timestamptz NOT NULL,
    withdrawn_at  timestamptz,
    withdrawn_by  bigint REFERENCES staff,
    withdrawn_why text NOT NULL DEFAULT '',
    CONSTRAINT consent_in_order CHECK (valid_to >= valid_from),
    CONSTRAINT consent_to_somebody CHECK ((company_id IS NULL) <> (recipient = '')),
    CONSTRAINT withdrawn_by_somebody CHECK ((withdrawn_at IS NULL) = (withdrawn_by IS NULL)),
    CONSTRAINT consent_of_youth UNIQUE (id, youth_id),
    CONSTRAINT given_by_their_own FOREIGN KEY (given_by, youth_id) REFERENCES network_people (id, youth_id),
    CONSTRAINT consent_document_of_youth FOREIGN KEY (document_id, youth_id) REFERENCES documents (id, youth_id)
);
CREATE INDEX consents_by_youth ON consents (youth_id, id DESC);
CREATE INDEX consents_to_company ON consents (company_id, youth_id) WHERE company_id IS NOT NULL;

-- What may be told, one line each: a code of the catalogue (disclosure), what its row
-- showed and was called on that day, and the words agreed on where the line takes words.
-- A row that is written otherwise later shows nothing more than what was agreed.
CREATE TABLE consent_items (
    consent_id bigint NOT NULL REFERENCES consents,
    item       text NOT NULL CHECK (item <> ''),
    position   int NOT NULL,
    shows      text NOT NULL CHECK (shows IN ('name', 'first_name', 'phone', 'age', 'words')),
    name_da    text NOT NULL,
    name_en    text NOT NULL,
    text       text NOT NULL DEFAULT '',
    PRIMARY KEY (consent_id, item),
    CONSTRAINT words_are_there CHECK ((shows = 'words') = (text <> ''))
);
CREATE TRIGGER consent_items_append_only BEFORE UPDATE OR DELETE ON consent_items FOR EACH STATEMENT EXECUTE FUNCTION refuse();

-- +goose StatementBegin
CREATE FUNCTION consent_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.withdrawn_at IS NOT NULL AND NEW.company_id IS NOT DISTINCT FROM OLD.company_id
       OR (to_jsonb(NEW) - '{withdrawn_at,withdrawn_by,withdrawn_why,company_id}'::text[]) <> (to_jsonb(OLD) - '{withdrawn_at,withdrawn_by,withdrawn_why,company_id}'::text[])
       OR (NEW.company_id IS DISTINCT FROM OLD.company_id AND NOT EXISTS (SELECT FROM companies WHERE id = OLD.company_id AND merged_into = NEW.company_id)) THEN
        RAISE EXCEPTION 'a consent is withdrawn, never changed' USING ERRCODE = 'restrict_violation', CONSTRAINT = 'consent_stays';
    END IF;
    RETURN NEW;
END $$;
-- +goose StatementEnd
CREATE TRIGGER consent_stays BEFORE UPDATE OR DELETE ON consents FOR EACH ROW EXECUTE FUNCTION consent_stays();

-- +goose Down
DROP TABLE consent_items;
DROP TABLE consents;
DROP FUNCTION consent_stays();
DROP TABLE own_words;
