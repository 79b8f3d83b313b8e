#include <fmt/format.h>

#include <algorithm>

#include "base/printable.h"
#include "probe/compared_rounds.h"
#include "probe/figure_text.h"
#include "probe/probe_text.h"
#include "probe/sockperf_report.h"
#include "probe/spoilt.h"
#include "probe/text_grid.h"

namespace holdfast {
namespace {

constexpr double kShown[] = {0.5, 0.9, 0.99, 0.999};
constexpr const char* kNone = "–";
constexpr std::size_t kIndent = 2;

bool is_spoilt(const ProbeResult& round) { return !round.spoilt.empty(); }
bool is_spoilt(const ComparedReceiver& receiver) {
  return std::any_of(receiver.rounds.begin(), receiver.rounds.end(),
                     [](const ProbeResult& round) { return is_spoilt(round); });
}

TextGrid grid_for(const ComparedReceiver& base) {
  return TextGrid({{"receiver", false},
                   {"P50 µs"},
                   {"P90", true, 3},
                   {"P99"},
                   {"P99.9"},
                   {"×" + base.name, true, 2},
                   {"lost"},
                   {"msgs/call", true, 5},
                   {"invol. switches", true, 1},
                   {"CPU %", true, 4}});
}

void add_row(const ComparedReceiver& base, const ComparedReceiver& receiver, const std::string& of,
             TextGrid& grid) {
  std::vector<std::string> cells = {receiver.name + (is_spoilt(receiver) ? " *" : "")};
  for (const double p : kShown) {
    const auto figure = over_rounds(receiver, of, p);
    cells.push_back(figure ? microseconds_text(figure->median_ns) : kNone);
  }
  const auto ratio = ratio_to(base, receiver, of);
  const auto counts = counts_of(receiver);
  cells.push_back(ratio ? fmt::format("{:.2f}", *ratio) : kNone);
  cells.push_back(count_text(counts.lost));
  cells.push_back(counts.messages_per_call ? fmt::format("{:.1f}", *counts.messages_per_call)
                                           : kNone);
  cells.push_back(count_text(counts.involuntary_switches));
  cells.push_back(counts.cpu ? fmt::format("{:.0f}", *counts.cpu * 100) : kNone);
  grid.add(std::move(cells));
}

// Of another program: what it does not tell is left out.
void add_beside(const ComparedReceiver& base, const ComparedReceiver& beside, const std::string& of,
                TextGrid& grid) {
  const std::string half(kHalfRoundTrip);
  std::vector<std::string> cells = {"sockperf, " + half};
  for (const double p : kShown) {
    const auto figure = over_rounds(beside, half, p);
    cells.push_back(figure ? microseconds_text(figure->median_ns) : kNone);
  }
  const auto own = over_rounds(base, of, 0.5), its = over_rounds(beside, half, 0.5);
  cells.push_back(own && its && own->median_ns > 0
                      ? fmt::format("{:.2f}", its->median_ns / own->median_ns)
                      : kNone);
  cells.push_back(count_text(counts_of(beside).lost));
  cells.resize(10, kNone);
  grid.add(std::move(cells));
}

// The least and the greatest of the rounds, below their medians; nothing where one round is all.
void add_spread(const ComparedReceiver& receiver, const std::string& of, TextGrid& grid) {
  const auto median = over_rounds(receiver, of, kShown[0]);
  if (!median || median->rounds < 2) return;
  std::vector<std::string> cells = {fmt::format("  {} rounds", median->rounds)};
  for (const double p : kShown) {
    const auto figure = over_rounds(receiver, of, p);
    if (!figure || figure->rounds < 2) {
      cells.emplace_back();
      continue;
    }
    const auto least = microseconds_text(figure->least_ns);
    const auto greatest = microseconds_text(figure->greatest_ns);
    cells.push_back(least == greatest ? "=" : fmt::format("{}–{}", least, greatest));
  }
  cells.resize(10);
  grid.add(std::move(cells));
}

std::string heading(const ComparedReceiver& base, const std::string& of) {
  const auto& round = base.rounds.front();
  const char* medians = "; medians of the rounds, below them least–greatest";
  return fmt::format("Delays {}, {} packets/s of {} bytes{}", of, rate_text(round.rate),
                     round.packet_bytes, base.rounds.size() > 1 ? medians : "");
}

// Of each spoilt round, with its number where there are several.
std::string spoilt_text(const ComparedReceiver& receiver) {
  std::string text;
  for (std::size_t i = 0; i < receiver.rounds.size(); ++i) {
    if (!is_spoilt(receiver.rounds[i])) continue;
    text += text.empty() ? "" : "; ";
    if (receiver.rounds.size() > 1) text += fmt::format("round {}: ", i + 1);
    text += spoilt_briefly(receiver.rounds[i]);
  }
  return text;
}

std::string beside_text(const ComparedReceiver& beside) {
  if (beside.rounds.empty()) return fmt::format("sockperf has no row: {}", beside.absent);
  const auto most = over_rounds(beside, kHalfRoundTrip, 1);
  return fmt::format(
      "sockperf: half of a round trip by its client's clock, the way out and back with the "
      "server's "
      "calls in between; its threads that receive block. Maximum {} µs, of {:.0f} messages/s.",
      most ? microseconds_text(most->median_ns) : kNone, beside.rounds.front().rate);
}

}  // namespace

std::string compare_table(const std::vector<ComparedReceiver>& receivers, const std::string& of,
                          std::size_t columns, const ComparedReceiver* beside) {
  std::string out;
  if (const auto* base = base_of(receivers)) {
    out += folded(printable(heading(*base, of)), columns, 0);
    auto grid = grid_for(*base);
    for (const auto& receiver : receivers) {
      if (receiver.rounds.empty()) continue;
      add_row(*base, receiver, of, grid);
      add_spread(receiver, of, grid);
    }
    if (beside && !beside->rounds.empty()) {
      add_beside(*base, *beside, of, grid);
      add_spread(*beside, std::string(kHalfRoundTrip), grid);
    }
    out += grid.to_text(columns, 0);
  }
  for (const auto& receiver : receivers) {
    if (receiver.rounds.empty() || over_rounds(receiver, of, 1)) continue;
    out +=
        folded(printable(fmt::format("{} has no delays {}.", receiver.name, of)), columns, kIndent);
  }
  return out;
}

std::string compare_notes(const std::vector<ComparedReceiver>& receivers, std::size_t columns,
                          const ComparedReceiver* beside) {
  std::string out;
  const auto add = [&](const std::string& text) {
    out += folded(printable(text), columns, kIndent);
  };
  bool any = false;
  for (const auto& receiver : receivers) {
    if (!is_spoilt(receiver)) continue;
    add(fmt::format("{} * {}", receiver.name, spoilt_text(receiver)));
    any = true;
  }
  if (any) {
    add("* The figures are not the receiver's alone. Give the receiver and the sender a core each "
        "with nothing else on it (--cpu, --sender-cpu); where packets are lost or sent late, lower "
        "the rate.");
  }
  for (const auto& receiver : receivers) {
    if (!receiver.absent.empty())
      add(fmt::format("{} is absent: {}", receiver.name, receiver.absent));
    std::vector<std::string> said;
    for (const auto& round : receiver.rounds) {
      for (const auto& note : round.notes) {
        if (std::find(said.begin(), said.end(), note) != said.end()) continue;
        said.push_back(note);
        add(fmt::format("{}: {}", receiver.name, note));
      }
    }
  }
  if (beside) add(beside_text(*beside));
  return out;
}

}  // namespace holdfast
