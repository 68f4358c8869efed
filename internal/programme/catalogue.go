package programme

import (
	"context"
	"fmt"

	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/when"
)

// Kind is a shelf of the catalogue.
type Kind string

// The kinds.
const (
	Benefit       Kind = "benefit"
	Category      Kind = "category" // how the municipality has placed somebody on a benefit
	ExitKind      Kind = "exit"
	PlacementType Kind = "placement"
	Holiday       Kind = "holiday"     // a day on which nobody is at work
	Posting       Kind = "delivery"    // how long a decision is on its way
	NeedsGroup    Kind = "needs_group" // how much support a youth needs; its grouping is the contact person it calls for
	Relation      Kind = "relation"    // how somebody around a youth stands to them
	PartyAge      Kind = "party_age"   // from what age somebody is party, and of age
	DocumentKind  Kind = "document_type"
	Exemption     Kind = "exemption" // why something is left out when somebody is given access to the file

	PlacementLength  Kind = "placement_length"  // how long stays may last
	PlacementRatio   Kind = "placement_ratio"   // how many may be beside the ordinary employees of a workplace
	FullWeek         Kind = "full_week"         // the hours of a full week
	YoungWork        Kind = "young_hours"       // when the young may work
	PlacementPurpose Kind = "placement_purpose" // what a stay may be for
	PlacementVisit   Kind = "placement_visit"   // when a stay is visited
	Interruption     Kind = "interruption"      // why a stay ended early, in neutral words
	Disclosure       Kind = "disclosure"        // what a company may know
	ConsentLength    Kind = "consent_length"    // for how long that is, in months

	LifeArea      Kind = "life_area"      // what goals and results are about
	NetworkSector Kind = "network_sector" // where in life somebody around a youth belongs
	Sharing       Kind = "sharing"        // what another authority may be told
	LegalGateway  Kind = "legal_gateway"  // by which law it may be told without a consent
	Doing         Kind = "activity"       // what one does together
	Competence    Kind = "competence"     // what a colleague knows most about

	StatusKind     Kind = "status"          // where a youth stands: one thing at a time, so that shares add up
	EducationLevel Kind = "education_level" // of an education
	FollowUpMonth  Kind = "followup"        // how many months after the exit we ask; the position is the number
)

// Kinds lists the kinds in the order they are shown.
var Kinds = []Kind{
	Benefit, Category, ExitKind,
	PlacementType, PlacementLength, PlacementRatio, FullWeek, YoungWork, PlacementPurpose, PlacementVisit, Interruption, Disclosure, ConsentLength,
	LifeArea, NetworkSector, Sharing, LegalGateway, Doing, Competence,
	StatusKind, EducationLevel, FollowUpMonth,
	Holiday, Posting, NeedsGroup, Relation, PartyAge, DocumentKind, Exemption,
}

// Grouping gathers exits that mean the same kind of end.
type Grouping string

// The groupings. Void are the ends that say nothing of the course: moved,
// imprisoned, dead, or never in the target group.
const (
	Education  Grouping = "education"
	Activity   Grouping = "activity"
	Job        Grouping = "job"
	Onward     Grouping = "onward"
	Neutral    Grouping = "neutral"
	LeftCourse Grouping = "left"
	Void       Grouping = "void"
)

// The groupings that statuses alone have (domain 8.1: a supported job is shown for itself).
const (
	Supported Grouping = "supported"
	Nothing   Grouping = "none" // neither education nor work
	NotKnown  Grouping = "unknown"
)

// Statuses lists the groupings of statuses in the order they are shown.
var Statuses = []Grouping{Education, Job, Supported, Activity, Onward, Neutral, Nothing, NotKnown}

// Groupings lists the groupings of exits in the order they are shown.
var Groupings = []Grouping{Education, Activity, Job, Onward, Neutral, LeftCourse, Void}

// The contact profiles of the needs groups (seed B): what a contact person should have
// worked as.
const (
	AuthorityProfile Grouping = "authority"
	ProviderProfile  Grouping = "provider"
	BroadProfile     Grouping = "broad"
)

// Profiles lists the contact profiles in the order they are shown.
var Profiles = []Grouping{AuthorityProfile, ProviderProfile, BroadProfile}

// GroupingsOf lists what an entry of a kind can be grouped under; none is not grouped.
// An exit and a status must be, a needs group may.
func GroupingsOf(kind Kind) (all []Grouping, required bool) {
	switch kind {
	case ExitKind:
		return Groupings, true
	case StatusKind:
		return Statuses, true
	case NeedsGroup:
		return Profiles, false
	}
	return nil, false
}

// Entry is one row of the catalogue: a code, what it is called, and when it holds.
type Entry struct {
	ID        id.Catalogue `json:"id"`
	Kind      Kind         `json:"kind"`
	Code      string       `json:"code"`
	NameDa    string       `json:"name_da"`
	NameEn    string       `json:"name_en"`
	Grouping  Grouping     `json:"grouping"`
	Rule      string       `json:"rule"` // what the kind asks of it: when a holiday comes, how long a delivery takes, what a stay may be
	From      when.Date    `json:"from"`
	To        when.Date    `json:"to"`
	Position  int          `json:"position"`
	Confirmed bool         `json:"confirmed"` // somebody who knows the law has looked at it
	Source    string       `json:"source"`
}

// Name is what an entry is called in a language.
func Name(e Entry, lang string) string { return named(lang, e.NameDa, e.NameEn) }

const (
	entryColumns = `id, kind, code, name_da, name_en, grouping, rule, valid_from AS "from", valid_to AS "to",
		position, confirmed, source `
	validOnDay = `valid_from <= @day AND (valid_to IS NULL OR valid_to >= @day) `
)

// Catalogue lists what can be chosen of a kind on a day, in order.
func (s *Service) Catalogue(ctx context.Context, kind Kind, on when.Date) ([]Entry, error) {
	return db.All[Entry](ctx, s.read, `
		SELECT `+entryColumns+`FROM catalogue WHERE kind = @kind AND `+validOnDay+`ORDER BY position, name_da`,
		db.Args{"kind": kind, "day": on})
}

// EntryOn reads the row of a code that holds on a day, or db.ErrNotFound.
func (s *Service) EntryOn(ctx context.Context, kind Kind, code string, on when.Date) (Entry, error) {
	return db.One[Entry](ctx, s.read, `
		SELECT `+entryColumns+`FROM catalogue WHERE kind = @kind AND code = @code AND `+validOnDay,
		db.Args{"kind": kind, "code": code, "day": on})
}

// EntriesOf lists all rows of a kind, past and future, for the administrator.
func (s *Service) EntriesOf(ctx context.Context, kind Kind) ([]Entry, error) {
	return db.All[Entry](ctx, s.read, `
		SELECT `+entryColumns+`FROM catalogue WHERE kind = @kind ORDER BY position, code, valid_from DESC`,
		db.Args{"kind": kind})
}

// Entry reads one row of the catalogue.
func (s *Service) Entry(ctx context.Context, entry id.Catalogue) (Entry, error) {
	return db.One[Entry](ctx, s.read, `SELECT `+entryColumns+`FROM catalogue WHERE id = @id`, db.Args{"id": entry})
}

// Labels name every code of the catalogue, also those that hold no longer:
// records still carry them.
type Labels map[Kind]map[string]Entry

// Name is what a code is called. A code nobody knows is shown as it is.
func (l Labels) Name(kind Kind, code, lang string) string {
	if e, ok := l[kind][code]; ok {
		return Name(e, lang)
	}
	return code
}

// Labels reads the newest name of every code up to a day, in one query. A code
// that only begins later goes by the name it will have.
func (s *Service) Labels(ctx context.Context, on when.Date) (Labels, error) {
	entries, err := db.All[Entry](ctx, s.read, `
		SELECT DISTINCT ON (kind, code) `+entryColumns+`FROM catalogue
		ORDER BY kind, code, valid_from > @day, abs(valid_from - @day::date)`, db.Args{"day": on})
	if err != nil {
		return nil, fmt.Errorf("names of the catalogue: %w", err)
	}
	labels := Labels{}
	for _, e := range entries {
		if labels[e.Kind] == nil {
			labels[e.Kind] = map[string]Entry{}
		}
		labels[e.Kind][e.Code] = e
	}
	return labels, nil
}
