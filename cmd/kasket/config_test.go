package main

import (
	"strings"
	"testing"
)

// Whose word of who asks is believed is an address or a network; anything else is told.
func TestProxies(t *testing.T) {
	for typed, want := range map[string]string{
		"": "", "192.0.2.7": "192.0.2.7/32", "10.0.0.0/8, 2001:db8::1": "10.0.0.0/8 2001:db8::1/128", "proxy.kommune.test": "fault", "10.0.0.0/64": "fault",
	} {
		s, err := readSettings(func(key string) string {
			if key == "KASKET_PROXIES" {
				return typed
			}
			return ""
		})
		var got []string
		for _, p := range s.proxies {
			got = append(got, p.String())
		}
		if want == "fault" && (err == nil || !strings.Contains(err.Error(), "KASKET_PROXIES")) || want != "fault" && (err != nil || strings.Join(got, " ") != want) {
			t.Errorf("%q: %v, %v", typed, got, err)
		}
	}
}
