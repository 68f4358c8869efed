package fileimport_test

import (
	"strings"
	"testing"

	"kasket/internal/casetest"
	"kasket/internal/casework/enrolment"
	"kasket/internal/fileimport"
)

// Where a file says a youth stood becomes dated statuses, where the catalogue knows the
// words; other words stay the text they are, and a file read in again changes nothing.
func TestStatusesFromAFile(t *testing.T) {
	o := newOffice(t)
	const head = "cpr;fornavn;kontaktperson;startet;afsluttet;afslutningskode;status før;status nu;statusdato;klar den;klar til\n"
	file := head + strings.Join([]string{
		number(1) + ";Mads;" + o.annaMail + ";01.03.2026;;;Hverken uddannelse eller job;education;01.09.2026;01.08.2026;uddannelse",
		number(2) + ";Ida;" + o.annaMail + ";01.03.2025;01.02.2026;job_full;none;job;;;",
		number(3) + ";Ali;" + o.annaMail + ";01.03.2026;;;Boede hos sin onkel;Hjælper på lageret;01.09.2026;;",
	}, "\n") + "\n"
	_, after := o.readIn(fileimport.Youths, file)
	if faults := o.faults(after); len(faults) > 0 {
		t.Fatalf("faults %q", faults)
	}
	rows := casetest.One[string](o.World, `SELECT string_agg(y.given_name || ' ' || s.moment || ' ' || s.on_day || ' ' || s.code, ', ' ORDER BY s.id) FROM statuses s JOIN youths y ON y.id = s.youth_id`, nil)
	const want = "Mads before 2026-03-01 none, Mads change 2026-09-01 education, Ida before 2025-03-01 none, Ida change 2026-02-01 job"
	if rows != want {
		t.Errorf("statuses\n%s, want\n%s", rows, want)
	}
	if text := casetest.One[string](o.World, `SELECT status_before || '|' || status_now FROM enrolments e JOIN youths y ON y.id = e.youth_id WHERE y.given_name = 'Ali'`, nil); text != "Boede hos sin onkel|Hjælper på lageret" {
		t.Errorf("the words of Ali are %q", text)
	}
	if ready := casetest.One[enrolment.ReadyFor](o.World, `SELECT ready_for FROM enrolments WHERE ready_on = '2026-08-01'`, nil); ready != enrolment.ReadyForEducation {
		t.Errorf("ready for %q", ready)
	}
	if _, again := o.readIn(fileimport.Youths, file); len(o.faults(again)) > 0 || o.count("statuses") != 4 {
		t.Errorf("read in again: %q, %d statuses", o.faults(again), o.count("statuses"))
	}
	_, wrong := o.readIn(fileimport.Youths, head+number(4)+";Bo;"+o.annaMail+";01.03.2026;;;;job;01.02.2026;;fisker\n"+number(5)+";Bo;"+o.annaMail+";01.03.2026;;;;;;;job\n")
	if got := strings.Join(o.faults(wrong), ", "); got != "2: status_on before_start, 2: ready_for unknown_word, 3: ready_on required" {
		t.Errorf("faults %q", got)
	}
}
