#include "host/softirqs.h"

#include <fmt/format.h>

#include "base/text.h"
#include "host/counter_rows.h"

namespace holdfast {
namespace {

constexpr std::string_view kPath = "/proc/softirqs";

// "CPU0 CPU1 …": the possible CPUs, ascending. Empty when it is anything else.
std::vector<CpuId> parse_columns(std::string_view header, CounterRows& rows) {
  std::vector<CpuId> cpus;
  for (auto word = next_word(header); !word.empty(); word = next_word(header)) {
    const auto number =
        word.starts_with("CPU") ? parse_number<std::uint32_t>(word.substr(3)) : std::nullopt;
    if (!number || *number >= CpuSet::kMaxCpus || (!cpus.empty() && *number <= cpus.back().value)) {
      rows.malformed(fmt::format("\"{}\" in the header, expected ascending CPU columns \"CPU0 …\"",
                                 word.substr(0, 40)));
      return {};
    }
    cpus.push_back(CpuId{*number});
  }
  return cpus;
}

}  // namespace

std::vector<SoftirqRow> parse_softirqs(std::string_view text, Diagnostics& diagnostics) {
  CounterRows rows(text, kPath, diagnostics);
  std::string_view row;
  std::vector<SoftirqRow> all;
  if (!rows.next(row)) return all;
  const auto cpus = parse_columns(row, rows);
  if (cpus.empty()) return all;
  for (const auto cpu : cpus) all.push_back({cpu, 0, 0});
  while (rows.next(row)) {
    const auto name = next_word(row);
    if (!name.ends_with(':')) {
      rows.malformed(
          fmt::format("a row begins with \"{}\", expected a name and a colon", name.substr(0, 40)));
      continue;
    }
    if (name != "NET_RX:" && name != "NET_TX:") continue;
    const auto counts = numbers_of(row, cpus.size());
    if (counts.size() < cpus.size()) {
      rows.malformed(fmt::format("{} {} counts, expected {}", name, counts.size(), cpus.size()));
      continue;
    }
    for (std::size_t i = 0; i < cpus.size(); ++i) {
      (name == "NET_RX:" ? all[i].net_rx : all[i].net_tx) = counts[i];
    }
  }
  std::erase_if(all, [](const SoftirqRow& cpu) { return cpu.net_rx == 0 && cpu.net_tx == 0; });
  return all;
}

std::vector<SoftirqRow> read_softirqs(HostSource& source, Diagnostics& diagnostics) {
  return parse_softirqs(read_counters(source, kPath, EmptyFile::malformed, diagnostics),
                        diagnostics);
}

}  // namespace holdfast
