package page

import (
	"context"
	"strings"

	"kasket/internal/casework/network"
	"kasket/internal/programme"
	"kasket/web/i18n"
	"kasket/web/ui"
)

// mapOf is the network map of the page's day.
func (v NetworkView) mapOf(f Frame) network.Map {
	var sectors []string
	for _, e := range inForce(v.Labels, programme.NetworkSector, f.Today(), "") {
		sectors = append(sectors, e.Code)
	}
	return network.MapOf(v.People, sectors, f.Today())
}

// drawn is the map as it is drawn, with what it says in words.
func (v NetworkView) drawn(ctx context.Context, f Frame, m network.Map) ui.RingsProps {
	p := ui.RingsProps{
		Title: i18n.T(ctx, "network.map_title", f.Name()), Centre: f.Name(),
		Text: i18n.N(ctx, "network.map_people", len(m.All)-m.Loose) + " " + i18n.T(ctx, "network.map_table"),
	}
	for _, code := range m.Sectors {
		p.Sectors = append(p.Sectors, v.sector(ctx, code))
	}
	for ring, sectors := range m.Cells {
		p.Marks[ring] = make([][]ui.RingMark, len(sectors))
		for i, people := range sectors {
			for _, o := range people {
				first, _, _ := strings.Cut(o.Name, " ")
				p.Marks[ring][i] = append(p.Marks[ring][i], ui.RingMark{Number: o.Number, Name: first, Star: o.Chosen && o.To == nil, Dashed: o.MayContact == network.MayNot})
			}
		}
	}
	return p
}

// sector is what a part of life is called; none is nothing.
func (v NetworkView) sector(ctx context.Context, code string) string {
	if code == "" {
		return ""
	}
	return v.Labels.Name(programme.NetworkSector, code, string(i18n.LangOf(ctx)))
}

func mapHeads(ctx context.Context) []ui.HeadCell {
	heads := make([]ui.HeadCell, 0, 7)
	for _, key := range []string{"field.name", "field.relation", "field.ring", "field.sector", "field.supports", "field.strains", "network.may_head"} {
		heads = append(heads, ui.HeadCell{Label: i18n.T(ctx, key)})
	}
	return heads
}

func ringName(ctx context.Context, r network.Ring) string {
	return i18n.T(ctx, "network.ring."+orElse(string(r), "none"))
}

func mayName(ctx context.Context, m network.MayContact) string {
	return i18n.T(ctx, "network.may."+orElse(string(m), "none"))
}
