// The style of the probe's page: light or dark as the reader's system says.
#pragma once

namespace holdfast {

/// A <style> element. Both themes' colours of curves (s0 … s7) keep a contrast of 4.5 : 1 on their
/// grounds; from s4 on the lines are dashed as well.
inline constexpr const char* kReportStyle = R"(<style>
:root { color-scheme: light dark;
  --ground: #fbfaf7; --ink: #22262a; --muted: #5c646b; --rule: #d9d5cc; --bad: #b3261e;
  --c0: #0a5fa8; --c1: #b34a00; --c2: #00705a; --c3: #8a3b8f;
  --c4: #6b5d00; --c5: #a3123f; --c6: #3b4cc0; --c7: #555555; }
@media (prefers-color-scheme: dark) { :root {
  --ground: #14171a; --ink: #e6e3dd; --muted: #9aa1a8; --rule: #2e343a; --bad: #ff8a7d;
  --c0: #6db3f2; --c1: #f5a25d; --c2: #5fcfae; --c3: #dd94e0;
  --c4: #d9c64a; --c5: #ff8fab; --c6: #a3b1ff; --c7: #bbbbbb; } }
body { margin: 2rem auto; max-width: 62rem; padding: 0 1rem; font: 15px/1.5 system-ui, sans-serif;
  background: var(--ground); color: var(--ink); }
h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; width: 100%; }
caption { text-align: left; color: var(--muted); padding-bottom: .4rem; }
th, td { padding: .25rem .6rem; text-align: right; white-space: nowrap;
  border-bottom: 1px solid var(--rule); }
th:first-child { text-align: left; }
tbody th { font-weight: 600; }
.spoilt { color: var(--bad); }
.plot { width: 100%; height: auto; }
.sample { vertical-align: middle; margin-right: .4rem; }
.grid line { stroke: var(--rule); }
.grid text { fill: var(--muted); font-size: 12px; }
.end { text-anchor: end; }
.middle { text-anchor: middle; }
.line { fill: none; stroke: currentColor; stroke-width: 2; }
.whisker { stroke: currentColor; stroke-width: 1.5; }
.full { fill: currentColor; }
.hollow { fill: var(--ground); stroke: currentColor; stroke-width: 1.5; }
.s0 { color: var(--c0); } .s1 { color: var(--c1); }
.s2 { color: var(--c2); } .s3 { color: var(--c3); }
.s4 { color: var(--c4); } .s5 { color: var(--c5); }
.s6 { color: var(--c6); } .s7 { color: var(--c7); }
.s4 .line, .s5 .line, .s6 .line, .s7 .line { stroke-dasharray: 6 4; }
pre { overflow-x: auto; font-size: 13px; line-height: 1.4; }
summary { cursor: pointer; }
</style>
)";

}  // namespace holdfast
