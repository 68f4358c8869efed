package placement_test

import (
	"testing"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/casetest"
	"kasket/internal/casework/company"
	"kasket/internal/casework/placement"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/when"
)

func TestCheck(t *testing.T) {
	today, _ := when.On(2026, 11, 21)
	from, to, ahead := today.AddDays(-30), today.AddDays(-2), today.AddDays(10)
	good := placement.Placement{Company: company.Company{CVR: "13748136", Name: "Bageren"}, Type: "vp", From: from, To: to, Terms: placement.Terms{Hours: 12.5}, Result: placement.Completed}
	tests := []struct {
		name   string
		change func(*placement.Placement)
		want   string
	}{
		{"as it is", func(*placement.Placement) {}, ""},
		{"planned", func(p *placement.Placement) { p.From, p.To, p.Result = ahead, ahead, "" }, ""},
		{"one day", func(p *placement.Placement) { p.To = p.From }, ""},
		{"no name", func(p *placement.Placement) { p.Company.Name = "" }, ""},
		{"no company", func(p *placement.Placement) { p.Company = company.Company{} }, "company_or_cvr"},
		{"bad number", func(p *placement.Placement) { p.Company.CVR = "12345678" }, "cvr"},
		{"no type", func(p *placement.Placement) { p.Type = "" }, "required"},
		{"no start", func(p *placement.Placement) { p.From = when.Date{} }, "required"},
		{"ends before", func(p *placement.Placement) { p.To = from.AddDays(-1) }, "before_from"},
		{"too many hours", func(p *placement.Placement) { p.Hours = 60.5 }, "hours"},
		{"result of what goes on", func(p *placement.Placement) { p.To = ahead }, "not_ended"},
		{"no such result", func(p *placement.Placement) { p.Result = "sacked" }, "unknown"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := good
			tt.change(&p)
			broken := p.Check(today)
			if tt.want == "" && len(broken) > 0 || tt.want != "" && (len(broken) != 1 || broken[0].Code != tt.want) {
				t.Errorf("broken %v, want %q", broken, tt.want)
			}
		})
	}
}

func TestRegister(t *testing.T) {
	w := casetest.New(t)
	anna := w.Person(w.Team("Nord"), "Anna", access.Caseworker)
	y := w.Youth(anna, "Mads Holm", w.Started(90))
	course := casetest.One[id.Enrolment](w, `SELECT id FROM enrolments WHERE youth_id = @y`, db.Args{"y": y})
	for i, c := range []company.Company{
		{CVR: "13 74 81 36", Name: "Bageren"}, {CVR: "DK13748136", Name: "Bager A/S"}, {Name: "Mekanikeren"}, {Name: " mekanikeren"}, {CVR: "29189420"},
	} {
		p := placement.Placement{Youth: y, Enrolment: course, Company: c, Type: "vp", From: w.Today().AddDays(i - 60), Terms: placement.Terms{Hours: 12.5}}
		w.Write(anna, access.EditEnrolment, func(tx pgx.Tx) error {
			_, err := placement.Register(t.Context(), tx, anna, p, w.Today())
			return err
		})
	}
	list, err := placement.OfYouth(t.Context(), w.DB.Read, y)
	if err != nil || len(list) != 5 {
		t.Fatalf("%d stays, %v", len(list), err)
	}
	var names []string
	for _, p := range list {
		names = append(names, p.Company.Name)
	}
	want := []string{"CVR 29 18 94 20", "Mekanikeren", "Mekanikeren", "Bageren", "Bageren"}
	for i := range want {
		if names[i] != want[i] || list[i].Hours != 12.5 {
			t.Fatalf("companies %q, want %q; hours %v", names, want, list[i].Hours)
		}
	}
	if list[3].Company.ID != list[4].Company.ID || list[1].Company.ID != list[2].Company.ID {
		t.Error("a company stands there twice")
	}
}
