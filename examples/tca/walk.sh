#!/usr/bin/env bash
# From a desk's tables to an answer, on orders whose true cost of drift is known: the commands of docs/tca-example.md,
# which says how to read what they print.
#   walk.sh PROGRAM FOLDER    PROGRAM is holdfast-tca; FOLDER is made, and must not be there yet
set -euo pipefail
[ $# = 2 ] || { sed -n 2,4p "$0"; exit 2; }
program=$(realpath "$1")
mkdir "$2"
cd "$2"

holdfast-tca() { "$program" "$@"; }

# Prints a command as it stands on the page, then does it. The first that fails ends the walk.
run() {
  printf '$ %s\n' "$1"
  eval "$1"
}

# One that the program has to refuse.
refused() {
  printf '$ %s\n' "$1"
  local status=0
  eval "$1" 2>&1 || status=$?
  [ "$status" = 2 ] || { printf 'walk.sh: it ended with %s, and ought to with 2\n' "$status" >&2; exit 1; }
}

# The desk: orders, reports, quotes and telemetry from a seed; truth.json has what a desk never knows.
run 'holdfast-tca synth --mode raw --rows 20000 --hosts 12 --sessions 10 --seed 1 -o raw'
run 'ORDERS="--parents raw/parent_orders.csv --children raw/child_orders.csv"'
run 'ORDERS+=" --execs raw/exec_reports.csv --quotes raw/quotes.csv"'
run 'TELEMETRY="host_irq=raw/host_irq.csv host_affinity=raw/host_affinity.csv"'
run 'TELEMETRY+=" host_topology=raw/host_topology.csv cache=raw/cache.csv affinity_events=raw/affinity_events.csv"'

# What is in the tables; ends with 3, and so does the walk, when something is wrong.
run 'holdfast-tca validate child_orders=raw/child_orders.csv exec_reports=raw/exec_reports.csv $TELEMETRY'

# What each order cost, and under which regime of its host it was decided.
run 'holdfast-tca account $ORDERS -o accounts'
run 'holdfast-tca label $ORDERS $TELEMETRY -o labelled'

# What drift cost: as label proposes, then with all that goes with drift matched.
run 'ROWS="--analysis labelled/analysis_rows.csv --covariates spread_bps,participation,md_rate,side,passive"'
run 'holdfast-tca cdt $ROWS --coarsen spread_bps:4,participation:4'
run 'ROWS+=" --coarsen spread_bps:4,participation:4,md_rate:8"'
run 'holdfast-tca cdt $ROWS'
run 'grep -E "satt_bps|naive" raw/truth.json'
run 'holdfast-tca tail $ROWS'

# Which part goes with what drift moves.
refused 'holdfast-tca decompose $ROWS'
run 'holdfast-tca decompose $ROWS --mediators nrs,llc_misses,drift_us'
run 'holdfast-tca decompose --analysis raw/analysis_rows.csv'
run 'grep -A 6 components_bps raw/truth.json'

# How far to rely on it.
run 'holdfast-tca sensitivity $ROWS --negative-outcome pre_mid_bps --vam vam_eff --json sensitivity.json'

# What drift does to the hosts: vector by vector, and bin by bin around the changes of another made world.
run 'holdfast-tca cohorts --children raw/child_orders.csv --execs raw/exec_reports.csv --affinity raw/host_affinity.csv'
run 'holdfast-tca synth --mode events --hosts 12 --seed 1 -o made'
run 'holdfast-tca events --panel made/panel.csv --events made/events.csv --json events.json'

# What is sent on: a page for people, a curve for the agent.
run 'holdfast-tca report $ROWS --mediators nrs,llc_misses,drift_us --sensitivity-json sensitivity.json --events events.json -o report.html'
run 'holdfast-tca features $ROWS --dose vam_eff --json calibration.json'
