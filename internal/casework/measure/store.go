package measure

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/when"
)

// itemsOf, anchorsOf and bandsOf are the parts of an instrument i, as lists in it.
const (
	itemsOf = `(SELECT coalesce(json_agg(json_build_object('position', t.position, 'kind', t.kind, 'dimensionda', t.dimension_da, 'dimensionen', t.dimension_en,
	        'textda', t.text_da, 'texten', t.text_en) ORDER BY t.position), '[]') FROM instrument_items t WHERE t.instrument_id = i.id)`
	anchorsOf = `(SELECT coalesce(json_agg(json_build_object('value', t.value, 'nameda', t.name_da, 'nameen', t.name_en) ORDER BY t.value), '[]')
	        FROM instrument_anchors t WHERE t.instrument_id = i.id)`
	bandsOf = `(SELECT coalesce(json_agg(json_build_object('from', t.from_score, 'to', t.to_score, 'nameda', t.name_da, 'nameen', t.name_en, 'prompts', t.prompts)
	        ORDER BY t.from_score), '[]') FROM instrument_bands t WHERE t.instrument_id = i.id)`
	columns = `i.id, i.code, i.version, i.name_da, i.name_en, i.about_da, i.about_en, i.owner, i.licence_note, i.respondent, i.scale_min, i.scale_max,
	        i.formula, i.lower_is_better, i.position, i.valid_from AS "from", i.valid_to AS "to", i.confirmed, i.source,
	        ` + itemsOf + ` AS items, ` + anchorsOf + ` AS anchors, ` + bandsOf + ` AS bands`
	// The same as an object in a list.
	asObject = `json_build_object('id', i.id, 'code', i.code, 'version', i.version, 'nameda', i.name_da, 'nameen', i.name_en, 'aboutda', i.about_da, 'abouten', i.about_en,
	        'owner', i.owner, 'licencenote', i.licence_note, 'respondent', i.respondent, 'scalemin', i.scale_min, 'scalemax', i.scale_max, 'formula', i.formula,
	        'lowerisbetter', i.lower_is_better, 'position', i.position, 'from', i.valid_from, 'to', i.valid_to, 'confirmed', i.confirmed, 'source', i.source,
	        'items', ` + itemsOf + `, 'anchors', ` + anchorsOf + `, 'bands', ` + bandsOf + `)`
)

func find(ctx context.Context, q db.Reader, instrument id.Instrument) (Instrument, error) {
	i, err := db.One[Instrument](ctx, q, `SELECT `+columns+` FROM instruments i WHERE i.id = @id`, db.Args{"id": instrument})
	if err != nil {
		return i, fmt.Errorf("instrument %d: %w", instrument, err)
	}
	return i, nil
}

func birthOf(ctx context.Context, q db.Reader, youth id.Youth) (*when.Date, error) {
	born, err := db.Value[*when.Date](ctx, q, `SELECT birth_date FROM youths WHERE id = @youth`, db.Args{"youth": youth})
	if err != nil {
		return nil, fmt.Errorf("birth date of youth %d: %w", youth, err)
	}
	return born, nil
}

// The measurements of @youth that were not withdrawn.
const measurementsOf = `(SELECT coalesce(json_agg(json_build_object('id', m.id, 'enrolment', m.enrolment_id, 'instrument', m.instrument_id, 'on', m.on_day, 'respondent', m.respondent, 'score', m.score,
	        'comment', m.comment, 'occasion', m.occasion, 'bylink', m.link_id IS NOT NULL, 'byid', m.by_id, 'by', b.name, 'at', m.at,
	        'answers', (SELECT coalesce(json_agg(json_build_object('position', a.position, 'value', a.value, 'words', a.words) ORDER BY a.position), '[]')
	                    FROM measurement_answers a WHERE a.measurement_id = m.id)) ORDER BY m.on_day, m.id), '[]')
	 FROM measurements m JOIN staff b ON b.id = m.by_id WHERE m.youth_id = @youth AND m.withdrawn_at IS NULL)`

// record reads everything the page of a youth's measurements shows, in one query.
func record(ctx context.Context, q db.Reader, scope access.Scope, now time.Time) (Record, error) {
	r, err := db.One[Record](ctx, q, `
		SELECT (SELECT coalesce(json_agg(`+asObject+` ORDER BY i.position, i.code, i.version DESC), '[]') FROM instruments i
		        WHERE daterange(i.valid_from, i.valid_to, '[]') @> @today::date
		           OR EXISTS (SELECT FROM measurements m WHERE m.youth_id = @youth AND m.instrument_id = i.id AND m.withdrawn_at IS NULL)) AS instruments,
		       `+measurementsOf+` AS measurements,
		       (SELECT coalesce(json_agg(json_build_object('id', l.id, 'instrument', l.instrument_id, 'occasion', l.occasion, 'by', b.name, 'madeat', l.made_at, 'expires', l.expires_at) ORDER BY l.id DESC), '[]')
		        FROM measure_links l JOIN staff b ON b.id = l.made_by
		        WHERE l.youth_id = @youth AND l.used_at IS NULL AND l.revoked_at IS NULL AND l.expires_at > @now) AS links,
		       coalesce((SELECT h.hours FROM measure_link_hours h WHERE daterange(h.valid_from, h.valid_to, '[]') @> @today::date), 0) AS hours,
		       (SELECT coalesce(json_agg(json_build_object('code', p.code, 'occasion', p.occasion, 'firstdays', coalesce(p.first_days, 0), 'everydays', coalesce(p.every_days, 0)) ORDER BY p.id), '[]')
		        FROM programme_measures p WHERE p.programme_id = e.programme_id AND daterange(p.valid_from, p.valid_to, '[]') @> @today::date) AS rules,
		       coalesce(e.id, 0) AS enrolment, e.started_on, e.closed_on, (k.held_at AT TIME ZONE 'Europe/Copenhagen')::date AS kickoff_on
		FROM (SELECT @course::bigint AS id) c LEFT JOIN enrolments e ON e.id = c.id LEFT JOIN kickoffs k ON k.enrolment_id = e.id`,
		db.Args{"youth": scope.Youth, "course": scope.Enrolment, "today": when.Of(now), "now": now})
	if err != nil {
		return r, fmt.Errorf("measurements of youth %d: %w", scope.Youth, err)
	}
	return r, nil
}

// measured is what a measurement is beside its answers.
type measured struct {
	youth      id.Youth
	course     id.Enrolment
	instrument id.Instrument
	respondent Respondent
	occasion   Occasion
	link       id.MeasureLink // 0: by nobody's link
	by         id.Staff
	at         time.Time
}

func insert(ctx context.Context, tx pgx.Tx, m measured, a answered) (id.Measurement, error) {
	n, err := db.Value[id.Measurement](ctx, tx, `
		INSERT INTO measurements (youth_id, enrolment_id, instrument_id, on_day, respondent, score, comment, occasion, link_id, by_id, at)
		VALUES (@youth, @course, @instrument, @on, @respondent, @score, @comment, @occasion, nullif(@link::bigint, 0), @by, @at) RETURNING id`,
		db.Args{
			"youth": m.youth, "course": m.course, "instrument": m.instrument, "on": a.on, "respondent": m.respondent, "score": a.score,
			"comment": a.comment, "occasion": m.occasion, "link": m.link, "by": m.by, "at": m.at,
		})
	if err != nil {
		return 0, fmt.Errorf("measuring youth %d: %w", m.youth, err)
	}
	for _, x := range a.answers {
		if _, err := tx.Exec(ctx, `INSERT INTO measurement_answers (measurement_id, instrument_id, position, value, words) VALUES (@m, @i, @position, @value, @words)`,
			db.Args{"m": n, "i": m.instrument, "position": x.Position, "value": x.Value, "words": x.Words}); err != nil {
			return 0, fmt.Errorf("answer %d of measurement %d: %w", x.Position, n, err)
		}
	}
	return n, nil
}
