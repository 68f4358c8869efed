package page

import (
	"context"
	"strconv"
	"strings"
	"time"

	"kasket/internal/fileimport"
	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/web/i18n"
	"kasket/web/ui"
)

// ImportForm is a file about to be tried.
type ImportForm struct {
	Key    string
	Kind   string
	Team   string
	Teams  []TeamChoice // whose files one may read in
	Broken rule.Violations
}

// ImportList is the files of one's teams, a page of them.
type ImportList struct {
	Runs  []fileimport.Run
	Later bool         // this is not the first page
	Next  id.ImportRun // the last shown, where there are more
	Now   time.Time
}

// ImportRun is one file with its rows.
type ImportRun struct {
	Run    fileimport.Run
	Lines  []fileimport.Line
	Failed bool // only those that failed
	After  int  // the rows shown begin after this one
	Next   int  // the last shown, where there are more
	Key    string
	Now    time.Time
	Broken rule.Violations
}

// rowsPath is the file's page with all of its rows or only those that failed.
func (v ImportRun) rowsPath(failed bool, after int) string {
	p := ImportPath(v.Run.ID)
	var query []string
	if failed {
		query = append(query, "show=failed")
	}
	if after > 0 {
		query = append(query, "after="+strconv.Itoa(after))
	}
	if len(query) > 0 {
		p += "?" + strings.Join(query, "&")
	}
	return p
}

// facts are the counts of a run in its state.
func (v ImportRun) facts(ctx context.Context) []ui.Fact {
	r := v.Run
	fact := func(key string, n int) ui.Fact {
		return ui.Fact{Label: i18n.T(ctx, key), Value: i18n.Count(ctx, n)}
	}
	list := []ui.Fact{{Label: i18n.T(ctx, "import.col.kind"), Value: i18n.T(ctx, "import.kind."+string(r.Kind))}, fact("import.col.rows", r.Rows)}
	if r.State == fileimport.Tried {
		list = append(list, fact("import.new_rows", r.New))
	} else {
		list = append(list, fact("import.made", r.Made))
	}
	return append(list, fact("import.known", r.Known), fact("import.failed", r.Failed))
}

// importKinds are the kinds as one chooses among them.
func importKinds(ctx context.Context) []ui.Option {
	var options []ui.Option
	for _, k := range fileimport.Kinds {
		options = append(options, ui.Option{Value: string(k), Label: i18n.T(ctx, "import.kind."+string(k))})
	}
	return options
}

// columnLabel is what a column is called in the reader's language.
func columnLabel(ctx context.Context, kind fileimport.Kind, name string) string {
	for _, c := range fileimport.Columns(kind) {
		if c.Name == name && i18n.LangOf(ctx) == i18n.Da {
			return c.Danish
		}
	}
	return name
}

// ImportFault says what is wrong with a row of a file: the column, and the rule.
func ImportFault(ctx context.Context, kind fileimport.Kind, b rule.Broken) string {
	if columns, ok := argText(b); ok && b.Code == "exists" {
		var names []string
		for name := range strings.SplitSeq(columns, ", ") {
			names = append(names, columnLabel(ctx, kind, name))
		}
		b.Args = []any{strings.Join(names, ", ")}
	}
	text := ui.Message(ctx, b)
	if b.Field == "" {
		return text
	}
	return columnLabel(ctx, kind, b.Field) + ": " + text
}

func argText(b rule.Broken) (string, bool) {
	if len(b.Args) == 0 {
		return "", false
	}
	s, ok := b.Args[0].(string)
	return s, ok
}

// verdictKind is the colour of a verdict: what waits for somebody stands out.
func verdictKind(v fileimport.Verdict) ui.FlagKind {
	switch v {
	case fileimport.Failed:
		return ui.Soon
	case fileimport.New, fileimport.Made:
		return ui.Good
	}
	return ui.Plain
}

// stateKind is the colour of a state.
func stateKind(r fileimport.Run, now time.Time) ui.FlagKind {
	switch {
	case r.State == fileimport.Done && r.Failed == 0:
		return ui.Good
	case r.State == fileimport.Done, r.Waits(now):
		return ui.Soon
	}
	return ui.Plain
}
