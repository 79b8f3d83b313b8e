#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "cli/show_views.h"

namespace holdfast {
namespace {

std::string number_or_dash(const Count& number) { return number ? fmt::to_string(*number) : "-"; }

std::string flags_of(const CpuTopology& topology, CpuId cpu) {
  std::string text;
  const auto add = [&](const CpuSet& set, const char* name) {
    if (set.contains(cpu)) text += fmt::format("{}{}", text.empty() ? "" : " ", name);
  };
  add(topology.isolated, "isolated");
  add(topology.nohz_full, "nohz_full");
  add(topology.rcu_nocbs, "rcu_nocbs");
  return text.empty() ? "-" : text;
}

// Interrupts of NICs per CPU, in the interval or since boot.
std::map<std::uint32_t, std::uint64_t> nic_interrupts(const ShowContext& context) {
  std::map<std::uint32_t, std::uint64_t> sums;
  for (const auto& vector : context.host().vectors) {
    if (vector.nic.empty()) continue;
    for (const auto& entry : context.ran(vector)) sums[entry.cpu.value] += entry.count;
  }
  return sums;
}

std::map<std::uint32_t, SoftnetRow> softnet_of(const HostView& view) {
  std::map<std::uint32_t, SoftnetRow> rows;
  const Sample& now = view.has_interval() ? view.later : view.host.counters;
  for (const auto& row : now.softnet) rows[row.cpu.value] = row;
  if (!view.has_interval()) return rows;
  for (const auto& before : view.earlier.softnet) {
    auto& row = rows[before.cpu.value];
    const auto since = [](std::uint64_t later, std::uint64_t earlier) {
      return later >= earlier ? later - earlier : later;
    };
    row.processed = since(row.processed, before.processed);
    row.dropped = since(row.dropped, before.dropped);
    row.time_squeezed = since(row.time_squeezed, before.time_squeezed);
  }
  return rows;
}

std::string vectors_on(const HostSnapshot& host, CpuId cpu) {
  std::string text;
  for (const auto& vector : host.vectors) {
    if (vector.nic.empty() || !vector.effective || !vector.effective->contains(cpu)) continue;
    const auto queue = queue_label(vector);
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", vector.nic,
                        queue.empty() ? fmt::format("irq {}", vector.irq.value) : queue);
  }
  return text.empty() ? "-" : text;
}

}  // namespace

std::string show_cpus(const ShowContext& context) {
  Table table({{"cpu", true, false},
               {"node", true, false},
               {"package", true, false},
               {"core", true, false},
               {"smt", false, false},
               {"llc", false, true},
               {"set apart", false, false},
               {"governor", false, false},
               {"nic irqs", true, false},
               {"softnet", true, false},
               {"dropped", true, false},
               {"squeezed", true, false},
               {"vectors", false, true}});
  const auto interrupts = nic_interrupts(context);
  auto softnet = softnet_of(context.view);
  for (const auto& cpu : context.host().topology.cpus) {
    const auto irqs = interrupts.find(cpu.id.value);
    const auto& row = softnet[cpu.id.value];
    table.add(
        {{fmt::to_string(cpu.id.value), Style::bold},
         {cpu.node ? fmt::to_string(cpu.node->value) : "-"},
         {number_or_dash(cpu.package)},
         {number_or_dash(cpu.core)},
         {cpu.smt_siblings.empty() ? "-" : cpu.smt_siblings.to_list()},
         {cpu.llc_siblings.empty() ? "-" : cpu.llc_siblings.to_list()},
         {flags_of(context.host().topology, cpu.id)},
         {cpu.governor.empty() ? "-" : cpu.governor},
         {irqs == interrupts.end() ? "0" : short_count(irqs->second)},
         {short_count(row.processed)},
         {short_count(row.dropped), row.dropped > 0 ? Style::red : Style::plain},
         {short_count(row.time_squeezed), row.time_squeezed > 0 ? Style::yellow : Style::plain},
         {vectors_on(context.host(), cpu.id)}});
  }
  return table.to_text(context.screen);
}

}  // namespace holdfast
