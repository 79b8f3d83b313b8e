#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "policy/persistence.h"

namespace holdfast {
namespace {

constexpr std::string_view kBegin = "# BEGIN holdfast";
constexpr std::string_view kEnd = "# END holdfast";

std::string_view without_quotes(std::string_view value) {
  value = trim(value);
  const bool is_quoted = value.size() >= 2 && value.front() == value.back() &&
                         (value.front() == '"' || value.front() == '\'');
  return is_quoted ? value.substr(1, value.size() - 2) : value;
}

struct Defaults {
  std::string kept;  // lines without our block
  CpuSet banned_cpus;
  std::string arguments, options;
  bool has_options = false;
};

void take_assignment(std::string_view line, Defaults& out) {
  const auto equals = line.find('=');
  if (line.starts_with('#') || equals == std::string_view::npos) return;
  const auto name = trim(line.substr(0, equals));
  const auto value = without_quotes(line.substr(equals + 1));
  if (name == "IRQBALANCE_ARGS") out.arguments = value;
  if (name == "OPTIONS") out.options = value;
  if (name == "OPTIONS") out.has_options = true;
  if (name == "IRQBALANCE_BANNED_CPULIST" && !value.empty()) {
    if (const auto cpus = CpuSet::parse_list(value)) out.banned_cpus |= *cpus;
  }
  if (name == "IRQBALANCE_BANNED_CPUS" && !value.empty()) {
    if (const auto cpus = CpuSet::parse_mask(value)) out.banned_cpus |= *cpus;
  }
}

Defaults read_defaults(std::string_view original) {
  Defaults out;
  bool in_block = false;
  while (const auto line = next_line(original)) {
    if (trim(*line).starts_with(kBegin)) in_block = true;
    if (!in_block) {
      out.kept += std::string(*line) + "\n";
      take_assignment(trim(*line), out);
    }
    if (trim(*line).starts_with(kEnd)) in_block = false;
  }
  return out;
}

}  // namespace

std::string irqbalance_defaults(std::string_view original, const CpuSet& banned_cpus,
                                const std::vector<IrqNumber>& banned_irqs) {
  const auto defaults = read_defaults(original);
  auto irqs = banned_irqs;
  std::sort(irqs.begin(), irqs.end());
  irqs.erase(std::unique(irqs.begin(), irqs.end()), irqs.end());
  std::string bans;
  for (const auto irq : irqs) bans += fmt::format(" --banirq={}", irq.value);
  const auto assignment = [&](const char* name, const std::string& before) {
    return fmt::format("{}=\"{}\"\n", name, trim(before + bans));
  };
  std::string text = defaults.kept;
  text += fmt::format("{}: written from its policy; what stands above is kept\n", kBegin);
  const auto cpus = banned_cpus | defaults.banned_cpus;
  if (!cpus.empty()) text += fmt::format("IRQBALANCE_BANNED_CPULIST={}\n", cpus.to_list());
  if (!irqs.empty()) {
    text += assignment("IRQBALANCE_ARGS", defaults.arguments);
    if (defaults.has_options) text += assignment("OPTIONS", defaults.options);
  }
  text += fmt::format("{}\n", kEnd);
  return text;
}

}  // namespace holdfast
