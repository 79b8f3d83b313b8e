// How the report looks: light and dark as the reader's system has it, and on paper.
#pragma once

namespace holdfast {

inline constexpr const char* kReportStyle = R"css(
:root {
  --ground: #f7f6f3; --paper: #fff; --ink: #1c1f22; --muted: #5f646a; --rule: #e3e0da;
  --warn: #8a5a00; --bad: #b3261e; --good: #2a6b4a;
  --s0: #2b5c8a; --s1: #c0561a; --s2: #2a7a55; --s3: #7b4a9c; --s4: #9a7b00; --s5: #5f646a;
  color-scheme: light dark;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #14171a; --paper: #1b1f23; --ink: #e6e3dd; --muted: #9aa1a8; --rule: #2e343a;
    --warn: #e3b04b; --bad: #ff8a7d; --good: #74c29b;
    --s0: #7fb0dd; --s1: #f0955a; --s2: #6fc79d; --s3: #c39be0; --s4: #dcc04f; --s5: #9aa1a8;
  }
}
* { box-sizing: border-box; }
html { background: var(--ground); }
body { margin: 0; color: var(--ink); font: 15px/1.5 system-ui, "Segoe UI", "DejaVu Sans", sans-serif;
  font-variant-numeric: tabular-nums; }
main { max-width: 1120px; margin: 0 auto; padding: 1.5rem 1.25rem 3rem; }
h1 { font-size: 1.05rem; font-weight: 600; color: var(--muted); margin: 0 0 .5rem; }
h2 { font-size: 1.15rem; margin: 0 0 .6rem; }
h3 { font-size: 1rem; margin: 1.2rem 0 .3rem; }
p { margin: .4rem 0; max-width: 60rem; }
section { background: var(--paper); border: 1px solid var(--rule); border-radius: 8px;
  padding: 1rem 1.25rem 1.1rem; margin: 0 0 1rem; }
.answer { font-size: 1.4rem; line-height: 1.35; font-weight: 600; margin: 0 0 .8rem; max-width: none; }
.note { color: var(--muted); font-size: .9rem; }
.bad { color: var(--bad); } .warn { color: var(--warn); }
ul { margin: .4rem 0; padding-left: 1.2rem; max-width: 62rem; } li { margin: .25rem 0; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; margin: .6rem 0 .2rem; font-size: .9rem; }
caption { text-align: left; color: var(--muted); padding-bottom: .3rem; }
th, td { text-align: right; padding: .25rem .6rem; border-bottom: 1px solid var(--rule);
  white-space: nowrap; }
th:first-child, td:first-child { text-align: left; padding-left: 0; }
thead th { color: var(--muted); font-weight: 500; vertical-align: bottom; }
tbody th { font-weight: 500; }
tr.headline th, tr.headline td { font-weight: 700; }
tr.faint th, tr.faint td { color: var(--muted); }
.words th, .words td { text-align: left; white-space: normal; overflow-wrap: anywhere; }
details { margin: .5rem 0; } summary { cursor: pointer; color: var(--muted); }
@media print {
  html, body { background: #fff; font-size: 11px; } main { max-width: none; padding: 0; }
  section { border: 0; padding: 0; margin: 0 0 1rem; } svg.plot, tr { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
}
)css";

}  // namespace holdfast
