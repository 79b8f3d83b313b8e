// How plots look. The page gives the colours: --ink, --muted, --rule, and --s0 … --s5.
#pragma once

namespace holdfast {

inline constexpr const char* kPlotStyle = R"css(
svg.plot { width: 100%; height: auto; display: block; overflow: visible; }
.plot text { font: 12px/1 system-ui, "Segoe UI", "DejaVu Sans", sans-serif; fill: var(--ink); }
.plot .grid text { fill: var(--muted); }
.plot .middle { text-anchor: middle; }
.plot .end { text-anchor: end; }
.plot .rule { stroke: var(--rule); stroke-width: 1; }
.plot .line { stroke: var(--c); stroke-width: 2; fill: none; stroke-linejoin: round; }
.plot .disc { fill: var(--c); stroke: var(--paper); stroke-width: 1; }
.plot .ring { fill: var(--paper); stroke: var(--c); stroke-width: 1.6; }
.plot .band { fill: var(--c); fill-opacity: .2; stroke: none; }
.plot .box { fill: var(--c); fill-opacity: .85; }
.plot .s0 { --c: var(--s0); } .plot .s1 { --c: var(--s1); } .plot .s2 { --c: var(--s2); }
.plot .s3 { --c: var(--s3); } .plot .s4 { --c: var(--s4); } .plot .s5 { --c: var(--s5); }
.plot .thin { stroke-width: 1.2; }
.plot .zero { --c: var(--ink); stroke-width: 1.2; }
.plot .guide { --c: var(--muted); stroke-width: 1.2; stroke-dasharray: 5 4; }
.legend { display: flex; flex-wrap: wrap; gap: .25rem 1.2rem; margin: .4rem 0; }
.legend span { display: inline-flex; align-items: center; gap: .4rem; }
.legend svg.plot { width: 28px; height: 12px; flex: none; }
)css";

}  // namespace holdfast
