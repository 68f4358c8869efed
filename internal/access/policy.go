package access

import (
	"maps"
	"slices"
)

// Action is something a person may wish to do.
type Action string

// The actions. A youth's own come first, then the team's, then the house's.
const (
	ViewYouth          Action = "view youth"
	EditYouth          Action = "edit youth"
	RevealCPR          Action = "reveal cpr"
	RevealAddress      Action = "reveal address"
	NoteSafety         Action = "note safety"
	KeepNetwork        Action = "keep network"
	LogContact         Action = "log contact"
	CorrectContact     Action = "correct contact"
	WithdrawContact    Action = "withdraw contact"
	AddToContact       Action = "add to contact"
	Agree              Action = "agree"
	PlanMeeting        Action = "plan meeting"
	HoldKickoff        Action = "hold kick-off"
	PrintCard          Action = "print contact card"
	MakePackage        Action = "make handover package"
	HandOver           Action = "hand over"
	AskTransfer        Action = "ask transfer"
	ViewTransfer       Action = "view transfer"
	AnswerTransfer     Action = "answer transfer"
	EndTransfer        Action = "end transfer"
	MoveCaseload       Action = "move caseload"
	ChooseBuddy        Action = "choose buddy"
	ArrangeCover       Action = "arrange cover"
	EditEnrolment      Action = "edit enrolment"
	CloseEnrolment     Action = "close enrolment"
	AskQuestion        Action = "ask question"
	ViewQuestion       Action = "view question"
	AnswerQuestion     Action = "answer question"
	EndQuestion        Action = "end question"
	GiveAngle          Action = "give angle"
	ViewDecision       Action = "view decision"
	DraftDecision      Action = "draft decision"
	Decide             Action = "decide"
	RegisterComplaint  Action = "register complaint"
	ReassessComplaint  Action = "reassess complaint"
	ApproveAsLeader    Action = "approve as leader"
	ApproveAsColleague Action = "approve as colleague"
	OwnApprovals       Action = "own approvals"
	ViewLookups        Action = "view look-ups"
	SeeWho             Action = "see who has the youth"
	BreakGlass         Action = "break the glass"
	OpenAsLeader       Action = "open as leader"
	ViewReferral       Action = "view referral"
	RegisterReferral   Action = "register referral"
	ScreenReferral     Action = "screen referral"
	CorrectReferral    Action = "correct referral"
	Assign             Action = "assign"
	DeclineReferral    Action = "decline referral"
	FindByCPR          Action = "find by cpr at intake"
	ViewLoad           Action = "view load"
	ViewTeam           Action = "view team"
	ExportTeam         Action = "export team"
	ViewOpenings       Action = "view openings"
	RegisterAbsence    Action = "register absence"
	DeclareConflict    Action = "declare conflict"
	KeepConflicts      Action = "keep the conflicts of a team"
	OwnConflicts       Action = "own conflicts"
	ReadBrief          Action = "read brief"
	AskMove            Action = "ask another team to take over"
	Import             Action = "import"
	OwnCaseload        Action = "own caseload"
	OwnDrafts          Action = "own drafts"
	OwnQuestions       Action = "own questions"
	OwnAccount         Action = "own account"
	Search             Action = "search"
	ViewFigures        Action = "view figures"
	ViewAllFigures     Action = "view all figures"
	ManageStaff        Action = "manage staff"
	ManageProgrammes   Action = "manage programmes"

	ManageDecisionTypes   Action = "manage decision types"
	ManageLetterTemplates Action = "manage letter templates"

	ViewDocument     Action = "view document"
	AddDocument      Action = "add document"
	CorrectDocument  Action = "correct document"
	WithdrawDocument Action = "withdraw document"

	ViewAccess     Action = "view access request"
	RegisterAccess Action = "register access request"
	HandleAccess   Action = "handle access request"

	ViewCompanies     Action = "view companies"
	KeepCompany       Action = "keep company"
	LogCompany        Action = "log company contact"
	ImportCompanies   Action = "import companies"
	KeepOwnWords      Action = "keep own words"
	KeepConsent       Action = "keep consent"
	MatchCompany      Action = "match company"
	ViewPlacement     Action = "view placement"
	Place             Action = "place"
	FollowPlacement   Action = "follow placement"
	ApprovePlacement  Action = "approve long placement"
	PrintCompanySheet Action = "print company sheet"

	KeepPlan          Action = "keep plan"
	PrintPlan         Action = "print plan"
	Disclose          Action = "disclose"
	HoldMeeting       Action = "hold meeting"
	KeepTeamMeetings  Action = "keep team meetings"
	ViewTeamMeetings  Action = "view team meetings"
	KeepLeaderMeeting Action = "keep leader meetings"
	OwnCalendar       Action = "own calendar"
	Measure           Action = "measure"
	ViewMeasures      Action = "view measurements"
	KeepGroups        Action = "keep group courses"
	KeepCompetences   Action = "keep own competences"
	ViewCompetences   Action = "view competences"
	ManageInstruments Action = "manage instruments"

	ReopenEnrolment  Action = "reopen enrolment"
	FollowUp         Action = "follow up"
	KeepStatus       Action = "keep status"
	ViewOutcome      Action = "view outcome"
	RegisterDeath    Action = "register death"
	DefineResults    Action = "define results"
	KeepTargetCounts Action = "keep target counts"
	KeepEconomy      Action = "keep economy"
	ExportFigures    Action = "export figures"
	ReviewCaseload   Action = "review caseload"
	AnswerReview     Action = "answer review"
)

// What groups of relations share. The invited adviser reads and answers; the
// buddy reads and logs; the cover may what the owner may, while it lasts.
var (
	readers = []Relation{Owner, Buddy, Cover, Invited, SpecialistOf, LeaderOpened, GlassBroken}
	loggers = []Relation{Owner, Buddy, Cover, LeaderOpened}
)

// allowed is the whole policy. An action that is not here is nobody's.
var allowed = map[Action][]Relation{
	ViewYouth:          readers,
	EditYouth:          loggers,
	RevealCPR:          {Owner, Buddy, Cover, LeaderOpened},
	RevealAddress:      {Owner, Buddy, Cover, LeaderOpened},
	NoteSafety:         loggers,
	KeepNetwork:        loggers,
	LogContact:         loggers,
	CorrectContact:     loggers,
	WithdrawContact:    loggers,
	AddToContact:       loggers,
	Agree:              loggers,
	PlanMeeting:        loggers,
	HoldKickoff:        loggers,
	PrintCard:          loggers,
	MakePackage:        {Owner, Cover, LeaderOpened},
	HandOver:           {Owner, Cover, LeaderOpened, CoordinatorOf},
	AskTransfer:        {Owner, Cover, LeaderOpened, CoordinatorOf},
	ViewTransfer:       {Owner, Cover, LeaderOpened, CoordinatorOf, Self}, // what a request says of the youth: see transfer
	AnswerTransfer:     {Self},
	EndTransfer:        {Owner, Cover, LeaderOpened, CoordinatorOf, Self},
	MoveCaseload:       {CoordinatorOf, LeaderUnopened},
	ChooseBuddy:        {Owner, Cover, LeaderOpened, CoordinatorOf},
	ArrangeCover:       {Owner, LeaderOpened, CoordinatorOf},
	EditEnrolment:      {Owner, Cover, LeaderOpened},
	CloseEnrolment:     {Owner, Cover, LeaderOpened},
	AskQuestion:        loggers,
	ViewQuestion:       {Owner, Buddy, Cover, Invited, SpecialistOf, LeaderOpened, GlassBroken, Self},
	AnswerQuestion:     {Self},
	EndQuestion:        {Owner, Cover, LeaderOpened, Self},
	GiveAngle:          {Owner, Buddy, Cover, Invited, SpecialistOf, LeaderOpened, Self},
	ViewDecision:       {Owner, Buddy, Cover, Invited, SpecialistOf, LeaderOpened, GlassBroken, Self}, // Self: asked to approve it
	DraftDecision:      loggers,
	Decide:             {Owner, Cover, LeaderOpened},
	RegisterComplaint:  loggers,
	ReassessComplaint:  {Owner, Cover, LeaderOpened},
	ApproveAsLeader:    {LeaderUnopened},
	ApproveAsColleague: {Owner, Buddy, Cover, LeaderUnopened},
	OwnApprovals:       {AnyLeader, AnyCaseworker}, // each sees what they may approve
	ViewLookups:        {Owner, LeaderOpened},
	SeeWho:             {Owner, Buddy, Cover, LeaderUnopened, Colleague, CoordinatorOf},
	BreakGlass:         {CaseworkerOf}, // a coordinator is told who has the youth; no reason shows more
	OpenAsLeader:       {LeaderUnopened},
	ViewReferral:       {CoordinatorOf, LeaderUnopened},
	RegisterReferral:   {CoordinatorOf},
	ScreenReferral:     {CoordinatorOf, LeaderUnopened},
	CorrectReferral:    {CoordinatorOf},
	Assign:             {CoordinatorOf},
	DeclineReferral:    {CoordinatorOf},
	FindByCPR:          {AnyCoordinator},
	ViewLoad:           {CoordinatorOf, LeaderUnopened},
	ViewTeam:           {LeaderUnopened},
	ExportTeam:         {LeaderUnopened},
	ViewOpenings:       {LeaderUnopened},
	RegisterAbsence:    {Self, LeaderUnopened, CoordinatorOf},
	DeclareConflict:    {Owner, Buddy, Cover, Invited, SpecialistOf, LeaderUnopened, Colleague, CoordinatorOf},
	KeepConflicts:      {LeaderUnopened},
	OwnConflicts:       {AnyStaff},
	ReadBrief:          {Self},
	AskMove:            {Owner, LeaderOpened},
	Import:             {CoordinatorOf},
	OwnCaseload:        {AnyCaseworker},
	OwnDrafts:          {AnyStaff},
	OwnQuestions:       {AnyStaff},
	OwnAccount:         {AnyStaff},
	Search:             {AnyCaseworker, AnyCoordinator, AnyLeader},
	ViewFigures:        {InsightOf, AnyLeader},
	ViewAllFigures:     {InsightOf},
	ManageStaff:        {AdminOf},
	ManageProgrammes:   {AdminOf},

	ManageDecisionTypes:   {AdminOf},
	ManageLetterTemplates: {AdminOf},

	ViewDocument:     readers,
	AddDocument:      loggers,
	CorrectDocument:  loggers,
	WithdrawDocument: loggers,

	ViewAccess:     loggers,
	RegisterAccess: loggers,
	HandleAccess:   {Owner, Cover, LeaderOpened}, // what leaves the house is the authority's word

	ViewCompanies:     {AnyCaseworker, AnyCoordinator, AnyLeader}, // a company knows nothing of a youth; its stays show what the reader may see
	KeepCompany:       {AnyCaseworker, AnyCoordinator, AnyLeader},
	LogCompany:        {AnyCaseworker, AnyCoordinator},
	ImportCompanies:   {AnyCoordinator},
	KeepOwnWords:      loggers,
	KeepConsent:       loggers,
	MatchCompany:      loggers,
	ViewPlacement:     readers,
	Place:             {Owner, Cover, LeaderOpened}, // an authority's act, like a decision
	FollowPlacement:   loggers,
	ApprovePlacement:  {LeaderUnopened}, // the stay alone, without the record
	PrintCompanySheet: loggers,

	KeepPlan:          loggers,
	PrintPlan:         loggers,
	Disclose:          loggers, // with a consent that holds, or a law that is named
	HoldMeeting:       loggers,
	KeepTeamMeetings:  {Colleague, CoordinatorOf, LeaderUnopened},
	ViewTeamMeetings:  {Colleague, CoordinatorOf, LeaderUnopened},
	KeepLeaderMeeting: {AnyLeader, InsightOf},
	OwnCalendar:       {AnyStaff},
	Measure:           loggers,
	ViewMeasures:      readers,
	KeepGroups:        {Colleague, CoordinatorOf, LeaderUnopened}, // by name, as colleagues know who has whom; each youth's part is theirs
	KeepCompetences:   {Self},
	ViewCompetences:   {AnyCaseworker, AnyCoordinator, AnyLeader},
	ManageInstruments: {AdminOf},

	ReopenEnrolment:  {Owner, LeaderOpened},
	FollowUp:         {Owner, LeaderUnopened}, // two taps, without the record: the name, and where they stand
	KeepStatus:       loggers,
	ViewOutcome:      readers,
	RegisterDeath:    loggers,
	DefineResults:    {LeaderUnopened}, // of their own team
	KeepTargetCounts: {AnyLeader, InsightOf},
	KeepEconomy:      {AnyLeader, InsightOf},
	ExportFigures:    {AnyLeader, InsightOf}, // what insight may not see is in no file
	ReviewCaseload:   {LeaderUnopened},       // a review opens the records of one colleague's youths while it lasts
	AnswerReview:     {Owner, Cover, LeaderUnopened, Self},
}

// Actions lists every action of the policy, in order of name.
func Actions() []Action {
	return slices.Sorted(maps.Keys(allowed))
}

// Allowed lists the relations that may do an action, for the page and the
// document that show the policy.
func Allowed(do Action) []Relation { return slices.Clone(allowed[do]) }
