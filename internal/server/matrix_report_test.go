package server_test

// reportRoutes are the economy, what is missing, and the reports: here one of the team
// in the north.
func reportRoutes() map[string]expectation {
	const leaders = "leader opened elsewhere"
	return map[string]expectation{
		"GET /figures/economy":                    {in: "insight " + leaders},
		"POST /figures/economy":                   {in: "insight " + leaders},
		"GET /figures/missing":                    {in: leaders},
		"GET /figures/report":                     {in: "insight " + leaders},
		"POST /figures/report":                    {in: "insight " + leaders},
		"GET /figures/report/{report}":            {in: "leader opened"},
		"GET /figures/report/{report}/pdf":        {in: "leader opened", raw: true},
		"GET /figures/report/{report}/xlsx":       {in: "leader opened", raw: true},
		"GET /figures/report/{report}/csv":        {in: "leader opened", raw: true},
		"GET /figures/report/{report}/dictionary": {in: "leader opened", raw: true},
	}
}
