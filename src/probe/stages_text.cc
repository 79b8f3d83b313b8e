#include <fmt/format.h>

#include <algorithm>

#include "base/printable.h"
#include "probe/figure_text.h"
#include "probe/packet_stages.h"
#include "probe/probe_delays.h"
#include "probe/probe_text.h"
#include "probe/stage_bars.h"
#include "probe/text_grid.h"

namespace holdfast {
namespace {

constexpr std::size_t kIndent = 2;
constexpr double kShown[] = {0.5, 0.9, 0.99, 0.999, 1};

std::string line_of(const std::string& text, std::size_t columns) {
  return "  " +
         folded(printable(text), columns > kIndent ? columns - kIndent : columns, kIndent * 2);
}

std::string heading(const PacketStages& stages) {
  return fmt::format("{}{}: {} packets/s of {} bytes for {:.3g} s", stages.receiver,
                     stages.interface.empty() ? "" : " on " + stages.interface,
                     rate_text(stages.rate), stages.packet_bytes, stages.seconds);
}

std::string packets_line(const PacketStages& stages) {
  std::string line = count_text(stages.received);
  if (stages.sent) line += " of " + count_text(*stages.sent);
  line += fmt::format(" packets received, {} followed", count_text(stages.followed));
  const std::pair<std::uint64_t, const char*> counts[] = {
      {stages.lost, "lost"},
      {stages.untraced, "not seen by the kernel's programs"},
      {stages.unread, "whose reading was not seen"},
      {stages.overtaken, "read before the socket's signal"},
      {stages.records_lost, "records without room"},
      {stages.unreadable, "with their message outside of the linear part (smaller --size)"},
      {stages.unqueued, "that no socket signalled"}};
  for (const auto& [count, what] : counts) {
    if (count > 0) line += fmt::format(", {} {}", count_text(count), what);
  }
  return line;
}

std::string beginnings_line(const PacketStages& stages) {
  std::string line;
  for (const auto& [at, count] : stages.beginnings) {
    line += fmt::format("{}{} at \"{}\"", line.empty() ? "the ways begin: " : ", ",
                        count == stages.followed ? "all" : count_text(count), to_text(at));
  }
  return line;
}

std::vector<std::string> figures_of(const ProbeDelays& delays) {
  std::vector<std::string> cells{count_text(delays.count)};
  for (const double p : kShown) {
    const auto* found = percentile_of(delays, p);
    cells.push_back(found == nullptr ? "–" : delay_text(found->ns));
  }
  return cells;
}

std::string table(const PacketStages& stages, std::size_t columns) {
  TextGrid grid({{"stage", false},
                 {"from → to", false},
                 {"packets", true, 2},
                 {"P50"},
                 {"P90", true, 3},
                 {"P99"},
                 {"P99.9", true, 1},
                 {"max", true, 4},
                 {"share"}});
  const auto add = [&](std::string stage, std::string ends, const ProbeDelays& delays,
                       std::string share) {
    std::vector<std::string> cells{std::move(stage), std::move(ends)};
    for (auto& figure : figures_of(delays)) cells.push_back(std::move(figure));
    cells.push_back(std::move(share));
    grid.add(std::move(cells));
  };
  for (const auto& stage : stages.stages) {
    add(stage.delays.of, fmt::format("{} → {}", to_text(stage.from), to_text(stage.to)),
        stage.delays, stage.share ? share_text(*stage.share) : "–");
  }
  add("whole", "", stages.whole, "");
  return grid.to_text(columns, kIndent);
}

}  // namespace

std::string to_text(const PacketStages& stages, std::size_t columns, bool use_unicode) {
  std::string out = folded(printable(heading(stages)), columns, kIndent);
  const auto add = [&](const std::string& text) {
    if (!text.empty()) out += line_of(text, columns);
  };
  add(packets_line(stages));
  add(beginnings_line(stages));
  std::uint64_t impossible = 0;
  for (const auto& stage : stages.stages) impossible += stage.delays.negative;
  if (impossible > 0) add(fmt::format("{} parts are below zero", count_text(impossible)));
  out += '\n' + table(stages, columns);
  if (!stages.parts.empty()) out += '\n' + to_text(stages.parts, columns);
  out += '\n' + budget_text(stages, columns, use_unicode) + '\n';
  add(dearest_sentence(stages));
  for (const auto& sentence : stages.spoilt) add("Spoilt: " + sentence);
  for (const auto& note : stages.notes) add("Note: " + note);
  return out;
}

}  // namespace holdfast
