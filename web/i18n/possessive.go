package i18n

import (
	"context"
	"strings"
)

// Possessive is whose something is: Emmas, Mads' in Danish, Emma's, Mads' in
// English. Danish puts an apostrophe alone after s, x and z.
func Possessive(ctx context.Context, name string) string {
	last := strings.ToLower(name[max(0, len(name)-1):])
	switch {
	case name == "":
		return ""
	case last == "s", LangOf(ctx) == Da && (last == "x" || last == "z"):
		return name + "'"
	case LangOf(ctx) == En:
		return name + "'s"
	}
	return name + "s"
}
