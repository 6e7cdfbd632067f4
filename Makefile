# countersign - one Makefile, no configure. `make demo` shows a whole order; `make check` runs the tests.
#
# Every folder is an archive; a program links the archives its level of trust allows (the table below), so what a
# program cannot reach it does not contain. Objects go under build/. V=1 shows commands.

prefix ?= /usr/local
DESTDIR ?=
B ?= build
CC ?= gcc
OPT ?= -O2 -g
CFLAGS ?= $(OPT)
warnings := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wformat=2 -Wconversion -Wno-sign-conversion
harden := -fstack-protector-strong -D_FORTIFY_SOURCE=2 -fPIE -ffile-prefix-map=$(CURDIR)=.
flags := -std=c11 -D_GNU_SOURCE $(warnings) $(harden) -pthread
link := -pie -Wl,-z,relro,-z,now,-z,pack-relative-relocs -pthread
ifeq ($(SANITIZE),)
else
flags := -std=c11 -D_GNU_SOURCE $(warnings) -fsanitize=$(SANITIZE) -fno-omit-frame-pointer -pthread
link := -fsanitize=$(SANITIZE) -pthread
endif
Q := $(if $(V),,@)

# folder -> archive
folders := src/base src/client src/conf src/model src/stage src/keeper src/cli src/supervisor src/door src/upload \
           src/worker src/converter src/image src/barcode src/slip src/printer db screens screens/kiosk screens/counter screens/lab tests/lib
sources := $(foreach f,$(folders),$(wildcard $(f)/*.c))
objects := $(sources:%.c=$(B)/%.o)
archive = $(B)/lib/$(subst /,-,$(1)).a
archives := $(foreach f,$(folders),$(call archive,$(f)))

# program: folders it is made of : libraries it links. The first folder holds its main().
programs := countersign countersign-screen countersign-supervisor countersign-keeper countersign-door countersign-upload countersign-worker countersign-converter countersign-printer
countersign_of := src/cli screens src/slip src/barcode src/client src/conf src/model src/base
countersign_libs := -lncursesw -ltinfo -linih -lz -lm
countersign-screen_of := screens screens/kiosk screens/counter screens/lab src/slip src/client src/model src/base
countersign-screen_libs := -lncursesw -ltinfo
countersign-supervisor_of := src/supervisor src/client src/conf src/base
countersign-supervisor_libs := -linih
countersign-keeper_of := src/keeper src/stage db src/barcode src/slip src/model src/conf src/client src/base
countersign-keeper_libs := -ldb-5.3 -lsodium -lzint -lz -linih -lm
countersign-door_of := src/door src/client src/base
countersign-door_libs := -lssh
countersign-upload_of := src/upload src/client src/base
countersign-upload_libs :=
countersign-worker_of := src/worker src/image src/barcode src/base
countersign-worker_libs := -ljpeg -llcms2 -lpng -lwebp -lm
countersign-converter_of := src/converter src/worker src/image src/base
countersign-converter_libs := -lheif -ljpeg -lpng -lwebp -llcms2 -lm
countersign-printer_of := src/printer src/client src/base
countersign-printer_libs := -lcups -lgnutls
test_libs := -lcmocka -lvterm -lncursesw -ltinfo -ldb-5.3 -lsodium -lzint -lz -ljpeg -lpng -lwebp -lheif -llcms2 -lssh -lcups -lgnutls -linih -lutil -lm

all: $(programs:%=$(B)/bin/%)

$(B)/%.o: %.c
	@mkdir -p $(@D)
	@$(if $(V),,echo "cc $<")
	$(Q)$(CC) $(flags) $(CFLAGS) -MMD -MP -c $< -o $@

define archive_rule
$(call archive,$(1)): $(patsubst %.c,$(B)/%.o,$(wildcard $(1)/*.c))
	@mkdir -p $$(@D)
	$(Q)rm -f $$@ && ar rcs $$@ $$^
endef
$(foreach f,$(folders),$(eval $(call archive_rule,$(f))))

define program_rule
$(B)/bin/$(1): $(foreach f,$($(1)_of),$(call archive,$(f)))
	@mkdir -p $$(@D)
	@$(if $(V),,echo "ld $$@")
	$(Q)$(CC) $(link) $(LDFLAGS) -o $$@ $(B)/$(firstword $($(1)_of))/main.o -Wl,--start-group $$^ -Wl,--end-group $($(1)_libs)
	$(Q)chmod a+rx $$@ # a shop that root opens runs most of them as other users, whatever the builder's umask
endef
$(foreach p,$(programs),$(eval $(call program_rule,$(p))))

# The default files are compiled in.
$(B)/src/conf/standard.o: etc/countersign.conf etc/catalogue etc/printers.conf

# Tests: each .c in tests/1-unit, 2-store, 3-screens is a cmocka program; the stories are scripts.
tests := $(wildcard tests/1-unit/*.c tests/2-store/*.c tests/3-screens/*.c)
test_programs := $(tests:%.c=$(B)/%)
test_tools := $(patsubst tests/lib/%.c,$(B)/bin/%,$(wildcard tests/lib/tool-*.c))
test_folders ?= $(folders)
test_archives = $(foreach f,$(test_folders),$(call archive,$(f)))
$(B)/tests/1-unit/% $(B)/tests/2-store/% $(B)/tests/3-screens/%: override flags += -I.
define test_rule
$(B)/$(1:%.c=%): $(B)/$(1:%.c=%.o) $(test_archives)
	@$(if $(V),,echo "ld $$@")
	$(Q)$(CC) $(link) -o $$@ $$< -Wl,--start-group $(test_archives) -Wl,--end-group $(test_libs)
endef
$(foreach t,$(tests),$(eval $(call test_rule,$(t))))
$(B)/bin/tool-%: $(B)/tests/lib/tool-%.o $(test_archives)
	@mkdir -p $(@D)
	$(Q)$(CC) $(link) -o $@ $< -Wl,--start-group $(test_archives) -Wl,--end-group $(test_libs)
# Its start is part of what bench-render measures: no library it does not use.
$(B)/bin/tool-examine: test_folders := src/client src/base
$(B)/bin/tool-examine: test_libs :=

# Benches: each .c in tests/bench is a program; what only they need is in etc/packages-bench.
bench_sources := $(wildcard tests/bench/*.c)
bench_programs := $(bench_sources:tests/bench/%.c=$(B)/bench/%)
$(B)/bench/%: $(B)/tests/bench/%.o $(test_archives)
	@mkdir -p $(@D)
	@$(if $(V),,echo "ld $@")
	$(Q)$(CC) $(link) -o $@ $< -Wl,--start-group $(test_archives) -Wl,--end-group $(test_libs) -lsqlite3
bench-needs:
	$(Q)sh etc/needs etc/packages-bench
# All of them, and their tables in build/bench.md.
bench: bench-needs
	$(Q)$(MAKE) $(jobs) --no-print-directory all tools $(bench_programs)
	$(Q)B=$(B) sh tests/bench/all
# COUNTERSIGN_BENCH_ORDERS="10000 100000 1000000" measures at these sizes.
bench-store: bench-needs
	$(Q)$(MAKE) --no-print-directory all tools $(bench_programs)
	$(Q)B=$(B) sh tests/bench/store
# COUNTERSIGN_BENCH_ROUNDS=7 measures so often.
bench-render: bench-needs
	$(Q)$(MAKE) --no-print-directory all tools $(bench_programs)
	$(Q)B=$(B) sh tests/bench/render
# COUNTERSIGN_BENCH_PHOTOS=100 sends so many.
bench-intake: bench-needs
	$(Q)$(MAKE) --no-print-directory all tools $(bench_programs)
	$(Q)B=$(B) sh tests/bench/intake
# COUNTERSIGN_BENCH_ORDERS=100000 COUNTERSIGN_BENCH_COUNTERS=40 is the size the figures are promised for.
bench-screens: bench-needs
	$(Q)$(MAKE) --no-print-directory all tools $(bench_programs)
	$(Q)B=$(B) sh tests/bench/screens
bench-lab: needs
	$(Q)$(MAKE) --no-print-directory all tools $(B)/bench/lab-render
	$(Q)B=$(B) sh tests/bench/lab
# As root; beside Debian's sshd.
bench-door: bench-needs
	$(Q)$(MAKE) --no-print-directory all tools $(bench_programs)
	$(Q)B=$(B) sh tests/bench/door

# Whoever names no number of jobs gets one for each processor.
jobs = $(if $(filter -j%,$(MAKEFLAGS)),,-j$(shell nproc))
# Units and stories once more with the address and the undefined-behaviour sanitizer; make asan takes all tests so.
sanitized = $(MAKE) $(jobs) --no-print-directory B=$(B)/asan SANITIZE=address,undefined CFLAGS='-O1 -g1 -fno-sanitize-recover=all -Wno-format-truncation'
check: needs
	$(Q)$(MAKE) $(jobs) --no-print-directory all tests
	$(Q)$(sanitized) all unit-tests tools
	$(Q)B=$(B) ASAN=$(B)/asan sh tests/run
asan: needs
	$(Q)$(sanitized) all tests
	$(Q)B=$(B)/asan sh tests/run
# The crash tests for about so many minutes; what each did, on a line.
LENGTH ?= 60
torture:
	$(Q)sh etc/needs etc/packages-torture
	$(Q)$(MAKE) $(jobs) --no-print-directory all tests
	$(Q)B=$(B) LENGTH=$(LENGTH) sh tests/torture
# Prints alone: COUNTERSIGN_KILLS and COUNTERSIGN_OFFS as tests/5-crash/print says.
torture-print: needs
	$(Q)$(MAKE) --no-print-directory all tests
	$(Q)B=$(B) COUNTERSIGN_KILLS=$${COUNTERSIGN_KILLS:-1000} COUNTERSIGN_OFFS=$${COUNTERSIGN_OFFS:-200} COUNTERSIGN_SECONDS=$${COUNTERSIGN_SECONDS:-3600} sh tests/5-crash/print
tests: $(test_programs) tools
unit-tests: $(filter $(B)/tests/1-unit/%,$(test_programs))
tools: $(test_tools)

# Generated, and kept beside what people wrote; tests/lint/pipeline says when it is old.
doc/PIPELINE: $(B)/bin/tool-pipeline
	$(Q)$(B)/bin/tool-pipeline >$@.new && mv $@.new $@

manual := countersign.1 countersign.conf.5 countersign-catalogue.5 countersign-printers.5
manual: $(B)/bin/countersign
	$(Q)for page in $(manual); do $(B)/bin/countersign help --mdoc $$page >doc/$$page.new && mv doc/$$page.new doc/$$page || exit 1; done
	$(Q)$(B)/bin/countersign help --mdoc countersign.conf >etc/countersign.conf.new && mv etc/countersign.conf.new etc/countersign.conf

needs:
	$(Q)sh etc/needs

demo: needs
	$(Q)$(MAKE) $(jobs) --no-print-directory all tools
	$(Q)B=$(B) sh tests/4-story/demo
run: needs
	$(Q)$(MAKE) $(jobs) -s --no-print-directory all
	$(Q)B=$(B) sh etc/run

lint:
	$(Q)sh tests/lint/all
# Every fuzz target for some seconds, built apart with clang: make fuzz SECONDS_EACH=7200 runs them longer.
SECONDS_EACH ?= 10
fuzz_targets := $(patsubst tests/6-fuzz/%.c,$(B)/bin/fuzz-%,$(wildcard tests/6-fuzz/*.c))
$(B)/bin/fuzz-%: $(B)/tests/6-fuzz/%.o $(test_archives)
	@mkdir -p $(@D)
	@$(if $(V),,echo "ld $@")
	$(Q)$(CC) $(link) -fsanitize=fuzzer -o $@ $< -Wl,--start-group $(test_archives) -Wl,--end-group $(test_libs)
fuzz-targets: $(fuzz_targets)
fuzz: tools
	$(Q)sh etc/needs etc/packages-fuzz
	$(Q)$(MAKE) --no-print-directory B=$(B)/fuzz CC=clang SANITIZE=fuzzer-no-link,address,undefined CFLAGS='-O1 -g' fuzz-targets
	$(Q)F=$(B)/fuzz B=$(B) SECONDS_EACH=$(SECONDS_EACH) sh tests/6-fuzz/run

# The units name the programs where they are installed; systemd, its users and directories, and bash look below /usr/local
# as they do below /usr. Only logcheck looks in /etc alone.
libexec := $(prefix)/libexec/countersign
sysconfdir ?= /etc
here = $(DESTDIR)$(prefix)
unitdir ?= $(prefix)/lib/systemd/system
install: all
	umask 022 && install -d $(here)/bin $(DESTDIR)$(libexec) $(here)/share/doc/countersign/examples $(here)/share/man/man1 $(here)/share/man/man5 \
		$(here)/share/man/man7 $(DESTDIR)$(unitdir) $(here)/lib/sysusers.d $(here)/lib/tmpfiles.d \
		$(here)/share/bash-completion/completions $(DESTDIR)$(sysconfdir)/logcheck/ignore.d.server
	install -m 755 $(B)/bin/countersign $(here)/bin/
	install -m 755 $(filter-out $(B)/bin/countersign,$(programs:%=$(B)/bin/%)) $(DESTDIR)$(libexec)/
	install -m 644 README CHANGES LICENSE doc/TOUR doc/OPERATE doc/SECURITY $(here)/share/doc/countersign/
	install -m 644 etc/countersign.conf etc/catalogue etc/printers.conf $(here)/share/doc/countersign/examples/
	for section in 1 5 7; do install -m 644 doc/*.$$section $(here)/share/man/man$$section/ || exit 1; done
	for unit in countersign.service countersign-tty@.service; do \
		sed 's|/usr/local/bin/|$(prefix)/bin/|' etc/$$unit >$(DESTDIR)$(unitdir)/$$unit && chmod 644 $(DESTDIR)$(unitdir)/$$unit || exit 1; \
	done
	install -m 644 etc/countersign.sysusers $(here)/lib/sysusers.d/countersign.conf
	install -m 644 etc/countersign.tmpfiles $(here)/lib/tmpfiles.d/countersign.conf
	install -m 644 etc/completion.bash $(here)/share/bash-completion/completions/countersign
	install -m 644 etc/countersign.logcheck $(DESTDIR)$(sysconfdir)/logcheck/ignore.d.server/countersign

# A package for Debian 12, the same bytes for the same commit; the version is that of CHANGES and the commit's time.
SOURCE_DATE_EPOCH ?= $(shell git log -1 --format=%ct 2>/dev/null || stat -c %Y CHANGES)
deb_version ?= $(shell sed -n '/^[0-9]/{p;q}' CHANGES)+$(shell date -u -d @$(SOURCE_DATE_EPOCH) +%Y%m%d.%H%M%S)
deb = $(B)/countersign_$(shell dpkg --print-architecture 2>/dev/null).deb
deb: needs
	$(Q)rm -rf $(B)/deb
	$(Q)umask 022 && $(MAKE) --no-print-directory install DESTDIR=$(B)/deb prefix=/usr unitdir=/lib/systemd/system >/dev/null
	$(Q)SOURCE_DATE_EPOCH=$(SOURCE_DATE_EPOCH) sh etc/deb/make $(B)/deb $(deb_version) $(deb)

clean:
	rm -rf build

.PHONY: manual all deb bench bench-needs bench-store bench-render bench-intake bench-door bench-lab bench-screens check torture torture-print tests unit-tests tools needs demo run lint fuzz fuzz-targets asan install clean
.SECONDARY:
-include $(objects:.o=.d) $(tests:%.c=$(B)/%.d) $(bench_sources:%.c=$(B)/%.d)
