#include <fmt/format.h>

#include "base/html_text.h"
#include "probe/figure_text.h"
#include "probe/packet_stages.h"
#include "probe/percentile_svg.h"
#include "probe/probe_delays.h"
#include "probe/report_head.h"
#include "probe/stage_bars.h"

namespace holdfast {
namespace {

constexpr double kShown[] = {0.5, 0.9, 0.99, 0.999, 1};
constexpr double kWidth = 880, kLeft = 80, kRight = 240, kRow = 30, kBar = 18;

std::string row(const ProbeDelays& delays, const std::string& ends, const std::string& share) {
  std::string out = fmt::format("<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td>",
                                html_text(delays.of), html_text(ends), count_text(delays.count));
  for (const double p : kShown) {
    const auto* figure = percentile_of(delays, p);
    out += fmt::format("<td>{}</td>", figure == nullptr ? "–" : microseconds_text(figure->ns));
  }
  return out + fmt::format("<td>{}</td></tr>\n", share);
}

std::string table(const PacketStages& stages) {
  std::string out =
      "<div class=\"scroll\"><table>\n<caption>What each stage takes, in µs</caption>\n<thead><tr>";
  for (const auto* title : {"stage", "from → to", "packets"}) {
    out += fmt::format("<th scope=\"col\">{}</th>", title);
  }
  for (const double p : kShown) out += fmt::format("<th scope=\"col\">{}</th>", percentile_name(p));
  out += "<th scope=\"col\">share</th></tr></thead>\n<tbody>\n";
  for (const auto& stage : stages.stages) {
    out += row(stage.delays, fmt::format("{} → {}", to_text(stage.from), to_text(stage.to)),
               stage.share ? share_text(*stage.share) : "–");
  }
  out += row(stages.whole, "", "");
  for (const auto& part : stages.parts) out += row(part.delays, part.of, "");
  return out + "</tbody>\n</table></div>\n";
}

std::string picture(const PacketStages& stages) {
  const auto bars = bars_of(stages);
  const double height = kRow * static_cast<double>(bars.size());
  std::string out = fmt::format(
      "<svg class=\"plot\" viewBox=\"0 0 {} {}\" role=\"img\" aria-labelledby=\"budget\">\n"
      "<title id=\"budget\">The latency budget: a bar for each stage, as wide as its P50</title>\n",
      kWidth, height);
  double y = 0;
  for (std::size_t i = 0; i < bars.size(); ++i, y += kRow) {
    const auto& bar = bars[i];
    const double span = kWidth - kLeft - kRight;
    const double from = kLeft + bar.begin * span, to = kLeft + bar.end * span;
    const std::string figures = fmt::format("P50 {}{}", delay_text(bar.p50_ns),
                                            bar.p99_ns ? ", P99 " + delay_text(*bar.p99_ns) : "");
    out += fmt::format(
        "<g class=\"s{}\"><rect class=\"full\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" "
        "height=\"{}\"><title>{}</title></rect></g>\n"
        "<g class=\"grid\"><text class=\"end\" x=\"{:.1f}\" y=\"{:.1f}\">{}</text>"
        "<text x=\"{:.1f}\" y=\"{:.1f}\">{}</text></g>\n",
        i % kSeries, from, y + (kRow - kBar) / 2, std::max(to - from, 1.0), kBar,
        html_text(figures), kLeft - 8, y + kRow / 2 + 4, html_text(bar.name), to + 8,
        y + kRow / 2 + 4, html_text(figures));
  }
  return out + "</svg>\n";
}

}  // namespace

std::string stages_report_html(const PacketStages& stages, const std::string& title) {
  std::string out = report_head(title);
  out += fmt::format("<p>{}: {} of {} packets followed, {} packets/s of {} bytes.</p>\n",
                     html_text(stages.receiver), count_text(stages.followed),
                     count_text(stages.received), rate_text(stages.rate), stages.packet_bytes);
  out += table(stages) + picture(stages);
  if (const auto sentence = dearest_sentence(stages); !sentence.empty()) {
    out += fmt::format("<p>{}</p>\n", html_text(sentence));
  }
  for (const auto& sentence : stages.spoilt) {
    out += fmt::format("<p class=\"spoilt\">Spoilt: {}</p>\n", html_text(sentence));
  }
  for (const auto& note : stages.notes) out += fmt::format("<p>{}</p>\n", html_text(note));
  return out + "</main>\n</body>\n</html>\n";
}

}  // namespace holdfast
