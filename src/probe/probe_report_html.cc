#include <fmt/format.h>

#include <algorithm>

#include "base/html_text.h"
#include "probe/delay_curve.h"
#include "probe/figure_text.h"
#include "probe/percentile_svg.h"
#include "probe/probe_delays.h"
#include "probe/probe_text.h"
#include "probe/report_head.h"

namespace holdfast {
namespace {

constexpr double kShown[] = {0.5, 0.9, 0.99, 0.999, 1};
constexpr std::size_t kColumns = 100;  // of the figures in full

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
  std::string out = report_head(title) + table(results, of);
  if (!curves.empty()) out += percentile_svg(curves, of);
  for (const auto& result : results) out += section(result);
  return out + "</main>\n</body>\n</html>\n";
}

}  // namespace holdfast
