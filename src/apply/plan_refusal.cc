#include "apply/plan_refusal.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace holdfast {
namespace {

constexpr std::size_t kMostNamed = 5;

}  // namespace

std::string listed(const std::vector<std::string>& names) {
  const std::vector<std::string> first(
      names.begin(),
      names.begin() + static_cast<std::ptrdiff_t>(std::min(names.size(), kMostNamed)));
  std::string text = fmt::format("{}", fmt::join(first, "; "));
  if (names.size() > first.size()) text += fmt::format(" and {} more", names.size() - first.size());
  return text;
}

std::optional<std::string> refusal_of(const Plan& plan) {
  std::vector<std::string> names;
  for (const auto& refusal : plan.refusals) {
    if (refusal.expected) continue;
    const auto place = refusal.place.line > 0 ? to_text(refusal.place) + ": " : std::string();
    names.push_back(fmt::format("{}{}: {}", place, refusal.object, refusal.why));
  }
  if (names.empty()) return std::nullopt;
  return fmt::format("nothing was changed, since not all of it can be: {}", listed(names));
}

std::optional<std::string> too_risky(const Plan& plan, Risk ceiling) {
  std::vector<std::string> names;
  Risk worst = ceiling;
  for (const auto& step : plan.steps) {
    if (step.risk <= ceiling) continue;
    names.push_back(label_of(step.object));
    worst = std::max(worst, step.risk);
  }
  if (names.empty()) return std::nullopt;
  return fmt::format(
      "nothing was changed: {} would take more than is allowed ({}); allow it with --risk {}, or "
      "leave it out with --only vectors",
      listed(names), name_of(ceiling), name_of(worst));
}

}  // namespace holdfast
