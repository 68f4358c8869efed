package caseload

import (
	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/when"
)

// receipt is what was sent about a youth of one's own, and the other side has not said
// that it arrived.
type receipt struct {
	Document id.Document `json:"document"`
	Youth    id.Youth    `json:"youth"`
	Name     string      `json:"name"`
	Party    string      `json:"party"` // to whom it was sent
	Sent     when.Date   `json:"sent"`
	Rule     string      `json:"rule"` // of its type
}

// How far the page of today looks for receipts, in days.
const (
	receiptSoon = 2   // ahead of the day it is expected
	receiptBack = 180 // back, for what was sent
)

// dueReceipts are those that should be there by now, or very soon.
func dueReceipts(list []receipt, open when.Calendar, today when.Date) []Deadline {
	var due []Deadline
	for _, r := range list {
		by := open.OpenAfter(r.Sent, programme.ReceiptDays(r.Rule))
		if by.Sub(today) <= receiptSoon {
			due = append(due, Deadline{Kind: ReceiptDue, Youth: r.Youth, Name: r.Name, On: by, Text: r.Party, Document: r.Document})
		}
	}
	return due
}

// asked is a request for access to the file of a youth of one's own.
type asked struct {
	Request id.AccessRequest `json:"request"`
	Youth   id.Youth         `json:"youth"`
	Name    string           `json:"name"`
	Due     when.Date        `json:"due"`
}

// accessOpen reads the requests that are not answered, with the day that who asked was
// last told of. They stand there from the first day: there are seven.
const accessOpen = `
	(SELECT coalesce(json_agg(x ORDER BY x.due, x.request), '[]') FROM (
		SELECT r.id AS request, m.youth_id AS youth, m.name, coalesce((SELECT d.until_on FROM access_delays d WHERE d.request_id = r.id ORDER BY d.id DESC LIMIT 1), r.due_on) AS due
		FROM mine m JOIN access_requests r ON r.youth_id = m.youth_id AND r.closed_at IS NULL) x WHERE x.due IS NOT NULL)`

// receiptsAwaited reads what was sent of one's own youths and no receipt has come for,
// where the rule of its type expects one.
const receiptsAwaited = `
	(SELECT coalesce(json_agg(json_build_object('document', d.id, 'youth', m.youth_id, 'name', m.name, 'party', d.party, 'sent', d.dated_on, 'rule', k.rule)
	                          ORDER BY d.dated_on, d.id), '[]')
	 FROM mine m JOIN documents d ON d.youth_id = m.youth_id AND d.direction = 'out' AND d.receipt_on IS NULL AND d.withdrawn_at IS NULL AND d.dated_on >= @sent
	 JOIN catalogue k ON k.kind = 'document_type' AND k.code = d.type AND k.rule <> '' AND daterange(k.valid_from, k.valid_to, '[]') @> d.dated_on)`
