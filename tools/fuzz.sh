#!/usr/bin/env bash
# Builds the fuzz targets with the address sanitizer and runs each for the given seconds, one after another.
#
# fuzz.sh [SECONDS [TARGET…]]. Needs no nightly compiler and no cargo-fuzz. What is found is left in fuzz/artifacts.
# A run starts from what earlier runs have learnt, in fuzz/corpus. Must never write outside fuzz/.
set -euo pipefail
cd "$(dirname "$0")/../fuzz"

seconds=${1:-600}
targets=("${@:2}")
[ ${#targets[@]} -gt 0 ] || mapfile -t targets < <(cd targets && ls -- *.rs | sed 's/\.rs$//')

host=$(rustc -vV | sed -n 's/^host: //p')
flags="--cfg fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4"
flags+=" -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table"
flags+=" -Cllvm-args=-sanitizer-coverage-trace-compares -Zsanitizer=address -Ccodegen-units=1"
RUSTC_BOOTSTRAP=1 RUSTFLAGS=$flags cargo build --release --target "$host"

for target in "${targets[@]}"; do
  mkdir -p "corpus/$target" "artifacts/$target"
  echo "== $target, $seconds s"
  # Two gigabytes, with the sanitizer's own: the program's worker has one.
  "target/$host/release/$target" "corpus/$target" -artifact_prefix="artifacts/$target/" \
    -max_total_time="$seconds" -max_len=65536 -rss_limit_mb=2048 -timeout=20 -print_final_stats=1
done
