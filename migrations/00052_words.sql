-- +goose Up
-- Words that a youth may read, as one says them; where nobody has changed them.
UPDATE catalogue SET name_da = 'Rusmiddelbehandling' WHERE kind = 'activity' AND code = 'substance' AND name_da = 'Misbrugsbehandling';
UPDATE catalogue SET name_da = 'Få et ordinært job bagefter', name_en = 'Get an ordinary job afterwards' WHERE kind = 'placement_purpose' AND code = 'job' AND name_da = 'Ordinært job bagefter';
UPDATE catalogue SET name_da = 'Længste samtykke, uden at I har talt om det', name_en = 'The longest consent you have not talked about' WHERE kind = 'consent_length' AND name_da LIKE 'Så mange måneder gælder%';

-- +goose Down
UPDATE catalogue SET name_da = 'Misbrugsbehandling' WHERE kind = 'activity' AND code = 'substance' AND name_da = 'Rusmiddelbehandling';
UPDATE catalogue SET name_da = 'Ordinært job bagefter', name_en = 'An ordinary job afterwards' WHERE kind = 'placement_purpose' AND code = 'job' AND name_da = 'Få et ordinært job bagefter';
UPDATE catalogue SET name_da = 'Så mange måneder gælder et samtykke højst uden videre', name_en = 'So many months a consent holds at most without further ado' WHERE kind = 'consent_length' AND name_da LIKE 'Længste samtykke%';
