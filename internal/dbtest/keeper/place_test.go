package main

import (
	"log/slog"
	"os"
	"path/filepath"
	"testing"
)

// Wherever the data lies, the checkout's folder leads there, and nothing is left in
// memory when it is forgotten.
func TestPlace(t *testing.T) {
	wanted := filepath.Join(t.TempDir(), "postgres")
	for range 2 { // the second finds what an earlier keeper left
		folder, forget, err := place(wanted, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.MkdirAll(filepath.Join(folder, "data"), 0o700); err != nil {
			t.Fatal(err)
		}
		if _, err := os.Stat(filepath.Join(wanted, "data")); err != nil {
			t.Errorf("the data is not found from the checkout: %v", err)
		}
		if err := forget(); err != nil {
			t.Error(err)
		}
		if _, err := os.Stat(folder); folder != wanted && !os.IsNotExist(err) {
			t.Errorf("%s is left in memory: %v", folder, err)
		}
	}
}
