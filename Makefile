# The usual ways of working. `make` alone lists them.

.DEFAULT_GOAL := help
SHELL := /bin/bash

TEMPL := go tool templ
TOOL := go tool -modfile=tools/go.mod
GO_DIRS := cmd internal migrations web
# Test binaries that run at a time: browser, Postgres and the race detector
# need the rest of the machine.
PARALLEL ?= 2
FUZZTIME ?= 20s

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: run
run: ## serve on this machine, with a Postgres of its own unless DATABASE_URL is set
	@mkdir -p var && go build -o var/kasket ./cmd/kasket && exec var/kasket serve

.PHONY: test
test: ensure fresh lint build ## everything that CI runs; says what it installs
	@# The pages take longest and wait most for the browser: they begin first, beside the others.
	@# Lint has vetted the tests too; once is enough.
	go test -race -vet=off -p $(PARALLEL) -timeout 20m ./internal/server ./...

.PHONY: build
build: ## compile everything
	go build ./...

.PHONY: ensure
ensure: # what the tests run beside Go
	@tools/ensure.sh

.PHONY: counts
counts: ## count the taps and clicks of the main jobs in the browser
	@out=$$(mktemp) && go test ./internal/server -run Counts -v -count=1 >"$$out" 2>&1; status=$$?; \
	grep -oE 'interactions [a-z0-9-]+ [0-9]+' "$$out" || status=1; \
	test $$status = 0 || cat "$$out" >&2; rm -f "$$out"; exit $$status

.PHONY: generate
generate: ## write the Go of the templ pages; it is committed with them
	$(TEMPL) generate

# Compares before and after, so that it can tell in a tree with changes too.
.PHONY: fresh
fresh: ## is the Go of the pages what the pages give?
	@sum() { find web -name '*_templ.go' -print0 | sort -z | xargs -0r sha256sum; }; \
	before=$$(sum); out=$$($(TEMPL) generate 2>&1) || { echo "$$out"; exit 1; }; \
	test "$$before" = "$$(sum)" || { echo "some *_templ.go were stale and are written anew: commit them"; exit 1; }

.PHONY: lint
lint: ## format, vet, staticcheck
	@bad=$$(gofmt -l $(GO_DIRS)) || exit 1; test -z "$$bad" || { echo "gofmt -w:" $$bad; exit 1; }
	@bad=$$($(TOOL) gofumpt -l $(GO_DIRS)) || exit 1; test -z "$$bad" || { echo "gofumpt -w:" $$bad; exit 1; }
	@$(TEMPL) fmt -prettier-command cat -fail web >/dev/null 2>&1 || { echo "templ fmt web changed pages: commit them"; exit 1; }
	go vet ./...
	$(TOOL) staticcheck ./...

.PHONY: fuzz
fuzz: ## each fuzz target for FUZZTIME (20s)
	@set -e; grep -rl --include='*_test.go' '^func Fuzz' $(GO_DIRS) | while read -r file; do \
		for target in $$(grep -oE '^func Fuzz[A-Za-z0-9_]*' "$$file" | sed 's/func //'); do \
			echo "$$target in $$(dirname "$$file")"; \
			go test "./$$(dirname "$$file")" -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 10x; \
		done; \
	done

.PHONY: bench
bench: ## the benchmarks
	go test -run '^$$' -bench . -benchmem ./...

.PHONY: clean
clean: ## remove what was built and the tests' database, never the data of `make run`
	@rm -f var/test/users; for _ in {1..50}; do test -e var/test/postgres/data/postmaster.pid || break; sleep 0.2; done # its keeper sees that and ends
	rm -rf var/kasket var/test tools/node_modules
