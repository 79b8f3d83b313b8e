#include "host/proc_stat.h"

#include <fmt/format.h>

#include "base/text.h"
#include "host/counter_rows.h"

namespace holdfast {
namespace {

constexpr std::string_view kPath = "/proc/stat";

}  // namespace

std::vector<CpuTimes> parse_proc_stat(std::string_view text, Diagnostics& diagnostics) {
  std::vector<CpuTimes> out;
  CounterRows rows(text, kPath, diagnostics);
  std::string_view row;
  // The CPUs' rows stand first; the next ones ("intr") may be very long.
  while (rows.next(row) && row.starts_with("cpu")) {
    const auto name = next_word(row);
    if (name == "cpu") continue;  // the sum
    const auto cpu = parse_number<std::uint32_t>(name.substr(3));
    const auto times = numbers_of(row, 8);
    if (!cpu || *cpu >= CpuSet::kMaxCpus || times.size() < 4 ||
        (!out.empty() && *cpu <= out.back().cpu.value)) {
      rows.malformed(fmt::format("\"{}\" with {} times, expected ascending CPUs, with ticks each",
                                 name.substr(0, 40), times.size()));
      continue;
    }
    const auto time = [&](std::size_t index) { return index < times.size() ? times[index] : 0; };
    out.push_back(
        {CpuId{*cpu}, time(0), time(1), time(2), time(3), time(4), time(5), time(6), time(7)});
  }
  return out;
}

std::vector<CpuTimes> read_proc_stat(HostSource& source, Diagnostics& diagnostics) {
  return parse_proc_stat(read_counters(source, kPath, diagnostics), diagnostics);
}

}  // namespace holdfast
