package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"slices"

	"github.com/go-chi/chi/v5"

	"kasket/internal/server"
)

// route is one address the server answers.
type route struct{ method, pattern string }

func routes(_ context.Context, args []string, out io.Writer) error {
	f := flags("routes", "list every address that the server answers", "kasket routes", "kasket routes | grep youths")
	if err := f.Parse(args); err != nil {
		return err
	}
	var list []route
	router := server.NewRouter(server.Deps{Log: slog.New(slog.DiscardHandler)})
	err := chi.Walk(router, func(method, pattern string, _ http.Handler, _ ...func(http.Handler) http.Handler) error {
		list = append(list, route{method, pattern})
		return nil
	})
	if err != nil {
		return fmt.Errorf("walking the routes: %w", err)
	}
	slices.SortFunc(list, func(a, b route) int {
		return cmp.Or(cmp.Compare(a.pattern, b.pattern), cmp.Compare(a.method, b.method))
	})
	for _, r := range list {
		fmt.Fprintf(out, "%-6s %s\n", r.method, r.pattern)
	}
	return nil
}
