package caseload

import (
	"context"
	"fmt"
	"time"

	"kasket/internal/access"
	"kasket/internal/casework/decision"
	"kasket/internal/casework/kickoff"
	"kasket/internal/casework/review"
	"kasket/internal/casework/standing"
	"kasket/internal/casework/transfer"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/when"
)

// Today is a caseworker's day as a good colleague would tell it: what is in the
// calendar, whom to reach and why, and what must not be forgotten.
type Today struct {
	Meetings  []DayMeeting // to come today, the next first
	Asked     []DayMeeting // past, and nobody has said how they went; the latest first
	AskedAll  int          // of one's own, those too that lie longer back
	Starts    []DayStart   // new courses without a time for their start, the most urgent first
	Needs     []Need       // one's own youths to reach, the most pressing first
	Covering  []Group      // by the owner one acts for
	Buddies   []Group      // by the absent owner whose buddy one is
	Alone     []Need       // one's own with one pair of eyes, the longest first
	Deadlines []Deadline   // the nearest first
	Measures  []Deadline   // that the programmes ask for, the longest due first
	Followups Followups
	Questions []DayQuestion
	Answers   []DayQuestion
	Transfers []DayTransfer // put to one, then how one's own ended
	Declined  []DayMove     // another team said no to taking over one's own, and one has not taken note
	Drafts    []DayDraft
	MoreDraft bool // there are more drafts than are shown
	Briefs    []DayBrief
	Reviews   int      // notes of a leader's review that one has not closed
	Away      *DayAway // one's own absence that runs today
}

// DayBrief is what happened while one was away and was not ticked off yet.
type DayBrief struct {
	Absence id.Absence `json:"absence"`
	From    when.Date  `json:"from"`
	To      when.Date  `json:"to"`
	Youths  int        `json:"youths"`
}

// DayAway is an absence of one's own.
type DayAway struct {
	Absence id.Absence `json:"absence"`
	Kind    string     `json:"kind"`
	To      when.Date  `json:"to"` // zero while nobody knows
}

// DayMeeting is an appointment of today, or one before without an outcome.
type DayMeeting struct {
	ID       id.Meeting `json:"id"`
	Youth    id.Youth   `json:"youth"`
	Name     string     `json:"name"`
	Phone    string     `json:"phone"`
	Kind     string     `json:"kind"`
	Title    string     `json:"title"`
	Place    string     `json:"place"`
	StartsAt time.Time  `json:"starts_at"`
	AllDay   bool       `json:"all_day"`
	Minutes  int        `json:"minutes"`
	Start    bool       `json:"start"` // it is the start of the course
	For      string     `json:"for"`   // whose calendar it stands in; empty for one's own
}

// ends is when an appointment is over: one of a whole day with the day.
func (m DayMeeting) ends() time.Time {
	if m.AllDay {
		return when.Of(m.StartsAt).AddDays(1).Start()
	}
	return m.StartsAt.Add(time.Duration(m.Minutes) * time.Minute)
}

// DayPromise is an agreement that we are to keep.
type DayPromise struct {
	Youth id.Youth  `json:"youth"`
	Name  string    `json:"name"`
	Text  string    `json:"text"`
	Due   when.Date `json:"due"`
	Named bool      `json:"named"` // one promised it oneself, to a youth one does not answer for
}

// DayDraft is a text one has begun.
type DayDraft struct {
	Key   string    `json:"key"`
	Youth id.Youth  `json:"youth"` // 0 before one is chosen
	Name  string    `json:"name"`
	Words string    `json:"words"` // its beginning
	Saved time.Time `json:"saved"`
}

// DayQuestion is a question put to one, or one's own that was answered.
type DayQuestion struct {
	ID    id.Question `json:"id"`
	Name  string      `json:"name"` // of the youth
	Who   string      `json:"who"`  // who asked, or who answered
	Text  string      `json:"text"` // the question, or the answer
	Until when.Date   `json:"until"`
}

// DayTransfer is a request to take over a youth: put to one, or one's own that was
// answered and not yet taken note of.
type DayTransfer struct {
	ID    id.Transfer    `json:"id"`
	Name  string         `json:"name"` // of the youth
	Who   string         `json:"who"`  // who asks, or who answered
	State transfer.State `json:"state"`
	Text  string         `json:"text"` // why it came back
	At    time.Time      `json:"at"`
}

// DayMove is another team's no to taking over a youth of one's own.
type DayMove struct {
	Youth id.Youth  `json:"youth"`
	Name  string    `json:"name"`
	Team  string    `json:"team"`
	Text  string    `json:"text"` // why
	At    time.Time `json:"at"`
}

// ending is what ends on a day: a safety note, or the protection of an address.
type ending struct {
	Youth id.Youth  `json:"youth"`
	Name  string    `json:"name"`
	On    when.Date `json:"on"`
}

// birthday is a youth and a meeting their programme prescribes at an age.
type birthday struct {
	Youth     id.Youth  `json:"youth"`
	Name      string    `json:"name"`
	Born      when.Date `json:"born"`
	NameDa    string    `json:"name_da"`
	NameEn    string    `json:"name_en"`
	AgeMonths int       `json:"age_months"`
	Code      string    `json:"code"`
}

// statutory is a conversation that a law prescribes, by the day it is due.
type statutory struct {
	Youth id.Youth  `json:"youth"`
	Name  string    `json:"name"`
	On    when.Date `json:"on"`
}

// away is an owner who is absent today.
type away struct {
	Staff id.Staff   `json:"staff"`
	Until *when.Date `json:"until"` // not known of somebody ill
}

// around is what stands around the courses on the page of today, in one query.
type around struct {
	Meetings   []DayMeeting
	Promises   []DayPromise
	Safety     []ending
	Protection []ending
	Milestones []birthday
	Statutory  []statutory
	AskedAll   int
	Drafts     []DayDraft
	Questions  []DayQuestion
	Answers    []DayQuestion
	Transfers  []DayTransfer
	Declined   []DayMove
	Away       []away
	Starts     []DayStart
	Briefs     []DayBrief
	Own        *DayAway
	Reviews    int
	Receipts   []receipt
	Decisions  []decision.Pending
	Access     []asked
	Stays      []stayDue
	Goals      []goalAsked
	Consents   []stayDue // to others than companies; Company is who it is to
	Lows       []lowScore
	Measured   []measured
	Followups  []DayFollowup
	Statuses   []StatusChoice
	open       when.Calendar
}

// How far the page of today looks, in days.
const (
	promiseDays   = 7  // ahead, for what we promised
	safetyDays    = 7  // ahead, for a safety note about to end
	protectDays   = 30 // ahead, for a protection about to end
	lateDays      = 14 // back, for what nobody has looked after yet
	mostDayDrafts = 5
)

// Today tells a caseworker's day.
func (s *Service) Today(ctx context.Context, by access.Actor) (Today, error) {
	if err := access.Check(by, access.OwnCaseload, access.Own()); err != nil {
		return Today{}, err
	}
	rows, err := s.rows(ctx, by.Staff, Filter{Mine: by.Staff})
	if err != nil {
		return Today{}, err
	}
	today := when.Of(s.now())
	a, err := db.One[around](ctx, s.read, selectAround, followupArgs(db.Args{
		"staff": by.Staff, "today": today, "from": today.AddDays(-lateDays).Start(), "tomorrow": today.AddDays(1).Start(),
		"promises": today.AddDays(promiseDays), "after": afterEnd, "safety": today.AddDays(safetyDays), "protection": today.AddDays(protectDays),
		"now": s.now(), "since": today.AddDays(-lateDays), "drafts": mostDayDrafts + 1, "newest": kickoff.Newest(today),
		"back": today.AddDays(-briefDays), "sent": today.AddDays(-receiptBack),
	}, by.TeamsWhere(access.FollowUp)))
	if err != nil {
		return Today{}, fmt.Errorf("today of staff %d: %w", by.Staff, err)
	}
	if len(a.Receipts) > 0 || weekdays(a.Decisions) {
		days, err := programme.DaysOf(ctx, s.read)
		if err != nil {
			return Today{}, err
		}
		a.open = days.Calendar
	}
	return arrange(rows, a, by.Staff, s.now()), nil
}

// due is the day a birthday's meeting is due.
func (b birthday) due() when.Date {
	return programme.Milestone{AgeMonths: b.AgeMonths}.DueOn(b.Born)
}

// selectAround reads the lists as JSON, each in the order it is shown. near is the
// courses one has to do with; ours are those one answers for today, as owner or as
// cover, and not as buddy.
var selectAround = `
	WITH near AS MATERIALIZED (
		SELECT e.id, e.youth_id, e.programme_id, ` + nameOf + ` AS name, y.phone, y.birth_date, y.protection, y.protection_ends_on, e.started_on, x.ours
		FROM (SELECT id, bool_or(ours) AS ours FROM (
			SELECT id, true AS ours FROM enrolments WHERE owner_id = @staff AND closed_on IS NULL
			UNION ALL SELECT id, false FROM enrolments WHERE buddy_id = @staff AND closed_on IS NULL
			UNION ALL SELECT c.enrolment_id, true FROM covers c JOIN enrolments v ON v.id = c.enrolment_id AND v.owner_id = c.for_id AND v.closed_on IS NULL
			          WHERE c.staff_id = @staff AND daterange(c.from_on, c.to_on, '[]') @> @today::date) a GROUP BY id) x
		JOIN enrolments e ON e.id = x.id JOIN youths y ON y.id = e.youth_id WHERE y.died_on IS NULL AND ` + standing.NoConflict("@staff", "y.id") + `),
	mine AS (SELECT * FROM near WHERE ours)
	SELECT
	(SELECT coalesce(json_agg(x ORDER BY x.starts_at, x.id), '[]') FROM (
		SELECT m.id, m.youth_id AS youth, n.name, n.phone, m.kind, m.title, m.place, m.starts_at, m.all_day, m.minutes,
		       EXISTS (SELECT FROM kickoffs k WHERE k.meeting_id = m.id) AS start,
		       CASE WHEN m.staff_id = @staff THEN '' ELSE o.name END AS for
		FROM near n JOIN meetings m ON m.enrolment_id = n.id AND (n.ours OR m.staff_id = @staff) JOIN staff o ON o.id = m.staff_id
		WHERE m.state = 'planned' AND m.starts_at >= @from AND m.starts_at < @tomorrow) x) AS meetings,
	(SELECT coalesce(json_agg(json_build_object('youth', m.youth_id, 'name', m.name, 'text', a.text, 'due', a.due_on, 'named', NOT m.ours) ORDER BY a.due_on, a.id), '[]')
	 FROM near m JOIN agreements a ON a.enrolment_id = m.id AND a.done_at IS NULL AND a.who = 'us' AND a.due_on <= @promises AND (m.ours OR a.staff_id = @staff)) AS promises,
	` + goalsAsked + ` AS goals,
	(SELECT coalesce(json_agg(json_build_object('youth', m.youth_id, 'name', m.name, 'on', n.to_on) ORDER BY n.to_on, n.id), '[]')
	 FROM mine m JOIN safety_notes n ON n.youth_id = m.youth_id AND n.ended_by IS NULL AND n.to_on BETWEEN @today AND @safety) AS safety,
	(SELECT coalesce(json_agg(json_build_object('youth', youth_id, 'name', name, 'on', protection_ends_on) ORDER BY protection_ends_on, youth_id), '[]')
	 FROM mine WHERE protection <> 'none' AND protection_ends_on <= @protection) AS protection,
	(SELECT coalesce(json_agg(json_build_object('youth', m.youth_id, 'name', m.name, 'born', m.birth_date, 'name_da', k.name_da, 'name_en', k.name_en,
	                                            'age_months', k.age_months, 'code', k.code)), '[]')
	 FROM mine m JOIN programme_milestones k ON k.programme_id = m.programme_id AND @today >= k.valid_from AND (k.valid_to IS NULL OR @today <= k.valid_to)
	 WHERE (m.birth_date + make_interval(months => k.age_months))::date >= m.started_on
	   AND (m.birth_date + make_interval(months => k.age_months))::date BETWEEN @since::date - coalesce(k.window_days, 0) AND @today::date + coalesce(k.announce_days, 0)
	   AND NOT EXISTS (SELECT FROM meetings h WHERE h.enrolment_id = m.id AND h.milestone = k.code AND h.milestone <> '' AND h.state IN ('planned', 'held'))) AS milestones,
	(SELECT coalesce(json_agg(json_build_object('youth', m.youth_id, 'name', m.name, 'on', d.due)), '[]')
	 FROM mine m JOIN programme_meeting_types t ON t.programme_id = m.programme_id AND t.kind = 'statutory' AND t.every_days IS NOT NULL
	      AND @today >= t.valid_from AND (t.valid_to IS NULL OR @today <= t.valid_to),
	 LATERAL (SELECT coalesce(max((coalesce((SELECT c.occurred_at FROM contacts c WHERE c.id = h.contact_id), h.starts_at) AT TIME ZONE 'Europe/Copenhagen')::date), m.started_on) + t.every_days AS due
	          FROM meetings h WHERE h.enrolment_id = m.id AND h.kind = 'statutory' AND h.state = 'held') d
	 WHERE d.due <= @promises::date AND NOT EXISTS (SELECT FROM meetings h WHERE h.enrolment_id = m.id AND h.kind = 'statutory' AND h.state = 'planned')) AS statutory,
	` + selectLows + ` AS lows, ` + selectMeasured + ` AS measured,
	(SELECT count(*) FROM meetings m JOIN enrolments e ON e.id = m.enrolment_id WHERE ` + unanswered + `) AS asked_all,
	(SELECT coalesce(json_agg(json_build_object('youth', e.youth_id, 'name', e.name, 'phone', e.phone, 'due', ` + startOf + `) ORDER BY e.started_on, e.id), '[]')
	 FROM mine e` + startTables + `
	 WHERE e.started_on >= @newest AND coalesce(ks.kind, st.kind) IS NOT NULL AND (ks.held_at IS NULL OR kc.withdrawn_at IS NOT NULL)) AS starts,
	(SELECT coalesce(json_agg(x ORDER BY x.saved DESC, x.key), '[]') FROM (
		SELECT d.key, coalesce(d.youth_id, 0) AS youth, coalesce(f.name, ` + nameOf + `, '') AS name, d.updated_at AS saved,
		       left(concat_ws(' ', nullif(d.fields->>'account', ''), nullif(d.fields->>'facts', ''), nullif(d.fields->>'view', ''), nullif(d.fields->>'assessment', ''), nullif(d.fields->>'authority', '')), 80) AS words
		FROM drafts d LEFT JOIN youths y ON y.id = d.youth_id LEFT JOIN companies f ON f.id = d.company_id
		WHERE d.author_id = @staff AND y.died_on IS NULL AND ` + standing.NoConflict("@staff", "d.youth_id") + ` ORDER BY d.updated_at DESC, d.key LIMIT @drafts) x) AS drafts,
	(SELECT coalesce(json_agg(json_build_object('id', q.id, 'name', ` + nameOf + `, 'who', a.name, 'text', left(q.text, 200), 'until', q.until_on) ORDER BY q.until_on, q.id), '[]')
	 FROM questions q JOIN youths y ON y.id = q.youth_id JOIN staff a ON a.id = q.asked_by
	 WHERE q.to_id = @staff AND q.closed_at IS NULL AND q.answered_at IS NULL AND q.until_on >= @today AND y.died_on IS NULL AND ` + standing.NoConflict("@staff", "y.id") + `) AS questions,
	(SELECT coalesce(json_agg(json_build_object('id', q.id, 'name', ` + nameOf + `, 'who', a.name, 'text', left(q.answer, 200), 'until', q.until_on) ORDER BY q.answered_at, q.id), '[]')
	 FROM questions q JOIN youths y ON y.id = q.youth_id JOIN staff a ON a.id = q.to_id
	 WHERE q.asked_by = @staff AND q.closed_at IS NULL AND q.answered_at IS NOT NULL AND y.died_on IS NULL AND ` + standing.NoConflict("@staff", "y.id") + `) AS answers,
	(SELECT coalesce(json_agg(x ORDER BY x.state = 'open' DESC, x.at, x.id), '[]') FROM (
		SELECT t.id, ` + nameOf + ` AS name, s.name AS who, t.state, '' AS text, t.asked_at AS at
		FROM transfers t JOIN youths y ON y.id = t.youth_id JOIN staff s ON s.id = t.asked_by WHERE t.to_id = @staff AND t.state = 'open' AND y.died_on IS NULL AND ` + standing.NoConflict("@staff", "y.id") + `
		UNION ALL
		SELECT t.id, ` + nameOf + `, s.name, t.state, left(t.answer_reason, 200), t.answered_at
		FROM transfers t JOIN youths y ON y.id = t.youth_id JOIN staff s ON s.id = t.to_id
		WHERE t.id IN (SELECT id FROM transfers WHERE from_id = @staff AND noted_at IS NULL UNION SELECT id FROM transfers WHERE asked_by = @staff AND noted_at IS NULL)
		  AND t.state IN ('accepted', 'returned', 'lapsed') AND y.died_on IS NULL AND ` + standing.NoConflict("@staff", "y.id") + `) x) AS transfers,
	(SELECT coalesce(json_agg(json_build_object('youth', m.youth_id, 'name', m.name, 'team', t.name, 'text', left(r.decline_reason, 200), 'at', r.decided_at)
	                          ORDER BY r.decided_at, r.id), '[]')
	 FROM mine m JOIN enrolments e ON e.id = m.id AND e.owner_id = @staff JOIN referrals r ON r.from_enrolment = m.id JOIN teams t ON t.id = r.team_id
	 WHERE r.state = 'declined' AND NOT r.withdrawn AND r.noted_at IS NULL) AS declined,
	(SELECT coalesce(json_agg(json_build_object('staff', b.staff_id, 'until', b.to_on)), '[]')
	 FROM absences b
	 WHERE @today >= b.from_on AND (b.to_on IS NULL OR @today <= b.to_on)
	   AND b.staff_id IN (SELECT owner_id FROM enrolments WHERE buddy_id = @staff AND closed_on IS NULL)) AS away,
	` + briefsWaiting + ` AS briefs, ` + review.Waiting() + ` AS reviews,
	` + receiptsAwaited + ` AS receipts,
	` + pendingDecisions("m.name", "mine m JOIN decisions d ON d.enrolment_id = m.id", "") + ` AS decisions,
	` + accessOpen + ` AS access,
	` + staysDue + ` AS stays,
	` + consentsDue + ` AS consents,
	` + followupsDue + ` AS followups, ` + statusChoices + ` AS statuses,
	(SELECT json_build_object('absence', id, 'kind', kind, 'to', to_on) FROM absences
	 WHERE staff_id = @staff AND daterange(from_on, to_on, '[]') @> @today::date) AS own`
