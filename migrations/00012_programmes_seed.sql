-- +goose Up
-- The four models as their own descriptions tell them. What a description does
-- not say has no row or no value here: no rule, never a guess. Each row names its
-- source. Seed A and C describe Rute 42 in Aalborg (the article, and the abstract
-- of 24.10.2016), B the Borgerkonsulenter in Halsnæs, D Mod til Uddannelse in
-- Horsens, E Samarbejdsmodellen in Slagelse. 2000-01-01 stands for an unknown start.
INSERT INTO programmes (key, name) VALUES
    ('rute42', 'Rute 42'),
    ('borgerkonsulent', 'Borgerkonsulenter'),
    ('mod-til-uddannelse', 'Mod til Uddannelse'),
    ('samarbejdsmodellen', 'Samarbejdsmodellen');

-- Ages: "under 30" is 29 at most; B names none for its team. D began with those
-- of 18 to 25 and took in those of 15 to 17 after its first year.
INSERT INTO programme_rules (programme_id, valid_from, valid_to, owner_word_da, owner_word_en, norm_min, norm_max,
                             age_min, age_max, longest_months, buddy, target_percent, source)
SELECT p.id, r.valid_from::date, r.valid_to::date, r.da, r.en, r.norm_min::int, r.norm_max::int,
       r.age_min::int, r.age_max::int, r.longest::int, r.buddy, r.target::int, r.source
FROM (VALUES
    ('rute42', '2013-01-01', NULL, 'kontaktperson', 'contact person', NULL, 18, NULL, 29, 18, 'optional', 75,
        'Rute 42, Aalborg: norm, alder, mål blandt dem, der forlader Rute 42; Rute 42, NFSK 2017: højst 1½ år'),
    ('borgerkonsulent', '2000-01-01', NULL, 'borgerkonsulent', 'citizen consultant', 10, 15, NULL, NULL, NULL, 'expected', NULL,
        'Borgerkonsulenter, Halsnæs: norm og makker'),
    ('mod-til-uddannelse', '2017-01-01', '2017-12-31', 'rådgiver', 'adviser', NULL, 35, 18, 25, NULL, 'optional', NULL,
        'Mod til Uddannelse, Horsens: norm i gennemsnit 35, alder i projektets første år'),
    ('mod-til-uddannelse', '2018-01-01', NULL, 'rådgiver', 'adviser', NULL, 35, 15, 25, NULL, 'optional', NULL,
        'Mod til Uddannelse, Horsens: norm i gennemsnit 35, udvidet til 15-17-årige efter første år'),
    ('samarbejdsmodellen', '2000-01-01', NULL, 'myndighedskoordinator', 'authority coordinator', NULL, NULL, 15, 23, NULL, 'optional', NULL,
        'Samarbejdsmodellen, Slagelse: alder')
) AS r (key, valid_from, valid_to, da, en, norm_min, norm_max, age_min, age_max, longest, buddy, target, source)
JOIN programmes p USING (key);

-- A's visits in placement come "when needed": that is no rule.
INSERT INTO programme_cadences (programme_id, phase, every_days, valid_from, source)
SELECT id, 'first_month', 7, '2013-01-01', 'Rute 42, Aalborg: typisk kontakt én gang om ugen den første måned'
FROM programmes WHERE key = 'rute42';

INSERT INTO programme_hats (programme_id, code, name_da, name_en, slot, position)
SELECT p.id, h.code, h.da, h.en, h.slot, h.position
FROM (VALUES
    ('rute42', 'authority', 'Myndighed', 'Authority', 'a', 1),
    ('rute42', 'mentor', 'Mentor', 'Mentor', 'm', 2),
    ('rute42', 'company_consultant', 'Virksomhed', 'Company', 'c', 3),
    ('borgerkonsulent', 'mentor', 'Mentor', 'Mentor', 'm', 1),
    ('borgerkonsulent', 'employment_adviser', 'Beskæftigelse', 'Employment', 'a', 2),
    ('borgerkonsulent', 'social_caseworker', 'Social', 'Social', 'd', 3),
    ('borgerkonsulent', 'support_person', 'Støtte', 'Support', 'e', 4),
    ('borgerkonsulent', 'company_consultant', 'Virksomhed', 'Company', 'c', 5),
    ('mod-til-uddannelse', 'authority', 'Myndighed', 'Authority', 'a', 1),
    ('mod-til-uddannelse', 'mentor', 'Mentor', 'Mentor', 'm', 2),
    ('samarbejdsmodellen', 'authority', 'Myndighed', 'Authority', 'a', 1)
) AS h (key, code, da, en, slot, position)
JOIN programmes p USING (key);

-- The model prescribes these meetings; no statute does.
INSERT INTO programme_milestones (programme_id, code, name_da, name_en, age_months, valid_from)
SELECT p.id, m.code, m.da, m.en, m.months, '2000-01-01'
FROM (VALUES
    ('age_16', 'Møde ved 16 år', 'Meeting at 16', 192),
    ('age_17_half', 'Møde ved 17½ år', 'Meeting at 17½', 210),
    ('age_18_half', 'Møde ved 18½ år', 'Meeting at 18½', 222)
) AS m (code, da, en, months), programmes p
WHERE p.key = 'samarbejdsmodellen';

INSERT INTO programme_weights (programme_id, needs_group, weight)
SELECT p.id, g, 1.0 FROM programmes p, generate_series(1, 4) AS g
WHERE p.key IN ('rute42', 'borgerkonsulent', 'mod-til-uddannelse', 'samarbejdsmodellen');

-- The catalogue. A row is confirmed where a public page was read for it, or where
-- no law is behind it; the others wait for an administrator.
INSERT INTO catalogue (kind, code, name_da, name_en, valid_from, valid_to, position, confirmed, source) VALUES
    ('benefit', 'kontanthjaelp', 'Kontanthjælp', 'Social assistance', '2000-01-01', '2025-06-30', 1, true, 'Rute 42, Aalborg'),
    ('benefit', 'kontanthjaelp', 'Kontanthjælp', 'Social assistance', '2025-07-01', NULL, 1, true, 'borger.dk: én ydelse fra 1.7.2025'),
    ('benefit', 'uddannelseshjaelp', 'Uddannelseshjælp', 'Education assistance', '2000-01-01', '2025-06-30', 2, true, 'Mod til Uddannelse, Horsens; ophørt 1.7.2025 (borger.dk)'),
    ('benefit', 'su', 'SU', 'Student grant', '2000-01-01', NULL, 3, false, ''),
    ('benefit', 'skoleydelse', 'Skoleydelse (FGU)', 'School allowance (FGU)', '2019-08-01', NULL, 4, true, 'borger.dk: FGU'),
    ('benefit', 'dagpenge', 'Dagpenge', 'Unemployment benefit', '2000-01-01', NULL, 5, false, ''),
    ('benefit', 'sygedagpenge', 'Sygedagpenge', 'Sickness benefit', '2000-01-01', NULL, 6, false, ''),
    ('benefit', 'ledighedsydelse', 'Ledighedsydelse', 'Flexi-job unemployment benefit', '2000-01-01', NULL, 7, false, ''),
    ('benefit', 'ressourceforloebsydelse', 'Ressourceforløbsydelse', 'Resource programme benefit', '2000-01-01', '2026-01-31', 8, true,
        'ingen nye ressourceforløb fra 1.2.2026 (LOV nr. 1750 af 29.12.2025)'),
    ('benefit', 'revalideringsydelse', 'Revalideringsydelse', 'Rehabilitation benefit', '2000-01-01', '2026-01-31', 9, true,
        'ingen nye bevillinger fra 1.2.2026 (star.dk)'),
    ('benefit', 'foertidspension', 'Førtidspension', 'Disability pension', '2000-01-01', NULL, 10, false, ''),
    ('benefit', 'none', 'Ingen ydelse', 'No benefit', '2000-01-01', NULL, 11, true, ''),

    ('category', 'aabenlyst_uddannelsesparat', 'Åbenlyst uddannelsesparat', 'Clearly ready for education', '2000-01-01', NULL, 1, true,
        'star.dk: virksomhedspraktik; ventes ændret 1.1.2027'),
    ('category', 'uddannelsesparat', 'Uddannelsesparat', 'Ready for education', '2000-01-01', NULL, 2, true,
        'star.dk: virksomhedspraktik; ventes ændret 1.1.2027'),
    ('category', 'aktivitetsparat', 'Aktivitetsparat', 'Ready for activity', '2000-01-01', NULL, 3, true,
        'Mod til Uddannelse, Horsens; ventes ændret 1.1.2027'),
    ('category', 'jobparat', 'Jobparat', 'Ready for work', '2000-01-01', NULL, 4, true,
        'star.dk: virksomhedspraktik; ventes ændret 1.1.2027'),
    ('category', 'none', 'Ingen kategori', 'No category', '2000-01-01', NULL, 5, true, '');

INSERT INTO catalogue (kind, code, name_da, name_en, grouping, valid_from, valid_to, position, confirmed, source) VALUES
    ('exit', 'edu_upper', 'Ungdomsuddannelse (EUD, gymnasial, EUX, HF)', 'Upper secondary education', 'education', '2000-01-01', NULL, 1, true, ''),
    ('exit', 'edu_higher', 'Videregående uddannelse', 'Higher education', 'education', '2000-01-01', NULL, 2, true, ''),
    ('exit', 'apprentice', 'Lærling eller uddannelsesaftale', 'Apprenticeship', 'education', '2000-01-01', NULL, 3, true, ''),
    ('exit', 'fgu_agu', 'FGU, agu', 'FGU, general basic education', 'education', '2019-08-01', NULL, 4, true, 'borger.dk: FGU; fra 1.8.2019'),
    ('exit', 'fgu_pgu', 'FGU, pgu', 'FGU, production basic education', 'education', '2019-08-01', NULL, 5, true, 'borger.dk: FGU; fra 1.8.2019'),
    ('exit', 'fgu_egu', 'EGU (erhvervsgrunduddannelse)', 'Basic vocational education', 'education', '2000-01-01', '2019-07-31', 6, false, 'Mod til Uddannelse, Horsens; FGU fra 1.8.2019'),
    ('exit', 'fgu_egu', 'FGU, egu', 'FGU, basic vocational education', 'education', '2019-08-01', NULL, 6, true, 'borger.dk: FGU; fra 1.8.2019'),
    ('exit', 'stu', 'STU (særligt tilrettelagt ungdomsuddannelse)', 'Specially planned youth education (STU)', 'education', '2000-01-01', NULL, 7, true, ''),
    ('exit', 'prep', 'Uddannelsesrettet aktivitet (10. klasse, højskole, VUC, forberedende)', 'Activity towards education', 'activity', '2000-01-01', NULL, 8, true, 'Rute 42, Aalborg'),
    ('exit', 'job_full', 'Job på fuld tid', 'Full-time job', 'job', '2000-01-01', NULL, 9, true, ''),
    ('exit', 'job_part', 'Job på deltid', 'Part-time job', 'job', '2000-01-01', NULL, 10, true, ''),
    ('exit', 'hours', 'Ordinære timer ved siden af ydelse', 'Ordinary hours beside a benefit', 'job', '2000-01-01', NULL, 11, true, ''),
    ('exit', 'fleksjob', 'Fleksjob', 'Flexi-job', 'job', '2000-01-01', NULL, 12, true, ''),
    ('exit', 'lt', 'Job med løntilskud', 'Job with wage subsidy', 'job', '2000-01-01', NULL, 13, true, ''),
    ('exit', 'other_offer', 'Andet kommunalt tilbud', 'Another municipal service', 'onward', '2000-01-01', NULL, 14, true, 'Rute 42, Aalborg'),
    ('exit', 'aftercare', 'Ungestøtte fortsætter i anden enhed', 'Youth support continues elsewhere', 'onward', '2000-01-01', NULL, 15, true, 'Samarbejdsmodellen, Slagelse'),
    ('exit', 'fop', 'Førtidspension', 'Disability pension', 'neutral', '2000-01-01', NULL, 16, true, ''),
    ('exit', 'res', 'Ressourceforløb', 'Resource programme', 'neutral', '2000-01-01', '2026-01-31', 17, true,
        'ingen nye ressourceforløb fra 1.2.2026 (LOV nr. 1750 af 29.12.2025)'),
    ('exit', 'declined', 'Ønskede ikke at deltage', 'Did not wish to take part', 'left', '2000-01-01', NULL, 18, true, 'Mod til Uddannelse, Horsens'),
    ('exit', 'lost', 'Vi mistede kontakten', 'We lost contact', 'left', '2000-01-01', NULL, 19, true, ''),
    ('exit', 'moved', 'Flyttet fra kommunen', 'Moved to another municipality', 'void', '2000-01-01', NULL, 20, true, ''),
    ('exit', 'prison', 'Afsoning eller varetægt', 'Imprisonment or custody', 'void', '2000-01-01', NULL, 21, true, ''),
    ('exit', 'death', 'Død', 'Death', 'void', '2000-01-01', NULL, 22, true, ''),
    ('exit', 'wrong_group', 'Ikke i målgruppen', 'Not in the target group', 'void', '2000-01-01', NULL, 23, true, '');

INSERT INTO catalogue (kind, code, name_da, name_en, valid_from, valid_to, position, confirmed, source) VALUES
    ('placement', 'vp', 'Virksomhedspraktik', 'Internship', '2000-01-01', NULL, 1, true, 'LAB kap. 11; vejl. 9641 af 17.6.2022'),
    ('placement', 'snuse', 'Snusepraktik', 'Taster internship', '2000-01-01', NULL, 2, true, 'foa.dk: virksomhedspraktik'),
    ('placement', 'lt', 'Ansættelse med løntilskud', 'Job with wage subsidy', '2000-01-01', NULL, 3, true, 'star.dk: job med løntilskud'),
    ('placement', 'nytte', 'Nytteindsats', 'Community work', '2000-01-01', NULL, 4, true, 'star.dk: om ny arbejdspligt'),
    ('placement', 'ordinaere_timer', 'Ordinære løntimer', 'Ordinary paid hours', '2000-01-01', NULL, 5, true, 'vejl. 9641 af 17.6.2022'),
    ('placement', 'smaajob', 'Småjob', 'Small job', '2000-01-01', NULL, 6, true, 'vejl. 9641 af 17.6.2022'),
    ('placement', 'fritidsjob', 'Fritidsjob', 'After-school job', '2000-01-01', NULL, 7, false, ''),
    ('placement', 'ordinaer', 'Ordinært job', 'Ordinary job', '2000-01-01', NULL, 8, true, ''),
    ('placement', 'fleksjob', 'Fleksjob', 'Flexi-job', '2000-01-01', NULL, 9, false, ''),
    ('placement', 'egu', 'EGU-praktik', 'Basic vocational education', '2000-01-01', '2019-07-31', 10, false, 'Mod til Uddannelse, Horsens; FGU fra 1.8.2019'),
    ('placement', 'egu', 'FGU, egu', 'FGU, basic vocational education', '2019-08-01', NULL, 10, true, 'ug.dk: FGU'),
    ('placement', 'fgu_agu', 'FGU, agu', 'FGU, general basic education', '2019-08-01', NULL, 11, true, 'borger.dk: FGU'),
    ('placement', 'fgu_pgu', 'FGU, pgu', 'FGU, production basic education', '2019-08-01', NULL, 12, true, 'borger.dk: FGU'),
    ('placement', 'laerling', 'Lærling', 'Apprentice', '2000-01-01', NULL, 13, false, ''),
    ('placement', 'voksenlaerling', 'Voksenlærling', 'Adult apprentice', '2000-01-01', NULL, 14, true, 'tiponi.dk: VITAS'),
    ('placement', 'mentor_virk', 'Mentor i virksomheden', 'Mentor in the company', '2000-01-01', NULL, 15, false, 'LAB § 167 ff.'),
    ('placement', 'besoeg', 'Virksomhedsbesøg', 'Company visit', '2000-01-01', NULL, 16, true, 'Rute 42, NFSK 2017'),
    ('placement', 'gruppe', 'Gruppeforløb', 'Group course', '2000-01-01', NULL, 17, true, 'Rute 42, NFSK 2017'),
    ('placement', 'frivillig', 'Frivilligt arbejde', 'Voluntary work', '2000-01-01', NULL, 18, true, '');

-- What counts as a good exit. A says it whole, but for STU and imprisonment, which
-- are for the municipality to settle; D and E name education and work and say
-- nothing of the rest; B defines none.
INSERT INTO programme_exits (programme_id, code, counts, valid_from)
SELECT p.id, code, s.counts, s.valid_from::date
FROM (VALUES
    ('rute42', '2013-01-01', 'good', ARRAY['edu_upper', 'edu_higher', 'apprentice', 'fgu_agu', 'fgu_pgu', 'fgu_egu', 'prep', 'job_full', 'job_part']),
    ('rute42', '2013-01-01', 'left_out', ARRAY['moved', 'death', 'wrong_group']),
    ('rute42', '2013-01-01', 'other', ARRAY['hours', 'fleksjob', 'lt', 'other_offer', 'aftercare', 'fop', 'res', 'declined', 'lost']),
    ('mod-til-uddannelse', '2017-01-01', 'good', ARRAY['edu_upper', 'edu_higher', 'apprentice', 'fgu_egu', 'job_full', 'job_part']),
    ('samarbejdsmodellen', '2000-01-01', 'good', ARRAY['edu_upper', 'edu_higher', 'apprentice', 'job_full', 'job_part'])
) AS s (key, valid_from, counts, codes)
JOIN programmes p USING (key), unnest(s.codes) AS code;

-- +goose Down
-- Refused by the foreign keys while a team works by one of them.
DELETE FROM programme_exits WHERE programme_id IN (SELECT id FROM programmes WHERE key IN ('rute42', 'borgerkonsulent', 'mod-til-uddannelse', 'samarbejdsmodellen'));
DELETE FROM programme_weights WHERE programme_id IN (SELECT id FROM programmes WHERE key IN ('rute42', 'borgerkonsulent', 'mod-til-uddannelse', 'samarbejdsmodellen'));
DELETE FROM programme_milestones WHERE programme_id IN (SELECT id FROM programmes WHERE key IN ('rute42', 'borgerkonsulent', 'mod-til-uddannelse', 'samarbejdsmodellen'));
DELETE FROM programme_hats WHERE programme_id IN (SELECT id FROM programmes WHERE key IN ('rute42', 'borgerkonsulent', 'mod-til-uddannelse', 'samarbejdsmodellen'));
DELETE FROM programme_cadences WHERE programme_id IN (SELECT id FROM programmes WHERE key IN ('rute42', 'borgerkonsulent', 'mod-til-uddannelse', 'samarbejdsmodellen'));
DELETE FROM programme_rules WHERE programme_id IN (SELECT id FROM programmes WHERE key IN ('rute42', 'borgerkonsulent', 'mod-til-uddannelse', 'samarbejdsmodellen'));
DELETE FROM programmes WHERE key IN ('rute42', 'borgerkonsulent', 'mod-til-uddannelse', 'samarbejdsmodellen');
DELETE FROM catalogue WHERE kind IN ('benefit', 'category', 'exit', 'placement');
