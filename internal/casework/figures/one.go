package figures

import (
	"context"
	"fmt"
	"slices"

	"kasket/internal/access"
	"kasket/internal/db"
	"kasket/internal/id"
)

// One is one definition with its versions, and what it says.
type One struct {
	Figures
	Definition Definition
	Versions   []Definition // the newest first
}

// One counts one definition in a period, by its newest version or by the one that is
// asked for. Who sees all programmes sees what the newest says alone: two versions beside
// each other would tell of those they differ in. An unknown key or version, and another
// team's own definition, is db.ErrNotFound.
func (s *Service) One(ctx context.Context, by access.Actor, key string, version int, p Period) (One, error) {
	if err := access.Check(by, access.ViewFigures, access.Scope{}); err != nil {
		return One{}, err
	}
	whole := access.May(by, access.ViewAllFigures, access.Scope{})
	teams := by.TeamsWhere(access.ViewTeam)
	if whole {
		teams = []id.Team{}
	}
	versions, err := db.Values[Definition](ctx, s.read, `
		SELECT `+definitionJSON+` FROM result_definitions d JOIN result_versions v ON v.definition_id = d.id
		WHERE d.key = @key AND (d.team_id IS NULL OR d.team_id = ANY(@teams)) ORDER BY v.version DESC`, db.Args{"key": key, "teams": teams})
	if err != nil {
		return One{}, fmt.Errorf("versions of %q: %w", key, err)
	}
	if len(versions) == 0 {
		return One{}, fmt.Errorf("definition %q: %w", key, db.ErrNotFound)
	}
	o := One{Definition: versions[0], Versions: versions}
	if version != 0 {
		i := slices.IndexFunc(versions, func(d Definition) bool { return d.Version == version })
		if i < 0 || whole && i > 0 {
			return One{}, fmt.Errorf("version %d of %q: %w", version, key, db.ErrNotFound)
		}
		o.Definition = versions[i]
	}
	o.Figures, err = s.overview(ctx, by, p, func(g *ground) { g.Definitions = []Definition{o.Definition} }, o.Definition.Key)
	return o, err
}
