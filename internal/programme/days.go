package programme

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strconv"

	"kasket/internal/db"
	"kasket/internal/when"
)

// Channel is a way a decision reaches somebody: the code of a row of Posting.
type Channel string

// The channels that ship. A municipality may add rows of its own.
const (
	DigitalPost Channel = "digital_post"
	Letter      Channel = "letter"
	QuickLetter Channel = "quick_letter"
	HandedOver  Channel = "handed_over"
)

// OnPaper reports whether what is sent by the channel lies in an envelope with an
// address on it. What is handed over or sent to an inbox needs none, and has none.
func (c Channel) OnPaper() bool { return c == Letter || c == QuickLetter }

// Delivery is how long something sent is on its way, in a period.
type Delivery struct {
	Channel   Channel
	Days      int
	Weekdays  bool // open days are counted, not all
	From, To  when.Date
	Confirmed bool // somebody who knows the rules has looked at it
}

var deliveryRule = regexp.MustCompile(`^(weekdays|days)\+(\d{1,2})$`)

var errDelivery = errors.New("not a rule of delivery")

// parseDelivery reads a rule as it is stored: weekdays+6, days+0.
func parseDelivery(s string) (Delivery, error) {
	m := deliveryRule.FindStringSubmatch(s)
	if m == nil {
		return Delivery{}, fmt.Errorf("%q: %w", s, errDelivery)
	}
	days, err := strconv.Atoi(m[2])
	return Delivery{Days: days, Weekdays: m[1] == "weekdays"}, err
}

// String is the rule as it is stored.
func (d Delivery) String() string {
	if d.Weekdays {
		return "weekdays+" + strconv.Itoa(d.Days)
	}
	return "days+" + strconv.Itoa(d.Days)
}

// Reaches is the day on which what is sent counts as received: the notification
// that deadlines run from. It may be a Saturday or a holiday (vejl. 9533 of 26 June
// 2018: Digital Post counts as received on the day it is there).
func (d Delivery) Reaches(sent when.Date, c when.Calendar) when.Date {
	if d.Weekdays {
		return c.OpenAfter(sent, d.Days)
	}
	return sent.AddDays(d.Days)
}

// Deliveries are the rules of all channels and times.
type Deliveries []Delivery

// By is how long something sent by a channel on a day is on its way, and false
// where no row says so.
func (all Deliveries) By(channel Channel, sent when.Date) (Delivery, bool) {
	for _, d := range all {
		if d.Channel == channel && !sent.Before(d.From) && (d.To.IsZero() || !sent.After(d.To)) {
			return d, true
		}
	}
	return Delivery{}, false
}

// ReadDelivery reads what the row of a channel says.
func ReadDelivery(e Entry) (Delivery, error) {
	d, err := parseDelivery(e.Rule)
	if err != nil {
		return d, fmt.Errorf("delivery %s: %w", e.Code, err)
	}
	d.Channel, d.From, d.To, d.Confirmed = Channel(e.Code), e.From, e.To, e.Confirmed
	return d, nil
}

// Days is what deadlines are counted by.
type Days struct {
	Calendar   when.Calendar
	Deliveries Deliveries
}

// Days reads the calendar and the deliveries, in one query.
func (s *Service) Days(ctx context.Context) (Days, error) { return DaysOf(ctx, s.read) }

// DaysOf reads the calendar and the deliveries for a use case, on its transaction.
func DaysOf(ctx context.Context, q db.Reader) (Days, error) {
	var days Days
	rows, err := db.All[Entry](ctx, q, `SELECT `+entryColumns+`FROM catalogue WHERE kind IN ('holiday', 'delivery') ORDER BY id`, nil)
	if err != nil {
		return days, fmt.Errorf("days: %w", err)
	}
	for _, e := range rows {
		if e.Kind == Posting {
			d, err := ReadDelivery(e)
			if err != nil {
				return days, err
			}
			days.Deliveries = append(days.Deliveries, d)
			continue
		}
		y, err := when.ParseYearly(e.Rule)
		if err != nil {
			return days, fmt.Errorf("holiday %s: %w", e.Code, err)
		}
		days.Calendar = append(days.Calendar, when.Closed{Day: y, From: e.From, To: e.To})
	}
	return days, nil
}

var receiptRule = regexp.MustCompile(`^receipt\+([1-9]\d?)$`)

// ReceiptDays is within how many open days a receipt for a document of a kind with
// this rule is expected, 0 where none is.
func ReceiptDays(rule string) int {
	m := receiptRule.FindStringSubmatch(rule)
	if m == nil {
		return 0
	}
	n, _ := strconv.Atoi(m[1]) // the pattern lets through two digits at most
	return n
}

// ruled reports whether a row has the rule its kind needs, and no other.
func ruled(kind Kind, text string) bool {
	switch kind {
	case Holiday:
		_, err := when.ParseYearly(text)
		return err == nil
	case Posting:
		_, err := parseDelivery(text)
		return err == nil
	case PartyAge, ConsentLength:
		_, err := parseAge(text)
		return err == nil
	case DocumentKind:
		return text == "" || ReceiptDays(text) > 0
	}
	return stayRuled(kind, text)
}

// ruleAsStored writes the day of a holiday and the traits of a stay in one way. What
// cannot be read stays as it was typed.
func ruleAsStored(kind Kind, text string) string {
	if t, err := ParsePlacementTraits(text); kind == PlacementType && err == nil {
		return t.String()
	}
	if y, err := when.ParseYearly(text); kind == Holiday && err == nil {
		return y.String()
	}
	return text
}
