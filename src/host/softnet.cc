#include "host/softnet.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "host/counter_rows.h"
#include "host/small_file.h"

namespace holdfast {
namespace {

constexpr std::string_view kPath = "/proc/net/softnet_stat";
constexpr std::size_t kRps = 9;
constexpr std::size_t kFlowLimit = 10;
constexpr std::size_t kBacklog = 11;
constexpr std::size_t kCpu = 12;

}  // namespace

std::vector<SoftnetRow> parse_softnet(std::string_view text, const CpuSet& online,
                                      Diagnostics& diagnostics) {
  const auto cpus = online.to_vector();
  std::vector<SoftnetRow> out;
  CounterRows rows(text, kPath, diagnostics);
  std::string_view row;
  for (std::size_t position = 0; rows.next(row); ++position) {
    const auto words = numbers_of(row, kCpu + 1, 16);
    if (words.size() < 3) {
      rows.malformed(fmt::format("\"{}\", expected hexadecimal words", trim(row).substr(0, 40)));
      continue;
    }
    const auto word = [&](std::size_t index) { return index < words.size() ? words[index] : 0; };
    const bool named = words.size() > kCpu;
    if (!named && position >= cpus.size()) {
      rows.malformed(fmt::format("row {} of {} online CPUs", position + 1, cpus.size()));
      continue;
    }
    const auto cpu = named ? word(kCpu) : cpus[position].value;
    if (cpu >= CpuSet::kMaxCpus || (!out.empty() && cpu <= out.back().cpu.value)) {
      rows.malformed(fmt::format("CPU {} out of order, expected ascending CPUs", cpu));
      continue;
    }
    out.push_back({CpuId{static_cast<std::uint32_t>(cpu)}, words[0], words[1], words[2], word(kRps),
                   word(kFlowLimit), word(kBacklog)});
  }
  return out;
}

std::vector<SoftnetRow> read_softnet(HostSource& source, Diagnostics& diagnostics) {
  const auto text = read_counters(source, kPath, EmptyFile::malformed, diagnostics);
  CpuSet online;
  if (numbers_of(text.substr(0, text.find('\n')), kCpu + 1, 16).size() <= kCpu && !text.empty()) {
    SmallFileReader files(source, diagnostics);
    online = files.cpu_list("/sys/devices/system/cpu/online").value_or(CpuSet{});
  }
  return parse_softnet(text, online, diagnostics);
}

}  // namespace holdfast
