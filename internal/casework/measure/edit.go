package measure

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// Draft is a new version of an instrument as typed. Questions, names of values and bands
// are a line each, their parts with a | between:
//
//	Jeg sover godt | I sleep well | Sundhed | Health
//	5 | Hele tiden | All of the time
//	0-35 | Stor risiko | High risk | !
//
// A question whose line begins with ? is answered in words; a band that ends in ! prompts
// a talk.
type Draft struct {
	NameDa, NameEn   string
	AboutDa, AboutEn string
	Owner            string
	LicenceNote      string
	Respondent       Respondent
	ScaleMin         int
	ScaleMax         int
	Formula          Formula
	LowerIsBetter    bool
	From             when.Date
	Source           string
	Items            string
	Anchors          string
	Bands            string
	Seen             int // the version it was made from
}

// DraftOf is a version as it would be typed.
func DraftOf(i Instrument) Draft {
	d := Draft{
		NameDa: i.NameDa, NameEn: i.NameEn, AboutDa: i.AboutDa, AboutEn: i.AboutEn, Owner: i.Owner, LicenceNote: i.LicenceNote, Respondent: i.Respondent,
		ScaleMin: i.ScaleMin, ScaleMax: i.ScaleMax, Formula: i.Formula, LowerIsBetter: i.LowerIsBetter, Source: i.Source, Seen: i.Version,
	}
	var lines []string
	for _, t := range i.Items {
		line := strings.Join([]string{t.TextDa, t.TextEn}, " | ")
		if t.DimensionDa != "" {
			line += " | " + t.DimensionDa + " | " + t.DimensionEn
		}
		if t.Kind == InWords {
			line = "? " + line
		}
		lines = append(lines, line)
	}
	d.Items, lines = strings.Join(lines, "\n"), nil
	for _, a := range i.Anchors {
		lines = append(lines, fmt.Sprintf("%d | %s | %s", a.Value, a.NameDa, a.NameEn))
	}
	d.Anchors, lines = strings.Join(lines, "\n"), nil
	for _, b := range i.Bands {
		line := fmt.Sprintf("%d-%d | %s | %s", b.From, b.To, b.NameDa, b.NameEn)
		if b.Prompts {
			line += " | !"
		}
		lines = append(lines, line)
	}
	d.Bands = strings.Join(lines, "\n")
	return d
}

// The limits of what an administrator writes, in characters and lines.
const (
	mostName  = 120
	mostNote  = 400
	mostItems = 60
)

// Read understands the draft. What breaks a rule is said with the number of its line.
func (d Draft) Read() (Instrument, rule.Violations) {
	var v rule.Violations
	i := Instrument{
		NameDa: rule.Line(d.NameDa), NameEn: rule.Line(d.NameEn), AboutDa: rule.Line(d.AboutDa), AboutEn: rule.Line(d.AboutEn), Owner: rule.Line(d.Owner),
		LicenceNote: rule.Line(d.LicenceNote), Respondent: d.Respondent, ScaleMin: d.ScaleMin, ScaleMax: d.ScaleMax, Formula: d.Formula,
		LowerIsBetter: d.LowerIsBetter, From: d.From, Source: rule.Line(d.Source),
	}
	v.Required("name_da", i.NameDa)
	v.Required("name_en", i.NameEn)
	for field, text := range map[string]string{"name_da": i.NameDa, "name_en": i.NameEn} {
		v.Longest(field, text, mostName)
	}
	for field, text := range map[string]string{"about_da": i.AboutDa, "about_en": i.AboutEn, "owner": i.Owner, "licence_note": i.LicenceNote, "source": i.Source} {
		v.Longest(field, text, mostNote)
	}
	if !slices.Contains(Respondents, i.Respondent) {
		v.Add("respondent", "unknown")
	}
	if !slices.Contains(Formulas, i.Formula) {
		v.Add("formula", "unknown")
	}
	if i.ScaleMin < 0 || i.ScaleMin > 99 {
		v.Add("scale_min", "range", 0, 99)
	}
	if i.ScaleMax <= i.ScaleMin || i.ScaleMax > 100 {
		v.Add("scale_max", "range", i.ScaleMin+1, 100)
	}
	if d.From.IsZero() {
		v.Add("from", "required")
	}
	i.Items = readItems(d.Items, &v)
	i.Anchors = readAnchors(d.Anchors, i, &v)
	i.Bands = readBands(d.Bands, i, &v)
	return i, v
}

// lined goes through the lines of a field, each in its parts.
func lined(text string, do func(line int, parts []string)) {
	n := 0
	for _, line := range strings.Split(rule.Text(text), "\n") {
		if line = rule.Line(line); line == "" {
			continue
		}
		n++
		parts := strings.Split(line, "|")
		for p := range parts {
			parts[p] = strings.TrimSpace(parts[p])
		}
		do(n, parts)
	}
}

func readItems(text string, v *rule.Violations) []Item {
	var items []Item
	lined(text, func(line int, parts []string) {
		t := Item{Position: line, Kind: OnScale}
		if words, is := strings.CutPrefix(parts[0], "?"); is {
			t.Kind, parts[0] = InWords, strings.TrimSpace(words)
		}
		switch {
		case (len(parts) != 2 && len(parts) != 4) || slices.Contains(parts, "") || line > mostItems:
			v.Add("items", "instrument_line", line)
			return
		case len(parts) == 4:
			t.DimensionDa, t.DimensionEn = parts[2], parts[3]
		}
		t.TextDa, t.TextEn = parts[0], parts[1]
		v.Longest("items", t.TextDa+t.TextEn, mostNote)
		items = append(items, t)
	})
	if !slices.ContainsFunc(items, func(t Item) bool { return t.Kind == OnScale }) {
		v.Add("items", "required")
	}
	return items
}

func readAnchors(text string, i Instrument, v *rule.Violations) []Anchor {
	var anchors []Anchor
	lined(text, func(line int, parts []string) {
		value, err := strconv.Atoi(parts[0])
		if err != nil || len(parts) != 3 || slices.Contains(parts, "") || value < i.ScaleMin || value > i.ScaleMax ||
			slices.ContainsFunc(anchors, func(a Anchor) bool { return a.Value == value }) {
			v.Add("anchors", "instrument_line", line)
			return
		}
		anchors = append(anchors, Anchor{Value: value, NameDa: parts[1], NameEn: parts[2]})
	})
	return anchors
}

// readBands wants bands that follow each other over the whole score, or none.
func readBands(text string, i Instrument, v *rule.Violations) []Band {
	var bands []Band
	next := i.ScoreMin()
	lined(text, func(line int, parts []string) {
		from, to, ranged := strings.Cut(parts[0], "-")
		b := Band{Prompts: len(parts) == 4 && parts[3] == "!"}
		var errs [2]error
		b.From, errs[0] = strconv.Atoi(strings.TrimSpace(from))
		b.To, errs[1] = strconv.Atoi(strings.TrimSpace(to))
		if !ranged || errors.Join(errs[:]...) != nil || len(parts) < 3 || len(parts) == 4 && !b.Prompts || len(parts) > 4 || slices.Contains(parts, "") || b.From != next || b.To < b.From {
			v.Add("bands", "instrument_line", line)
			return
		}
		b.NameDa, b.NameEn, next = parts[1], parts[2], b.To+1
		bands = append(bands, b)
	})
	if len(bands) > 0 && (bands[len(bands)-1].To != i.ScoreMax() || i.Formula == NoScore) {
		v.Add("bands", "bands_whole", i.ScoreMin(), i.ScoreMax())
	}
	return bands
}

// NewVersion makes a new version of an instrument. The one before ends on the day before,
// and stays as it was with everything measured by it.
func (s *Service) NewVersion(ctx context.Context, by access.Actor, of id.Instrument, d Draft, form audit.Form) (id.Instrument, error) {
	if err := access.Check(by, access.ManageInstruments, access.Scope{}); err != nil {
		return 0, err
	}
	i, broken := d.Read()
	if len(broken) > 0 {
		return 0, broken
	}
	event := &audit.Event{By: by, Action: access.ManageInstruments, Form: form}
	err := s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		was, err := find(ctx, tx, of)
		if err != nil {
			return err
		}
		newest, err := db.One[struct {
			ID      id.Instrument
			Version int
			From    when.Date
		}](ctx, tx, `SELECT id, version, valid_from AS "from" FROM instruments WHERE code = @code ORDER BY version DESC LIMIT 1 FOR UPDATE`, db.Args{"code": was.Code})
		switch {
		case err != nil:
			return fmt.Errorf("the newest version of %s: %w", was.Code, err)
		case newest.Version != d.Seen:
			return rule.Violation("", "stale")
		case !i.From.After(newest.From):
			return rule.Violation("from", "overlaps")
		}
		i.Code, i.Version, i.Position = was.Code, newest.Version+1, was.Position
		if _, err := tx.Exec(ctx, `UPDATE instruments SET valid_to = @from::date - 1 WHERE id = @id AND (valid_to IS NULL OR valid_to >= @from)`,
			db.Args{"id": newest.ID, "from": i.From}); err != nil {
			return fmt.Errorf("ending version %d of %s: %w", newest.Version, was.Code, err)
		}
		n, err := insertInstrument(ctx, tx, i, by.Staff)
		event.Subject, event.Detail = int64(n), map[string]any{"instrument": i.Code, "version": i.Version}
		return err
	})
	return id.Instrument(event.Subject), err
}

func insertInstrument(ctx context.Context, tx pgx.Tx, i Instrument, by id.Staff) (id.Instrument, error) {
	n, err := db.Value[id.Instrument](ctx, tx, `
		INSERT INTO instruments (code, version, name_da, name_en, about_da, about_en, owner, licence_note, respondent, scale_min, scale_max, formula,
			lower_is_better, position, valid_from, source, by_id)
		VALUES (@code, @version, @name_da, @name_en, @about_da, @about_en, @owner, @licence, @respondent, @min, @max, @formula, @lower, @position, @from, @source, @by)
		RETURNING id`, db.Args{
		"code": i.Code, "version": i.Version, "name_da": i.NameDa, "name_en": i.NameEn, "about_da": i.AboutDa, "about_en": i.AboutEn, "owner": i.Owner,
		"licence": i.LicenceNote, "respondent": i.Respondent, "min": i.ScaleMin, "max": i.ScaleMax, "formula": i.Formula, "lower": i.LowerIsBetter,
		"position": i.Position, "from": i.From, "source": i.Source, "by": by,
	})
	if err != nil {
		return 0, fmt.Errorf("version %d of %s: %w", i.Version, i.Code, err)
	}
	var rows pgx.Batch
	for _, t := range i.Items {
		rows.Queue(`INSERT INTO instrument_items (instrument_id, position, kind, dimension_da, dimension_en, text_da, text_en) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			n, t.Position, t.Kind, t.DimensionDa, t.DimensionEn, t.TextDa, t.TextEn)
	}
	for _, a := range i.Anchors {
		rows.Queue(`INSERT INTO instrument_anchors (instrument_id, value, name_da, name_en) VALUES ($1, $2, $3, $4)`, n, a.Value, a.NameDa, a.NameEn)
	}
	for _, b := range i.Bands {
		rows.Queue(`INSERT INTO instrument_bands (instrument_id, from_score, to_score, name_da, name_en, prompts) VALUES ($1, $2, $3, $4, $5, $6)`,
			n, b.From, b.To, b.NameDa, b.NameEn, b.Prompts)
	}
	if err := tx.SendBatch(ctx, &rows).Close(); err != nil {
		return 0, fmt.Errorf("the lines of %s: %w", i.Code, err)
	}
	return n, nil
}

// Confirm says that somebody held the wording of a version against its source.
func (s *Service) Confirm(ctx context.Context, by access.Actor, instrument id.Instrument, form audit.Form) error {
	if err := access.Check(by, access.ManageInstruments, access.Scope{}); err != nil {
		return err
	}
	event := &audit.Event{By: by, Action: access.ManageInstruments, Subject: int64(instrument), Detail: map[string]any{"confirmed": true}, Form: form}
	return s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, `UPDATE instruments SET confirmed = true WHERE id = @id`, db.Args{"id": instrument})
		if err == nil && tag.RowsAffected() == 0 {
			err = db.ErrNotFound
		}
		if err != nil {
			return fmt.Errorf("confirming instrument %d: %w", instrument, err)
		}
		return nil
	})
}
