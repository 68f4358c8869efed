package figures

import "kasket/internal/when"

// Ground is the ground of figures, for tests that count without a database.
type Ground = ground

// Published is every result of a period as who sees all programmes sees it.
func Published(g Ground, courses []Course, p Period, today when.Date) []Result {
	return outside(g, courses, today, results(g, courses, p, CutOff(p, today), false))
}
