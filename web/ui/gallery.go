package ui

import "kasket/internal/rule"

// GalleryShell is a filled shell for the gallery.
func GalleryShell() Shell {
	return Shell{
		Search: true,
		Nav: []NavItem{
			{Href: "/", Key: "nav.today", Count: 4, Soon: true},
			{Href: "/youths", Key: "nav.youths", Count: 16, Current: true},
			{Href: "/companies", Key: "nav.companies"},
			{Href: "/team", Key: "nav.team"},
		},
		Foot: []NavItem{
			{Href: "/", Key: "nav.today", Icon: "calendar", Count: 4, Soon: true},
			{Href: "/youths", Key: "nav.youths", Icon: "people", Current: true},
			{Href: "/contacts/new", Key: "nav.contact", Icon: "pen"},
			{Href: SearchPath, Key: "nav.search", Icon: "search"},
		},
		Links:       []NavItem{{Href: SessionPath, Key: "nav.sessions"}},
		User:        "Anne Krogh",
		Role:        "Kontaktperson, Rute 42",
		Path:        "/gallery",
		Demo:        true,
		IdleSeconds: 1800,
	}
}

func galleryIdentity() Identity {
	return Identity{
		Name: "Mads Østergaard", Age: "20 år", Pronoun: "han", CPR: "740306-••••", Reveal: "#cpr",
		Owner: "Anne Krogh", Buddy: "Karim Bak", Phone: "12 34 56 78",
		Flags: []FlagProps{{Soon, "Adressebeskyttet"}},
		Facts: []Fact{
			{Label: "Rute 42", Value: "uge 31"},
			{Label: "Behovsgruppe", Value: "4"},
			{Label: "Praktik", Value: "Hobro Auto, uge 3 af 13"},
			{Label: "Sidst talt sammen", Value: "torsdag"},
			{Label: "Telefon", Value: "12 34 56 78"},
		},
		Tabs: []Tab{
			{Href: "#overblik", Label: "Overblik", Current: true},
			{Href: "#historik", Label: "Historik"},
			{Href: "#plan", Label: "Plan og aftaler", Count: 2},
			{Href: "#afgoerelser", Label: "Afgørelser"},
			{Href: "#praktik", Label: "Praktik"},
			{Href: "#netvaerk", Label: "Netværk og samtykker"},
			{Href: "#maaling", Label: "Måling"},
			{Href: "#opslag", Label: "Hvem har set sagen"},
		},
		Action: Link{"#ny", "Ny kontakt"},
	}
}

func galleryBroken() rule.Violations {
	return rule.Violations{{Field: "on", Code: "date"}, {Field: "agreed", Code: "required"}}
}

func galleryHats() (mentor, company, authority HatProps) {
	return HatProps{"Mentor", "m", "mentor"}, HatProps{"Virksomhed", "c", "company"}, HatProps{"Myndighed", "a", "authority"}
}

func galleryKinds() []Option {
	return []Option{
		{Value: "phone", Label: "Telefon", Icon: "phone"},
		{Value: "met", Label: "Mødtes", Icon: "met"},
		{Value: "walk", Label: "Gåtur", Icon: "walk"},
		{Value: "home", Label: "Hjemme", Icon: "home"},
		{Value: "text", Label: "Sms", Icon: "sms"},
		{Value: "video", Label: "Video", Icon: "video"},
		{Value: "accompaniment", Label: "Ledsagelse", Icon: "accompaniment"},
		{Value: "other", Label: "Andet", Icon: "other"},
	}
}

// galleryLoad is a row of the table of the gallery.
type galleryLoad struct {
	name                     string
	load, norm, youths, late float64
	year                     []float64
}

func galleryLoads() []galleryLoad {
	return []galleryLoad{
		{"Anne Krogh", 16, 18, 16, 2, []float64{11, 12, 12, 13, 14, 14, 14, 15, 15, 15, 16, 16}},
		{"Jens Holm", 15, 14.6, 14, 1, []float64{12, 12, 13, 13, 14, 13, 14, 14, 14, 15, 15, 15}},
		{"Sofie Lund", 11.5, 18, 12, 0, []float64{4, 5, 5, 6, 7, 7, 8, 9, 9, 10, 11, 11.5}},
	}
}
