#include "plan/irq_list.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace holdfast {
namespace {

constexpr std::size_t kMost = 65'536;

void sort_once(std::vector<IrqNumber>& irqs) {
  std::sort(irqs.begin(), irqs.end());
  irqs.erase(std::unique(irqs.begin(), irqs.end()), irqs.end());
}

}  // namespace

std::string to_list(std::vector<IrqNumber> irqs) {
  sort_once(irqs);
  std::string text;
  for (std::size_t i = 0; i < irqs.size();) {
    std::size_t end = i + 1;
    while (end < irqs.size() && irqs[end].value == irqs[end - 1].value + 1) ++end;
    if (!text.empty()) text += ',';
    text += fmt::to_string(irqs[i].value);
    if (end - i > 1) text += fmt::format("-{}", irqs[end - 1].value);
    i = end;
  }
  return text;
}

std::optional<std::vector<IrqNumber>> parse_irq_list(std::string_view text) {
  std::vector<IrqNumber> irqs;
  text = trim(text);
  if (text.empty()) return irqs;
  for (const auto piece : split(text, ',')) {
    const auto ends = split(piece, '-');
    const auto first = parse_number<std::uint32_t>(ends.front());
    const auto last = parse_number<std::uint32_t>(ends.back());
    if (ends.size() > 2 || !first || !last || *last < *first) return std::nullopt;
    if (*last - *first >= kMost - irqs.size()) return std::nullopt;
    for (std::uint32_t each = 0; each <= *last - *first; ++each) {
      irqs.push_back(IrqNumber{*first + each});
    }
  }
  sort_once(irqs);
  return irqs;
}

}  // namespace holdfast
