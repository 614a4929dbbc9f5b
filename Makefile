# Two commands matter: make run and make test. Both set up what they need.
.DEFAULT_GOAL := help
.PHONY: help run test setup build lint fmt generate assets accept bench nightly clean

help: ## This list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: build ## Serve the demo company on this machine and print where, and how to sign in
	@bin/rainmaker demo $(ARGS)

test: ## Set up, then check everything: generated files, format, lint, fuzz, races, tests, pages in a browser
	@scripts/test.sh

setup: ## Install what make test needs: linter, templ, axe-core, Chromium
	@scripts/setup.sh all

build: ## Build bin/rainmaker
	@scripts/setup.sh go
	@CGO_ENABLED=0 go build -trimpath -o bin/rainmaker ./cmd/rainmaker

lint: ## Lint, import law included
	@scripts/setup.sh linter
	@.tools/golangci-lint run ./...

fmt: ## Lay out Go files and templates
	@scripts/setup.sh linter templ
	@.tools/golangci-lint fmt ./...
	@.tools/templ fmt .

generate: ## Write generated files anew: pages from templates, the linter's rules from the import law
	@scripts/setup.sh templ
	@.tools/templ generate
	@go generate ./...
	@go test ./internal/tidy -run TestLinterKnowsTheLaw -update

assets: ## Copy fonts and htmx anew after web/assets/package-lock.json changed
	@scripts/assets.sh

accept: build ## Print what a published company pays, as CSV: TEAM=maven|adventureworks PERIOD=2017Q2 [DATA=dir] [PLAN=dir]
	@bin/rainmaker accept --team "$(TEAM)" --period "$(PERIOD)" $(if $(DATA),--files "$(DATA)") $(if $(PLAN),--plan "$(PLAN)")

bench: build ## Run the benchmarks: those beside the code, and the published workload beside other programs: SIZE=S|M|L
	@go test -run '^$$' -bench . -benchmem ./...
	@scripts/bench.sh $(SIZE)

nightly: ## make test in its long modes: more random plans, longer fuzzing
	@RAINMAKER_LONG=1 FUZZTIME=$${FUZZTIME:-2m} scripts/test.sh

clean: ## Remove what was built and installed here
	rm -rf bin .tools web/assets/node_modules
