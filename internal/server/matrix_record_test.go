package server_test

import "net/url"

// recordRoutes are about Mads's record; for the last owner, about Ida's.
func recordRoutes() map[string]expectation {
	const owns, decides = "owner opened last", "owner cover opened last"
	const readersAnd = team + " invited specialist"
	return map[string]expectation{
		"GET /youths/{youth}/":         {in: readers, may: team},
		"GET /youths/{youth}/timeline": {in: readers, may: team},
		"GET /youths/{youth}/ready":    {in: readers, may: team},
		"GET /youths/{youth}/details":  {in: readers, may: team},
		"GET /youths/{youth}/people":   {in: readers, may: team},
		"GET /youths/{youth}/safety":   {in: readers, may: team},
		"GET /youths/{youth}/lookups":  {in: owns, may: team},

		"GET /youths/{youth}/network":                   {in: readers, may: team},
		"POST /youths/{youth}/network":                  {in: loggers, may: team},
		"GET /youths/{youth}/network/map":               {in: readers, may: team},
		"GET /youths/{youth}/network/meetings":          {in: readers, may: team},
		"GET /youths/{youth}/network/new":               {in: loggers, may: team},
		"GET /youths/{youth}/network/{person}":          {in: loggers, may: team},
		"POST /youths/{youth}/network/{person}":         {in: loggers, may: team},
		"POST /youths/{youth}/network/{person}/address": {in: loggers, may: team},
		"GET /youths/{youth}/network/{person}/end":      {in: loggers, may: team},
		"POST /youths/{youth}/network/{person}/end":     {in: loggers, may: team},

		"GET /youths/{youth}/measures":                           {in: readers, may: team},
		"GET /youths/{youth}/measures/thanks":                    {in: loggers, may: team},
		"GET /youths/{youth}/measures/youth/{instrument}":        {in: loggers, may: team},
		"POST /youths/{youth}/measures/youth/{instrument}":       {in: loggers, may: team},
		"GET /youths/{youth}/measures/worker/{instrument}":       {in: loggers, may: team},
		"POST /youths/{youth}/measures/worker/{instrument}":      {in: loggers, may: team},
		"POST /youths/{youth}/measures/links":                    {in: loggers, may: team},
		"POST /youths/{youth}/measures/links/{link}/revocation":  {in: loggers, may: team, spent: true},
		"POST /youths/{youth}/measures/{measurement}/withdrawal": {in: loggers, may: team, spent: true},

		"GET /youths/{youth}/consents":        {in: readers, may: team},
		"POST /youths/{youth}/consents":       {in: loggers, may: team},
		"GET /youths/{youth}/consents/new":    {in: loggers, may: team},
		"GET /youths/{youth}/disclosures/new": {in: loggers, may: team},
		"POST /youths/{youth}/disclosures":    {in: loggers, may: team},
		"GET /consents/{consent}/withdrawal":  {in: loggers, may: team},
		"POST /consents/{consent}/withdrawal": {in: loggers, may: team},

		"GET /placements/{placement}/sheet":     {in: loggers, may: team},
		"GET /placements/{placement}/sheet/pdf": {in: loggers, may: team, raw: true},

		"GET /youths/{youth}/kickoff":                             {in: readers, may: team},
		"POST /youths/{youth}/kickoff":                            {in: loggers, may: team},
		"GET /youths/{youth}/kickoff/time":                        {in: loggers, may: team},
		"GET /youths/{youth}/kickoff/invitation":                  {in: loggers, may: team},
		"POST /youths/{youth}/kickoff/invitees":                   {in: loggers, may: team},
		"GET /youths/{youth}/kickoff/invitees/{invitee}":          {in: loggers, may: team},
		"POST /youths/{youth}/kickoff/invitees/{invitee}":         {in: loggers, may: team},
		"POST /youths/{youth}/kickoff/invitees/{invitee}/removal": {in: loggers, may: team},
		"POST /youths/{youth}/kickoff/items":                      {in: loggers, may: team},
		"GET /youths/{youth}/kickoff/items/{item}":                {in: loggers, may: team},
		"POST /youths/{youth}/kickoff/items/{item}":               {in: loggers, may: team},
		"POST /youths/{youth}/kickoff/items/{item}/removal":       {in: loggers, may: team},
		"POST /youths/{youth}/kickoff/part":                       {in: loggers, may: team},
		"POST /youths/{youth}/kickoff/held":                       {in: loggers, may: team},
		"GET /youths/{youth}/contact-card":                        {in: loggers, may: team},

		"POST /youths/{youth}/cpr":               {in: loggers, may: team},
		"POST /youths/{youth}/address":           {in: loggers, may: team},
		"GET /youths/{youth}/edit":               {in: loggers, may: team},
		"POST /youths/{youth}/edit":              {in: loggers, may: team},
		"POST /youths/{youth}/safety":            {in: loggers, may: team},
		"POST /youths/{youth}/safety/{note}/end": {in: loggers, may: team, spent: true},
		"GET /youths/{youth}/course":             {in: decides, may: team},
		"POST /youths/{youth}/course":            {in: decides, may: team},
		"GET /youths/{youth}/closure":            {in: decides, may: team},
		"POST /youths/{youth}/closure":           {in: decides, may: team},
		"GET /youths/{youth}/handover-package":   {in: decides, may: team},

		"GET /youths/{youth}/handover":           {in: decides + " coordinator", may: team},
		"POST /youths/{youth}/handover":          {in: decides + " coordinator", may: team},
		"GET /youths/{youth}/buddy":              {in: decides + " coordinator", may: team},
		"POST /youths/{youth}/buddy":             {in: decides + " coordinator", may: team, form: url.Values{"buddy": {"999999"}}},
		"GET /youths/{youth}/move":               {in: owns, may: team},
		"POST /youths/{youth}/move":              {in: owns, may: team},
		"POST /youths/{youth}/move/withdrawal":   {in: owns, may: team},
		"POST /youths/{youth}/move/note":         {in: owns, may: team},
		"GET /youths/{youth}/conflict":           {in: readersAnd},
		"POST /youths/{youth}/conflict":          {in: readersAnd, spent: true},
		"GET /youths/{youth}/cover":              {in: owns + " coordinator", may: team},
		"POST /youths/{youth}/cover":             {in: owns + " coordinator", may: team},
		"POST /youths/{youth}/cover/{cover}/end": {in: owns + " coordinator", may: team, spent: true},

		"GET /youths/{youth}/opening":  {in: team},
		"POST /youths/{youth}/opening": {in: team[:len("owner buddy cover was leader opened ")] + "colleague glass last", may: team},
	}
}

// documentRoutes are the documents of Mads's record; for the last owner, of Ida's.
func documentRoutes() map[string]expectation {
	const handles = "owner cover opened last"
	return map[string]expectation{
		"GET /youths/{youth}/documents":          {in: readers, may: team},
		"GET /youths/{youth}/documents/new":      {in: loggers, may: team},
		"POST /youths/{youth}/documents":         {in: loggers, may: team},
		"GET /documents/{document}/":             {in: readers, may: team},
		"GET /documents/{document}/files/{file}": {in: readers, may: team, raw: true},
		"GET /documents/{document}/edit":         {in: loggers, may: team},
		"POST /documents/{document}/edit":        {in: loggers, may: team},
		"GET /documents/{document}/withdrawal":   {in: loggers, may: team},
		"POST /documents/{document}/withdrawal":  {in: loggers, may: team, spent: true},
		"POST /documents/{document}/receipt":     {in: loggers, may: team},

		"GET /youths/{youth}/access-requests":                    {in: loggers, may: team},
		"GET /youths/{youth}/access-requests/new":                {in: loggers, may: team},
		"POST /youths/{youth}/access-requests":                   {in: loggers, may: team},
		"GET /access-requests/{request}/":                        {in: loggers, may: team},
		"GET /access-requests/{request}/items/{kind}/{subject}":  {in: loggers, may: team},
		"POST /access-requests/{request}/items/{kind}/{subject}": {in: handles, may: team},
		"GET /access-requests/{request}/package":                 {in: handles, may: team, raw: true},
		"POST /access-requests/{request}/package":                {in: handles, may: team},
		"POST /access-requests/{request}/delay":                  {in: handles, may: team},
		"POST /access-requests/{request}/answer":                 {in: handles, may: team},
	}
}

// searchRoutes are the one box.
func searchRoutes() map[string]expectation {
	const searchers = caseload + " leader opened elsewhere coordinator coordinator2"
	return map[string]expectation{
		"GET /search":  {in: searchers},
		"POST /search": {in: searchers, form: url.Values{"q": {"Mads"}}},
	}
}
