# ketaguide: `make` lists what there is.
# Every recipe finds a Python 3.11 or newer by itself; PYTHON=/path/to/python chooses one.
.POSIX:
.SUFFIXES:
.PHONY: help run test lint format lock audit licenses clean screenshots check-web lighthouse bench growth questions faults kills

PY = sh tools/with_python.sh

help:
	@echo "make run     start the guide on http://127.0.0.1:8000/ (PORT=8001 for another port)"
	@echo "make test    install what the tests need and run them all (ARGS='-k menu' for some)"
	@echo "make lint    check style, templates, types and the requirement files"
	@echo "make format  put code and templates into the agreed style"
	@echo "make lock    write requirements.txt and requirements-dev.txt anew from the .in files"
	@echo "make audit   ask PyPI for known vulnerabilities of the pinned packages"
	@echo "make licenses  write docs/licenses.md, the licenses of requirements.txt"
	@echo "make screenshots  take the pictures in docs/screenshots anew (needs Chromium)"
	@echo "make questions    presses and screens to everyday answers, into docs/quality.md (needs Chromium)"
	@echo "make faults  plant faults one at a time and see that the tests notice each (long; ARGS='word' for some)"
	@echo "make kills   kill browser, worker, server and database while somebody types, 200 times (long; ARGS='20' for fewer)"
	@echo "make check-web    stylelint and the Nu HTML checker over every page (needs npm and Java)"
	@echo "make lighthouse   Lighthouse over home and every chapter, into docs/lighthouse.md (needs npm and Chromium)"
	@echo "make bench   how fast readers are served, into docs/performance.md (needs wrk; ARGS='search' for some lines)"
	@echo "make growth  how the site behaves with up to 10,000 pages, into docs/performance.md (long; ARGS='30 300' for fewer)"
	@echo "make clean   remove .venv and caches; asks before it touches the data in var/"

run:
	@$(PY) tools/serve.py

test:
	@$(PY) tools/run_tests.py $(ARGS)

lint:
	@$(PY) tools/lint.py

format:
	@$(PY) tools/lint.py --fix

screenshots:
	@$(PY) tools/screenshots.py $(ARGS)

questions:
	@$(PY) tools/thirty_questions.py

faults:
	@$(PY) tools/planted_faults.py $(ARGS)

kills:
	@$(PY) tools/kills.py $(ARGS)

check-web:
	@$(PY) tools/web_checks.py css html

lighthouse:
	@$(PY) tools/web_checks.py lighthouse

bench:
	@$(PY) tools/bench.py $(ARGS)

growth:
	@$(PY) tools/growth.py $(ARGS)

lock:
	@$(PY) tools/lock.py

audit:
	@$(PY) tools/audit.py

licenses:
	@$(PY) tools/licenses.py

clean:
	@$(PY) tools/clean.py
