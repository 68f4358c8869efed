package archtest

import (
	"os"
	"testing"
)

var rules = map[string]func([]source) []string{
	"import order":   importOrder,
	"import bans":    importBans,
	"place of SQL":   sqlPlace,
	"environment":    environment,
	"skipped tests":  skips,
	"package names":  packageNames,
	"doc comments":   comments,
	"file sizes":     fileSizes,
	"function sizes": functionSizes,
}

// The whole checkout keeps every rule.
func TestHouse(t *testing.T) {
	all := load(t, os.DirFS("../.."))
	if len(all) < 10 {
		t.Fatalf("only %d files were found: is this the checkout?", len(all))
	}
	for name, rule := range rules {
		t.Run(name, func(t *testing.T) {
			for _, fault := range rule(all) {
				t.Error(fault)
			}
		})
	}
}
