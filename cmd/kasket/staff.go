package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
	"time"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/internal/staff"
	"kasket/internal/when"
	"kasket/web/i18n"
	"kasket/web/page"
	"kasket/web/ui"
)

// staffActs are what one does with staff from the machine itself; the first
// administrator is made so.
func staffActs() []command {
	return []command{
		{"create", "make a person, and print the one-time link by which they choose a password", `kasket staff create -name "Ada Agger" -email ada@kommune.dk -roles administrator`, staffCreate},
		{"reset", "take a person's password away, sign them out, and print a new link", "kasket staff reset -email ada@kommune.dk", staffReset},
		{"roles", "give a person these roles and no others", `kasket staff roles -email ada@kommune.dk -roles "administrator,leader@Rute 42"`, staffRoles},
		{"leave", "settle a person's last day of work; no day takes it back", "kasket staff leave -email ada@kommune.dk -last 2026-12-31", staffLeave},
		{"list", "list who works here, with roles", "kasket staff list", staffList},
	}
}

func manageStaff(ctx context.Context, args []string, out io.Writer) error {
	if len(args) == 0 || strings.HasPrefix(args[0], "-") || args[0] == "help" {
		fmt.Fprint(out, "kasket staff ACT: who works here. Usable beside a running server.\n\nActs (kasket staff ACT -h tells more):\n\n")
		for _, c := range staffActs() {
			fmt.Fprintf(out, "  %-10s %s\n  %-10s e.g. %s\n\n", c.name, c.says, "", c.example)
		}
		fmt.Fprint(out, "Roles: caseworker@TEAM, coordinator@TEAM, leader@TEAM, adviser@TEAM, insight, administrator.\n")
		return nil
	}
	for _, c := range staffActs() {
		if c.name == args[0] {
			return inWords(c.run(ctx, args[1:], out))
		}
	}
	return fmt.Errorf("there is no act %q on staff: see kasket staff help: %w", args[0], errUsage)
}

// inWords says in sentences which rules a wish breaks.
func inWords(err error) error {
	v, is := errors.AsType[rule.Violations](err)
	if !is {
		return err
	}
	ctx := i18n.With(context.Background(), i18n.En)
	lines := make([]string, len(v))
	for i, b := range v {
		lines[i] = ui.Message(ctx, b)
		if b.Field != "" {
			lines[i] = b.Field + ": " + lines[i]
		}
	}
	return errors.New(strings.Join(lines, "\n"))
}

// staffHouse reads an act's flags and opens the house.
func staffHouse(ctx context.Context, name string, args []string, define func(*staffFlags)) (*house, *staffFlags, error) {
	var c command
	for _, act := range staffActs() {
		if act.name == name {
			c = act
		}
	}
	f := &staffFlags{}
	set := flags("staff "+name, c.says, c.example)
	f.text = func(to *string, flag, usage string) { set.StringVar(to, flag, *to, usage) }
	f.number = func(to *int, flag, usage string) { set.IntVar(to, flag, *to, usage) }
	define(f)
	if err := set.Parse(args); err != nil {
		return nil, nil, err
	}
	if set.NArg() > 0 {
		return nil, nil, fmt.Errorf("%q belongs to no flag: %w", set.Arg(0), errUsage)
	}
	h, err := openHouse(ctx, slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn})))
	return h, f, err
}

// staffFlags are what the acts are told.
type staffFlags struct {
	name, email, title, phone, roles, last string
	percent                                int

	text   func(to *string, flag, usage string)
	number func(to *int, flag, usage string)
}

func staffCreate(ctx context.Context, args []string, out io.Writer) error {
	h, f, err := staffHouse(ctx, "create", args, func(f *staffFlags) {
		f.percent = 100
		f.text(&f.name, "name", "the person's `name`")
		f.text(&f.email, "email", "the `address` they sign in with")
		f.text(&f.roles, "roles", "`roles`, with commas between")
		f.text(&f.title, "title", "their `title`")
		f.text(&f.phone, "phone", "their `number`")
		f.number(&f.percent, "percent", "employment in `per cent` of full time")
	})
	if err != nil {
		return err
	}
	defer h.Close()
	roles, err := h.rolesOf(ctx, f.roles)
	if err != nil {
		return err
	}
	made, err := h.staff.Console().Invite(ctx, access.Actor{}, staff.Details{
		Name: f.name, Email: f.email, Title: f.title, Phone: f.phone, Percent: f.percent, Roles: roles,
	}, audit.Form{})
	if err != nil {
		return err
	}
	return h.tellLink(out, made)
}

func staffReset(ctx context.Context, args []string, out io.Writer) error {
	h, f, err := staffHouse(ctx, "reset", args, func(f *staffFlags) { f.text(&f.email, "email", "the `address` they sign in with") })
	if err != nil {
		return err
	}
	defer h.Close()
	who, err := h.personBy(ctx, f.email)
	if err != nil {
		return err
	}
	made, err := h.staff.Console().Reset(ctx, access.Actor{}, who, audit.Form{})
	if err != nil {
		return err
	}
	return h.tellLink(out, made)
}

func staffRoles(ctx context.Context, args []string, out io.Writer) error {
	h, f, err := staffHouse(ctx, "roles", args, func(f *staffFlags) {
		f.text(&f.email, "email", "the `address` they sign in with")
		f.text(&f.roles, "roles", "`roles`, with commas between")
	})
	if err != nil {
		return err
	}
	defer h.Close()
	who, err := h.personBy(ctx, f.email)
	if err != nil {
		return err
	}
	roles, err := h.rolesOf(ctx, f.roles)
	if err != nil {
		return err
	}
	if err := h.staff.Console().SetRoles(ctx, access.Actor{}, who, roles, audit.Form{}); err != nil {
		return err
	}
	_, err = fmt.Fprintln(out, "saved")
	return err
}

func staffLeave(ctx context.Context, args []string, out io.Writer) error {
	h, f, err := staffHouse(ctx, "leave", args, func(f *staffFlags) {
		f.text(&f.email, "email", "the `address` they sign in with")
		f.text(&f.last, "last", "last `day` of work, such as 2026-12-31; empty: they stay")
	})
	if err != nil {
		return err
	}
	defer h.Close()
	var last when.Date
	if f.last != "" {
		if last, err = when.ParseDate(f.last, when.Of(time.Now()), when.Future); err != nil {
			return fmt.Errorf("-last: %q is not a day", f.last)
		}
	}
	who, err := h.personBy(ctx, f.email)
	if err != nil {
		return err
	}
	if err := h.staff.Console().Leave(ctx, access.Actor{}, who, last, audit.Form{}); err != nil {
		return err
	}
	_, err = fmt.Fprintln(out, "saved")
	return err
}

func staffList(ctx context.Context, args []string, out io.Writer) error {
	h, _, err := staffHouse(ctx, "list", args, func(*staffFlags) {})
	if err != nil {
		return err
	}
	defer h.Close()
	filter := staff.Filter{State: staff.Anyone}
	for more := true; more; {
		var list []staff.Person
		if list, more, err = h.staff.Console().People(ctx, access.Actor{}, filter); err != nil {
			return err
		}
		for _, p := range list {
			state := ""
			switch {
			case !p.LeftOn.IsZero():
				state = "last day " + p.LeftOn.String()
			case !p.SignedUp:
				state = "no password yet"
			}
			fmt.Fprintf(out, "%s\t%s\t%s\t%s\n", p.Name, p.Email, strings.Join(rolesText(p), ","), state)
			filter.After = p.ID
		}
	}
	return nil
}

// rolesText writes roles as the flag -roles takes them.
func rolesText(p staff.Person) []string {
	var words []string
	for team, roles := range p.Roles.Teams {
		for _, r := range roles {
			words = append(words, string(r)+"@"+p.TeamName[team])
		}
	}
	for _, r := range p.Roles.House {
		words = append(words, string(r))
	}
	return words
}

// rolesOf reads roles as typed: administrator, leader@Rute 42.
func (h *house) rolesOf(ctx context.Context, typed string) (staff.Roles, error) {
	roles := staff.Roles{Teams: map[id.Team][]access.Role{}}
	teams, err := h.staff.Console().Teams(ctx, access.Actor{})
	if err != nil {
		return roles, err
	}
	for word := range strings.SplitSeq(typed, ",") {
		role, name, inTeam := strings.Cut(strings.TrimSpace(word), "@")
		if role == "" {
			continue
		}
		if !inTeam {
			roles.House = append(roles.House, access.Role(role))
			continue
		}
		team, known := id.Team(0), []string{}
		for _, t := range teams {
			known = append(known, t.Name)
			if strings.EqualFold(t.Name, strings.TrimSpace(name)) {
				team = t.ID
			}
		}
		if team == 0 {
			return roles, fmt.Errorf("-roles: there is no team %q; there are %s", name, strings.Join(known, ", "))
		}
		roles.Teams[team] = append(roles.Teams[team], access.Role(role))
	}
	return roles, nil
}

func (h *house) personBy(ctx context.Context, email string) (id.Staff, error) {
	if email == "" {
		return 0, fmt.Errorf("-email is missing: %w", errUsage)
	}
	who, err := h.staff.ByEmail(ctx, email)
	if err != nil {
		return 0, fmt.Errorf("%s: %w", email, err)
	}
	return who.Staff, nil
}

func (h *house) tellLink(out io.Writer, made staff.Invitation) error {
	_, err := fmt.Fprintf(out, "Give this link to the person and nobody else. It works once, and not after %s:\n%s%s\n",
		when.Of(made.Expires), h.settings.siteURL(), page.InvitationPath(made.Token))
	return err
}
