package server

import (
	"net/http"
	"net/netip"
	"testing"
)

// Whom an address is counted for: what a client writes itself is not believed.
func TestAddressOf(t *testing.T) {
	ours := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("192.0.2.7/32")}
	for name, tt := range map[string]struct {
		remote  string
		passed  []string
		proxies []netip.Prefix
		want    string
	}{
		"straight":                     {"203.0.113.9:4000", nil, nil, "203.0.113.9"},
		"no proxy is known":            {"203.0.113.9:4000", []string{"198.51.100.1"}, nil, "203.0.113.9"},
		"not by way of ours":           {"203.0.113.9:4000", []string{"198.51.100.1"}, ours, "203.0.113.9"},
		"by way of ours":               {"10.1.2.3:4000", []string{"198.51.100.1"}, ours, "198.51.100.1"},
		"by way of two of ours":        {"10.1.2.3:4000", []string{"198.51.100.1, 192.0.2.7"}, ours, "198.51.100.1"},
		"a client that writes its own": {"10.1.2.3:4000", []string{"127.0.0.1, 198.51.100.1"}, ours, "198.51.100.1"},
		"two headers":                  {"10.1.2.3:4000", []string{"127.0.0.1", "198.51.100.1"}, ours, "198.51.100.1"},
		"a proxy that says nothing":    {"10.1.2.3:4000", nil, ours, "10.1.2.3"},
		"IPv6":                         {"[2001:db8::1]:4000", nil, ours, "2001:db8::1"},
		"IPv4 in IPv6":                 {"[::ffff:10.1.2.3]:4000", []string{"198.51.100.1"}, ours, "198.51.100.1"},
	} {
		r := &http.Request{RemoteAddr: tt.remote, Header: http.Header{"X-Forwarded-For": tt.passed}}
		if got := (responder{deps: Deps{Proxies: tt.proxies}}).addressOf(r); got != tt.want {
			t.Errorf("%s: %s, want %s", name, got, tt.want)
		}
	}
}
