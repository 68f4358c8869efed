package main

import (
	"strings"
	"testing"

	"kasket/internal/access"
	"kasket/internal/casetest"
	"kasket/internal/vault"
)

// The first administrator of an installation is made at the machine, beside a
// running server, and comes in by the link that is printed.
func TestStaffCommand(t *testing.T) {
	w := casetest.New(t)
	north := w.Team("Rute Nord")
	t.Setenv("DATABASE_URL", w.DB.URL)
	t.Setenv("KASKET_KEY", vault.Generate())
	t.Setenv("KASKET_URL", "https://kasket.kommune.test/")
	kasket := func(args ...string) (string, error) {
		var out strings.Builder
		err := run(t.Context(), append([]string{"staff"}, args...), &out)
		return out.String(), err
	}
	told, err := kasket("create", "-name", "Ada Agger", "-email", "Ada@kommune.test", "-roles", "administrator, leader@rute nord")
	if err != nil {
		t.Fatal(err)
	}
	_, token, found := strings.Cut(strings.TrimSpace(told), "https://kasket.kommune.test/invitations/")
	if !found {
		t.Fatalf("no link in %q", told)
	}
	who, err := w.Staff.Accept(t.Context(), token, "blå cykel ved åen")
	if err != nil {
		t.Fatal(err)
	}
	if ada, err := w.Staff.Actor(t.Context(), who); err != nil || !ada.Has(access.Administrator) || !ada.In(north, access.Leader) {
		t.Errorf("she is %+v, %v", ada, err)
	}
	for _, tt := range []struct {
		name string
		args []string
		says string
		want string // in the error; empty when it goes well
	}{
		{"help", nil, "kasket staff roles -email", ""},
		{"list", []string{"list"}, "ada@kommune.test", ""},
		{"other roles", []string{"roles", "-email", "ADA@kommune.test", "-roles", "administrator"}, "saved", ""},
		{"a new link", []string{"reset", "-email", "ada@kommune.test"}, "/invitations/", ""},
		{"once more", []string{"create", "-name", "Ada", "-email", "ada@kommune.test", "-roles", "administrator"}, "", "email: Another member of staff"},
		{"without anything", []string{"create"}, "", "name: "},
		{"a team that is not there", []string{"create", "-name", "Bo", "-email", "bo@kommune.test", "-roles", "leader@Syd"}, "", `no team "Syd"; there are Rute Nord`},
		{"nobody", []string{"reset", "-email", "bo@kommune.test"}, "", "not found"},
		{"no e-mail", []string{"leave"}, "", "-email is missing"},
		{"no day", []string{"leave", "-email", "ada@kommune.test", "-last", "31.2."}, "", "is not a day"},
		{"no act", []string{"remove"}, "", "no act"},
		{"words that belong nowhere", []string{"list", "all"}, "", "belongs to no flag"},
	} {
		told, err := kasket(tt.args...)
		switch {
		case tt.want == "" && (err != nil || !strings.Contains(told, tt.says)):
			t.Errorf("%s: %q, %v, want %q", tt.name, told, err, tt.says)
		case tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)):
			t.Errorf("%s: %v, want %q", tt.name, err, tt.want)
		}
	}
}
