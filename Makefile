# The entry points. Each is one script, the same for people and for the gate.
.PHONY: run test check bench accuracy format screenshots clean

run:          ## install what is missing, build, serve on http://127.0.0.1:8080
	scripts/run
test:         ## install what the tests need, then everything: lint, build, tests, browser
	scripts/test
check:        ## the quick part of the gate: format and a build with checked imports
	scripts/check
bench:        ## measure, side by side with peers, into docs/BENCHMARKS.md
	scripts/bench
accuracy:     ## how well texts are understood, on public data in ../shared/data
	scripts/accuracy
format:       ## put every file into the one format
	swift format --in-place --recursive --parallel Sources Tests Benchmarks Package.swift
screenshots:  ## pictures of the pages, in both languages, into docs/screenshots
	scripts/screenshots
clean:
	rm -rf .build .build-venv .build-peers
