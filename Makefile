# The commands of the project; make help lists them.
.DEFAULT_GOAL := help
.PHONY: help run stop status logs reset demo matching check test test-containers agency-check format ui contracts lock
.PHONY: images images-offline secrets compose-check compose-up compose-down compose-test

PYTHON := .venv/bin/python
BOOTSTRAP := sh deploy/local/bootstrap.sh
# Locks name no registry and take nothing from a machine's own configuration.
COMPILE := env -u PIP_FIND_LINKS -u PIP_EXTRA_INDEX_URL PIP_CONFIG_FILE=/dev/null .venv/bin/pip-compile --quiet \
	--generate-hashes --allow-unsafe --strip-extras --no-header --no-emit-index-url --no-emit-find-links \
	--no-emit-trusted-host --no-emit-options --no-annotate
INSTALLED := @ls .venv/.installed-* >/dev/null 2>&1 || { echo "Nothing is installed yet: make run does it." >&2; exit 1; }
# Two workers with servers of their own; one where the servers are given, for tests make users of the same names there.
WORKERS ?= $(if $(AMQP_URL)$(MONGO_URL),0,2)
PYTEST := .venv/bin/python -m pytest --numprocesses $(WORKERS)
ROOMS := services/intake services/routing services/notifications services/hotline deploy/local deploy/containers deploy/simulators docs/examples/agency/python

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: ## start everything and watch over it; PORT=9080 make run for another address (Ctrl-C stops it)
	@$(BOOTSTRAP) run
	@exec $(PYTHON) -m deploy.local up

stop: ## stop what make run started, from another terminal
	$(INSTALLED)
	@$(PYTHON) -m deploy.local stop

status: ## what runs, and how much memory it takes
	$(INSTALLED)
	@$(PYTHON) -m deploy.local status

logs: ## follow all logs; make logs NAMES="intake-api routing-worker" for some
	$(INSTALLED)
	@$(PYTHON) -m deploy.local logs $(NAMES)

reset: ## delete the local system's data
	$(INSTALLED)
	@$(PYTHON) -m deploy.local reset

demo: ## one dossier's whole life against the running system, each hop as it happens
	$(INSTALLED)
	@$(PYTHON) -m deploy.demo

matching: ## how well petitions are matched with dossiers, on the labelled set; ARGS=misses shows what went wrong
	@$(BOOTSTRAP) test
	@$(PYTHON) -m deploy.matching $(ARGS)

check: ## style, types, walls between the rooms, contracts and built files up to date
	@$(BOOTSTRAP) check
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	.venv/bin/mypy
	.venv/bin/lint-imports
	$(PYTHON) -m deploy.contracts check
	$(PYTHON) -m shared.ui check

images: ## build the services' images on the base of a registry (PYTHON_IMAGE=… for another)
	@$(BOOTSTRAP) compose
	@$(PYTHON) -m deploy.containers.images build

images-offline: ## the same where there is no registry: every base is made here, from Debian's packages
	@$(BOOTSTRAP) compose
	@$(PYTHON) -m deploy.containers.images offline

secrets: ## write the secrets that the containers need and that are not there yet (.local/compose/secrets)
	@$(BOOTSTRAP) compose
	@$(PYTHON) -m deploy.compose secrets

compose-check: ## what is in the way of compose-up, one line each
	@$(BOOTSTRAP) compose
	@$(PYTHON) -m deploy.compose check $(ARGS)

compose-up: ## run it in containers; ARGS="--trial" with a simulated world, ARGS="--trial --offline" without a registry
	@$(BOOTSTRAP) compose
	@$(PYTHON) -m deploy.compose up $(ARGS)

compose-down: ## stop and remove the containers; the data stays
	$(INSTALLED)
	@$(PYTHON) -m deploy.compose down $(ARGS)

test: ## the whole suite against real brokers and databases on ports of its own; ARGS="-k inbox" for some
	@$(BOOTSTRAP) test
	$(PYTEST) $(ARGS)

test-containers: ## the integration tests with broker and database in containers; ARGS="-k inbox" for some
	@$(BOOTSTRAP) test
	@$(PYTHON) -m deploy.containers.engine -- sh -c 'eval "$$($(PYTHON) -m deploy.containers.servers)" && \
		TEST_SERVERS=containers $(PYTEST) tests/integration $(ARGS)'

compose-test: ## the whole system in containers: put to work, scaled, replaced, hurt, and taken away again
	@$(BOOTSTRAP) test
	@$(PYTHON) -m deploy.containers.compose_test

agency-check: ## play a faulty centre before an agency's own program; ARGS="-- python agency.py {sheet}"
	@$(BOOTSTRAP) check
	@$(PYTHON) -m deploy.simulators.agency_check $(ARGS)

format: ## put the code into its one form
	.venv/bin/ruff check --fix-only
	.venv/bin/ruff format

ui: ## build the stylesheet anew after a change of its sources
	$(PYTHON) -m shared.ui build

contracts: ## generate the events' contracts anew after a change of their schemas
	$(PYTHON) -m deploy.contracts write

lock: ## resolve all Python packages anew, with hashes
	$(COMPILE) --output-file tests/requirements.txt $(UPGRADE) tests/requirements.in
	for room in $(ROOMS); do \
		$(COMPILE) --output-file $$room/requirements.txt --constraint tests/requirements.txt $$room/requirements.in || exit 1; \
	done
