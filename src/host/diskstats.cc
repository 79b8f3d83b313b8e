#include "host/diskstats.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "host/counter_rows.h"

namespace holdfast {
namespace {

constexpr std::string_view kPath = "/proc/diskstats";
// Fields after the name: reads, merged, sectors, ms, writes, merged, sectors, ms, in flight, busy
// ms.
constexpr std::size_t kFields = 10;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool lives_in_memory(std::string_view name) {
  return name.starts_with("loop") || name.starts_with("ram") || name.starts_with("zram");
}

// A disk whose name ends with a digit has 'p' before its partitions' numbers (block/partitions).
bool is_partition_of(std::string_view name, std::string_view disk) {
  if (disk.empty() || name.size() <= disk.size() || !name.starts_with(disk)) return false;
  auto number = name.substr(disk.size());
  if (is_digit(disk.back())) {
    if (number.front() != 'p') return false;
    number.remove_prefix(1);
  }
  return !number.empty() && std::all_of(number.begin(), number.end(), is_digit);
}

}  // namespace

std::vector<DiskCounters> parse_diskstats(std::string_view text, Diagnostics& diagnostics) {
  std::vector<DiskCounters> out;
  CounterRows rows(text, kPath, diagnostics);
  std::string_view row;
  while (rows.next(row)) {
    const auto major = next_word(row);
    next_word(row);
    const auto name = next_word(row);
    const auto fields = numbers_of(row, kFields);
    if (name.empty() || !parse_number(major) || fields.size() < kFields) {
      rows.malformed(fmt::format("\"{}\" with {} counters, expected a device with {} at least",
                                 name.substr(0, 40), fields.size(), kFields));
      continue;
    }
    // A disk's partitions follow it.
    if (lives_in_memory(name) || (!out.empty() && is_partition_of(name, out.back().name))) continue;
    out.push_back({std::string(name), fields[0], fields[4], fields[8], fields[9]});
  }
  return out;
}

std::vector<DiskCounters> read_diskstats(HostSource& source, Diagnostics& diagnostics) {
  return parse_diskstats(read_counters(source, kPath, EmptyFile::normal, diagnostics), diagnostics);
}

}  // namespace holdfast
