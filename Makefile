# Everything a developer does with Tillbud. `make` alone says what there is.

TIME ?= 600
# Tests mostly wait for servers and disks of their own: more at a time than cores.
export RUST_TEST_THREADS ?= 4

.PHONY: help run test bench torture fuzz lint tools clean-data

help: ## say what there is (this list)
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s%s\n", $$1, $$2 }' Makefile

run: tools ## build Tillbud and start it with a made-up organisation; prints the address and how to sign in
	cargo run --locked -- demo

test: ## run every test: rules, both databases, a real nats-server, a real browser
	tools/get-test-tools.sh
	tools/get-nats.sh
	cargo test --workspace --locked --no-run
	tools/with-postgres.sh tools/run-tests.sh

bench: tools ## measure speed, in release mode
	tools/with-postgres.sh cargo bench --locked

torture: tools ## kill the program and its log again and again, and count what was lost
	cargo test --locked --test torture -- --nocapture

fuzz: ## throw made-up files at every parser of attachments, TIME seconds each (600)
	tools/fuzz.sh $(TIME)

lint: ## check formatting, lints, and the licences of dependencies
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked -- -D warnings
	tools/deny.sh

tools: ## get what the program needs at run time: nats-server, into .tools
	tools/get-nats.sh

clean-data: ## throw away what `make run` has stored here
	rm -rf tillbud-data
