-- +goose Up
-- How a programme expects the needs groups to be distributed. Halsnæs' analysis gives
-- about 10, 20, 30 and 40 per cent. Without rows there is no plan.
CREATE TABLE programme_needs_plan (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    programme_id bigint NOT NULL REFERENCES programmes,
    needs_group  int NOT NULL CHECK (needs_group BETWEEN 1 AND 4),
    percent      int NOT NULL CHECK (percent BETWEEN 0 AND 100),
    valid_from   date NOT NULL,
    valid_to     date,                         -- last day; open when null
    source       text NOT NULL DEFAULT '',
    CONSTRAINT needs_plan_in_order CHECK (valid_to >= valid_from),
    CONSTRAINT one_needs_plan_at_a_time EXCLUDE USING gist (programme_id WITH =, needs_group WITH =, daterange(valid_from, valid_to, '[]') WITH &&)
);

INSERT INTO programme_needs_plan (programme_id, needs_group, percent, valid_from, source)
SELECT p.id, g.needs_group, g.percent, '2000-01-01', 'Borgerkonsulenter, Halsnæs: behovsanalyse, ca. 10, 20, 30 og 40 %'
FROM (VALUES (1, 10), (2, 20), (3, 30), (4, 40)) AS g (needs_group, percent)
JOIN programmes p ON p.key = 'borgerkonsulent';

-- +goose Down
DROP TABLE programme_needs_plan;
