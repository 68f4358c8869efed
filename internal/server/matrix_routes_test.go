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
