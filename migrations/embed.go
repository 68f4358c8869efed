// Package migrations holds the schema, one subject a file, each reversible.
package migrations

import "embed"

// FS holds the migrations in goose's form.
//
//go:embed *.sql
var FS embed.FS
