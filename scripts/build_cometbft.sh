#!/bin/sh
# Builds the consensus engine into the virtual environment named by $1, by the machine's own Go. Where there is no Go
# it says so and leaves: tests that need the engine are skipped then, but not in CI, where that is a failure.
set -eu
version=0.38.25
target=$(cd "$1/bin" && pwd)
say() { echo "cometbft: $1" >&2; }

built=$("$target/cometbft" version 2>/dev/null || true)
[ "${built%%+*}" = "$version" ] && exit 0

go=$(command -v go || true)
[ -n "$go" ] || [ ! -x /usr/local/go/bin/go ] || go=/usr/local/go/bin/go
if [ -z "$go" ]; then
    say "Go was not found, so networks of validators can't run here. Install Go 1.22 or later (https://go.dev/dl), then 'make engine'."
    [ -z "${CI:-}" ] || exit 1
    exit 0
fi
say "building v$version, once"
GOFLAGS=-trimpath GOBIN="$target" "$go" install "github.com/cometbft/cometbft/cmd/cometbft@v$version" || {
    say "the build failed: see above. Go fetches the source from its module proxy (GOPROXY)."
    [ -z "${CI:-}" ] || exit 1
}
