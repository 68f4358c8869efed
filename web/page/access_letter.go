package page

import (
	"context"
	"strconv"
	"strings"

	"kasket/internal/casework/fileaccess"
	"kasket/internal/letter"
	"kasket/internal/when"
	"kasket/web/i18n"
)

// AccessLetter writes the words of a package: who asked, the list of everything with
// what is left out and why, and then what is given, each under its number.
func AccessLetter(ctx context.Context, b fileaccess.Bundle, grounds map[string]string) letter.Letter {
	on := when.Of(b.Made)
	l := letter.Letter{
		Lang: string(i18n.LangOf(ctx)), Title: i18n.T(ctx, "access.letter.title", b.Called), Sender: []string{i18n.T(ctx, "access.letter.sender")},
		Date: on, Made: b.Made, Refs: []string{i18n.T(ctx, "access.letter.ref", b.Request.ID)},
	}
	add := func(kind letter.Kind, text string) {
		if strings.TrimSpace(text) != "" {
			l.Body = append(l.Body, letter.Block{Kind: kind, Text: text})
		}
	}
	asker := b.Called
	if b.Request.Asker != fileaccess.TheYouth {
		asker = b.Request.Name
	}
	add(letter.Paragraph, i18n.T(ctx, "access.letter.intro", asker, i18n.DateOf(ctx, b.Request.AskedOn)))
	add(letter.Paragraph, i18n.N(ctx, "access.letter.count", len(b.Items)))
	if n := b.LeftOut(); n > 0 {
		add(letter.Paragraph, i18n.N(ctx, "access.letter.left_out", n))
	}
	add(letter.Heading, i18n.T(ctx, "access.list"))
	for _, i := range b.Items {
		add(letter.Paragraph, accessRow(ctx, b, i, grounds))
	}
	for _, i := range b.Items {
		if i.Decided() == fileaccess.LeaveOut {
			continue
		}
		add(letter.Heading, i18n.T(ctx, "access.letter.akt", i.Number, i18n.DateOf(ctx, i.On()), accessTitle(ctx, i)))
		if i.By != "" {
			add(letter.Paragraph, i18n.T(ctx, "access.letter.by", i.By))
		}
		if i.Decided() == fileaccess.GivePart {
			add(letter.Paragraph, i18n.T(ctx, "access.letter.part", exempted(i, grounds)))
			add(letter.Paragraph, i.Review.Text)
			continue
		}
		for _, p := range i.Parts {
			text := p.Text
			if label := accessPart(ctx, p); label != "" {
				text = label + ":\n" + text
			}
			add(letter.Paragraph, text)
		}
		for _, a := range b.Of(i.Number) {
			add(letter.Paragraph, annexWords(ctx, a))
			add(letter.Paragraph, a.Text)
		}
	}
	return l
}

// accessRow is a row of the list: its number, day and name, and what becomes of it.
func accessRow(ctx context.Context, b fileaccess.Bundle, i fileaccess.Item, grounds map[string]string) string {
	row := i18n.T(ctx, "access.letter.akt", i.Number, i18n.DateOf(ctx, i.On()), accessTitle(ctx, i))
	var files []string
	for _, a := range b.Of(i.Number) {
		files = append(files, annexWords(ctx, a))
	}
	if len(files) > 0 {
		row += "\n" + strings.Join(files, "\n")
	}
	if i.Decided() != fileaccess.Give {
		row += "\n" + i18n.T(ctx, "access.letter."+string(i.Decided()), exempted(i, grounds))
	}
	return row
}

func exempted(i fileaccess.Item, grounds map[string]string) string {
	return grounds[i.Review.Ground] + ". " + i.Review.Reason
}

// annexWords say where a file is to be found.
func annexWords(ctx context.Context, a fileaccess.Annex) string {
	number := strconv.Itoa(a.Number)
	switch {
	case a.Attached != "":
		return i18n.T(ctx, "access.letter.attached", number, a.Name, a.Attached)
	case a.Pages > 0:
		return i18n.T(ctx, "access.letter.pages", number, a.Name, a.Page)
	}
	return i18n.T(ctx, "access.letter.inline", number, a.Name)
}
