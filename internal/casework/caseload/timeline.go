package caseload

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"kasket/internal/access"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// Sort is what kind of thing an entry of the history is.
type Sort string

// The sorts of entries. System events are shown only when asked for.
const (
	ContactEntry   Sort = "contact"
	HandoverEntry  Sort = "handover"
	BuddyEntry     Sort = "buddy"
	CoverEntry     Sort = "cover"
	AgreementEntry Sort = "agreement"
	DoneEntry      Sort = "done"  // an agreement that was settled
	GoalEntry      Sort = "goal"  // a goal was set, said in other words, or ended
	ScaleEntry     Sort = "scale" // where on the scale of a goal somebody said that the youth stands
	MeasureEntry   Sort = "measure"
	MeetingEntry   Sort = "meeting"
	PlacementEntry Sort = "placement"
	GroupEntry     Sort = "group" // the youth's part in a session of a group
	DocumentEntry  Sort = "document"
	DecisionEntry  Sort = "decision" // a step of a decision that somebody else notices
	ComplaintEntry Sort = "complaint"
	SafetyEntry    Sort = "safety"
	ReferralEntry  Sort = "referral"
	ExitEntry      Sort = "exit"
	ReopenEntry    Sort = "reopen"   // an exit was taken back
	StatusEntry    Sort = "status"   // where the youth stood
	FollowupEntry  Sort = "followup" // where they stood some months after the exit
	MoveEntry      Sort = "move"     // another team took over
	OpeningEntry   Sort = "opening"  // a record opened with a reason
	ChangeEntry    Sort = "change"   // facts that were changed
)

// Sorts are what the history can be narrowed to, in the order they are offered.
var Sorts = []Sort{ContactEntry, DecisionEntry, MeetingEntry, AgreementEntry, GoalEntry, MeasureEntry, DocumentEntry, PlacementEntry, HandoverEntry, SafetyEntry}

// groups are what a choice of Sorts shows.
var groups = map[Sort][]Sort{
	AgreementEntry: {AgreementEntry, DoneEntry},
	GoalEntry:      {GoalEntry, ScaleEntry},
	MeetingEntry:   {MeetingEntry, GroupEntry},
	DecisionEntry:  {DecisionEntry, ComplaintEntry},
	HandoverEntry:  {HandoverEntry, BuddyEntry, CoverEntry, ReferralEntry, ExitEntry, ReopenEntry, StatusEntry, FollowupEntry, MoveEntry},
}

// System are the entries nobody wants among what happened, unless they ask.
var System = []Sort{OpeningEntry, ChangeEntry}

// TimelineFilter narrows the history.
type TimelineFilter struct {
	Sort   Sort   // "" is all
	Hat    string // contacts under this hat only
	Doing  string // contacts in which one did this together, by its code
	System bool   // with system events
	Before Key    // the last entry of the page before
	Limit  int
}

// sorts are the sorts that the filter lets through.
func (f TimelineFilter) sorts() []Sort {
	if f.Hat != "" || f.Doing != "" {
		return []Sort{ContactEntry}
	}
	if f.Sort != "" {
		if g, ok := groups[f.Sort]; ok {
			return g
		}
		return []Sort{f.Sort}
	}
	all := []Sort{
		ContactEntry, HandoverEntry, BuddyEntry, CoverEntry, AgreementEntry, DoneEntry, GoalEntry, ScaleEntry, MeasureEntry, MeetingEntry, GroupEntry, PlacementEntry,
		SafetyEntry, ReferralEntry, ExitEntry, ReopenEntry, StatusEntry, FollowupEntry, MoveEntry, DocumentEntry, DecisionEntry, ComplaintEntry,
	}
	if f.System {
		all = append(all, System...)
	}
	return all
}

// Key is where a page of the history ends: nothing of it is a name.
type Key struct {
	At   time.Time
	Sort Sort
	ID   int64
}

// String writes a key for an address.
func (k Key) String() string {
	if k.At.IsZero() {
		return ""
	}
	return strconv.FormatInt(k.At.UnixMicro(), 36) + "." + string(k.Sort) + "." + strconv.FormatInt(k.ID, 36)
}

// errKey is a key that no page of ours made.
var errKey = errors.New("not a key of the history")

// ParseKey reads a key from an address; an empty one is the beginning.
func ParseKey(s string) (Key, error) {
	if s == "" {
		return Key{}, nil
	}
	parts := strings.Split(s, ".")
	if len(parts) != 3 || len(parts[1]) > 20 {
		return Key{}, errKey
	}
	at, atErr := strconv.ParseInt(parts[0], 36, 64)
	number, idErr := strconv.ParseInt(parts[2], 36, 64)
	if atErr != nil || idErr != nil || at < -1<<53 || at > 1<<53 {
		return Key{}, errKey
	}
	return Key{At: time.UnixMicro(at).UTC(), Sort: Sort(rule.Line(parts[1])), ID: number}, nil
}

// Event is one thing that happened. What its fields mean depends on the sort; a
// page asks the methods.
type Event struct {
	At    time.Time // when it happened
	Sort  Sort
	ID    int64
	Title string // a code, a name, a word of the record
	Text  string
	By    string // who did it
	For   string // for whom, where that is another
	On    *when.Date
	Until *when.Date
	Facts EventFacts
}

// Key is where the entry stands.
func (e Event) Key() Key { return Key{At: e.At, Sort: e.Sort, ID: e.ID} }

// NotedLater reports whether a contact was written down on another day than it
// happened.
func (e Event) NotedLater() bool {
	return !e.Facts.RecordedAt.IsZero() && when.Of(e.Facts.RecordedAt) != when.Of(e.At)
}

// Contact is the number of the contact an entry is.
func (e Event) Contact() id.Contact { return id.Contact(e.ID) }

// EventFacts is what only some sorts of entries have.
type EventFacts struct {
	Outcome     string    `json:"outcome"`
	Direction   string    `json:"direction"`
	Counterpart string    `json:"counterpart"`
	Hats        []HatLine `json:"hats"`
	Company     string    `json:"company"`     // on whose side it stands too
	Person      string    `json:"person"`      // with whom there
	ForCompany  string    `json:"for_company"` // what is read there
	Place       string    `json:"place"`
	PlaceNote   string    `json:"place_note"`
	Others      string    `json:"others"`
	Minutes     int       `json:"minutes"`
	Attended    *bool     `json:"attended"`
	Facts       string    `json:"facts"`
	View        string    `json:"view"`
	Assessment  string    `json:"assessment"`
	Authority   string    `json:"authority"` // what matters for a decision
	Additions   []Added   `json:"additions"`
	Agreed      []Agreed  `json:"agreed"`
	Shared      int       `json:"shared"` // how many other youths the entry is about
	Imported    bool      `json:"imported"`
	AfterExit   bool      `json:"after_exit"` // a gliding transition: the course had ended
	RecordedAt  time.Time `json:"recorded_at"`
	UsedIn      []UsedIn  `json:"used_in"` // the youth's decisions that rest on it
	State       string    `json:"state"`
	AllDay      bool      `json:"all_day"`
	Who         string    `json:"who"`
	Da          string    `json:"da"`
	En          string    `json:"en"`
	From        string    `json:"from"`
	Decision    int64     `json:"decision"` // of a step or a complaint: which decision
	Mode        string    `json:"mode"`
	Instead     string    `json:"instead"` // of an agreement that was changed: what was agreed then
	Goal        id.Goal   `json:"goal"`
	Score       *float64  `json:"score"` // of a measurement without a score nil
	Most        int       `json:"most"`  // the highest score there is
}

// HatLine is a hat of a contact as the programme calls it.
type HatLine struct {
	Code string `json:"code"`
	Da   string `json:"da"`
	En   string `json:"en"`
	Slot string `json:"slot"`
}

// Added is what somebody added to a contact afterwards.
type Added struct {
	Text string    `json:"text"`
	By   string    `json:"by"`
	At   time.Time `json:"at"`
}

// Agreed is what was agreed in a contact.
type Agreed struct {
	Text string    `json:"text"`
	Due  when.Date `json:"due"`
	Done bool      `json:"done"`
}

// mostEntries is how many entries a page of the history holds at most.
const mostEntries = 200

// Timeline reads what happened with a youth, the latest first, for somebody who may
// read the record. It asks for one entry more than the limit, to know whether there
// are more.
func (s *Service) Timeline(ctx context.Context, by access.Actor, youth id.Youth, f TimelineFilter) (entries []Event, more bool, err error) {
	limit := min(max(f.Limit, 1), mostEntries)
	sorts := f.sorts()
	args := db.Args{"youth": youth, "limit": limit + 1}
	if slices.Contains(sorts, ContactEntry) { // whose conflicts close an entry
		args["staff"] = by.Staff
	}
	before := ``
	if !f.Before.At.IsZero() {
		before = ` WHERE (at, sort, id) < (@at, @sort, @id)`
		args["at"], args["sort"], args["id"] = f.Before.At, f.Before.Sort, f.Before.ID
	}
	var parts []string
	for _, sort := range sorts {
		sql, ok := sources[sort]
		if !ok {
			return nil, false, fmt.Errorf("history of youth %d: %w", youth, errKey)
		}
		if sort == ContactEntry && f.Hat != "" {
			sql += ` AND @hat = ANY(c.hats)`
			args["hat"] = f.Hat
		}
		if sort == ContactEntry && f.Doing != "" {
			sql += ` AND c.activity = @doing`
			args["doing"] = f.Doing
		}
		parts = append(parts, `(SELECT * FROM (`+sql+`) p`+before+` ORDER BY at DESC, sort DESC, id DESC LIMIT @limit)`)
	}
	sql := `SELECT * FROM (` + strings.Join(parts, "\nUNION ALL\n") + `) entries ORDER BY at DESC, sort DESC, id DESC LIMIT @limit`
	entries, err = db.All[Event](ctx, s.read, sql, args)
	if err != nil {
		return nil, false, fmt.Errorf("history of youth %d: %w", youth, err)
	}
	if len(entries) > limit {
		return slices.Clip(entries[:limit]), true, nil
	}
	return entries, false, nil
}

// Known reports whether the filter names a sort that there is.
func (f TimelineFilter) Known() bool {
	_, ok := sources[f.Sort]
	return (ok || f.Sort == "") && len(f.Hat) <= 40 && len(f.Doing) <= 40
}

// Facets are what the contacts of a history can be narrowed to: the hats of the course's
// programme, and the activities that were written down of the youth.
type Facets struct {
	Hats   []HatLine
	Doings []Named
}

// FacetsOf reads the facets of a youth's history in one question.
func (s *Service) FacetsOf(ctx context.Context, youth id.Youth, enrolment id.Enrolment) (Facets, error) {
	var f Facets
	row, err := db.One[struct{ Hats, Doings json.RawMessage }](ctx, s.read, `
		SELECT (SELECT coalesce(json_agg(json_build_object('code', h.code, 'da', h.name_da, 'en', h.name_en, 'slot', h.slot) ORDER BY h.position), '[]')
		        FROM programme_hats h JOIN enrolments e USING (programme_id) WHERE e.id = @enrolment) AS hats,
		       (SELECT coalesce(json_agg(json_build_object('code', k.code, 'da', k.name_da, 'en', k.name_en) ORDER BY k.name_da COLLATE "da-x-icu"), '[]')
		        FROM (SELECT c.activity AS code, max(c.occurred_at) AS at FROM contact_youths y JOIN contacts c ON c.id = y.contact_id
		              WHERE y.youth_id = @youth AND c.activity <> '' AND c.withdrawn_at IS NULL GROUP BY c.activity) u
		        CROSS JOIN LATERAL (`+doingNamed("u.code", "u.at")+`) k) AS doings`,
		db.Args{"youth": youth, "enrolment": enrolment})
	if err == nil {
		err = errors.Join(json.Unmarshal(row.Hats, &f.Hats), json.Unmarshal(row.Doings, &f.Doings))
	}
	if err != nil {
		return f, fmt.Errorf("facets of the history of youth %d: %w", youth, err)
	}
	return f, nil
}
