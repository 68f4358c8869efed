package decision

import (
	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/when"
)

// DutyKind is what a decision asks of us by a day.
type DutyKind string

// The kinds of duties.
const (
	DutyTarget   DutyKind = "target"    // to be decided, by the time the municipality has set (retssikkerhedsloven § 3)
	DutyCarryOut DutyKind = "carry_out" // to be decided and carried out, after an event (LAS § 35 stk. 3)
	DutyHearing  DutyKind = "hearing"   // the party may answer until then
	DutyConclude DutyKind = "conclude"  // the hearing can be ended: it was answered, or the day has passed
	DutyRewrite  DutyKind = "rewrite"   // it was not approved
	DutyDecide   DutyKind = "decide"    // it was approved
	DutyTell     DutyKind = "tell"      // it was made, and nobody knows of it yet
	DutyComplain DutyKind = "complain"  // the party may complain until then
	DutyReassess DutyKind = "reassess"  // a complaint is to be looked at again and sent on (retssikkerhedsloven § 66)
	DutyAwait    DutyKind = "await"     // another office answers a recommendation
	DutyOpen     DutyKind = "open"      // it is being made, and no day is due
)

// Duty is something a decision asks of us. A duty without a day is due when there is
// time; the zero Date says so.
type Duty struct {
	Kind      DutyKind
	On        when.Date
	Complaint id.Complaint // of DutyReassess
}

// Pending is as much of a decision that is not over as its duties follow from.
type Pending struct {
	ID            id.Decision        `json:"id"`
	Youth         id.Youth           `json:"youth"`
	Name          string             `json:"name"` // what the youth is called
	NameDa        string             `json:"name_da"`
	NameEn        string             `json:"name_en"`
	State         State              `json:"state"`
	Mode          string             `json:"mode"`
	BeganOn       when.Date          `json:"began_on"`
	EventOn       *when.Date         `json:"event_on"`
	DecidedOn     *when.Date         `json:"decided_on"`
	Rules         PendingRules       `json:"rules"`
	HearingUntil  *when.Date         `json:"hearing_until"`
	Answered      bool               `json:"answered"`
	Returned      bool               `json:"returned"`
	ComplainUntil *when.Date         `json:"complain_until"`
	Complaints    []PendingComplaint `json:"complaints"` // those that are still with us
}

// PendingRules are the periods of the row it is made under.
type PendingRules struct {
	TargetDays     int  `json:"target_days"`
	TargetWeekdays bool `json:"target_weekdays"`
	CarryOutMonths int  `json:"carry_out_months"`
}

// PendingComplaint is a complaint that is still with us.
type PendingComplaint struct {
	ID         id.Complaint `json:"id"`
	ReassessBy *when.Date   `json:"reassess_by"`
}

// Duties are what a decision asks of us on a day. c is nil where nobody has read which
// days are open: a target that counts open days is then left out.
func (p Pending) Duties(today when.Date, c when.Calendar) []Duty {
	var list []Duty
	add := func(kind DutyKind, on when.Date) { list = append(list, Duty{Kind: kind, On: on}) }
	switch {
	case p.State == Heard && p.HearingUntil != nil && (p.Answered || today.After(*p.HearingUntil)):
		add(DutyConclude, today)
	case p.State == Heard && p.HearingUntil != nil:
		add(DutyHearing, *p.HearingUntil)
	case p.State == Draft && p.Returned, p.State == Ready && p.Returned:
		add(DutyRewrite, today)
	case p.State == Approved:
		add(DutyDecide, today)
	case p.State == Decided && p.Mode == programme.Recommends:
		add(DutyAwait, when.Date{})
	case p.State == Decided && p.DecidedOn != nil:
		add(DutyTell, *p.DecidedOn)
	case p.State == Draft, p.State == Ready, p.State == Approval:
		add(DutyOpen, when.Date{})
	}
	list = append(list, p.periods(c)...)
	if p.State == Notified && p.ComplainUntil != nil && !today.After(*p.ComplainUntil) {
		add(DutyComplain, *p.ComplainUntil)
	}
	for _, x := range p.Complaints {
		d := Duty{Kind: DutyReassess, Complaint: x.ID}
		if x.ReassessBy != nil {
			d.On = *x.ReassessBy
		}
		list = append(list, d)
	}
	return list
}

// periods are the days by which it is to be made.
func (p Pending) periods(c when.Calendar) []Duty {
	var list []Duty
	row := programme.DecisionType{TargetDays: p.Rules.TargetDays, TargetWeekdays: p.Rules.TargetWeekdays, CarryOutMonths: p.Rules.CarryOutMonths}
	if p.DecidedOn == nil {
		if on, ok := row.TargetOn(p.BeganOn, c); ok && (c != nil || !row.TargetWeekdays) {
			list = append(list, Duty{Kind: DutyTarget, On: on})
		}
	}
	if p.EventOn != nil && (p.DecidedOn == nil || p.Mode == programme.Recommends && p.State == Decided) {
		if on, ok := row.CarryOutBy(*p.EventOn); ok {
			list = append(list, Duty{Kind: DutyCarryOut, On: on})
		}
	}
	return list
}
