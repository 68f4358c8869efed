-- +goose Up
-- What can be decided, and by which law: one row at a time for each code. A decision
-- keeps a copy of the row it was made under. In numbers 0 is no rule; an empty list
-- is any; an empty text is not known.
CREATE TABLE decision_types (
    id               bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code             text NOT NULL CONSTRAINT type_code CHECK (code ~ '^[A-ZÆØÅ0-9]+(-[A-ZÆØÅ0-9]+)*$' AND length(code) <= 20),
    grouping         text NOT NULL CHECK (grouping IN ('plan', 'offer', 'support', 'benefit', 'sanction', 'youth', 'social', 'guidance', 'general')),
    name_da          text NOT NULL CHECK (name_da <> ''),
    name_en          text NOT NULL CHECK (name_en <> ''),
    plain_da         text NOT NULL,                -- what it is called in a letter to the youth
    plain_en         text NOT NULL,
    law              text NOT NULL DEFAULT '',
    paragraph        text NOT NULL DEFAULT '',
    law_url          text NOT NULL DEFAULT '',
    burdensome       text NOT NULL CHECK (burdensome IN ('yes', 'no', 'depends')),
    hearing          boolean NOT NULL DEFAULT false, -- the party is heard unless somebody says why not
    hearing_days     int NOT NULL DEFAULT 0 CHECK (hearing_days BETWEEN 0 AND 90),
    hearing_least    int NOT NULL DEFAULT 0,       -- fewer days need a reason
    approver         text NOT NULL DEFAULT 'none' CHECK (approver IN ('none', 'leader', 'colleague')),
    complaint_body   text NOT NULL DEFAULT '',
    complaint_weeks  int NOT NULL DEFAULT 0 CHECK (complaint_weeks BETWEEN 0 AND 52),
    reassess_weeks   int NOT NULL DEFAULT 0 CHECK (reassess_weeks BETWEEN 0 AND 52),
    target_days      int NOT NULL DEFAULT 0 CHECK (target_days BETWEEN 0 AND 999),
    target_weekdays  boolean NOT NULL DEFAULT false, -- the target counts open days, not all
    carry_out_months int NOT NULL DEFAULT 0 CHECK (carry_out_months BETWEEN 0 AND 24), -- full calendar months after the event
    age_min          int NOT NULL DEFAULT 0 CHECK (age_min BETWEEN 0 AND 99),
    age_max          int NOT NULL DEFAULT 0 CHECK (age_max BETWEEN 0 AND 99),
    benefits         text[] NOT NULL DEFAULT '{}', -- codes of the catalogue
    categories       text[] NOT NULL DEFAULT '{}',
    consent          boolean NOT NULL DEFAULT false,
    longest          text NOT NULL DEFAULT '',     -- the rule of how long it may last, in words
    mode             text NOT NULL DEFAULT 'decides' CHECK (mode IN ('decides', 'recommends')),
    letter           text NOT NULL DEFAULT '' CHECK (letter ~ '^[a-z0-9_]{0,40}$'),
    checklist        text NOT NULL DEFAULT '' CHECK (checklist ~ '^[a-z0-9_]{0,40}$'),
    effect           text NOT NULL DEFAULT 'manual' CHECK (effect IN ('manual', 'KY', 'VITAS')),
    valid_from       date NOT NULL,
    valid_to         date,                         -- last day; open when null
    review_on        date,                         -- the law is expected to change: from then on it is to be confirmed anew
    confirmed        boolean NOT NULL DEFAULT false,
    confirmed_by     bigint REFERENCES staff,      -- null where it shipped confirmed
    confirmed_on     date,
    source           text NOT NULL DEFAULT '',
    position         int NOT NULL DEFAULT 0,
    version          int NOT NULL DEFAULT 1,
    CONSTRAINT types_in_order CHECK (valid_to >= valid_from),
    CONSTRAINT type_ages CHECK (age_max = 0 OR age_max >= age_min),
    CONSTRAINT hearing_least_days CHECK (hearing_least BETWEEN 0 AND hearing_days),
    CONSTRAINT hearing_has_days CHECK (NOT hearing OR hearing_days > 0),
    CONSTRAINT confirmed_names_law CHECK (NOT confirmed OR law <> '' AND paragraph <> ''),
    CONSTRAINT confirmed_names_complaint CHECK (NOT confirmed OR burdensome = 'no' OR complaint_body <> '' AND complaint_weeks > 0),
    CONSTRAINT confirmed_by_somebody CHECK ((confirmed_by IS NULL) = (confirmed_on IS NULL) AND (confirmed OR confirmed_by IS NULL)),
    CONSTRAINT type_begins_once UNIQUE (code, valid_from),
    CONSTRAINT one_type_at_a_time EXCLUDE USING gist (code WITH =, daterange(valid_from, valid_to, '[]') WITH &&)
);

-- The types of the target group. A paragraph nobody has read in a public source, and
-- a body to complain to that is not certain, wait for an administrator.
INSERT INTO decision_types (position, grouping, code, name_da, name_en, plain_da, plain_en, law, paragraph, burdensome, valid_from, valid_to, source) VALUES
    (10, 'plan', 'VIS-UDD', 'Visitation: uddannelsesparat', 'Category: ready for education', 'at du er klar til uddannelse', 'that you are ready for education',
        'Lov om en aktiv beskæftigelsesindsats', '§ 6', 'depends', '2000-01-01', NULL,
        'Paragraffen er ikke bekræftet (LAB § 6, jf. LAS §§ 10-11). Ventes ændret 1.1.2027: alle jobparate som udgangspunkt, 13 målgrupper bliver 5 (bt.dk)'),
    (20, 'plan', 'VIS-AKT', 'Visitation: aktivitetsparat', 'Category: ready for activity', 'at du er aktivitetsparat', 'that you are ready for activity',
        'Lov om en aktiv beskæftigelsesindsats', '§ 6', 'depends', '2000-01-01', NULL,
        'Paragraffen er ikke bekræftet (LAB § 6, jf. LAS §§ 10-11). Ventes ændret 1.1.2027'),
    (30, 'plan', 'UDD-PAL', 'Uddannelsespålæg', 'Education order', 'at du skal finde, søge og begynde på en uddannelse', 'that you are to find, apply for and start an education',
        'Lov om en aktiv beskæftigelsesindsats', '', 'yes', '2000-01-01', NULL, 'Bevaret i 2026; ventes afskaffet 1.1.2027 (star.dk, spørgsmål og svar 21.1.2026)'),
    (40, 'plan', 'MINPLAN', 'Min Plan eller helhedsorienteret plan', 'My Plan or joint plan', 'din plan', 'your plan',
        'Lov om en aktiv beskæftigelsesindsats', '', 'depends', '2000-01-01', NULL, 'Helhedsorienteret plan i stedet for Min Plan kræver samtykke (L 232, 2017-18). Ventes ændret 1.1.2027'),
    (50, 'plan', 'LSR', 'Læse-, skrive- og regnetest', 'Reading, writing and arithmetic test', 'en test i at læse, skrive og regne', 'a test in reading, writing and arithmetic',
        'Lov om en aktiv beskæftigelsesindsats', '', 'depends', '2000-01-01', NULL, 'Kravet ventes afskaffet 1.1.2027; testen kan stadig bruges (bt.dk)'),

    (110, 'offer', 'TIL-VP', 'Tilbud: virksomhedspraktik', 'Offer: internship', 'en praktik', 'an internship',
        'Lov om en aktiv beskæftigelsesindsats', '§§ 57-62', 'depends', '2000-01-01', NULL, 'LAB kap. 11; varighed § 61 (star.dk, cabiweb.dk). Pligt eller ønske. Ventes ændret 1.1.2027'),
    (120, 'offer', 'TIL-LT', 'Tilbud: ansættelse med løntilskud', 'Offer: job with wage subsidy', 'et job med løntilskud', 'a job with wage subsidy',
        'Lov om en aktiv beskæftigelsesindsats', 'kap. 12', 'depends', '2000-01-01', NULL, 'Kapitlet er ikke bekræftet. Ventes ændret 1.1.2027'),
    (130, 'offer', 'TIL-NYT', 'Tilbud: nytteindsats', 'Offer: community work', 'en nytteindsats', 'community work',
        'Lov om en aktiv beskæftigelsesindsats', 'kap. 13', 'yes', '2000-01-01', NULL, 'Rimelighedskrav og loft over varighed afskaffet med arbejdspligten (star.dk). Ventes ændret 1.1.2027'),
    (140, 'offer', 'ARB-PLI', 'Arbejdspligt (indtil 37 timer om ugen)', 'Work duty (up to 37 hours a week)', 'at du har arbejdspligt', 'that you have a duty to work',
        'Lov om en aktiv beskæftigelsesindsats', 'kap. 16 a', 'yes', '2025-01-01', NULL, 'Indfaset 1.1.2025-1.1.2026 (star.dk). Kapitlet er ikke bekræftet. Ventes ændret 1.1.2027'),
    (150, 'offer', 'TIL-VO', 'Tilbud: vejledning og opkvalificering', 'Offer: guidance and training', 'et tilbud om vejledning og opkvalificering', 'an offer of guidance and training',
        'Lov om en aktiv beskæftigelsesindsats', '§ 91', 'depends', '2000-01-01', NULL, 'LAB kap. 14. Loft over udgifter sammen med mentor fra 1.1.2026, § 203 a (L 77, 2025-26). Ventes ændret 1.1.2027'),
    (160, 'offer', 'RES', 'Ressourceforløb', 'Resource programme', 'et ressourceforløb', 'a resource programme',
        'Lov om en aktiv beskæftigelsesindsats', '§§ 112-113', 'depends', '2000-01-01', '2026-01-31', 'Afskaffet for nye sager fra 1.2.2026 (lovguiden.dk, opkurser.dk); løbende forløb udfases'),
    (170, 'offer', 'REV', 'Revalidering', 'Rehabilitation', 'revalidering', 'rehabilitation',
        'Lov om aktiv socialpolitik', 'kap. 6', 'depends', '2000-01-01', '2026-01-31', 'Afskaffet for bevillinger fra 1.2.2026 (star.dk)'),
    (180, 'offer', 'FLEX', 'Fleksjob', 'Flexi-job', 'et fleksjob', 'a flexi-job',
        'Lov om en aktiv beskæftigelsesindsats', '', 'depends', '2000-01-01', NULL, 'Rehabiliteringsteam erstattet af samlet beskrivelse og sundhedsfaglig rådgivning (opkurser.dk, lovguiden.dk). Ventes ændret 1.1.2027'),

    (210, 'support', 'MENTOR', 'Bevilling af mentorstøtte', 'Mentor support', 'en mentor', 'a mentor',
        'Lov om en aktiv beskæftigelsesindsats', '§ 167', 'no', '2000-01-01', NULL, '§ 167: lov 295/2023 (lovguiden.dk). Unges særlige ret ventes afskaffet 1.1.2027 (bt.dk)'),
    (220, 'support', 'HJM', 'Hjælpemidler i arbejde eller tilbud', 'Aids at work or in an offer', 'et hjælpemiddel', 'an aid',
        'Lov om en aktiv beskæftigelsesindsats', '', 'no', '2000-01-01', NULL, 'Paragraffen er ikke bekræftet. Ventes ændret 1.1.2027'),
    (230, 'support', 'BEF', 'Befordringsgodtgørelse', 'Travel allowance', 'betaling for din transport', 'payment for your travel',
        'Lov om en aktiv beskæftigelsesindsats', '', 'no', '2000-01-01', NULL, 'Paragraffen er ikke bekræftet. Ventes ændret 1.1.2027'),
    (240, 'support', 'PA', 'Personlig assistance', 'Personal assistance', 'personlig assistance', 'personal assistance',
        'Lov om kompensation til handicappede i erhverv', '', 'no', '2000-01-01', NULL, 'Paragraf og klageinstans er ikke bekræftet'),

    (310, 'benefit', 'YDE', 'Kontanthjælp: bevilling, sats og tillæg', 'Social assistance: grant, rate and supplements', 'din kontanthjælp', 'your social assistance',
        'Lov om aktiv socialpolitik', '', 'depends', '2025-07-01', NULL, 'Én ydelse fra 1.7.2025 (borger.dk; lundsteenwiederquist.dk 21.2.2025). LAS § 11 og §§ 16-20 er ikke bekræftet; afgøres som regel af ydelseskontoret'),
    (320, 'benefit', 'ENK', 'Enkeltydelse (hjælp i særlige tilfælde)', 'Single payment (help in special cases)', 'hjælp til en enkelt udgift', 'help with a single expense',
        'Lov om aktiv socialpolitik', '§§ 81-85', 'depends', '2000-01-01', NULL, 'Paragraffen er ikke bekræftet'),
    (330, 'benefit', 'TILB', 'Tilbagebetaling', 'Repayment', 'at du skal betale penge tilbage', 'that you are to pay money back',
        'Lov om aktiv socialpolitik', '§§ 91-95', 'yes', '2000-01-01', NULL, 'Paragraffen er ikke bekræftet'),
    (340, 'benefit', 'FØP', 'Førtidspension: rejsning af sag', 'Disability pension: raising the case', 'at vi rejser en sag om førtidspension', 'that we raise a case about disability pension',
        'Pensionsloven', '', 'depends', '2000-01-01', NULL, 'Afgøres et andet sted i kommunen; teamet forbereder. Paragraf og klageinstans er ikke bekræftet'),

    (410, 'sanction', 'SAN-36', 'Sanktion: udeblivelse fra tilbud', 'Sanction: absence from an offer', 'træk i din ydelse', 'a deduction from your benefit',
        'Lov om aktiv socialpolitik', '§ 36', 'yes', '2000-01-01', NULL, 'BEU bilag 157 (ft.dk); lundsteenwiederquist.dk. Ventes ændret 1.1.2027 (star.dk)'),
    (420, 'sanction', 'SAN-37', 'Sanktion: udeblivelse fra jobsamtale', 'Sanction: absence from a job talk', 'træk i din ydelse', 'a deduction from your benefit',
        'Lov om aktiv socialpolitik', '§ 37', 'yes', '2000-01-01', NULL, 'danskelove.dk/aktivloven/37. Ventes ændret 1.1.2027 (star.dk)'),
    (430, 'sanction', 'SAN-37A', 'Sanktion: manglende digital selvbooking', 'Sanction: failure to book digitally', 'træk i din ydelse', 'a deduction from your benefit',
        'Lov om aktiv socialpolitik', '§ 37 a', 'yes', '2000-01-01', NULL, 'danskelove.dk/aktivloven/37-40: for visse grupper. Ventes ændret 1.1.2027 (star.dk)'),
    (440, 'sanction', 'SAN-38', 'Sanktion efter § 38', 'Sanction under § 38', 'træk i din ydelse', 'a deduction from your benefit',
        'Lov om aktiv socialpolitik', '§ 38', 'yes', '2000-01-01', NULL, 'Indholdet er ikke bekræftet. Ventes ændret 1.1.2027 (star.dk)'),
    (450, 'sanction', 'SAN-39', 'Punktsanktion efter § 39', 'Point sanction under § 39', 'træk i din ydelse', 'a deduction from your benefit',
        'Lov om aktiv socialpolitik', '§ 39', 'yes', '2000-01-01', NULL, '§ 39 eller § 40 er ikke bekræftet; fx 3 gange satsen ved ophør uden rimelig grund (vejle.dk). Ventes ændret 1.1.2027 (star.dk)'),
    (460, 'sanction', 'SAN-40', 'Punktsanktion efter § 40', 'Point sanction under § 40', 'træk i din ydelse', 'a deduction from your benefit',
        'Lov om aktiv socialpolitik', '§ 40', 'yes', '2000-01-01', NULL, '§ 39 eller § 40 er ikke bekræftet; fx 3 gange satsen ved ophør uden rimelig grund (vejle.dk). Ventes ændret 1.1.2027 (star.dk)'),
    (470, 'sanction', 'SAN-40A', 'Skærpet rådighedssanktion', 'Tightened availability sanction', 'træk i din ydelse', 'a deduction from your benefit',
        'Lov om aktiv socialpolitik', '§ 40 a', 'yes', '2000-01-01', NULL, 'Ikke for aktivitetsparate (L 108 af 27.11.2024); ikrafttrædelsen er ikke bekræftet. Ventes ændret 1.1.2027 (star.dk)'),

    (510, 'youth', 'US-KP', 'Ungestøtte: fast kontaktperson', 'Youth support: contact person', 'en fast kontaktperson', 'a contact person of your own',
        'Barnets lov', '', 'no', '2024-01-01', NULL, 'Barnets lov kap. 13, ungestøtte §§ 111-121 (regelrytter.dk, themis.dk); afløste SEL § 76. Paragraffen er ikke bekræftet'),
    (520, 'youth', 'US-OPH', 'Ungestøtte: opretholdt ophold, udslusning eller anden støtte', 'Youth support: continued stay, moving out or other support', 'støtte, efter du er fyldt 18', 'support after you turn 18',
        'Barnets lov', '', 'no', '2024-01-01', NULL, 'Barnets lov kap. 13, ungestøtte §§ 111-121 (regelrytter.dk, themis.dk); afløste SEL § 76. Paragraffen er ikke bekræftet'),
    (530, 'youth', 'UNGPLAN', 'Ungeplan og overgang til voksenlivet', 'Youth plan and transition to adult life', 'din ungeplan', 'your youth plan',
        'Barnets lov', '§§ 108-110 og 122-123', 'depends', '2024-01-01', NULL, 'Overskrifter i barnets lov kap. 13 (regelrytter.dk); den præcise paragraf er ikke bekræftet'),
    (540, 'youth', 'BL-KP', 'Fast kontaktperson eller støttende indsats under 18', 'Contact person or support under 18', 'en støttende indsats', 'supportive help',
        'Barnets lov', '§ 32', 'no', '2024-01-01', NULL, 'Barnets lov §§ 32-36, støttende indsatser med samtykke (regelrytter.dk, delvejledning 3)'),

    (610, 'social', 'SEL-82', 'Tidlig forebyggende indsats', 'Early preventive help', 'tidlig hjælp', 'early help', 'Serviceloven', '§ 82', 'no', '2000-01-01', NULL, 'Paragraffen er ikke bekræftet'),
    (620, 'social', 'SEL-85', 'Socialpædagogisk støtte', 'Social pedagogical support', 'socialpædagogisk støtte', 'social pedagogical support', 'Serviceloven', '§ 85', 'no', '2000-01-01', NULL, '§ 85: cabiweb.dk, helhedsorienteret indsats'),
    (630, 'social', 'SEL-99', 'Støtte- og kontaktperson', 'Support and contact person', 'en støtte- og kontaktperson', 'a support and contact person', 'Serviceloven', '§ 99', 'no', '2000-01-01', NULL, 'Paragraffen er ikke bekræftet'),
    (640, 'social', 'SEL-101', 'Stofmisbrugsbehandling', 'Treatment for drug use', 'behandling for stofmisbrug', 'treatment for drug use', 'Serviceloven', '§ 101', 'no', '2000-01-01', NULL, 'Paragraffen er ikke bekræftet'),
    (650, 'social', 'SEL-107', 'Midlertidigt botilbud', 'Temporary housing', 'et midlertidigt sted at bo', 'a temporary place to live', 'Serviceloven', '§ 107', 'no', '2000-01-01', NULL, '§ 107: cabiweb.dk, helhedsorienteret indsats'),
    (660, 'social', 'SEL-141', 'Handleplan', 'Action plan', 'en handleplan', 'an action plan', 'Serviceloven', '§ 141', 'no', '2000-01-01', NULL, 'Paragraffen er ikke bekræftet'),

    (710, 'guidance', 'KUI-KP', 'Gennemgående kontaktperson (KUI)', 'Contact person throughout (KUI)', 'en kontaktperson, der følger dig', 'a contact person who follows you',
        'Lov om kommunal indsats for unge under 25 år', '', 'no', '2019-08-01', NULL, 'Ret for unge under 25, der har brug for det, til de er fastholdt i uddannelse eller job (kl.dk, ungemedkant.dk, cabiweb.dk). Paragraf og klageinstans er ikke bekræftet'),
    (720, 'guidance', 'KUI-UPL', 'Uddannelsesplan', 'Education plan', 'din uddannelsesplan', 'your education plan',
        'Lov om kommunal indsats for unge under 25 år', '', 'depends', '2019-08-01', NULL, 'Ret for alle under 25 uden uddannelse (uvm.dk). Paragraf og klageinstans er ikke bekræftet'),
    (730, 'guidance', 'FGU-MGV', 'Målgruppevurdering til FGU', 'Assessment for FGU', 'om du kan begynde på FGU', 'whether you can start FGU',
        'Lov om kommunal indsats for unge under 25 år', '§ 2 k', 'depends', '2019-08-01', NULL, '§ 2 k ff. (ft.dk L 201, 2017-18). Klageinstansen er ikke bekræftet'),

    (810, 'general', 'AFSL', 'Afslag på ansøgning', 'Refusal of an application', 'at du ikke får det, du har søgt om', 'that you are not given what you applied for', '', '', 'yes', '2000-01-01', NULL, 'Lov og klageinstans følger det, der er søgt om'),
    (820, 'general', 'OPH', 'Ophør af indsats mod den unges ønske', 'End of help against the youth''s wish', 'at en indsats stopper', 'that a kind of help ends', '', '', 'yes', '2000-01-01', NULL, 'Lov og klageinstans følger den indsats, der ophører'),
    (830, 'general', 'AKT', 'Aktindsigt', 'Access to the file', 'din aktindsigt', 'your access to the file', 'Forvaltningsloven', '§§ 9-18', 'depends', '2000-01-01', NULL, '7 arbejdsdage er normen i kommuner (stevns.dk); ellers offentlighedsloven. Klageinstansen er ikke bekræftet');

-- The party is heard before a burden (forvaltningsloven § 19). The law gives no
-- number of days: 14, and a reason under 7, are for the municipality to change.
UPDATE decision_types SET hearing_days = 14, hearing_least = 7, hearing = (burdensome = 'yes');
-- Four weeks from notification, and four weeks for the municipality to look at it
-- again (retssikkerhedsloven §§ 66-67, ast.dk), where that law is known to hold.
UPDATE decision_types SET complaint_body = 'Ankestyrelsen', complaint_weeks = 4, reassess_weeks = 4
WHERE law IN ('Lov om en aktiv beskæftigelsesindsats', 'Lov om aktiv socialpolitik', 'Barnets lov', 'Serviceloven');
-- A new main act is expected on 1 January 2027, with it another sanction system.
UPDATE decision_types SET review_on = '2027-01-01'
WHERE (law = 'Lov om en aktiv beskæftigelsesindsats' OR grouping = 'sanction') AND valid_to IS NULL;
-- The deduction is carried out within three full calendar months (LAS § 35 stk. 3).
UPDATE decision_types SET approver = 'leader', checklist = 'sanction', carry_out_months = 3, effect = 'KY', mode = 'recommends',
    benefits = '{kontanthjaelp,uddannelseshjaelp}' WHERE grouping = 'sanction';
UPDATE decision_types SET categories = '{aabenlyst_uddannelsesparat,uddannelsesparat,jobparat}' WHERE code = 'SAN-40A';
UPDATE decision_types SET benefits = '{kontanthjaelp,uddannelseshjaelp}' WHERE code IN ('VIS-UDD', 'VIS-AKT', 'UDD-PAL');
UPDATE decision_types SET mode = 'recommends' WHERE code IN ('YDE', 'FØP', 'FLEX');
UPDATE decision_types SET effect = 'KY' WHERE code = 'YDE';
UPDATE decision_types SET effect = 'VITAS' WHERE code IN ('TIL-VP', 'TIL-LT');
UPDATE decision_types SET longest = '4 uger; aktivitetsparate 13 uger, som kan forlænges til 26' WHERE code = 'TIL-VP';
UPDATE decision_types SET age_min = 18, age_max = 22, consent = (code = 'US-KP') WHERE code IN ('US-KP', 'US-OPH');
UPDATE decision_types SET age_max = 17, consent = true WHERE code = 'BL-KP';
UPDATE decision_types SET age_min = 18 WHERE grouping = 'social';
UPDATE decision_types SET age_max = 24 WHERE grouping = 'guidance';
UPDATE decision_types SET target_days = 7, target_weekdays = true WHERE code = 'AKT';
-- A public source names these paragraphs.
UPDATE decision_types SET confirmed = true WHERE code IN ('MENTOR', 'SAN-36', 'SAN-37', 'SAN-37A', 'BL-KP', 'SEL-85', 'SEL-107');

-- Every change is seen by who changes it next.
-- +goose StatementBegin
CREATE FUNCTION next_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.version := OLD.version + 1;
    RETURN NEW;
END $$;
-- +goose StatementEnd
CREATE TRIGGER decision_types_version BEFORE UPDATE ON decision_types FOR EACH ROW EXECUTE FUNCTION next_version();

-- +goose Down
DROP TABLE decision_types;
DROP FUNCTION next_version();
