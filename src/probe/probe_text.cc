#include "probe/probe_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/printable.h"
#include "probe/figure_text.h"
#include "probe/probe_delays.h"
#include "probe/text_grid.h"

namespace holdfast {
namespace {

constexpr std::size_t kIndent = 2;

// A line behind two blanks, at most `columns` wide with them.
std::string line_of(const std::string& text, std::size_t columns) {
  return "  " +
         folded(printable(text), columns > kIndent ? columns - kIndent : columns, kIndent * 2);
}

std::string heading(const ProbeResult& result) {
  return fmt::format("{}{}: {} packets/s of {} bytes for {:.3g} s", result.receiver,
                     result.interface.empty() ? "" : " on " + result.interface,
                     rate_text(result.rate), result.packet_bytes, result.seconds);
}

// What became of the packets; counts that are 0 are left out, but for the loss.
std::string packets_line(const ProbeResult& result) {
  std::string line = count_text(result.received);
  if (result.sent) line += " of " + count_text(*result.sent);
  line += " packets received, ";
  line += result.lost == 0 ? "none" : count_text(result.lost);
  line += " lost";
  const std::pair<std::uint64_t, const char*> counts[] = {
      {result.reordered, "out of order"},
      {result.duplicated, "duplicated"},
      {result.foreign, "of others"},
      {result.truncated, "cut"},
      {result.unrecorded, "without room for their delays"},
      {result.socket_drops, "dropped by the socket"},
      {result.sender_late, "sent late"}};
  for (const auto& [count, what] : counts) {
    if (count > 0) line += fmt::format(", {} {}", count_text(count), what);
  }
  return line;
}

std::string ring_line(const ProbeResult& result) {
  std::string line;
  const std::pair<std::uint64_t, const char*> counts[] = {
      {result.device_drops, "dropped before its ring"},
      {result.ring_full, "times its ring was full"},
      {result.fill_empty, "times the fill ring was empty"},
      {result.invalid_descriptors, "invalid descriptors"}};
  for (const auto& [count, what] : counts) {
    if (count > 0)
      line += fmt::format("{}{} {}", line.empty() ? "" : ", ", count_text(count), what);
  }
  return line;
}

std::string calls_line(const ProbeResult& result) {
  const auto full = result.calls - std::min(result.calls, result.empty_calls);
  std::string line = fmt::format("{} calls, {} found nothing", count_text(result.calls),
                                 result.empty_calls == 0 ? "none" : count_text(result.empty_calls));
  if (full > 0) {
    line += fmt::format("; {:.1f} packets in each of the others",
                        static_cast<double>(result.received) / static_cast<double>(full));
  }
  return line;
}

std::string thread_line(const ProbeResult& result) {
  std::string line = fmt::format("CPU {:.3g} s", result.cpu_seconds);
  if (result.seconds > 0)
    line += fmt::format(" ({})", share_text(result.cpu_seconds / result.seconds));
  return line + fmt::format("; {} voluntary and {} involuntary switches, {} migrations",
                            count_text(result.voluntary_switches),
                            count_text(result.involuntary_switches), count_text(result.migrations));
}

std::string interval_of(const Percentile& percentile) {
  const auto& [p, ns, low, high] = percentile;
  if (low && high) return fmt::format("{} to {}", delay_text(*low), delay_text(*high));
  if (low) return "over " + delay_text(*low);
  return high ? "under " + delay_text(*high) : "";
}

std::string delays_text(const ProbeDelays& delays, std::size_t columns) {
  std::string head = delays.of;
  if (!delays.clock.empty()) head += ", by " + delays.clock;
  head += fmt::format(": {} delays", count_text(delays.count));
  if (delays.negative > 0) head += fmt::format(", {} negative", count_text(delays.negative));
  std::string out = line_of(head, columns);
  TextGrid grid({{"", false}, {""}, {"95 % interval", true, 1}});
  for (const auto& one : delays.percentiles) {
    grid.add({percentile_name(one.p), delay_text(one.ns), interval_of(one)});
  }
  if (delays.hj95_ns) grid.add({"HJ95", delay_text(*delays.hj95_ns), ""});
  if (delays.hj95x_ns) grid.add({"HJ95x", delay_text(*delays.hj95x_ns), ""});
  return out + grid.to_text(columns, 2 * kIndent);
}

}  // namespace

std::string to_text(const std::vector<ProbePart>& parts, std::size_t columns) {
  if (parts.empty()) return {};
  TextGrid grid({{parts.front().delays.of + " by", false}, {"packets"}, {"P50"}, {"P99"}, {"max"}});
  for (const auto& part : parts) {
    std::vector<std::string> cells = {part.of, count_text(part.delays.count)};
    for (const double p : {0.5, 0.99, 1.0}) {
      const auto* found = percentile_of(part.delays, p);
      cells.push_back(found == nullptr ? "–" : delay_text(found->ns));
    }
    grid.add(std::move(cells));
  }
  return grid.to_text(columns, kIndent);
}

std::string to_text(const ProbeResult& result, std::size_t columns) {
  std::string out = folded(printable(heading(result)), columns, kIndent);
  const auto add = [&](const std::string& text) {
    if (!text.empty()) out += line_of(text, columns);
  };
  add(packets_line(result));
  for (const auto& delays : result.delays) out += delays_text(delays, columns);
  out += to_text(result.parts, columns);
  add(ring_line(result));
  if (result.calls > 0) add(calls_line(result));
  add(thread_line(result));
  for (const auto& sentence : result.spoilt) add("Spoilt: " + sentence);
  for (const auto& note : result.notes) add("Note: " + note);
  return out;
}

}  // namespace holdfast
