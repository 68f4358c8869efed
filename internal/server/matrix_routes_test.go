package server_test

import "kasket/web/static"

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

// questionRoutes are about the question that the owner put to the invited adviser.
func questionRoutes() map[string]expectation {
	return map[string]expectation{
		"GET /questions":                       {in: everyone},
		"GET /questions/{question}":            {in: "owner buddy cover invited specialist opened glass", may: team},
		"POST /questions/{question}/answer":    {in: "invited", may: team},
		"POST /questions/{question}/closure":   {in: "owner cover opened", may: team, spent: true},
		"POST /questions/{question}/extension": {in: "owner buddy cover opened", may: team},
		"GET /youths/{youth}/questions":        {in: readers, may: team},
		"POST /youths/{youth}/questions":       {in: loggers, may: team},
	}
}
