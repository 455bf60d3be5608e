.PHONY: help plugin install engine codegen build lint lint_fix test test_unit test_engine test_long test_matrix test_live test_examples emulator demo bench clean tools_present
.DEFAULT_GOAL := help

bin := node_modules/.bin
sources := $(shell find provider sdk/nodejs emulator -name '*.ts' ! -name '*.test.ts') schema.json package.json $(wildcard tsconfig*.json)

# Options for jest, for example: make test_unit ARGS="--watch emulator"
ARGS ?=
jest := NODE_OPTIONS=--experimental-vm-modules $(bin)/jest

help: ## Show this list
	@grep -E '^[a-z_]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  %-13s %s\n", $$1, $$2}'

install: node_modules/.package-lock.json ## Install npm packages, if package-lock.json changed

engine: install ## Find Pulumi, or get a copy into .work/engine; prints its folder
	@$(bin)/tsx tools/engine/main.ts

codegen: install ## Generate types and SDKs from schema.json
	@$(bin)/tsx tools/codegen/main.ts

build: dist/sdk/nodejs/index.js ## Compile into dist/

lint: build ## Check types, lint rules, formatting, and the package as others will see it
	npm run lint

lint_fix: build ## Put right what can be put right by itself
	npm run lint:fix

test: build engine ## Run every test, and report what of provider and emulator they reach: a quarter of an hour
	$(jest) --coverage --ignoreProjects examples $(ARGS)

test_unit: install ## Run the tests that start no process: seconds
	$(jest) $(ARGS) --selectProjects=unit

test_engine: build engine ## Run the tests that drive the real Pulumi engine
	$(jest) $(ARGS) --selectProjects=engine

test_long: build engine ## Run whole grids of faults, interrupts and kills, and thousands of random lives: 40 minutes
	TEST_LONG=1 $(jest) $(ARGS) --selectProjects=reliability --runInBand

test_examples: build engine ## Run every example against the emulator
	$(jest) $(ARGS) --selectProjects recipes examples

emulator: build ## Start the emulator; Ctrl-C stops it
	@node dist/emulator/cli.js $(ARGS)

test_matrix: build engine ## Run host, engine and consumer tests under each Node.js with each @pulumi/pulumi: 2 hours
	@$(bin)/tsx tools/matrix/main.ts $(ARGS)

plugin: install ## Make the plugin's archives in .work/plugin/
	@$(bin)/tsx tools/plugin/main.ts

test_live: build engine ## Run the life-cycle suite against a real account; says what it needs
	@$(bin)/tsx test/live/main.ts

demo: build engine ## Take examples/typescript through a whole life
	@$(bin)/tsx tools/demo/main.ts

bench: build engine ## Measure every bar and write docs/benchmarks.*: half an hour; some alone: ARGS="start memory"
	@$(bin)/tsx tools/bench/main.ts $(ARGS)

clean: ## Remove what was built; npm packages and the engine stay
	rm -rf dist coverage .work/test .work/demo-*

# npm writes this file last, so it says when the packages were installed. A lock file that was only touched, as git
# does, installs nothing.
node_modules/.package-lock.json: package-lock.json | tools_present
	@cmp -s $< node_modules/.installed.json || { npm ci --loglevel=error && cp $< node_modules/.installed.json; }
	@touch $@

dist/sdk/nodejs/index.js: $(sources) node_modules/.package-lock.json
	npm run build

tools_present:
	@command -v node >/dev/null && command -v npm >/dev/null || { echo "Node.js 20.19 or newer, with npm, is needed: https://nodejs.org"; exit 1; }
	@node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)' || { echo "Node.js is $$(node --version), but 20.19 or newer is needed: https://nodejs.org"; exit 1; }
