package fileimport

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/casework/enrolment"
	"kasket/internal/casework/intake"
	"kasket/internal/casework/outcome"
	"kasket/internal/casework/youth"
	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/rule"
	"kasket/internal/staff"
	"kasket/internal/when"
)

// youthRow is a youth with a course, or with a referral that waits.
type youthRow struct {
	details  youth.Details
	course   enrolment.Enrolment
	waits    bool // no owner: a referral
	referred when.Date
	account  intake.Account // of a referral: what the referring unit tells
	exit     string
	statuses []outcome.Status // dated, where the catalogue knows the words
}

// Limits of the texts of a course, in characters.
const (
	mostWish   = 2000
	mostStatus = 200
)

func readYouth(c *cells, ref *reference) row {
	r := &youthRow{waits: rule.Line(c.values["owner_email"]) == ""}
	number := c.cpr(ref.youths.ParseCPR)
	r.details = youth.Details{
		CPR: number.Reveal(), GivenName: c.line("given_name"), FamilyName: c.line("family_name"), CalledName: c.line("called_name"),
		BirthDate: c.day("birth_date"), Phone: c.line("phone"), Email: c.line("email"), Address: c.text("address"),
		Protection: protection(c), Interpreter: c.line("interpreter"),
	}
	r.check(c, ref)
	team, ok := ref.teamOf(c)
	if ok {
		r.course.Team, r.course.Programme = team.ID, team.Programme
	}
	r.days(c, ref)
	r.people(c, ref, team)
	r.words(c, ref)
	r.tells(c)
	return r
}

// protection reads how far an address is hidden: yes or no, or by the police.
func protection(c *cells) youth.Protection {
	switch plainHeading(c.values["protected"]) {
	case "politi", "police":
		c.note("protected", "police")
		return youth.Police
	case "protected", "beskyttet":
		c.note("protected", "yes")
		return youth.Protected
	}
	if c.yes("protected") {
		return youth.Protected
	}
	return youth.None
}

// check has the details looked at by their own feature, once the number is right.
func (r *youthRow) check(c *cells, ref *reference) {
	details := r.details
	if details.CPR == "" {
		details.NoCPRReason = "–" // the number has its own fault already
	}
	tidied, err := ref.youths.Checked(details)
	if broken, ok := errors.AsType[rule.Violations](err); ok {
		for _, b := range broken {
			if b.Field == "protection" {
				b.Field = "protected"
			}
			c.broken = append(c.broken, b)
		}
		return
	}
	r.details = tidied
	if r.details.CPR == "" {
		r.details.NoCPRReason = ""
	}
}

// days reads the days of the course. What they are compared with is today: a file
// tells what has been.
func (r *youthRow) days(c *cells, ref *reference) {
	referred, started, closed := c.day("referred_on"), c.day("started_on"), c.day("closed_on")
	for name, d := range map[string]*when.Date{"referred_on": referred, "started_on": started, "closed_on": closed} {
		if d != nil && d.After(ref.today) {
			c.broken.Add(name, "in_the_future")
		}
		if d != nil && r.details.BirthDate != nil && d.Before(*r.details.BirthDate) {
			c.broken.Add(name, "before_birth")
		}
	}
	r.referred = ref.today
	if referred != nil {
		r.referred = *referred
	}
	if r.waits {
		for name, d := range map[string]*when.Date{"started_on": started, "closed_on": closed} {
			if d != nil {
				c.broken.Add(name, "without_owner")
			}
		}
		return
	}
	r.course.ReferredOn, r.course.ClosedOn = referred, closed
	switch {
	case started == nil:
		if rule.Line(c.values["started_on"]) == "" {
			c.broken.Add("started_on", "required")
		}
		return
	case referred != nil && referred.After(*started):
		c.broken.Add("started_on", "before_referral")
	case closed != nil && closed.Before(*started):
		c.broken.Add("closed_on", "before_start")
	}
	r.course.StartedOn = *started
}

// people finds owner and buddy. Of a course that has ended they may have left.
func (r *youthRow) people(c *cells, ref *reference, team staff.RosterTeam) {
	find := func(name string) id.Staff {
		p, ok := ref.person(c, name)
		switch {
		case !ok || team.ID == 0:
			return 0
		case p.In(team.ID, access.Caseworker, ref.today), r.course.ClosedOn != nil && p.WasIn(team.ID):
			return p.Staff
		case p.WasIn(team.ID) && p.LeftOn != nil && p.LeftOn.Before(ref.today):
			c.broken.Add(name, "has_left")
		default:
			c.broken.Add(name, "not_in_team")
		}
		return 0
	}
	r.course.Owner = find("owner_email")
	buddy := find("buddy_email")
	switch {
	case r.waits && rule.Line(c.values["buddy_email"]) != "":
		c.broken.Add("buddy_email", "without_owner")
	case buddy != 0 && buddy == r.course.Owner:
		c.broken.Add("buddy_email", "buddy_is_owner")
	case buddy != 0:
		r.course.Buddy = &buddy
	}
}

// words reads the rest of the course.
func (r *youthRow) words(c *cells, ref *reference) {
	day := r.course.StartedOn
	if r.waits {
		day = r.referred
	}
	if day.IsZero() {
		day = ref.today
	}
	e := &r.course
	e.NeedsGroup = c.whole("needs_group", 1, programme.NeedsGroups)
	e.Benefit, e.Category = ref.entry(c, "benefit", programme.Benefit, day), ref.entry(c, "category", programme.Category, day)
	e.Wish, e.StatusBefore, e.StatusNow = c.text("wish"), c.line("status_before"), c.line("status_now")
	e.StatusOn, e.ReadyOn = c.day("status_on"), c.day("ready_on")
	c.broken.Longest("wish", e.Wish, mostWish)
	c.broken.Longest("status_before", e.StatusBefore, mostStatus)
	c.broken.Longest("status_now", e.StatusNow, mostStatus)
	r.stood(c, ref)
	e.ReadyFor = readyFor(c)
	exit := rule.Line(c.values["exit_code"])
	switch {
	case e.ClosedOn != nil && exit == "":
		c.broken.Add("exit_code", "required")
	case e.ClosedOn == nil && exit != "":
		c.broken.Add("exit_code", "without_end")
	case e.ClosedOn != nil:
		r.exit = ref.entry(c, "exit_code", programme.ExitKind, *e.ClosedOn)
	}
	if e.ReadyOn != nil && !r.waits && e.ReadyOn.Before(e.StartedOn) {
		c.broken.Add("ready_on", "before_start")
	}
	if e.ReadyFor != "" && e.ReadyOn == nil && rule.Line(c.values["ready_on"]) == "" {
		c.broken.Add("ready_on", "required")
	}
	for _, name := range []string{"status_before", "status_now", "status_on", "ready_on", "ready_for"} {
		if r.waits && rule.Line(c.values[name]) != "" {
			c.broken.Add(name, "without_owner")
		}
	}
}

// judge says whether the row is new, known, or in the way of what is there. Nothing
// that is there is ever overwritten by a file.
func (r *youthRow) judge(ref *reference, h *held) (known bool, broken rule.Violations) {
	if h == nil {
		return false, nil
	}
	differs := h.youth.Details.Differs(r.details)
	if r.waits {
		return r.judgeReferral(ref, h, differs)
	}
	for _, e := range h.courses {
		if ref.team != 0 && e.Team != ref.team {
			if e.Overlaps(r.course) {
				return false, rule.Violation("cpr", "in_other_team")
			}
			continue
		}
		if e.StartedOn == r.course.StartedOn || e.Overlaps(r.course) {
			return exists(append(differs, differsCourse(e, r.course)...))
		}
	}
	if h.waiting != nil && r.course.Open() {
		return false, rule.Violation("cpr", "already_waiting")
	}
	if len(differs) > 0 {
		return exists(differs)
	}
	return false, nil
}

func (r *youthRow) judgeReferral(ref *reference, h *held, differs []string) (known bool, broken rule.Violations) {
	if e := h.open(); e != nil {
		if ref.team != 0 && e.Team != ref.team {
			return false, rule.Violation("cpr", "in_other_team")
		}
		return false, rule.Violation("cpr", "has_open_course")
	}
	w := h.waiting
	if w == nil {
		if len(differs) > 0 {
			return exists(differs)
		}
		return false, nil
	}
	if ref.team != 0 && w.Team != ref.team {
		return false, rule.Violation("cpr", "in_other_team")
	}
	there := enrolment.Enrolment{Team: w.Team, ReferredOn: &w.ReferredOn, Wish: w.Wish, NeedsGroup: w.NeedsGroup, Benefit: w.Benefit, Category: w.Category}
	differs = append(differs, w.Account.Differs(r.account)...)
	says := r.course
	if r.referred != ref.today {
		says.ReferredOn = &r.referred
	}
	return exists(append(differs, differsCourse(there, says)...))
}

// exists is the verdict on a row whose youth is there already: known where they say
// the same, else a fault that names the columns, and never what stands in them.
func exists(differs []string) (known bool, broken rule.Violations) {
	if len(differs) == 0 {
		return true, nil
	}
	slices.Sort(differs)
	return false, rule.Violation("cpr", "exists", strings.Join(slices.Compact(differs), ", "))
}

// differsCourse names the columns in which says tells something else of a course
// than there is. What it leaves empty it does not tell.
func differsCourse(there, says enrolment.Enrolment) []string {
	var columns []string
	add := func(differs bool, column string) {
		if differs {
			columns = append(columns, column)
		}
	}
	day := func(there, says *when.Date) bool { return says != nil && (there == nil || *there != *says) }
	word := func(there, says string) bool { return says != "" && there != says }
	add(there.Team != says.Team, "team")
	add(says.Owner != 0 && there.Owner != says.Owner, "owner_email")
	add(says.Buddy != nil && (there.Buddy == nil || *there.Buddy != *says.Buddy), "buddy_email")
	add(says.NeedsGroup != nil && (there.NeedsGroup == nil || *there.NeedsGroup != *says.NeedsGroup), "needs_group")
	add(!says.StartedOn.IsZero() && there.StartedOn != says.StartedOn, "started_on")
	add(word(there.Benefit, says.Benefit), "benefit")
	add(word(there.Category, says.Category), "category")
	add(word(there.Wish, says.Wish), "wish")
	add(word(there.StatusBefore, says.StatusBefore), "status_before")
	add(word(there.StatusNow, says.StatusNow), "status_now")
	add(day(there.ReferredOn, says.ReferredOn), "referred_on")
	add(day(there.ClosedOn, says.ClosedOn), "closed_on")
	add(day(there.StatusOn, says.StatusOn), "status_on")
	add(day(there.ReadyOn, says.ReadyOn), "ready_on")
	add(word(string(there.ReadyFor), string(says.ReadyFor)), "ready_for")
	return columns
}

// foresee holds what the row would make.
func (r *youthRow) foresee(h *held) *held {
	if h == nil {
		h = &held{youth: youth.Kept{Details: r.details}}
	}
	if r.waits {
		h.waiting = r.brought(h.youth.ID)
		return h
	}
	h.courses = append(h.courses, r.course)
	slices.SortStableFunc(h.courses, func(a, b enrolment.Enrolment) int { return b.StartedOn.Compare(a.StartedOn) })
	return h
}

func (r *youthRow) brought(y id.Youth) *intake.Brought {
	return &intake.Brought{
		Team: r.course.Team, Youth: y, ReferredOn: r.referred, Account: r.account,
		NeedsGroup: r.course.NeedsGroup, Benefit: r.course.Benefit, Category: r.course.Category,
	}
}

// make keeps the youth, where they are new, and the course or the referral.
func (r *youthRow) make(ctx context.Context, tx pgx.Tx, by access.Actor, ref *reference, h *held, now time.Time) (made, error) {
	m := made{Team: r.course.Team}
	var err error
	if h != nil {
		m.Youth = h.youth.ID
	} else if m.Youth, err = ref.youths.Register(ctx, tx, r.details); err != nil {
		return m, err
	}
	if r.waits {
		referral, err := intake.Bring(ctx, tx, by, *r.brought(m.Youth))
		m.Subject = int64(referral)
		return m, err
	}
	e := r.course
	e.Youth = m.Youth
	// The owner has had the youth since the course began, whatever day the file is
	// read in on: the chain tells who had them on a given day.
	at := e.StartedOn.Start()
	if at.After(now) {
		at = now
	}
	if e.ID, err = enrolment.Bring(ctx, tx, by, e, "Indlæst fra fil", at, now); err != nil {
		return m, err
	}
	m.Subject = int64(e.ID)
	if err = outcome.RecordStatuses(ctx, tx, by, e, r.statuses, now); err != nil {
		return m, err
	}
	if e.ClosedOn != nil {
		err = outcome.Record(ctx, tx, by, e, outcome.Exit{Code: r.exit, On: *e.ClosedOn}, now)
	}
	return m, err
}
