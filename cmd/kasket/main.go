// Command kasket is the whole of Kasket in one binary: the server, and what one
// does beside it.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
)

// command is one thing that kasket does.
type command struct {
	name    string
	says    string // one line of help
	example string
	run     func(ctx context.Context, args []string, out io.Writer) error
}

func commands() []command {
	return []command{
		{"serve", "start the server, with its own Postgres where DATABASE_URL is not set", "kasket serve", serve},
		{"demo", "fill an empty database with a demo in which everybody is made up", "DATABASE_URL=postgres://… kasket demo", loadDemo},
		{"import", "read youths, contacts, companies or placements in from a file", "kasket import youths unge.csv -by koordinator@kommune.dk", importFile},
		{"staff", "make people, reset passwords, give roles: the first administrator, too", `kasket staff create -name "Ada Agger" -email ada@kommune.dk -roles administrator`, manageStaff},
		{"figures", "count a result: so many of so many, by a definition, in a period", "kasket figures left_to_education_or_job -from 2026-01-01 -to 2026-06-30", printFigures},
		{"verify", "walk the trail and look for lines changed, removed or put in", "kasket verify", verify},
		{"doctor", "say what is wrong with this installation", "kasket doctor", doctor},
		{"routes", "list every address that the server answers", "kasket routes", routes},
		{"migrate", "bring the database to the newest schema", "DATABASE_URL=postgres://… kasket migrate", migrate},
	}
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	err := run(ctx, os.Args[1:], os.Stdout)
	switch {
	case err == nil, errors.Is(err, flag.ErrHelp):
	case errors.Is(err, errUsage):
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	default:
		fmt.Fprintln(os.Stderr, "kasket:", err)
		os.Exit(1)
	}
}

var errUsage = errors.New("see kasket help")

func run(ctx context.Context, args []string, out io.Writer) error {
	if len(args) == 0 || slices.Contains([]string{"help", "-h", "-help", "--help"}, args[0]) {
		help(out)
		return nil
	}
	for _, c := range commands() {
		if c.name == args[0] {
			return c.run(ctx, args[1:], out)
		}
	}
	return fmt.Errorf("there is no command %q: %w", args[0], errUsage)
}

func help(out io.Writer) {
	fmt.Fprint(out, "Kasket: the case system for one-contact youth teams.\n\nCommands (kasket COMMAND -h tells more):\n\n")
	for _, c := range commands() {
		fmt.Fprintf(out, "  %-10s %s\n  %-10s e.g. %s\n\n", c.name, c.says, "", c.example)
	}
	fmt.Fprint(out, settingsHelp)
}

// flags makes the flags of a command, with its help and examples.
func flags(name, says string, examples ...string) *flag.FlagSet {
	f := flag.NewFlagSet(name, flag.ContinueOnError)
	f.Usage = func() {
		fmt.Fprintf(f.Output(), "kasket %s: %s\n", name, says)
		f.PrintDefaults()
		if len(examples) > 0 {
			fmt.Fprintf(f.Output(), "\nExamples:\n  %s\n", strings.Join(examples, "\n  "))
		}
	}
	return f
}
