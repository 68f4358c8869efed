package demo

import (
	"context"
	"fmt"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casework/group"
	"kasket/internal/casework/sparring"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/when"
)

// gathering is youths of two contact persons who cook together on Thursdays.
type gathering struct {
	*stage
	group id.Group
}

// together says who cooks, and what was written of each of them the last time.
var together = []struct{ name, came, note string }{
	{"Mads Vestergaard", "came", "Blev, til de andre var gået, og hjalp med at vaske op."},
	{"Åse Kjærgaard-Thorhauge", "came", ""},
	{"Noah Bundgaard", "excused", ""},
}

// groupActs are a course of the team: made, begun, and met three times, of which the last
// waits for who came.
func (s *stage) groupActs() []act {
	g := &gathering{stage: s}
	maja := s.people["maja"]
	ten := when.Clock{Hour: 10}
	acts := []act{{s.day(-24, ten), "group course made", func(ctx context.Context) error {
		var err error
		g.group, err = s.groups.Create(ctx, maja, s.teams["rute"], group.Wish{
			Name: "Torsdagsmad", Activity: "group_course", Place: "Køkkenet i Ungehuset", From: s.date(-24).Danish(),
			About: "Vi laver mad og spiser sammen. Man må godt bare sidde med.",
		}, audit.Form{})
		return err
	}}}
	for _, t := range together {
		acts = append(acts, act{s.day(-23, ten), t.name + ", put into the group", func(ctx context.Context) error { return g.join(ctx, t.name) }})
	}
	for i, day := range []int{-16, -9, -2} {
		theme := []string{"Suppe og brød", "Pizza fra bunden", "Rester"}[i]
		acts = append(acts, act{s.day(day, four), "group session", func(ctx context.Context) error {
			return s.groups.AddSession(ctx, maja, g.group, group.Planned{At: s.date(day).Danish() + " kl. 12", Minutes: "120", Theme: theme}, audit.Form{})
		}})
		if day < -2 {
			acts = append(acts, act{s.day(day, when.Clock{Hour: 16, Minute: 30}), "group attendance", g.mark})
		}
	}
	return acts
}

// join puts a youth into the course, by who has them.
func (g *gathering) join(ctx context.Context, name string) error {
	youth, owner, err := g.whose(ctx, name)
	if err != nil {
		return err
	}
	return g.groups.Join(ctx, owner, g.group, youth, audit.Form{})
}

// whose finds a youth by name, and who has them.
func (g *gathering) whose(ctx context.Context, name string) (id.Youth, access.Actor, error) {
	row, err := db.One[struct {
		Youth id.Youth
		Owner id.Staff
	}](ctx, g.db.Read, `SELECT y.id AS youth, e.owner_id AS owner FROM youths y JOIN enrolments e ON e.youth_id = y.id AND e.closed_on IS NULL
		WHERE concat_ws(' ', y.given_name, y.family_name) = @name`, db.Args{"name": name})
	if err != nil {
		return 0, access.Actor{}, fmt.Errorf("%s: %w", name, err)
	}
	owner, err := g.staff.Actor(ctx, row.Owner)
	return row.Youth, owner, err
}

// mark says who came to the newest session.
func (g *gathering) mark(ctx context.Context) error {
	session, err := db.Value[id.GroupSession](ctx, g.db.Read, `SELECT id FROM group_sessions WHERE group_id = @group ORDER BY starts_at DESC LIMIT 1`, db.Args{"group": g.group})
	if err != nil {
		return fmt.Errorf("the newest session: %w", err)
	}
	var marks []group.Mark
	for _, t := range together {
		youth, _, err := g.whose(ctx, t.name)
		if err != nil {
			return err
		}
		marks = append(marks, group.Mark{Youth: youth, Came: group.Came(t.came), Note: t.note})
	}
	return g.groups.Attend(ctx, g.people["maja"], session, marks, audit.Form{})
}

// competences are what some of the cast know most about.
func (s *stage) competences(ctx context.Context) error {
	for _, k := range []struct {
		who, area string
		keeps     bool
	}{{"maja", "mental_health", true}, {"maja", "education", false}, {"jonas", "companies", true}, {"nadia", "benefits_law", true}, {"jonas", "housing", false}} {
		if err := s.sparring.KeepCompetence(ctx, s.people[k.who], sparring.Claim{Area: k.area, Knows: true, Responsible: k.keeps}, audit.Form{}); err != nil {
			return fmt.Errorf("what %s knows: %w", k.who, err)
		}
	}
	return s.sparring.TellNews(ctx, s.people["jonas"], "companies", "Byggemarkedet tager gerne unge i småjob fra nytår. Ring til dem før den 15.", audit.Form{})
}
