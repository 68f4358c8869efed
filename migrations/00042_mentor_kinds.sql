-- +goose Up
-- More of what a model or a municipality can choose: the areas of life that goals and
-- results are about, the sectors of a network, what authorities may be told and by which
-- law without a consent, what one does together, and what colleagues know most about.
ALTER TABLE catalogue DROP CONSTRAINT catalogue_kind_check;
ALTER TABLE catalogue ADD CONSTRAINT catalogue_kind_check
    CHECK (kind IN ('benefit', 'category', 'exit', 'placement', 'holiday', 'delivery', 'needs_group', 'document_type', 'relation', 'party_age', 'exemption',
                    'placement_length', 'placement_ratio', 'full_week', 'young_hours', 'placement_purpose', 'placement_visit', 'interruption', 'disclosure', 'consent_length',
                    'life_area', 'network_sector', 'sharing', 'legal_gateway', 'activity', 'competence'));

INSERT INTO catalogue (kind, code, name_da, name_en, valid_from, position, confirmed, source) VALUES
    ('life_area', 'work', 'Uddannelse og job', 'Education and work', '2000-01-01', 1, true, 'Vejen til uddannelse og beskæftigelse, Slagelse'),
    ('life_area', 'health', 'Trivsel og helbred', 'Well-being and health', '2000-01-01', 2, true, 'Rute 42, notat 2016'),
    ('life_area', 'everyday', 'Hverdag og økonomi', 'Everyday life and money', '2000-01-01', 3, true, 'Vejen til uddannelse og beskæftigelse, Slagelse'),
    ('life_area', 'housing', 'Bolig', 'Housing', '2000-01-01', 4, true, 'Mod til Uddannelse, Horsens'),
    ('life_area', 'network', 'Netværk og fællesskab', 'Network and community', '2000-01-01', 5, true, 'Vejen til uddannelse og beskæftigelse, Slagelse'),
    ('life_area', 'substance', 'Rusmidler', 'Substance use', '2000-01-01', 6, true, 'Mod til Uddannelse, Horsens'),
    ('life_area', 'crime', 'Kriminalitet', 'Crime', '2000-01-01', 7, true, 'Mod til Uddannelse, Horsens'),
    ('life_area', 'leisure', 'Fritid', 'Leisure', '2000-01-01', 8, true, ''),

    ('network_sector', 'family', 'Familie', 'Family', '2000-01-01', 1, true, 'Samarbejdsmodellen: netværkskort'),
    ('network_sector', 'friends', 'Venner', 'Friends', '2000-01-01', 2, true, 'Samarbejdsmodellen: netværkskort'),
    ('network_sector', 'school_work', 'Skole og arbejde', 'School and work', '2000-01-01', 3, true, 'Samarbejdsmodellen: netværkskort'),
    ('network_sector', 'leisure', 'Fritid', 'Leisure', '2000-01-01', 4, true, 'Samarbejdsmodellen: netværkskort'),
    ('network_sector', 'online', 'På nettet', 'Online', '2000-01-01', 5, true, 'Samarbejdsmodellen: netværkskort'),
    ('network_sector', 'professionals', 'Fagpersoner', 'Professionals', '2000-01-01', 6, true, 'Samarbejdsmodellen: netværkskort'),

    ('sharing', 'course', 'Forløbet og fremmøde', 'The course and attendance', '2000-01-01', 1, true, 'Eget forslag'),
    ('sharing', 'education_work', 'Uddannelse og job', 'Education and work', '2000-01-01', 2, true, 'Eget forslag'),
    ('sharing', 'economy', 'Økonomi og ydelse', 'Money and benefit', '2000-01-01', 3, true, 'Eget forslag'),
    ('sharing', 'housing', 'Bolig', 'Housing', '2000-01-01', 4, true, 'Eget forslag'),
    ('sharing', 'health', 'Helbred og behandling', 'Health and treatment', '2000-01-01', 5, true, 'Eget forslag'),
    ('sharing', 'substance', 'Rusmidler', 'Substance use', '2000-01-01', 6, true, 'Eget forslag'),
    ('sharing', 'family', 'Familie og netværk', 'Family and network', '2000-01-01', 7, true, 'Eget forslag'),

    ('legal_gateway', 'fvl28', 'Forvaltningsloven § 28, stk. 2: loven siger det, eller det er nødvendigt for modtagerens afgørelse', 'Public Administration Act § 28(2): by law, or needed for the receiver''s decision', '2000-01-01', 1, true, 'Forvaltningsloven § 28'),
    ('legal_gateway', 'ssp', 'Retsplejeloven § 115: SSP og PSP', 'Administration of Justice Act § 115: SSP and PSP', '2000-01-01', 2, false, 'Retsplejeloven § 115 (ikke bekræftet)'),
    ('legal_gateway', 'child', 'Barnets lov: bekymring for et barn', 'Children''s Act: concern for a child', '2024-01-01', 3, false, 'Barnets lov (ikke bekræftet)'),
    ('legal_gateway', 'health43', 'Sundhedsloven § 43', 'Health Act § 43', '2000-01-01', 4, false, 'Sundhedsloven § 43 (ikke bekræftet)'),
    ('legal_gateway', 'danger', 'Fare for liv eller helbred lige nu', 'Danger to life or health right now', '2000-01-01', 5, false, 'Kommunen skal tage stilling'),

    ('activity', 'talk', 'Samtale', 'Talk', '2000-01-01', 1, true, 'Rute 42, notat 2016'),
    ('activity', 'clarify', 'Udredning af den samlede situation', 'Clarifying the whole situation', '2000-01-01', 2, true, 'Rute 42, notat 2016'),
    ('activity', 'doctor', 'Læge', 'Doctor', '2000-01-01', 3, true, 'Rute 42, notat 2016'),
    ('activity', 'psychiatry', 'Psykiatrien', 'Psychiatry', '2000-01-01', 4, true, 'Rute 42, notat 2016'),
    ('activity', 'substance', 'Misbrugsbehandling', 'Substance treatment', '2000-01-01', 5, true, 'Rute 42, notat 2016'),
    ('activity', 'diet_shopping', 'Kost og indkøb', 'Diet and shopping', '2000-01-01', 6, true, 'Rute 42, notat 2016'),
    ('activity', 'exercise', 'Motion', 'Exercise', '2000-01-01', 7, true, 'Rute 42, notat 2016'),
    ('activity', 'psychologist', 'Psykologsamtale', 'Talk with a psychologist', '2000-01-01', 8, true, 'Rute 42, notat 2016'),
    ('activity', 'psychoeducation', 'Psykoedukation', 'Psychoeducation', '2000-01-01', 9, true, 'Rute 42, notat 2016'),
    ('activity', 'group_course', 'Gruppeforløb', 'Group course', '2000-01-01', 10, true, 'Rute 42, notat 2016'),
    ('activity', 'walk', 'Gåtur', 'Walk', '2000-01-01', 11, true, 'Rute 42, notat 2016'),
    ('activity', 'network_building', 'Netværksdannelse', 'Building a network', '2000-01-01', 12, true, 'Rute 42, notat 2016'),
    ('activity', 'company_visit', 'Virksomhedsbesøg', 'Company visit', '2000-01-01', 13, true, 'Rute 42, notat 2016'),

    ('competence', 'mental_health', 'Psykisk sårbarhed', 'Mental health', '2000-01-01', 1, true, 'Rute 42, Aalborg'),
    ('competence', 'substance', 'Rusmidler', 'Substance use', '2000-01-01', 2, true, 'Rute 42, Aalborg'),
    ('competence', 'benefits_law', 'Ydelser og beskæftigelseslov', 'Benefits and employment law', '2000-01-01', 3, true, 'Borgerkonsulenter, Halsnæs'),
    ('competence', 'social_law', 'Serviceloven og barnets lov', 'Social services law', '2000-01-01', 4, true, 'Borgerkonsulenter, Halsnæs'),
    ('competence', 'companies', 'Virksomheder og praktik', 'Companies and internships', '2000-01-01', 5, true, 'Rute 42, Aalborg'),
    ('competence', 'education', 'Uddannelse', 'Education', '2000-01-01', 6, true, 'Rute 42, Aalborg'),
    ('competence', 'family', 'Familieområdet', 'Family matters', '2000-01-01', 7, true, 'Borgerkonsulenter, Halsnæs'),
    ('competence', 'housing', 'Bolig', 'Housing', '2000-01-01', 8, true, '');

-- +goose Down
DELETE FROM catalogue WHERE kind IN ('life_area', 'network_sector', 'sharing', 'legal_gateway', 'activity', 'competence');
ALTER TABLE catalogue DROP CONSTRAINT catalogue_kind_check;
ALTER TABLE catalogue ADD CONSTRAINT catalogue_kind_check
    CHECK (kind IN ('benefit', 'category', 'exit', 'placement', 'holiday', 'delivery', 'needs_group', 'document_type', 'relation', 'party_age', 'exemption',
                    'placement_length', 'placement_ratio', 'full_week', 'young_hours', 'placement_purpose', 'placement_visit', 'interruption', 'disclosure', 'consent_length'));
