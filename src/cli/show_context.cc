#include <fmt/format.h>

#include <algorithm>

#include "cli/show_views.h"

namespace holdfast {

bool ShowContext::shows(const Nic& nic) const {
  const auto& wanted = options.interfaces;
  if (!wanted.empty()) return std::find(wanted.begin(), wanted.end(), nic.name) != wanted.end();
  if (options.all) return true;
  switch (nic.kind) {
    case NicKind::physical:
    case NicKind::bond:
    case NicKind::team:
    case NicKind::vlan:
    case NicKind::bridge: return true;
    default: return false;
  }
}

CpuCounts ShowContext::ran(const Vector& vector) const {
  if (!view.has_interval()) return vector.counts;
  const auto counts_in = [&](const Sample& sample) -> const CpuCounts* {
    const auto row =
        std::lower_bound(sample.irqs.begin(), sample.irqs.end(), vector.irq,
                         [](const IrqCounts& a, IrqNumber irq) { return a.irq < irq; });
    return row != sample.irqs.end() && row->irq == vector.irq ? &row->counts : nullptr;
  };
  const CpuCounts* before = counts_in(view.earlier);
  const CpuCounts* after = counts_in(view.later);
  if (before == nullptr || after == nullptr) return {};
  return difference_of(*before, *after);
}

std::string distribution_text(const CpuCounts& counts) {
  constexpr std::size_t kShown = 2;
  const std::uint64_t total = total_of(counts);
  if (total == 0) return "-";
  CpuCounts sorted = counts;
  std::sort(sorted.begin(), sorted.end(), [](const CpuCount& a, const CpuCount& b) {
    return a.count != b.count ? a.count > b.count : a.cpu < b.cpu;
  });
  std::string text;
  for (std::size_t i = 0; i < std::min(kShown, sorted.size()); ++i) {
    const double share = 100.0 * static_cast<double>(sorted[i].count) / static_cast<double>(total);
    text += fmt::format("{}cpu {} {:.0f}%", text.empty() ? "" : ", ", sorted[i].cpu.value, share);
  }
  if (sorted.size() > kShown) text += fmt::format(", +{} more", sorted.size() - kShown);
  return text;
}

std::string short_count(std::uint64_t count) {
  if (count < 10'000) return fmt::to_string(count);
  constexpr const char* kUnits[] = {"k", "M", "G", "T", "P", "E"};
  double value = static_cast<double>(count);
  std::size_t unit = 0;
  for (value /= 1000; value >= 999.95 && unit + 1 < std::size(kUnits); value /= 1000) ++unit;
  return fmt::format(fmt::runtime(value < 100 ? "{:.1f}{}" : "{:.0f}{}"), value, kUnits[unit]);
}

}  // namespace holdfast
