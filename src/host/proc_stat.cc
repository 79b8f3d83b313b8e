#include "host/proc_stat.h"

#include <fmt/format.h>

#include "base/text.h"
#include "host/counter_rows.h"

namespace holdfast {
namespace {

constexpr std::string_view kPath = "/proc/stat";
// user … steal: fs/proc/stat.c prints them for each CPU since Linux 2.6.11; two more follow.
constexpr std::size_t kTimes = 8;

}  // namespace

std::vector<CpuTimes> parse_proc_stat(std::string_view text, Diagnostics& diagnostics) {
  std::vector<CpuTimes> out;
  CounterRows rows(text, kPath, diagnostics);
  std::string_view row;
  // The CPUs' rows stand first; "intr", which may be very long, follows them.
  while (rows.next(row) && !row.starts_with("intr ")) {
    const auto name = next_word(row);
    const auto times = numbers_of(row, kTimes);
    if (name == "cpu" && times.size() == kTimes) continue;  // the sum
    const auto cpu =
        name.starts_with("cpu") ? parse_number<std::uint32_t>(name.substr(3)) : std::nullopt;
    if (!cpu || *cpu >= CpuSet::kMaxCpus || times.size() < kTimes ||
        (!out.empty() && *cpu <= out.back().cpu.value)) {
      rows.malformed(fmt::format("\"{}\" with {} times, expected ascending CPUs, with ticks each",
                                 name.substr(0, 40), times.size()));
      continue;
    }
    out.push_back({CpuId{*cpu}, times[0], times[1], times[2], times[3], times[4], times[5],
                   times[6], times[7]});
  }
  return out;
}

std::vector<CpuTimes> read_proc_stat(HostSource& source, Diagnostics& diagnostics) {
  return parse_proc_stat(read_counters(source, kPath, EmptyFile::malformed, diagnostics),
                         diagnostics);
}

}  // namespace holdfast
