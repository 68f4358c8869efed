package enrolment

import (
	"kasket/internal/id"
	"kasket/internal/when"
)

// duty is what decides who covers a course: whose it is, when they are away, what
// was arranged by hand, and when those who could cover are away themselves.
type duty struct {
	Enrolment id.Enrolment
	Youth     id.Youth
	Owner     id.Staff
	Buddy     id.Staff // 0 is nobody
	Away      []leave  // of the owner, from today on; a conflict first
	Covers    []standIn
	Gone      []gone // of the buddy and of those who cover: away, left, or disqualified
}

// leave is an absence of the owner, or that they are disqualified from the matter of
// the youth, which lasts until it is ended or there is another owner.
type leave struct {
	ID       id.Absence  `json:"id"`       // 0 is none
	Conflict id.Conflict `json:"conflict"` // 0 is none
	From     when.Date   `json:"from"`
	To       when.Date   `json:"to"`
}

// standIn is a cover for the present owner that ended yesterday or has not ended.
type standIn struct {
	ID       id.Cover    `json:"id"` // 0: about to be arranged
	Staff    id.Staff    `json:"staff"`
	From     when.Date   `json:"from"`
	To       when.Date   `json:"to"`
	Absence  id.Absence  `json:"absence"`
	Conflict id.Conflict `json:"conflict"`
	ByRule   bool        `json:"by_rule"`
	Reason   string      `json:"reason"`
	By       id.Staff    `json:"by"`
}

// gone is when somebody cannot cover.
type gone struct {
	Staff id.Staff  `json:"staff"`
	From  when.Date `json:"from"`
	To    when.Date `json:"to"`
}

// moves are what makes the covers of a course what they should be.
type moves struct {
	Drop []id.Cover             // that have not begun before today
	End  map[id.Cover]when.Date // another last day; the zero one is none
	Add  []standIn              // from today on
}

func (m moves) none() bool { return len(m.Drop)+len(m.End)+len(m.Add) == 0 }

func (d duty) goneDays(staff id.Staff) days {
	var list days
	for _, g := range d.Gone {
		if g.Staff == staff {
			list = append(list, span{g.From, g.To})
		}
	}
	return list
}

// want is the covers as they should be from today on. What was arranged by hand
// stands, where it was for an absence as long as that lasts, and for as long as
// whoever covers is there; on the other days of an absence it is the buddy.
func (d duty) want(today when.Date) []standIn {
	var list []standIn
	var taken days
	for _, c := range d.Covers {
		if c.ByRule {
			continue
		}
		stays := days{{c.From, c.To}}.from(today)
		if c.Absence != 0 {
			stays = d.during(c.Absence, stays)
		}
		stays = stays.minus(d.goneDays(c.Staff))
		taken = append(taken, stays...)
		list = append(list, c.on(stays)...)
	}
	if d.Buddy == 0 {
		return list
	}
	for _, a := range d.Away {
		left := days{{a.From, a.To}}.from(today).minus(taken).minus(d.goneDays(d.Buddy))
		list = append(list, standIn{Staff: d.Buddy, Absence: a.ID, Conflict: a.Conflict, ByRule: true}.on(left)...)
		taken = append(taken, left...) // an absence of an owner who is disqualified changes nothing
	}
	return list
}

// during is the days that lie in the absence; none where it is over or taken away.
func (d duty) during(absence id.Absence, list days) days {
	for _, a := range d.Away {
		if a.ID == absence {
			return list.within(span{a.From, a.To})
		}
	}
	return nil
}

// on is the cover on each of the spans.
func (c standIn) on(list days) []standIn {
	var covers []standIn
	for _, s := range list {
		c.From, c.To = s.From, s.To
		covers = append(covers, c)
	}
	return covers
}

// goesOn reports whether the cover w that is wanted from today on is c, which is
// there: a cover that ended yesterday goes on rather than beginning once more.
func (c standIn) goesOn(w standIn, today when.Date) bool {
	if c.Staff != w.Staff || c.Absence != w.Absence || c.Conflict != w.Conflict || c.ByRule != w.ByRule || !c.ByRule && c.ID != w.ID {
		return false
	}
	if c.From.Before(today) {
		return w.From == today
	}
	return w.From == c.From
}

// settle says what is to be done for the covers to be what they should be. The days
// before today are never written anew, and doing it twice does nothing.
func (d duty) settle(today when.Date) moves {
	m := moves{End: map[id.Cover]when.Date{}}
	want := d.want(today)
	met := make([]bool, len(want))
	for _, c := range d.Covers {
		if c.ID == 0 { // about to be arranged
			continue
		}
		going := false
		for i, w := range want {
			if !going && !met[i] && c.goesOn(w, today) {
				going, met[i] = true, true
				if c.To != w.To {
					m.End[c.ID] = w.To
				}
			}
		}
		switch over := (span{c.From, c.To}).endsBefore(today); {
		case going, over:
		case c.From.Before(today):
			m.End[c.ID] = today.AddDays(-1)
		default:
			m.Drop = append(m.Drop, c.ID)
		}
	}
	for i, w := range want {
		if !met[i] {
			m.Add = append(m.Add, w)
		}
	}
	return m
}
