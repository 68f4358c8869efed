package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strconv"
	"strings"
	"text/tabwriter"

	"kasket/internal/casework/figures"
	"kasket/internal/db"
	"kasket/internal/sheet"
	"kasket/internal/when"
)

// figuresAsked is what was asked for on the command line.
type figuresAsked struct{ definition, from, to, team, format string }

func printFigures(ctx context.Context, args []string, out io.Writer) error {
	a, err := readFigures(args)
	if err != nil {
		return err
	}
	h, err := openHouse(ctx, slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn})))
	if err != nil {
		return err
	}
	defer h.Close()
	return h.figuresOf(ctx, a, out)
}

// readFigures reads the flags, which may stand before or after the definition.
func readFigures(args []string) (figuresAsked, error) {
	a := figuresAsked{}
	f := flags("figures", "count a result, for a nightly report or for checking: numerator, denominator, rate, 95 % interval (Wilson), and who is left out or not known, by reason. "+
		"It prints numbers and no names, and hides nothing: pass it on as you would pass on the team's own figures. Without a definition it lists those there are",
		"kasket figures", "kasket figures left_to_education_or_job -from 2026-01-01 -to 2026-06-30", "kasket figures status_now -from 2026-01-01 -to 2026-06-30 -team \"Rute 42\" -format csv")
	f.StringVar(&a.from, "from", "", "first `day` of the period, as 2026-01-01")
	f.StringVar(&a.to, "to", "", "last `day` of the period, and the cut-off")
	f.StringVar(&a.team, "team", "", "one team, by `name`; all where it is not given")
	f.StringVar(&a.format, "format", "table", "table, csv or json")
	if len(args) > 0 && !strings.HasPrefix(args[0], "-") {
		a.definition, args = args[0], args[1:]
	}
	if err := f.Parse(args); err != nil {
		return a, err
	}
	if a.definition == "" && f.NArg() > 0 {
		a.definition = f.Arg(0)
		if err := f.Parse(f.Args()[1:]); err != nil {
			return a, err
		}
	}
	switch {
	case f.NArg() > 0:
		return a, fmt.Errorf("%q belongs to no flag: %w", f.Arg(0), errUsage)
	case a.format != "table" && a.format != "csv" && a.format != "json":
		return a, fmt.Errorf("-format is table, csv or json, not %q: %w", a.format, errUsage)
	}
	return a, nil
}

func (h *house) figuresOf(ctx context.Context, a figuresAsked, out io.Writer) error {
	if a.definition == "" {
		all, err := h.figures.Definitions(ctx)
		if err != nil {
			return err
		}
		return listDefinitions(out, all)
	}
	p, err := periodOf(a)
	if err != nil {
		return err
	}
	f, err := h.figures.Console(ctx, a.definition, a.team, p)
	switch {
	case errors.Is(err, db.ErrNotFound):
		return fmt.Errorf("%w; kasket figures lists the definitions", err)
	case err != nil:
		return inWords(err)
	}
	switch a.format {
	case "json":
		e := json.NewEncoder(out)
		e.SetIndent("", "  ")
		return e.Encode(f.Results)
	case "csv":
		return sheet.WriteCSV(out, figureHeads, figureRows(f))
	}
	return figureTable(out, f)
}

func periodOf(a figuresAsked) (p figures.Period, err error) {
	for _, d := range []struct {
		name, text string
		to         *when.Date
	}{{"-from", a.from, &p.From}, {"-to", a.to, &p.To}} {
		if err := d.to.UnmarshalText([]byte(d.text)); err != nil || d.to.IsZero() {
			return p, fmt.Errorf("%s is a day as 2026-01-31, not %q: %w", d.name, d.text, errUsage)
		}
	}
	return p, nil
}

func listDefinitions(out io.Writer, all []figures.Definition) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "definition\tversion\tsince\tcohort\tmeasure\tname")
	for _, d := range all {
		fmt.Fprintf(w, "%s\t%d\t%s\t%s\t%s\t%s\n", d.Key, d.Version, d.From, d.Cohort, d.Measure, d.NameEn)
	}
	return w.Flush()
}

var figureHeads = []string{"definition", "version", "level", "name", "from", "to", "cut_off", "part", "when", "numerator", "denominator", "rate", "low", "high", "missing", "excluded"}

// figureRows is a line for each rate. What nobody can be counted of has no rate: an
// empty cell, never 0 or NaN.
func figureRows(f figures.Figures) [][]string {
	var rows [][]string
	for _, r := range f.Results {
		level := "team"
		if r.Team == 0 {
			level = "programme"
		}
		add := func(moment string, rates []figures.Rate) {
			for _, x := range rates {
				rate, low, high := "", "", ""
				if change, ok := x.Change(); r.Definition.Measure == figures.ChangeMeasure {
					if ok {
						rate = number(change)
					}
				} else if x.Of > 0 {
					l, h := x.Interval()
					rate, low, high = number(x.Value()), number(l), number(h)
				}
				rows = append(rows, []string{
					r.Definition.Key, strconv.Itoa(r.Definition.Version), level, r.Name, r.Period.From.String(), r.Period.To.String(), r.CutOff.String(), x.Part, moment,
					strconv.Itoa(x.Num), strconv.Itoa(x.Of), rate, low, high, reasons(x.Missing), reasons(x.Excluded),
				})
			}
		}
		add("now", r.Rates)
		add("before", r.Before)
	}
	return rows
}

func number(x float64) string { return strconv.FormatFloat(x, 'f', 4, 64) }

func reasons(all []figures.Reason) string {
	words := make([]string, len(all))
	for i, r := range all {
		words[i] = fmt.Sprintf("%s=%d", r.Code, r.N)
	}
	return strings.Join(words, " ")
}

// figureTable prints for people; the columns that say the same of every row stand above.
func figureTable(out io.Writer, f figures.Figures) error {
	if len(f.Results) == 0 {
		_, err := fmt.Fprintln(out, "no team to count for")
		return err
	}
	d := f.Results[0].Definition
	fmt.Fprintf(out, "%s, version %d: %s\n%s to %s, cut-off %s\n\n", d.Key, d.Version, d.NameEn, f.Period.From, f.Period.To, f.CutOff)
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "level\tname\tpart\twhen\tn\tof\trate\tlow\thigh\tmissing\texcluded")
	for _, row := range figureRows(f) {
		fmt.Fprintln(w, strings.Join(append([]string{row[2], row[3]}, row[7:]...), "\t"))
	}
	return w.Flush()
}
