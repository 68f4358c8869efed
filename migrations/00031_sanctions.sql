-- +goose Up
-- What must be answered before some decisions can be made: a list, point by point.
-- One row at a time for each point; a decision keeps a copy of the rows it was made
-- under. In numbers 0 is no rule; an empty list of categories is any.
CREATE TABLE checklist_items (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    checklist  text NOT NULL CHECK (checklist ~ '^[a-z0-9_]{1,40}$'), -- decision_types.checklist
    code       text NOT NULL CHECK (code ~ '^[a-z0-9_]{1,40}$'),
    position   int NOT NULL DEFAULT 0,
    words_da   text NOT NULL CHECK (words_da <> ''),   -- what must be true
    words_en   text NOT NULL CHECK (words_en <> ''),
    help_da    text NOT NULL DEFAULT '',               -- what to write, or where to look
    help_en    text NOT NULL DEFAULT '',
    rule       text NOT NULL CHECK (rule IN ('said', 'event', 'guidance', 'category', 'attempts', 'dialogue', 'hearing', 'reasons', 'deadline', 'eyes', 'plain', 'complaint')),
    evidence   text NOT NULL DEFAULT 'optional' CHECK (evidence IN ('none', 'optional', 'any', 'contact', 'document')),
    least      int NOT NULL DEFAULT 0 CHECK (least BETWEEN 0 AND 20),  -- so many pieces of evidence
    kinds      int NOT NULL DEFAULT 0 CHECK (kinds BETWEEN 0 AND 8),   -- of so many kinds
    months     int NOT NULL DEFAULT 0 CHECK (months BETWEEN 0 AND 60), -- at most so old when it happened
    categories text[] NOT NULL DEFAULT '{}',           -- asked only of these
    valid_from date NOT NULL,
    valid_to   date,                                   -- last day; open when null
    confirmed  boolean NOT NULL DEFAULT false,
    source     text NOT NULL DEFAULT '',
    version    int NOT NULL DEFAULT 1,
    CONSTRAINT items_in_order CHECK (valid_to >= valid_from),
    CONSTRAINT kinds_within_least CHECK (kinds <= least),
    CONSTRAINT item_begins_once UNIQUE (checklist, code, valid_from),
    CONSTRAINT one_item_at_a_time EXCLUDE USING gist (checklist WITH =, code WITH =, daterange(valid_from, valid_to, '[]') WITH &&)
);
CREATE TRIGGER checklist_items_version BEFORE UPDATE ON checklist_items FOR EACH ROW EXECUTE FUNCTION next_version();

-- The fifteen points before a sanction (LAS §§ 35-40 a). How many attempts are enough
-- no law says: the number is the municipality's.
INSERT INTO checklist_items (checklist, position, code, rule, evidence, least, kinds, months, categories, valid_from, confirmed, words_da, words_en, help_da, help_en, source) VALUES
    ('sanction', 1, 'event', 'event', 'any', 0, 0, 0, '{}', '2000-01-01', true,
        'Hændelsen er beskrevet: hvad der skete, hvornår, hvor, og hvor vi ved det fra', 'What happened is described: what, when, where, and how we know',
        'Skriv det, som det skete, uden at vurdere.', 'Write it as it happened, without judging.', 'LAS § 35 stk. 3; officialprincippet, retssikkerhedsloven § 10'),
    ('sanction', 2, 'lawful', 'said', 'optional', 0, 0, 0, '{}', '2000-01-01', false,
        'Tilbuddet eller samtalen var lovlig, stod i den rigtige plan og passede til helbredet', 'The offer or talk was lawful, stood in the right plan, and suited the health of the youth',
        'Skriv, hvilken plan det står i, og hvad vi ved om helbredet.', 'Write which plan it stands in, and what we know of the health.', 'ast.dk: tilbuddet skal fremgå af planen'),
    ('sanction', 3, 'summons', 'said', 'any', 0, 0, 0, '{}', '2000-01-01', false,
        'Indkaldelsen var rigtig (tid, sted, kanal og varsel), og den unge fik den', 'The summons was right (time, place, channel and notice), and the youth received it',
        'Henvis til brevet eller beskeden.', 'Point to the letter or the message.', ''),
    ('sanction', 4, 'guidance', 'guidance', 'any', 0, 0, 6, '{}', '2000-01-01', true,
        'Den unge er vejledt skriftligt om rettigheder, pligter og sanktioner', 'The youth was guided in writing about rights, duties and sanctions',
        'Henvis til vejledningen. Den må højst være et halvt år gammel, da det skete.', 'Point to the guidance. It may be at most half a year old when it happened.', 'LAS § 35 stk. 1 (danskelove.dk/aktivloven/35-40a); halvårligt: ast.dk, ankeskema 2021'),
    ('sanction', 5, 'category', 'category', 'none', 0, 0, 0, '{}', '2000-01-01', false,
        'Den unges visitation, da det skete', 'The category of the youth when it happened', '', '', ''),
    ('sanction', 6, 'ground', 'said', 'optional', 0, 0, 0, '{}', '2000-01-01', false,
        'Den unge er spurgt om sin grund, og der var ikke en rimelig grund', 'The youth was asked for their reason, and it was not a reasonable ground',
        'Skriv, hvad den unge svarede (sygdom, sygt barn, noget andet), og hvorfor det ikke er en rimelig grund. Har den unge ikke svaret, så skriv, hvordan der er spurgt.', 'Write what the youth answered (illness, an ill child, something else), and why it is not a reasonable ground. If there was no answer, write how you asked.', 'LAS § 13 om rimelig grund er ikke bekræftet'),
    ('sanction', 7, 'attempts', 'attempts', 'contact', 3, 2, 1, '{aktivitetsparat}', '2000-01-01', false,
        'Vi har brugt alle rimelige muligheder for personlig kontakt', 'We have used every reasonable means of personal contact',
        'Vælg forsøgene fra loggen: opkald, sms, hjemmebesøg.', 'Choose the attempts from the log: call, text message, home visit.', 'Aktivitetsparate: ast.dk. Hvor mange forsøg der er nok, bestemmer kommunen'),
    ('sanction', 8, 'promotes', 'said', 'optional', 0, 0, 0, '{aktivitetsparat}', '2000-01-01', false,
        'En sanktion fremmer, at den unge står til rådighed', 'A sanction helps the youth to be available',
        'Skriv hvorfor. Hvis den ikke gør, kan den ikke gives.', 'Write why. If it does not, it cannot be given.', 'Aktivitetsparate: BEU bilag 157 og 228 (ft.dk)'),
    ('sanction', 9, 'forewarned', 'dialogue', 'contact', 0, 0, 0, '{}', '2000-01-01', false,
        'Vi har talt med den unge om sanktionen på forhånd', 'We have spoken with the youth about the sanction beforehand',
        'Vælg samtalen fra loggen.', 'Choose the talk from the log.', 'Rute 42 og Borgerkonsulenterne: sanktioner varsles i dialog'),
    ('sanction', 10, 'hearing', 'hearing', 'none', 0, 0, 0, '{}', '2000-01-01', true,
        'Den unge er hørt: har svaret, eller fristen er gået', 'The youth was heard: has answered, or the deadline has passed', '', '', 'Forvaltningsloven § 19'),
    ('sanction', 11, 'reasons', 'reasons', 'none', 0, 0, 0, '{}', '2000-01-01', true,
        'Fakta, regel, hovedhensyn og beregning (dage × sats) står der', 'Facts, rule, main considerations and calculation (days × rate) are there',
        'Skriv beregningen her: antal dage, sats og beløb.', 'Write the calculation here: number of days, rate and amount.', 'Forvaltningsloven §§ 22-24'),
    ('sanction', 12, 'deadline', 'deadline', 'none', 0, 0, 0, '{}', '2000-01-01', true,
        'Fristen for at trække i ydelsen er ikke gået', 'The time limit for the deduction has not passed', '', '', 'LAS § 35 stk. 3: 3 hele kalendermåneder efter hændelsen'),
    ('sanction', 13, 'eyes', 'eyes', 'none', 0, 0, 0, '{}', '2000-01-01', false,
        'En anden end dem, der har skrevet den, godkender', 'Somebody other than those who wrote it approves', '', '', ''),
    ('sanction', 14, 'plain', 'plain', 'none', 0, 0, 0, '{}', '2000-01-01', false,
        'Der står i almindelige ord, hvad vi har besluttet og hvorfor', 'It says in plain words what we decided and why', '', '', 'God forvaltningsskik'),
    ('sanction', 15, 'complaint', 'complaint', 'none', 0, 0, 0, '{}', '2000-01-01', true,
        'Klagevejledning er med', 'How to complain is enclosed', '', '', 'Forvaltningsloven §§ 25-26');

-- Whether the team decides or recommends, where a programme has it otherwise than the
-- municipality (decision_types.mode): for a type by its code, or for a whole area.
CREATE TABLE programme_decision_modes (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    programme_id bigint NOT NULL REFERENCES programmes,
    code         text NOT NULL DEFAULT '',
    grouping     text NOT NULL DEFAULT '' CHECK (grouping IN ('', 'plan', 'offer', 'support', 'benefit', 'sanction', 'youth', 'social', 'guidance', 'general')),
    mode         text NOT NULL CHECK (mode IN ('decides', 'recommends')),
    valid_from   date NOT NULL,
    valid_to     date,                                 -- last day; open when null
    source       text NOT NULL DEFAULT '',
    CONSTRAINT mode_of_type_or_area CHECK ((code = '') <> (grouping = '')),
    CONSTRAINT modes_in_order CHECK (valid_to >= valid_from),
    CONSTRAINT one_mode_at_a_time EXCLUDE USING gist (programme_id WITH =, code WITH =, grouping WITH =, daterange(valid_from, valid_to, '[]') WITH &&)
);

-- The rows of the list as they stood when the decision was last written.
ALTER TABLE decisions ADD COLUMN checklist jsonb NOT NULL DEFAULT '[]';

-- What was answered to the points of the list.
CREATE TABLE decision_checks (
    decision_id bigint NOT NULL REFERENCES decisions,
    item        text NOT NULL,
    met         boolean,                               -- it is so, it is not so, or not said
    text        text NOT NULL DEFAULT '',
    choice      text NOT NULL DEFAULT '',              -- a code of the catalogue
    by_id       bigint NOT NULL REFERENCES staff,
    at          timestamptz NOT NULL,
    PRIMARY KEY (decision_id, item)
);
CREATE TABLE decision_check_evidence (
    decision_id bigint NOT NULL,
    item        text NOT NULL,
    position    int NOT NULL,
    contact_id  bigint REFERENCES contacts,
    document_id bigint REFERENCES documents,
    PRIMARY KEY (decision_id, item, position),
    FOREIGN KEY (decision_id, item) REFERENCES decision_checks,
    CONSTRAINT check_has_one_source CHECK (num_nonnulls(contact_id, document_id) = 1)
);
CREATE INDEX checks_of_contact ON decision_check_evidence (contact_id) WHERE contact_id IS NOT NULL;
CREATE INDEX checks_of_document ON decision_check_evidence (document_id) WHERE document_id IS NOT NULL;

-- What was answered is settled with the decision, and rests on the youth's own record.
-- +goose StatementBegin
CREATE FUNCTION checks_stay() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    d decisions;
    given jsonb := to_jsonb(CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END);
BEGIN
    SELECT * INTO d FROM decisions WHERE id = CASE WHEN TG_OP = 'DELETE' THEN OLD.decision_id ELSE NEW.decision_id END;
    IF d.decided_at IS NOT NULL THEN
        RAISE EXCEPTION 'what a decision rests on stays' USING CONSTRAINT = 'checks_stay', ERRCODE = 'check_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    IF given ->> 'contact_id' IS NOT NULL AND NOT EXISTS (SELECT FROM contact_youths y WHERE y.contact_id = (given ->> 'contact_id')::bigint AND y.youth_id = d.youth_id)
        OR given ->> 'document_id' IS NOT NULL AND NOT EXISTS (SELECT FROM documents x WHERE x.id = (given ->> 'document_id')::bigint AND x.youth_id = d.youth_id) THEN
        RAISE EXCEPTION 'evidence of another youth' USING CONSTRAINT = 'check_evidence_is_theirs', ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
-- +goose StatementEnd
CREATE TRIGGER checks_stay BEFORE INSERT OR UPDATE OR DELETE ON decision_checks FOR EACH ROW EXECUTE FUNCTION checks_stay();
CREATE TRIGGER check_evidence_stays BEFORE INSERT OR UPDATE OR DELETE ON decision_check_evidence FOR EACH ROW EXECUTE FUNCTION checks_stay();

-- Nothing is decided while a point that somebody has to answer is open, or is not so
-- (decision.Gate says more; this is what no code can go round).
-- +goose StatementBegin
CREATE FUNCTION checklist_is_answered() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    category text := (SELECT c.choice FROM jsonb_to_recordset(NEW.checklist) AS i(code text, rule text)
                      JOIN decision_checks c ON c.decision_id = NEW.id AND c.item = i.code WHERE i.rule = 'category' LIMIT 1);
BEGIN
    IF EXISTS (
        SELECT FROM jsonb_to_recordset(NEW.checklist) AS i(code text, rule text, categories jsonb)
        LEFT JOIN decision_checks c ON c.decision_id = NEW.id AND c.item = i.code
        WHERE i.rule IN ('said', 'event', 'guidance', 'category', 'attempts', 'dialogue', 'reasons')
          AND (coalesce(jsonb_array_length(i.categories), 0) = 0 OR category IS NULL OR i.categories ? category)
          AND (c.item IS NULL OR c.met IS FALSE OR c.met IS NULL AND i.rule IN ('said', 'event', 'guidance'))) THEN
        RAISE EXCEPTION 'a point of the checklist is open' USING CONSTRAINT = 'checklist_is_answered', ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
-- +goose StatementEnd
CREATE TRIGGER checklist_is_answered BEFORE UPDATE ON decisions FOR EACH ROW
    WHEN (NEW.decided_at IS NOT NULL AND OLD.decided_at IS NULL) EXECUTE FUNCTION checklist_is_answered();

-- +goose Down
DROP TRIGGER checklist_is_answered ON decisions;
DROP TABLE decision_check_evidence;
DROP TABLE decision_checks;
DROP FUNCTION checklist_is_answered();
DROP FUNCTION checks_stay();
ALTER TABLE decisions DROP COLUMN checklist;
DROP TABLE programme_decision_modes;
DROP TABLE checklist_items;
