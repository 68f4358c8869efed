package page

import (
	"context"
	"slices"

	"kasket/internal/casework/sparring"
	"kasket/internal/rule"
	"kasket/web/i18n"
)

// mine finds what who looks has said of a field.
func (v CompetenceView) mine(f sparring.Field) (sparring.Expert, bool) {
	i := slices.IndexFunc(f.Experts, func(x sparring.Expert) bool { return x.Staff == v.Me })
	if i < 0 {
		return sparring.Expert{}, false
	}
	return f.Experts[i], true
}

func (v CompetenceView) knows(f sparring.Field) bool { _, ok := v.mine(f); return ok }

func (v CompetenceView) keeps(f sparring.Field) bool { x, _ := v.mine(f); return x.Responsible }

// myPart is what one's own part in a field is called.
func (v CompetenceView) myPart(ctx context.Context, f sparring.Field) string {
	switch {
	case v.keeps(f):
		return i18n.T(ctx, "competence.mine_keeps")
	case v.knows(f):
		return i18n.T(ctx, "competence.mine_knows")
	}
	return i18n.T(ctx, "competence.mine_none")
}

func (v CompetenceView) newsTyped(f sparring.Field) string {
	if v.Area == f.Code {
		return v.Values.Get("news")
	}
	return ""
}

func (v CompetenceView) newsBroken(f sparring.Field) rule.Violations {
	if v.Area == f.Code {
		return v.Broken
	}
	return nil
}
