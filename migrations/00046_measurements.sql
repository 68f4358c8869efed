-- +goose Up
-- What a measurement asks, and what was answered (domain 6). An instrument is a row with a
-- version; a version is never edited, and what is compared is of one version and one
-- respondent alone.
CREATE TABLE instruments (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code            text NOT NULL CHECK (code ~ '^[a-z0-9_]{1,40}$'),
    version         int NOT NULL CHECK (version > 0),
    name_da         text NOT NULL CHECK (name_da <> ''),
    name_en         text NOT NULL CHECK (name_en <> ''),
    about_da        text NOT NULL DEFAULT '',       -- what stands above the questions
    about_en        text NOT NULL DEFAULT '',
    owner           text NOT NULL DEFAULT '',       -- whose words they are
    licence_note    text NOT NULL DEFAULT '',
    respondent      text NOT NULL CHECK (respondent IN ('youth', 'worker', 'both')),
    scale_min       int NOT NULL,
    scale_max       int NOT NULL,
    formula         text NOT NULL CHECK (formula IN ('sum*4', 'mean', 'none')),
    lower_is_better boolean NOT NULL DEFAULT false,
    position        int NOT NULL DEFAULT 0,
    valid_from      date NOT NULL,
    valid_to        date,                           -- last day
    confirmed       boolean NOT NULL DEFAULT false, -- somebody has held the wording against its source
    source          text NOT NULL DEFAULT '',
    by_id           bigint REFERENCES staff,        -- none: it came with the product
    CONSTRAINT instrument_in_order CHECK (valid_to >= valid_from),
    CONSTRAINT scale_in_order CHECK (scale_min >= 0 AND scale_max > scale_min AND scale_max <= 100),
    CONSTRAINT one_version UNIQUE (code, version),
    CONSTRAINT one_instrument_at_a_time EXCLUDE USING gist (code WITH =, daterange(valid_from, valid_to, '[]') WITH &&)
);

CREATE TABLE instrument_items (
    instrument_id bigint NOT NULL REFERENCES instruments,
    position      int NOT NULL CHECK (position BETWEEN 1 AND 60),
    kind          text NOT NULL DEFAULT 'scale' CHECK (kind IN ('scale', 'words')),
    dimension_da  text NOT NULL DEFAULT '',
    dimension_en  text NOT NULL DEFAULT '',
    text_da       text NOT NULL CHECK (text_da <> ''),
    text_en       text NOT NULL CHECK (text_en <> ''),
    PRIMARY KEY (instrument_id, position)
);
CREATE TABLE instrument_anchors (
    instrument_id bigint NOT NULL REFERENCES instruments,
    value         int NOT NULL,
    name_da       text NOT NULL CHECK (name_da <> ''),
    name_en       text NOT NULL CHECK (name_en <> ''),
    PRIMARY KEY (instrument_id, value)
);
CREATE TABLE instrument_bands (
    instrument_id bigint NOT NULL REFERENCES instruments,
    from_score    int NOT NULL,
    to_score      int NOT NULL,
    name_da       text NOT NULL CHECK (name_da <> ''),
    name_en       text NOT NULL CHECK (name_en <> ''),
    prompts       boolean NOT NULL DEFAULT false,   -- prompts a talk, and does nothing by itself
    PRIMARY KEY (instrument_id, from_score),
    CONSTRAINT band_in_order CHECK (to_score >= from_score)
);
CREATE TRIGGER instrument_items_append_only BEFORE UPDATE OR DELETE ON instrument_items FOR EACH STATEMENT EXECUTE FUNCTION refuse();
CREATE TRIGGER instrument_anchors_append_only BEFORE UPDATE OR DELETE ON instrument_anchors FOR EACH STATEMENT EXECUTE FUNCTION refuse();
CREATE TRIGGER instrument_bands_append_only BEFORE UPDATE OR DELETE ON instrument_bands FOR EACH STATEMENT EXECUTE FUNCTION refuse();

-- A version says what it said; it can be confirmed, and it can end.
-- +goose StatementBegin
CREATE FUNCTION instrument_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.confirmed AND NOT NEW.confirmed
       OR (to_jsonb(NEW) - '{valid_to,confirmed}'::text[]) <> (to_jsonb(OLD) - '{valid_to,confirmed}'::text[]) THEN
        RAISE EXCEPTION 'a version of an instrument is never edited' USING ERRCODE = 'restrict_violation', CONSTRAINT = 'instrument_stays';
    END IF;
    RETURN NEW;
END $$;
-- +goose StatementEnd
CREATE TRIGGER instrument_stays BEFORE UPDATE OR DELETE ON instruments FOR EACH ROW EXECUTE FUNCTION instrument_stays();

-- A link that a youth answers by, once, without signing in. Only the hash of its secret is
-- here.
CREATE TABLE measure_links (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    token_hash    bytea NOT NULL UNIQUE CHECK (octet_length(token_hash) = 32),
    youth_id      bigint NOT NULL REFERENCES youths,
    enrolment_id  bigint NOT NULL REFERENCES enrolments,
    instrument_id bigint NOT NULL REFERENCES instruments,
    occasion      text NOT NULL DEFAULT '' CHECK (occasion IN ('', 'kickoff', 'months3', 'exit')),
    made_by       bigint NOT NULL REFERENCES staff,
    made_at       timestamptz NOT NULL,
    expires_at    timestamptz NOT NULL,
    used_at       timestamptz,
    revoked_at    timestamptz,
    revoked_by    bigint REFERENCES staff,
    CONSTRAINT link_expires CHECK (expires_at > made_at),
    CONSTRAINT used_or_revoked CHECK (used_at IS NULL OR revoked_at IS NULL),
    CONSTRAINT revoked_by_somebody CHECK ((revoked_at IS NULL) = (revoked_by IS NULL)),
    CONSTRAINT link_of_youth UNIQUE (id, youth_id, instrument_id)
);
CREATE INDEX measure_links_by_youth ON measure_links (youth_id, id DESC);

-- +goose StatementBegin
CREATE FUNCTION link_ends_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.used_at IS NOT NULL OR OLD.revoked_at IS NOT NULL
       OR (to_jsonb(NEW) - '{used_at,revoked_at,revoked_by}'::text[]) <> (to_jsonb(OLD) - '{used_at,revoked_at,revoked_by}'::text[]) THEN
        RAISE EXCEPTION 'a link is used or revoked once' USING ERRCODE = 'restrict_violation', CONSTRAINT = 'link_ends_once';
    END IF;
    RETURN NEW;
END $$;
-- +goose StatementEnd
CREATE TRIGGER link_ends_once BEFORE UPDATE OR DELETE ON measure_links FOR EACH ROW EXECUTE FUNCTION link_ends_once();

-- How many hours such a link opens something: what the municipality wants.
CREATE TABLE measure_link_hours (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    hours      int NOT NULL CHECK (hours BETWEEN 1 AND 336),
    valid_from date NOT NULL,
    valid_to   date,
    source     text NOT NULL DEFAULT '',
    CONSTRAINT hours_in_order CHECK (valid_to >= valid_from),
    CONSTRAINT one_length_at_a_time EXCLUDE USING gist (daterange(valid_from, valid_to, '[]') WITH &&)
);
INSERT INTO measure_link_hours (hours, valid_from, source) VALUES (24, '2000-01-01', 'Eget forslag: et døgn');

CREATE TABLE measurements (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    youth_id      bigint NOT NULL REFERENCES youths,
    enrolment_id  bigint NOT NULL REFERENCES enrolments,
    instrument_id bigint NOT NULL REFERENCES instruments,
    on_day        date NOT NULL,
    respondent    text NOT NULL CHECK (respondent IN ('youth', 'worker')),
    score         numeric(5,1),                     -- null: a question has no answer, so there is no score
    comment       text NOT NULL DEFAULT '',
    occasion      text NOT NULL DEFAULT '' CHECK (occasion IN ('', 'kickoff', 'months3', 'exit')),
    link_id       bigint,
    by_id         bigint NOT NULL REFERENCES staff, -- who asked; of a link, who made it
    at            timestamptz NOT NULL,
    withdrawn_at  timestamptz,
    withdrawn_by  bigint REFERENCES staff,
    CONSTRAINT measured_with UNIQUE (id, instrument_id),
    CONSTRAINT link_answers_once UNIQUE (link_id),
    CONSTRAINT link_is_theirs FOREIGN KEY (link_id, youth_id, instrument_id) REFERENCES measure_links (id, youth_id, instrument_id),
    CONSTRAINT link_is_answered_by_youth CHECK (link_id IS NULL OR respondent = 'youth'),
    CONSTRAINT measurement_withdrawn_by_somebody CHECK ((withdrawn_at IS NULL) = (withdrawn_by IS NULL))
);
CREATE INDEX measurements_by_youth ON measurements (youth_id, instrument_id, on_day, id);

CREATE TABLE measurement_answers (
    measurement_id bigint NOT NULL,
    instrument_id  bigint NOT NULL,
    position       int NOT NULL,
    value          int,
    words          text NOT NULL DEFAULT '',
    PRIMARY KEY (measurement_id, position),
    CONSTRAINT answer_of_measurement FOREIGN KEY (measurement_id, instrument_id) REFERENCES measurements (id, instrument_id),
    CONSTRAINT answer_to_item FOREIGN KEY (instrument_id, position) REFERENCES instrument_items (instrument_id, position),
    CONSTRAINT answer_says_something CHECK ((value IS NULL) <> (words = ''))
);
CREATE TRIGGER measurement_answers_append_only BEFORE UPDATE OR DELETE ON measurement_answers FOR EACH STATEMENT EXECUTE FUNCTION refuse();

-- +goose StatementBegin
CREATE FUNCTION measurement_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.withdrawn_at IS NOT NULL
       OR (to_jsonb(NEW) - '{withdrawn_at,withdrawn_by}'::text[]) <> (to_jsonb(OLD) - '{withdrawn_at,withdrawn_by}'::text[]) THEN
        RAISE EXCEPTION 'a measurement is withdrawn, never changed' USING ERRCODE = 'restrict_violation', CONSTRAINT = 'measurement_stays';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION answer_in_range() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM instruments i JOIN instrument_items t ON t.instrument_id = i.id
                   WHERE i.id = NEW.instrument_id AND t.position = NEW.position
                     AND CASE t.kind WHEN 'words' THEN NEW.value IS NULL ELSE NEW.value BETWEEN i.scale_min AND i.scale_max END) THEN
        RAISE EXCEPTION 'an answer is one of the scale' USING ERRCODE = 'check_violation', CONSTRAINT = 'answer_in_range';
    END IF;
    RETURN NEW;
END $$;
-- +goose StatementEnd
CREATE TRIGGER measurement_stays BEFORE UPDATE OR DELETE ON measurements FOR EACH ROW EXECUTE FUNCTION measurement_stays();
CREATE TRIGGER answer_in_range BEFORE INSERT ON measurement_answers FOR EACH ROW EXECUTE FUNCTION answer_in_range();

-- When a programme wants to measure: every so many days, or on an occasion. No seed says
-- a number, so none is here; every three months is the practice of BIP (domain 6.1).
CREATE TABLE programme_measures (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    programme_id bigint NOT NULL REFERENCES programmes,
    code         text NOT NULL,                     -- of the instrument, whichever version holds
    occasion     text NOT NULL DEFAULT '' CHECK (occasion IN ('', 'kickoff', 'months3', 'exit')),
    first_days   int CHECK (first_days BETWEEN 0 AND 366),  -- after the start, for the first
    every_days   int CHECK (every_days BETWEEN 1 AND 366),
    valid_from   date NOT NULL,
    valid_to     date,
    source       text NOT NULL DEFAULT '',
    CONSTRAINT measure_in_order CHECK (valid_to >= valid_from),
    CONSTRAINT interval_or_occasion CHECK (CASE occasion WHEN '' THEN first_days IS NOT NULL AND every_days IS NOT NULL ELSE first_days IS NULL AND every_days IS NULL END),
    CONSTRAINT one_measure_at_a_time EXCLUDE USING gist (programme_id WITH =, code WITH =, occasion WITH =, daterange(valid_from, valid_to, '[]') WITH &&)
);

INSERT INTO instruments (code, version, name_da, name_en, about_da, about_en, owner, licence_note, respondent, scale_min, scale_max, formula, position, valid_from, confirmed, source) VALUES
    ('who5', 1, 'WHO-5 trivsel', 'WHO-5 well-being', 'I de sidste 2 uger …', 'Over the last two weeks …', 'WHO',
        'Må bruges frit og uden tilladelse. Ordlyden skal holdes op mod den officielle oversættelse, før den trykkes.', 'youth', 0, 5, 'sum*4', 1, '2000-01-01', false,
        'WHO-5; etf.dk, vidensportal.dk, corc.uk.net (domæne 6.1)'),
    ('scale10', 1, 'Skala 0-10', 'Scale 0-10', '', '', '', 'LØFT: en metode, ingen licens', 'both', 0, 10, 'mean', 2, '2000-01-01', true, 'LØFT (domæne 6.1)'),
    ('indicators', 1, 'Egne indikatorer', 'Own indicators', 'Hvor meget passer det lige nu?', 'How well does it fit right now?', 'Kommunen',
        'Egne ord. Dimensionerne er Rute 42''s; spørgsmålene er ikke BIP.', 'both', 0, 10, 'mean', 3, '2000-01-01', false, 'Rute 42, notat 2016 (domæne 6.2)'),
    ('survey', 1, 'Brugerundersøgelse', 'Youth survey', 'Sig, hvad du mener. Det er os, der skal lære af det.', 'Say what you think. It is we who are to learn from it.', 'Kommunen',
        'Egne ord', 'youth', 1, 5, 'none', 4, '2000-01-01', false, 'Rute 42, notat 2016: brugerundersøgelse (domæne 6.1); spørgsmålene er egne');

INSERT INTO instrument_items (instrument_id, position, kind, dimension_da, dimension_en, text_da, text_en)
SELECT i.id, x.position, x.kind, x.dim_da, x.dim_en, x.da, x.en FROM instruments i JOIN (VALUES
    ('who5', 1, 'scale', '', '', '… har jeg været glad og i godt humør', '… I have felt cheerful and in good spirits'),
    ('who5', 2, 'scale', '', '', '… har jeg følt mig rolig og afslappet', '… I have felt calm and relaxed'),
    ('who5', 3, 'scale', '', '', '… har jeg følt mig aktiv og energisk', '… I have felt active and vigorous'),
    ('who5', 4, 'scale', '', '', '… er jeg vågnet frisk og udhvilet', '… I woke up feeling fresh and rested'),
    ('who5', 5, 'scale', '', '', '… har min dagligdag været fyldt med ting, der interesserer mig', '… my daily life has been filled with things that interest me'),
    ('scale10', 1, 'scale', '', '', 'Hvor står du lige nu?', 'Where do you stand right now?'),
    ('indicators', 1, 'scale', 'Uddannelse og job', 'Education and work', 'Jeg har et mål, jeg tror på', 'I have a goal I believe in'),
    ('indicators', 2, 'scale', 'Uddannelse og job', 'Education and work', 'Jeg ved noget om de job og uddannelser, jeg kan vælge', 'I know something of the jobs and educations I can choose'),
    ('indicators', 3, 'scale', 'Uddannelse og job', 'Education and work', 'Jeg tager skridt mod et job eller en uddannelse', 'I take steps towards a job or an education'),
    ('indicators', 4, 'scale', 'Uddannelse og job', 'Education and work', 'Jeg kommer, når vi har en aftale', 'I come when we have agreed on it'),
    ('indicators', 5, 'scale', 'Sundhed', 'Health', 'Jeg har det godt', 'I am well'),
    ('indicators', 6, 'scale', 'Sundhed', 'Health', 'Jeg sover godt og har energi', 'I sleep well and have energy'),
    ('indicators', 7, 'scale', 'Sundhed', 'Health', 'Jeg kan klare det, der er svært: psyke, smerter, rusmidler', 'I can cope with what is hard: mind, pain, substances'),
    ('indicators', 8, 'scale', 'Socialt og hverdag', 'Social and everyday life', 'Jeg har nogen at være sammen med', 'I have people to be with'),
    ('indicators', 9, 'scale', 'Socialt og hverdag', 'Social and everyday life', 'Hverdagen og pengene hænger sammen', 'Everyday life and money work out'),
    ('indicators', 10, 'scale', 'Socialt og hverdag', 'Social and everyday life', 'Jeg bor et sted, hvor jeg kan være', 'I live somewhere I can be'),
    ('indicators', 11, 'scale', 'Socialt og hverdag', 'Social and everyday life', 'Jeg kan samarbejde med andre', 'I can work together with others'),
    ('indicators', 12, 'scale', 'Socialt og hverdag', 'Social and everyday life', 'Jeg tror på mig selv', 'I believe in myself'),
    ('survey', 1, 'scale', '', '', 'Jeg bliver mødt med respekt', 'I am met with respect'),
    ('survey', 2, 'scale', '', '', 'Jeg ved, hvem jeg kan ringe til', 'I know whom I can call'),
    ('survey', 3, 'scale', '', '', 'Vi arbejder med det, der er vigtigt for mig', 'We work on what matters to me'),
    ('survey', 4, 'scale', '', '', 'Forløbet hjælper mig videre', 'The course helps me on'),
    ('survey', 5, 'words', '', '', 'Hvad skal vi gøre mere eller mindre af?', 'What should we do more or less of?')
) AS x (code, position, kind, dim_da, dim_en, da, en) ON x.code = i.code;

INSERT INTO instrument_anchors (instrument_id, value, name_da, name_en)
SELECT i.id, x.value, x.da, x.en FROM instruments i JOIN (VALUES
    ('who5', 5, 'Hele tiden', 'All of the time'), ('who5', 4, 'Det meste af tiden', 'Most of the time'),
    ('who5', 3, 'Lidt mere end halvdelen af tiden', 'More than half of the time'), ('who5', 2, 'Lidt mindre end halvdelen af tiden', 'Less than half of the time'),
    ('who5', 1, 'Lidt af tiden', 'Some of the time'), ('who5', 0, 'På intet tidspunkt', 'At no time'),
    ('scale10', 0, 'Langt fra, hvor jeg gerne vil være', 'Far from where I want to be'), ('scale10', 10, 'Lige der, hvor jeg gerne vil være', 'Just where I want to be'),
    ('indicators', 0, 'Slet ikke', 'Not at all'), ('indicators', 10, 'Helt', 'Completely'),
    ('survey', 1, 'Meget uenig', 'Strongly disagree'), ('survey', 2, 'Uenig', 'Disagree'), ('survey', 3, 'Hverken eller', 'Neither'),
    ('survey', 4, 'Enig', 'Agree'), ('survey', 5, 'Meget enig', 'Strongly agree')
) AS x (code, value, da, en) ON x.code = i.code;

INSERT INTO instrument_bands (instrument_id, from_score, to_score, name_da, name_en, prompts)
SELECT i.id, x.low, x.high, x.da, x.en, x.prompts FROM instruments i JOIN (VALUES
    ('who5', 0, 35, 'Stor risiko for mistrivsel', 'High risk of ill-being', true),
    ('who5', 36, 50, 'Risiko for mistrivsel', 'Risk of ill-being', false),
    ('who5', 51, 100, 'Ingen umiddelbar risiko', 'No immediate risk', false)
) AS x (code, low, high, da, en, prompts) ON x.code = i.code;

-- +goose Down
DROP TABLE programme_measures;
DROP TABLE measurement_answers;
DROP TABLE measurements;
DROP TABLE measure_link_hours;
DROP TABLE measure_links;
DROP TABLE instrument_bands;
DROP TABLE instrument_anchors;
DROP TABLE instrument_items;
DROP TABLE instruments;
DROP FUNCTION instrument_stays();
DROP FUNCTION link_ends_once();
DROP FUNCTION measurement_stays();
DROP FUNCTION answer_in_range();
