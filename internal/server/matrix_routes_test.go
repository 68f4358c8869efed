package server_test

import (
	"maps"
	"net/url"

	"kasket/web/static"
)

// expectations is the whole table, by route.
func expectations() map[string]expectation {
	table := map[string]expectation{}
	for _, part := range []map[string]expectation{
		houseRoutes(), dayRoutes(), questionRoutes(), transferRoutes(), decisionRoutes(), complaintRoutes(), logRoutes(), importRoutes(), recordRoutes(), outcomeRoutes(), intakeRoutes(), ledRoutes(), searchRoutes(), documentRoutes(), companyRoutes(), firmRoutes(), placementRoutes(), planRoutes(), meetingRoutes(),
		groupRoutes(), reportRoutes(),
	} {
		maps.Copy(table, part)
	}
	maps.Copy(table, peopleRoutes())
	maps.Copy(table, adminRoutes())
	return table
}

// houseRoutes are the routes that are about no youth: signing in, one's own
// things, and the house's.
func houseRoutes() map[string]expectation {
	return map[string]expectation{
		"GET /healthz":             {open: true, raw: true, in: everyone},
		"GET /readyz":              {open: true, raw: true, in: everyone},
		"GET /static/*":            {open: true, raw: true, in: everyone, path: static.Path("mark.svg")},
		"GET /sign-in":             {open: true, in: everyone},
		"POST /sign-in":            {open: true, in: everyone},
		"POST /sign-out":           {open: true, in: everyone},
		"POST /language":           {open: true, in: everyone},
		"GET /":                    {in: everyone},
		"GET /session":             {in: everyone},
		"POST /session":            {in: everyone},
		"POST /session/everywhere": {in: everyone},
		"POST /theme":              {in: everyone},
	}
}

// The relations to a record, once more from design 5.
const (
	readers = "owner buddy cover invited specialist opened glass last"
	loggers = "owner buddy cover opened last"
	team    = "owner buddy cover was leader opened coordinator colleague glass last"
)

// dayRoutes are a caseworker's own lists.
func dayRoutes() map[string]expectation {
	return map[string]expectation{
		"GET /today":  {in: caseload},
		"GET /youths": {in: caseload},
	}
}

// questionRoutes are about the question that the owner put to the invited adviser.
func questionRoutes() map[string]expectation {
	return map[string]expectation{
		"GET /questions":                       {in: everyone},
		"GET /questions/{question}":            {in: "owner buddy cover invited specialist opened glass", may: team},
		"POST /questions/{question}/answer":    {in: "invited", may: team},
		"POST /questions/{question}/closure":   {in: "owner cover opened", may: team, spent: true},
		"POST /questions/{question}/extension": {in: "owner buddy cover opened", may: team},
		"POST /questions/{question}/angles":    {in: "owner buddy cover invited specialist opened", may: team},
		"GET /competences":                     {in: caseload + " coordinator coordinator2 leader opened elsewhere"},
		"POST /competences":                    {in: caseload + " coordinator coordinator2 leader opened elsewhere"},
		"POST /competences/news":               {in: caseload + " coordinator coordinator2 leader opened elsewhere"},
		"GET /youths/{youth}/questions":        {in: readers, may: team},
		"POST /youths/{youth}/questions":       {in: loggers, may: team},
	}
}

// transferRoutes are about the owner's request to the colleague to take over.
func transferRoutes() map[string]expectation {
	const gives = "owner cover opened coordinator"
	return map[string]expectation{
		"GET /youths/{youth}/transfer":          {in: gives + " last", may: team},
		"POST /youths/{youth}/transfer":         {in: gives + " last", may: team},
		"GET /transfers/{transfer}":             {in: gives + " colleague", may: team},
		"POST /transfers/{transfer}/acceptance": {in: "colleague", may: team, spent: true},
		"POST /transfers/{transfer}/return":     {in: "colleague", may: team},
		"POST /transfers/{transfer}/withdrawal": {in: gives, may: team, spent: true},
		"POST /transfers/{transfer}/note":       {in: gives, may: team},
	}
}

// logRoutes are about an entry, a draft, an agreement and a meeting of the owner's;
// for the last owner, about theirs. What only the author may looks to all others
// like nothing.
func logRoutes() map[string]expectation {
	words := url.Values{"youth": {"1"}, "account": {"Gik en tur."}}
	return map[string]expectation{
		"GET /contacts/new":                   {in: caseload},
		"GET /youths/{youth}/contacts/new":    {in: loggers, may: team},
		"POST /youths/{youth}/contacts":       {in: loggers, may: team},
		"GET /contacts/{contact}":             {in: readers, may: team},
		"GET /contacts/{contact}/edit":        {in: "owner last"},
		"POST /contacts/{contact}/edit":       {in: "owner last"},
		"GET /contacts/{contact}/additions":   {in: loggers, may: team},
		"POST /contacts/{contact}/additions":  {in: loggers, may: team},
		"GET /contacts/{contact}/withdrawal":  {in: "owner last"},
		"POST /contacts/{contact}/withdrawal": {in: "owner last", spent: true},

		"GET /drafts":                 {in: everyone},
		"GET /drafts/{key}":           {in: "owner last"},
		"PUT /drafts/{key}":           {may: everyone}, // a script says whose text it is; here nobody does
		"POST /drafts/{key}":          {in: "owner buddy cover opened", may: team, form: words},
		"GET /drafts/{key}/deletion":  {in: "owner last"},
		"POST /drafts/{key}/deletion": {in: everyone}, // of one's own, or nothing

		"GET /youths/{youth}/meetings/new":                {in: loggers, may: team},
		"POST /youths/{youth}/meetings":                   {in: loggers, may: team},
		"POST /youths/{youth}/meetings/{meeting}/outcome": {in: loggers, may: team},
	}
}

// intakeRoutes are the coordinator's, about a youth who waits in the north.
func intakeRoutes() map[string]expectation {
	const coordinators = "coordinator coordinator2"
	return map[string]expectation{
		"GET /intake":                           {in: coordinators + " leader opened elsewhere"},
		"GET /referrals/new":                    {in: coordinators},
		"POST /referrals":                       {in: coordinators},
		"GET /referrals/{referral}":             {in: "coordinator leader opened", may: team},
		"GET /referrals/{referral}/assignment":  {in: "coordinator", may: team},
		"POST /referrals/{referral}/assignment": {in: "coordinator", may: team},
		"GET /referrals/{referral}/decline":     {in: "coordinator", may: team},
		"POST /referrals/{referral}/decline":    {in: "coordinator", may: team},
		"GET /referrals/{referral}/edit":        {in: "coordinator", may: team},
		"POST /referrals/{referral}/edit":       {in: "coordinator", may: team},
		"GET /referrals/{referral}/screening":   {in: "coordinator leader opened", may: team},
		"POST /referrals/{referral}/screening":  {in: "coordinator leader opened", may: team},
		"GET /referrals/{referral}/word":        {in: "coordinator leader opened", may: team},
		"POST /referrals/{referral}/word":       {in: "coordinator leader opened", may: team},
	}
}

// importRoutes are about a file that the coordinator of the north has tried.
func importRoutes() map[string]expectation {
	return map[string]expectation{
		"GET /imports":                {in: "coordinator coordinator2"},
		"GET /imports/new":            {in: "coordinator coordinator2"},
		"POST /imports":               {in: "coordinator coordinator2"},
		"GET /imports/{run}":          {in: "coordinator", may: team + " conflicted"},
		"POST /imports/{run}/start":   {in: "coordinator", may: team + " conflicted"},
		"POST /imports/{run}/stop":    {in: "coordinator", may: team + " conflicted"},
		"GET /imports/{run}/failures": {in: "coordinator", may: team + " conflicted", raw: true},
	}
}
