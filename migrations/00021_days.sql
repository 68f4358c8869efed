-- +goose Up
-- Two more of what a statute or a municipality can change: the days on which nobody
-- is at work, and how long a letter is on its way. Their rule is a column: of a
-- holiday 12-25 or easter+39, of a delivery weekdays+6 or days+0.
ALTER TABLE catalogue DROP CONSTRAINT catalogue_kind_check;
ALTER TABLE catalogue ADD CONSTRAINT catalogue_kind_check
    CHECK (kind IN ('benefit', 'category', 'exit', 'placement', 'holiday', 'delivery', 'needs_group'));
ALTER TABLE catalogue ADD COLUMN rule text NOT NULL DEFAULT '';
ALTER TABLE catalogue ADD CONSTRAINT rule_of_kind CHECK (CASE kind
    WHEN 'holiday' THEN rule ~ '^(\d\d-\d\d|easter([+-][1-9]\d{0,2})?)$'
    WHEN 'delivery' THEN rule ~ '^(weekdays|days)\+\d{1,2}$'
    ELSE rule = '' END);

-- Folkekirkens helligdage and how far they lie from Easter were read in public
-- pages; the three closed days are those of forældelsesloven § 27 stk. 2, by which
-- complaint periods are counted as well.
INSERT INTO catalogue (kind, code, name_da, name_en, rule, valid_from, valid_to, position, confirmed, source) VALUES
    ('holiday', 'nytaarsdag', 'Nytårsdag', 'New Year''s Day', '01-01', '2000-01-01', NULL, 1, true, 'Folkekirkens helligdage'),
    ('holiday', 'skaertorsdag', 'Skærtorsdag', 'Maundy Thursday', 'easter-3', '2000-01-01', NULL, 2, true, 'Folkekirkens helligdage'),
    ('holiday', 'langfredag', 'Langfredag', 'Good Friday', 'easter-2', '2000-01-01', NULL, 3, true, 'Folkekirkens helligdage'),
    ('holiday', 'paaskedag', 'Påskedag', 'Easter Sunday', 'easter', '2000-01-01', NULL, 4, true, 'Folkekirkens helligdage'),
    ('holiday', 'anden_paaskedag', '2. påskedag', 'Easter Monday', 'easter+1', '2000-01-01', NULL, 5, true, 'Folkekirkens helligdage'),
    ('holiday', 'store_bededag', 'Store bededag', 'Great Prayer Day', 'easter+26', '2000-01-01', '2023-12-31', 6, true, 'Ikke helligdag fra 2024'),
    ('holiday', 'himmelfart', 'Kristi himmelfartsdag', 'Ascension Day', 'easter+39', '2000-01-01', NULL, 7, true, 'Folkekirkens helligdage'),
    ('holiday', 'pinsedag', 'Pinsedag', 'Whit Sunday', 'easter+49', '2000-01-01', NULL, 8, true, 'Folkekirkens helligdage'),
    ('holiday', 'anden_pinsedag', '2. pinsedag', 'Whit Monday', 'easter+50', '2000-01-01', NULL, 9, true, 'Folkekirkens helligdage'),
    ('holiday', 'grundlovsdag', 'Grundlovsdag', 'Constitution Day', '06-05', '2000-01-01', NULL, 10, true, 'Lukkedag: forældelsesloven § 27 stk. 2'),
    ('holiday', 'juleaften', 'Juleaftensdag', 'Christmas Eve', '12-24', '2000-01-01', NULL, 11, true, 'Lukkedag: forældelsesloven § 27 stk. 2'),
    ('holiday', 'juledag', 'Juledag', 'Christmas Day', '12-25', '2000-01-01', NULL, 12, true, 'Folkekirkens helligdage'),
    ('holiday', 'anden_juledag', '2. juledag', 'Boxing Day', '12-26', '2000-01-01', NULL, 13, true, 'Folkekirkens helligdage'),
    ('holiday', 'nytaarsaften', 'Nytårsaftensdag', 'New Year''s Eve', '12-31', '2000-01-01', NULL, 14, true, 'Lukkedag: forældelsesloven § 27 stk. 2'),

    ('delivery', 'digital_post', 'Digital Post', 'Digital Post', 'days+0', '2018-06-26', NULL, 1, true,
        'Vejl. 9533 af 26.6.2018; ast.dk: samme dag'),
    ('delivery', 'letter', 'Almindeligt brev', 'Ordinary letter', 'weekdays+6', '2018-06-26', '2025-12-31', 2, true,
        'Vejl. 9533 af 26.6.2018; ast.dk: 6 hverdage'),
    ('delivery', 'letter', 'Almindeligt brev', 'Ordinary letter', 'weekdays+6', '2026-01-01', NULL, 2, false,
        'PostNord stoppede ved udgangen af 2025: kommunen skal sætte tallet efter det postfirma, den bruger'),
    ('delivery', 'quick_letter', 'Hurtigbrev', 'Quick letter', 'days+2', '2018-06-26', '2025-12-31', 3, true,
        'ast.dk: to dage efter, at det er sendt'),
    ('delivery', 'quick_letter', 'Hurtigbrev', 'Quick letter', 'weekdays+2', '2026-01-01', NULL, 3, false,
        'PostNord stoppede ved udgangen af 2025: her regnet i hverdage, så modtageren ikke mister dage'),
    ('delivery', 'handed_over', 'Overgivet i hånden', 'Handed over', 'days+0', '2000-01-01', NULL, 4, true, '');

-- +goose Down
DELETE FROM catalogue WHERE kind IN ('holiday', 'delivery');
ALTER TABLE catalogue DROP CONSTRAINT rule_of_kind;
ALTER TABLE catalogue DROP COLUMN rule;
ALTER TABLE catalogue DROP CONSTRAINT catalogue_kind_check;
ALTER TABLE catalogue ADD CONSTRAINT catalogue_kind_check
    CHECK (kind IN ('benefit', 'category', 'exit', 'placement', 'holiday', 'needs_group'));
