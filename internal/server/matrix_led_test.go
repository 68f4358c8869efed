package server_test

// ledRoutes are the leader's, and what a coordinator sees of the team's load.
func ledRoutes() map[string]expectation {
	const leaders = "leader opened elsewhere"
	return map[string]expectation{
		"GET /capacity":                                      {in: "coordinator coordinator2 " + leaders},
		"GET /uncovered":                                     {in: "coordinator coordinator2 " + leaders},
		"GET /figures":                                       {in: "insight " + leaders},
		"GET /figures/time":                                  {in: "insight " + leaders},
		"GET /figures/why":                                   {in: "insight " + leaders},
		"GET /figures/definitions/new":                       {in: leaders},
		"POST /figures/definitions/new":                      {in: leaders},
		"GET /figures/definitions/{own}/edit":                {in: "leader opened"},
		"POST /figures/definitions/{own}/edit":               {in: "leader opened"},
		"GET /figures/target":                                {in: "insight " + leaders},
		"POST /figures/target":                               {in: "insight " + leaders},
		"GET /figures/promises":                              {in: "insight " + leaders},
		"GET /figures/promises/{indicator}":                  {in: leaders},
		"GET /figures/{definition}/youths":                   {in: leaders},
		"GET /figures/{definition}":                          {in: "insight " + leaders},
		"GET /staff/{staff}/move":                            {in: "coordinator leader opened"},
		"POST /staff/{staff}/move":                           {in: "coordinator leader opened"},
		"GET /approvals":                                     {in: caseload + " " + leaders},
		"GET /team":                                          {in: leaders},
		"GET /approvals/placements/{stay}":                   {in: "leader opened", may: team},
		"POST /approvals/placements/{stay}":                  {in: "leader opened", may: team},
		"GET /team/caseload":                                 {in: "coordinator coordinator2 " + leaders},
		"GET /team/closed":                                   {in: leaders},
		"GET /team/export":                                   {in: leaders, raw: true},
		"GET /team/openings":                                 {in: leaders},
		"GET /team/had/{staff}":                              {in: "leader opened"},
		"POST /team/openings/{opening}":                      {in: "leader opened", may: team},
		"GET /team/reviews":                                  {in: leaders},
		"POST /team/reviews":                                 {in: leaders},
		"GET /team/reviews/{review}":                         {in: "leader opened", may: team + " conflicted"},
		"POST /team/reviews/{review}/notes":                  {in: "leader opened", may: team + " conflicted"},
		"POST /team/reviews/{review}/notes/{remark}/closure": {in: "leader opened", may: team},
		"POST /team/reviews/{review}/end":                    {in: "leader opened", may: team + " conflicted", spent: true},
		"GET /reviews":                                       {in: everyone},
		"POST /reviews/{remark}/answer":                      {in: "owner cover leader opened", may: team},
		"POST /reviews/{remark}/closure":                     {in: "owner cover leader opened", may: team},
	}
}
