-- +goose Up
-- Companies come in from files too.
ALTER TABLE import_runs DROP CONSTRAINT import_runs_kind_check;
ALTER TABLE import_runs ADD CONSTRAINT import_runs_kind_check CHECK (kind IN ('youths', 'contacts', 'placements', 'companies'));

-- +goose Down
DELETE FROM imported_rows WHERE kind = 'companies';
DELETE FROM import_rows WHERE run_id IN (SELECT id FROM import_runs WHERE kind = 'companies');
DELETE FROM import_runs WHERE kind = 'companies';
ALTER TABLE import_runs DROP CONSTRAINT import_runs_kind_check;
ALTER TABLE import_runs ADD CONSTRAINT import_runs_kind_check CHECK (kind IN ('youths', 'contacts', 'placements'));
