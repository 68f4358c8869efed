package export

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casework/economy"
	"kasket/internal/casework/figures"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// Counting gives the figures of a period as somebody may see them: what is too few for
// them is hidden in it, and the day nothing is counted after.
type Counting func(ctx context.Context, by access.Actor, p figures.Period) (Counted, error)

// Service is the use cases of reports.
type Service struct {
	read    db.Reader
	trail   *audit.Trail
	count   Counting
	economy *economy.Service
	now     func() time.Time
}

// NewService makes the service; now is the clock.
func NewService(read db.Reader, trail *audit.Trail, count Counting, e *economy.Service, now func() time.Time) *Service {
	return &Service{read: read, trail: trail, count: count, economy: e, now: now}
}

// Report is a report as it was made.
type Report struct {
	ID        id.Report
	Protected bool // made for whoever may not see the persons
	By        string
	At        time.Time
	Content
}

// Listed is a report in the list of them.
type Listed struct {
	ID     id.Report
	Kind   Kind
	Name   string
	Period figures.Period `db:"-"`
	From   when.Date
	To     when.Date
	By     string
	At     time.Time
}

// Choice is a team or a programme that somebody can make a report of.
type Choice struct {
	Programme id.Programme
	Team      id.Team // 0 is the programme
	Name      string
}

// whole reports whether somebody sees all programmes, with too few hidden.
func whole(by access.Actor) bool { return access.May(by, access.ViewAllFigures, access.Scope{}) }

// readable are the teams whose reports a leader may read; nil for who sees all programmes,
// who reads the protected ones.
func readable(by access.Actor) []id.Team {
	if whole(by) {
		return nil
	}
	return by.TeamsWhere(access.ViewTeam)
}

// mayRead is the SQL condition that a report r is for somebody.
const mayRead = `CASE WHEN @teams::bigint[] IS NULL THEN r.protected ELSE r.team_id = ANY(@teams) END`

// mostListed is how many reports are listed: the latest.
const mostListed = 50

// List lists the reports that somebody may read, the latest first, and what they can make
// new ones of.
func (s *Service) List(ctx context.Context, by access.Actor) ([]Listed, []Choice, error) {
	if err := access.Check(by, access.ExportFigures, access.Scope{}); err != nil {
		return nil, nil, err
	}
	list, err := db.All[Listed](ctx, s.read, `
		SELECT r.id, r.kind, r.content ->> 'name' AS name, r.from_on AS "from", r.to_on AS "to", s.name AS by, r.at
		FROM figure_reports r JOIN staff s ON s.id = r.by_id WHERE `+mayRead+` ORDER BY r.id DESC LIMIT @most`,
		db.Args{"teams": readable(by), "most": mostListed})
	if err != nil {
		return nil, nil, fmt.Errorf("reports: %w", err)
	}
	for i := range list {
		list[i].Period = figures.Period{From: list[i].From, To: list[i].To}
	}
	choices, err := db.All[Choice](ctx, s.read, `
		SELECT g.id AS programme, 0::bigint AS team, g.name FROM programmes g
		WHERE @teams::bigint[] IS NULL AND EXISTS (SELECT FROM teams t WHERE t.programme_id = g.id)
		UNION ALL
		SELECT t.programme_id, t.id, t.name FROM teams t WHERE @teams::bigint[] IS NULL OR t.id = ANY(@teams)
		ORDER BY 2, 3`, db.Args{"teams": readable(by)})
	if err != nil {
		return nil, nil, fmt.Errorf("what reports can be made of: %w", err)
	}
	return list, choices, nil
}

// Make counts, and keeps what it counted as a report.
func (s *Service) Make(ctx context.Context, by access.Actor, a Ask, form audit.Form) (id.Report, error) {
	if err := access.Check(by, access.ExportFigures, access.Scope{}); err != nil {
		return 0, err
	}
	if err := a.Check(when.Of(s.now())).Err(); err != nil {
		return 0, err
	}
	choice, err := s.allowed(ctx, by, a)
	if err != nil {
		return 0, err
	}
	counted, err := s.count(ctx, by, a.Period)
	if err != nil {
		return 0, err
	}
	c := Content{Kind: a.Kind, Name: choice.Name, Period: a.Period, CutOff: counted.CutOff, Lines: a.keep(counted.Lines), Exits: counted.Exits}
	if c.Economy, err = s.calculated(ctx, by, a, choice.Programme); err != nil {
		return 0, err
	}
	return s.keep(ctx, by, a, choice, c, form)
}

// allowed finds what a report is of, among what somebody may make reports of.
func (s *Service) allowed(ctx context.Context, by access.Actor, a Ask) (Choice, error) {
	if a.Kind == GroupPack {
		if !whole(by) {
			return Choice{}, rule.Violation("of", "choose")
		}
		return Choice{}, nil
	}
	_, choices, err := s.List(ctx, by)
	if err != nil {
		return Choice{}, err
	}
	for _, c := range choices {
		if a.Team != 0 && c.Team == a.Team || a.Team == 0 && c.Team == 0 && c.Programme == a.Programme {
			return c, nil
		}
	}
	return Choice{}, rule.Violation("of", "choose")
}

// calculated is the economy of the programmes of a report: of the same period, or the
// latest there is, which says its own period.
func (s *Service) calculated(ctx context.Context, by access.Actor, a Ask, programme id.Programme) ([]Calculated, error) {
	efforts, err := s.economy.Efforts(ctx, by)
	if err != nil {
		return nil, err
	}
	var all []Calculated
	for _, e := range efforts {
		if a.Kind != GroupPack && e.Programme != programme {
			continue
		}
		k, ok := e.On(economy.Parameters{Period: a.Period})
		if !ok {
			k, ok = e.Latest()
		}
		if ok {
			all = append(all, Calculated{Name: e.Name, Parameters: k.Parameters})
		}
	}
	return all, nil
}

func (s *Service) keep(ctx context.Context, by access.Actor, a Ask, of Choice, c Content, form audit.Form) (id.Report, error) {
	content, err := json.Marshal(Kept(c))
	if err != nil {
		return 0, fmt.Errorf("writing a report: %w", err)
	}
	sum := sha256.Sum256(content)
	var number id.Report
	event := &audit.Event{By: by, Action: access.ExportFigures, Team: of.Team, Form: form, Detail: map[string]any{"kind": a.Kind, "programme": of.Programme, "from": a.Period.From, "to": a.Period.To}}
	err = s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		number, err = db.Value[id.Report](ctx, tx, `
			INSERT INTO figure_reports (kind, programme_id, team_id, from_on, to_on, protected, content, sha256, by_id, at)
			VALUES (@kind, nullif(@programme::bigint, 0), nullif(@team::bigint, 0), @from, @to, @protected, @content, @sum, @by, @at) RETURNING id`,
			db.Args{
				"kind": a.Kind, "programme": of.Programme, "team": of.Team, "from": a.Period.From, "to": a.Period.To, "protected": whole(by),
				"content": json.RawMessage(content), "sum": sum[:], "by": by.Staff, "at": s.now(),
			})
		event.Subject = int64(number)
		if err != nil {
			return fmt.Errorf("keeping a report: %w", err)
		}
		return nil
	})
	return number, err
}

// reportRow is a row of figure_reports.
type reportRow struct {
	ID        id.Report
	Protected bool
	By        string
	At        time.Time
	Content   json.RawMessage
}

// Read reads a report as it was made. What is not for whoever asks is not there.
func (s *Service) Read(ctx context.Context, by access.Actor, number id.Report) (Report, error) {
	if err := access.Check(by, access.ExportFigures, access.Scope{}); err != nil {
		return Report{}, err
	}
	row, err := db.One[reportRow](ctx, s.read, `
		SELECT r.id, r.protected, s.name AS by, r.at, r.content FROM figure_reports r JOIN staff s ON s.id = r.by_id WHERE r.id = @id AND `+mayRead,
		db.Args{"id": number, "teams": readable(by)})
	if err != nil {
		return Report{}, fmt.Errorf("report %d: %w", number, err)
	}
	r := Report{ID: row.ID, Protected: row.Protected, By: row.By, At: row.At}
	if err := json.Unmarshal(row.Content, &r.Content); err != nil {
		return Report{}, fmt.Errorf("content of report %d: %w", number, err)
	}
	return r, s.trail.Look(ctx, audit.Event{By: by, Action: access.ExportFigures, Subject: int64(number)})
}
