-- +goose Up
-- What an effort is calculated to have saved (Mod til Uddannelse, Horsens): benefit
-- months before against those of the period, at the municipality's own rate. A
-- correction is a new row; the newest of a period holds, and what an old report said
-- can be found again.
CREATE TABLE economy_parameters (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    programme_id    bigint NOT NULL REFERENCES programmes,
    from_on         date   NOT NULL,
    to_on           date   NOT NULL,
    months          int    NOT NULL CHECK (months BETWEEN 1 AND 60),
    baseline_months int    NOT NULL, -- full-time recipients summed over the months, without the effort
    actual_months   int    NOT NULL, -- the same as it became
    gross_month     bigint NOT NULL CHECK (gross_month BETWEEN 1 AND 1000000),      -- kr. a recipient costs a month
    refund_percent  int    NOT NULL CHECK (refund_percent BETWEEN 0 AND 100),       -- of it that the state pays
    cost            bigint NOT NULL CHECK (cost BETWEEN 0 AND 1000000000),          -- kr. the effort cost in the period
    note            text   NOT NULL DEFAULT '',
    source          text   NOT NULL CHECK (source <> ''),
    by_id           bigint NOT NULL REFERENCES staff,
    at              timestamptz NOT NULL,
    CONSTRAINT economy_goes_forward CHECK (to_on > from_on),
    -- fewer than five a month would tell of persons
    CONSTRAINT economy_of_enough CHECK (baseline_months BETWEEN 5 * months AND 1000000 AND actual_months BETWEEN 5 * months AND 1000000)
);
CREATE INDEX economy_by_programme ON economy_parameters (programme_id, from_on DESC, to_on DESC, id DESC);
CREATE TRIGGER economy_append_only BEFORE UPDATE OR DELETE ON economy_parameters FOR EACH STATEMENT EXECUTE FUNCTION refuse();

-- A report as it was made: what it said stands in it, whatever a definition says later.
CREATE TABLE figure_reports (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind         text   NOT NULL CHECK (kind IN ('report', 'pack')), -- a pack is the leader group's, of all programmes
    programme_id bigint REFERENCES programmes,                       -- none in a pack
    team_id      bigint REFERENCES teams,                            -- none: all the programme's teams
    from_on      date   NOT NULL,
    to_on        date   NOT NULL,
    protected    boolean NOT NULL,  -- made for whoever may not see the persons: too few stand nowhere in it
    content      json   NOT NULL,   -- as it was written, to the byte
    sha256       bytea  NOT NULL,
    by_id        bigint NOT NULL REFERENCES staff,
    at           timestamptz NOT NULL,
    CONSTRAINT report_goes_forward CHECK (to_on >= from_on),
    CONSTRAINT report_is_of_something CHECK ((kind = 'pack') = (programme_id IS NULL)),
    CONSTRAINT open_report_is_a_teams CHECK (protected OR team_id IS NOT NULL),
    CONSTRAINT report_is_what_was_made CHECK (sha256 = sha256(convert_to(content::text, 'UTF8')))
);
CREATE INDEX figure_reports_by_time ON figure_reports (id DESC);
CREATE TRIGGER figure_reports_append_only BEFORE UPDATE OR DELETE ON figure_reports FOR EACH STATEMENT EXECUTE FUNCTION refuse();

-- +goose Down
DROP TABLE figure_reports;
DROP TABLE economy_parameters;
