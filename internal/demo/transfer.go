package demo

import (
	"context"

	"kasket/internal/audit"
	"kasket/internal/casework/standing"
	"kasket/internal/casework/transfer"
	"kasket/internal/db"
	"kasket/internal/id"
)

// askToTakeOver is the owner's request to a colleague, "who: why"; the text of the
// event is what the youth would say, and all that is open goes with.
func (l *life) askToTakeOver(ctx context.Context, e event) error {
	key, why := parted(e.rest)
	to, err := l.person(key)
	if err != nil {
		return err
	}
	scope, err := standing.Of(ctx, l.db.Read, l.owner, l.youth, l.clock.at)
	if err != nil {
		return err
	}
	sheet, err := l.transfers.Prepare(ctx, l.owner, scope)
	if err != nil {
		return err
	}
	wish := transfer.Wish{To: to.Staff, Reason: why, Summary: e.account(), Items: map[string]transfer.Ticked{}}
	for _, i := range sheet.Items {
		wish.Items[i.Name()] = transfer.Ticked{}
	}
	_, err = l.transfers.Ask(ctx, l.owner, l.youth, wish, audit.Form{})
	return err
}

// giveBack is the colleague's no, "why".
func (l *life) giveBack(ctx context.Context, e event) error {
	asked, err := db.One[struct {
		ID id.Transfer
		To id.Staff
	}](ctx, l.db.Read, `SELECT id, to_id AS "to" FROM transfers WHERE youth_id = @youth AND state = 'open'`, db.Args{"youth": l.youth})
	if err != nil {
		return err
	}
	by, err := l.staff.Actor(ctx, asked.To)
	if err != nil {
		return err
	}
	return l.transfers.Return(ctx, by, asked.ID, e.rest, audit.Form{})
}
