.PHONY: help plugin install engine codegen build lint lint_fix test test_unit coverage test_engine test_long test_matrix test_live test_examples emulator demo bench pictures clean tools_present
.DEFAULT_GOAL := help

bin := node_modules/.bin
sources := $(shell find provider sdk/nodejs emulator cli -name '*.ts' ! -name '*.test.ts') schema.json package.json $(wildcard tsconfig*.json)

# Options for jest, for example: make test_unit ARGS="--watch emulator"
ARGS ?=
jest := NODE_OPTIONS=--experimental-vm-modules $(bin)/jest

help: ## List the commands
	@grep -E '^[a-z_]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  %-13s %s\n", $$1, $$2}'

install: node_modules/.package-lock.json ## Install npm packages, if package-lock.json changed

engine: install ## Find Pulumi, or download or build it into .work/engine; print its folder
	@$(bin)/tsx tools/engine/main.ts

codegen: install ## Generate types, validators and SDKs from schema.json
	@$(bin)/tsx tools/codegen/main.ts

build: dist/sdk/nodejs/index.js ## Compile into dist/

lint: build ## Check types, lint rules, formatting and the npm package
	npm run lint

lint_fix: build ## Fix lint and formatting findings that have an automatic fix
	npm run lint:fix

test: build engine ## Run every test project except examples: 10 minutes on two cores
	$(jest) --ignoreProjects examples $(ARGS)

test_unit: install ## Run the unit tests: seconds
	$(jest) $(ARGS) --selectProjects=unit

coverage: install ## Run the unit tests and write their coverage to coverage/
	$(jest) --coverage --selectProjects=unit $(ARGS)

test_engine: build engine ## Run the tests against the real Pulumi engine
	$(jest) $(ARGS) --selectProjects=engine

test_long: build engine ## Run all combinations of faults, interrupts and kills, and thousands of random lifecycles: an hour and a half
	TEST_LONG=1 $(jest) $(ARGS) --selectProjects reliability engine plugin host --runInBand

test_examples: build engine ## Run every example against the emulator
	$(jest) $(ARGS) --selectProjects recipes examples

emulator: build ## Start the emulator; Ctrl-C stops it
	@node dist/emulator/cli.js $(ARGS)

test_matrix: build engine ## Run host, engine and consumer tests with every supported Node.js and @pulumi/pulumi, and other versions of the Pulumi CLI: 2 hours
	@$(bin)/tsx tools/matrix/main.ts $(ARGS)

plugin: install ## Build the plugin's release archives in .work/plugin/
	@$(bin)/tsx tools/plugin/main.ts

test_live: build engine ## Run the lifecycle tests against a real account; ZENLAYER_LIVE_INSTANCE names an instance
	@$(bin)/tsx test/live/main.ts

demo: build engine ## Create, change, repair and delete the image of examples/typescript, step by step
	@$(bin)/tsx tools/demo/main.ts

bench: build engine ## Run all benchmarks and write docs/benchmarks.*: 30 minutes; a selection: ARGS="start memory"; small numbers, nothing written: ARGS="--try plugin"
	@$(bin)/tsx tools/bench/main.ts $(ARGS)

pictures: install ## Draw the pictures of docs/command-line.md from what the commands write
	@$(bin)/tsx tools/pictures/main.ts

clean: ## Remove build and test output; keep npm packages and the engine
	rm -rf dist coverage .work/test .work/demo-*

# npm writes this file last, so its time is that of the installation. The comparison avoids a reinstall when git only
# changed the time of the lock file.
node_modules/.package-lock.json: package-lock.json | tools_present
	@cmp -s $< node_modules/.installed.json || { npm ci --loglevel=error && cp $< node_modules/.installed.json; }
	@touch $@

dist/sdk/nodejs/index.js: $(sources) node_modules/.package-lock.json
	npm run build

tools_present:
	@command -v node >/dev/null && command -v npm >/dev/null || { echo "Node.js with npm was not found. Install Node.js 20.19 or newer: https://nodejs.org"; exit 1; }
	@node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)' || { echo "Node.js $$(node --version) is too old. Install Node.js 20.19 or newer: https://nodejs.org"; exit 1; }
