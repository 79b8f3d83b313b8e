#include <fmt/format.h>

#include <algorithm>

#include "probe/delay_curve.h"
#include "probe/figure_text.h"
#include "probe/html_text.h"
#include "probe/percentile_svg.h"
#include "probe/probe_delays.h"
#include "probe/probe_text.h"

namespace holdfast {
namespace {

constexpr double kShown[] = {0.5, 0.9, 0.99, 0.999, 1};
constexpr std::size_t kColumns = 100;  // of the figures in full

// Both themes' colours of curves keep a contrast of 3 : 1 on their grounds.
constexpr const char* kStyle = R"(<style>
:root { color-scheme: light dark; --ground: #fbfaf7; --ink: #22262a; --muted: #5c646b; --rule: #d9d5cc; --bad: #b3261e;
  --c0: #0a5fa8; --c1: #b34a00; --c2: #00705a; --c3: #8a3b8f; --c4: #6b5d00; --c5: #a3123f; --c6: #3b4cc0; --c7: #555; }
@media (prefers-color-scheme: dark) { :root { --ground: #14171a; --ink: #e6e3dd; --muted: #9aa1a8; --rule: #2e343a;
  --bad: #ff8a7d; --c0: #6db3f2; --c1: #f5a25d; --c2: #5fcfae; --c3: #dd94e0; --c4: #d9c64a; --c5: #ff8fab;
  --c6: #a3b1ff; --c7: #bbb; } }
body { margin: 2rem auto; max-width: 62rem; padding: 0 1rem; background: var(--ground); color: var(--ink);
  font: 15px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; width: 100%; }
caption { text-align: left; color: var(--muted); padding-bottom: .4rem; }
th, td { padding: .25rem .6rem; text-align: right; border-bottom: 1px solid var(--rule); white-space: nowrap; }
th:first-child { text-align: left; } tbody th { font-weight: 600; }
.spoilt { color: var(--bad); }
.plot { width: 100%; height: auto; } .sample { vertical-align: middle; margin-right: .4rem; }
.grid line { stroke: var(--rule); } .grid text { fill: var(--muted); font-size: 12px; }
.end { text-anchor: end; } .middle { text-anchor: middle; }
.line { fill: none; stroke: currentColor; stroke-width: 2; } .whisker { stroke: currentColor; stroke-width: 1.5; }
.full { fill: currentColor; } .hollow { fill: var(--ground); stroke: currentColor; stroke-width: 1.5; }
.s0 { color: var(--c0); } .s1 { color: var(--c1); } .s2 { color: var(--c2); } .s3 { color: var(--c3); }
.s4 { color: var(--c4); } .s5 { color: var(--c5); } .s6 { color: var(--c6); } .s7 { color: var(--c7); }
.s4 .line, .s5 .line, .s6 .line, .s7 .line { stroke-dasharray: 6 4; }
pre { overflow-x: auto; font-size: 13px; line-height: 1.4; } summary { cursor: pointer; }
</style>
)";

std::string head(const std::string& title) {
  return fmt::format(
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<title>{0}</title>\n{1}</head>\n<body>\n<main>\n<h1>{0}</h1>\n",
      html_text(title), kStyle);
}

const ProbeDelays* delays_in(const ProbeResult& result, const std::string& of) {
  const auto found = std::find_if(result.delays.begin(), result.delays.end(),
                                  [&](const ProbeDelays& delays) { return delays.of == of; });
  return found == result.delays.end() ? nullptr : &*found;
}

std::string row(const ProbeResult& result, const std::string& of, std::size_t& series) {
  const auto* delays = delays_in(result, of);
  const bool is_drawn = delays != nullptr && !delays->percentiles.empty();
  std::string out =
      fmt::format("<tr><th scope=\"row\">{}{}{}</th>", is_drawn ? series_sample(series++) : "",
                  html_text(result.receiver),
                  result.spoilt.empty() ? "" : " <span class=\"spoilt\">spoilt</span>");
  const auto cell = [&](const std::string& text) { out += "<td>" + text + "</td>"; };
  for (const double p : kShown) {
    const auto* figure = delays == nullptr ? nullptr : percentile_of(*delays, p);
    cell(figure == nullptr ? "–" : microseconds_text(figure->ns));
  }
  cell(count_text(result.received));
  cell(count_text(result.lost));
  cell(count_text(result.involuntary_switches));
  cell(result.seconds > 0 ? fmt::format("{:.0f}", 100 * result.cpu_seconds / result.seconds) : "–");
  return out + "</tr>\n";
}

std::string table(const std::vector<ProbeResult>& results, const std::string& of) {
  std::string out = fmt::format(
      "<div class=\"scroll\"><table>\n<caption>Delays {} in µs, and what became of the "
      "packets</caption>\n"
      "<thead><tr><th scope=\"col\">receiver</th>",
      html_text(of));
  for (const double p : kShown) out += fmt::format("<th scope=\"col\">{}</th>", percentile_name(p));
  for (const auto* title : {"packets", "lost", "invol. switches", "CPU %"}) {
    out += fmt::format("<th scope=\"col\">{}</th>", title);
  }
  out += "</tr></thead>\n<tbody>\n";
  std::size_t series = 0;
  for (const auto& result : results) out += row(result, of, series);
  return out + "</tbody>\n</table></div>\n";
}

std::string section(const ProbeResult& result) {
  std::string out = fmt::format("<section>\n<h2>{}</h2>\n", html_text(result.receiver));
  for (const auto& sentence : result.spoilt) {
    out += fmt::format("<p class=\"spoilt\">Spoilt: {}</p>\n", html_text(sentence));
  }
  for (const auto& note : result.notes) out += fmt::format("<p>{}</p>\n", html_text(note));
  auto figures = result;
  figures.spoilt.clear();
  figures.notes.clear();
  out += "<details><summary>All figures</summary>\n<pre>";
  std::string text = to_text(figures, kColumns);
  for (std::size_t at = 0, end; (end = text.find('\n', at)) != std::string::npos; at = end + 1) {
    out += html_text(text.substr(at, end - at)) + '\n';
  }
  return out + "</pre></details>\n</section>\n";
}

}  // namespace

std::string probe_report_html(const std::vector<ProbeResult>& results, const std::string& title) {
  const auto of = delays_to_plot(results);
  const auto curves = curves_of(results, of);
  std::string out = head(title) + table(results, of);
  if (!curves.empty()) out += percentile_svg(curves, of);
  for (const auto& result : results) out += section(result);
  return out + "</main>\n</body>\n</html>\n";
}

}  // namespace holdfast
