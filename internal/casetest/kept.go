package casetest

import (
	"testing"
	"time"

	"kasket/internal/db"
	"kasket/internal/dbtest"
	"kasket/internal/vault"
)

// Kept is a world as it stood, to begin others from: what takes many statements to
// tell is told once for all tests of a package.
type Kept struct {
	database dbtest.Kept
	vault    *vault.Vault
	now      time.Time
	made     int64
}

// Keep keeps the world as it stands, and ends it. The package's TestMain needs dbtest.Main.
func (w *World) Keep() *Kept {
	w.Helper()
	return &Kept{database: dbtest.Keep(w.TB, w.DB), vault: w.Vault, now: w.Now(), made: w.made.Load()}
}

// Again makes a world that stands as the kept one did, on a database of the test's own.
func (k *Kept) Again(t testing.TB, options ...db.Option) *World {
	t.Helper()
	w := newWorld(t, k.database.New(t, options...), k.vault)
	w.At(k.now)
	w.made.Store(k.made)
	return w
}
