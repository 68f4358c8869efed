package server_test

import (
	"fmt"
	"testing"

	"kasket/internal/access"
	"kasket/internal/browsertest"
)

// Names of youths have more letters than Danish has: each stands in the site's own
// font, in every weight, and none falls out of it into another.
func TestLettersOfNames(t *testing.T) {
	s := newSite(t)
	owner := s.Person(s.Team("Nord"), "Anna Krogh", access.Caseworker)
	names := []string{
		"Çağrı Yıldız", "İpek Şahin", "Łukasz Wiśniewski", "Zofia Dąbrowska-Źdźbło", "Đorđe Ćurčić", "Šejla Žujić", "Zdeněk Dvořák", "Lőrinc Szűcs",
		"Ștefan Țurcanu", "Gūta Ķēniņa", "Žydrūnė Ąžuolaitė", "Nguyễn Thị Hồng Ánh", "Þóra Bjarnadóttir", "Həsən Əliyev",
	}
	p := s.browser(owner, browsertest.Desktop)
	for _, name := range names {
		p.Go(s.url + fmt.Sprintf("/youths/%d", s.Youth(owner, name)))
		for _, selector := range []string{"h1", "main"} {
			for _, font := range p.Fonts(selector) {
				if !font.Ours {
					t.Errorf("%s: %d letters of the %s stand in %s", name, font.Glyphs, selector, font.Name)
				}
			}
		}
	}
	p.Screenshot("letters")
}
