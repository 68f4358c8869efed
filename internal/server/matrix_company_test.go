package server_test

// companyRoutes are about a company that the owner has talked with; what only the author
// may looks to all others like nothing.
func companyRoutes() map[string]expectation {
	const writers = caseload + " coordinator coordinator2"
	return map[string]expectation{
		"GET /companies/{company}/contacts":                    {in: writers + " leader opened elsewhere"},
		"GET /companies/{company}/contacts/new":                {in: writers},
		"POST /companies/{company}/contacts":                   {in: writers},
		"GET /companies/{company}/contacts/{call}":             {in: writers + " leader opened elsewhere"},
		"GET /companies/{company}/contacts/{call}/edit":        {in: "owner"},
		"POST /companies/{company}/contacts/{call}/edit":       {in: "owner"},
		"GET /companies/{company}/contacts/{call}/additions":   {in: writers},
		"POST /companies/{company}/contacts/{call}/additions":  {in: writers},
		"GET /companies/{company}/contacts/{call}/withdrawal":  {in: "owner"},
		"POST /companies/{company}/contacts/{call}/withdrawal": {in: "owner", spent: true},

		"GET /youths/{youth}/words":            {in: readers, may: team},
		"POST /youths/{youth}/words":           {in: loggers, may: team},
		"GET /youths/{youth}/matches":          {in: loggers, may: team},
		"POST /youths/{youth}/matches":         {in: loggers, may: team},
		"POST /youths/{youth}/matches/{match}": {in: loggers, may: team},
		"GET /dreams":                          {in: writers + " leader opened elsewhere"},
		"POST /dreams":                         {in: writers + " leader opened elsewhere"},
	}
}
