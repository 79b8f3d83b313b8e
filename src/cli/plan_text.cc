#include "cli/plan_text.h"
#include "base/printable.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace holdfast {
namespace {

Style style_of(Risk risk) {
  switch (risk) {
    case Risk::safe: return Style::green;
    case Risk::resets_queues: return Style::yellow;
    case Risk::drops_link: return Style::red;
  }
  return Style::plain;
}

// A file's content and an RSS table or key are too long for a line.
std::string short_value(const SettingObject& object, const std::string& value) {
  constexpr std::size_t kLongest = 48;
  if (object.kind == SettingKind::file) {
    return value.empty() ? "no file" : fmt::format("{} bytes", value.size());
  }
  if (value.empty()) return "none";
  if (value.size() <= kLongest) return value;
  return value.substr(0, kLongest / 2 - 1) + "…" + value.substr(value.size() - kLongest / 2);
}

std::string change_of(const Step& step) {
  const auto after = short_value(step.object, step.after);
  const auto through =
      step.through ? fmt::format("{}, then ", step.through->to_list()) : std::string();
  if (!step.before) return fmt::format("→ {}{}", through, after);
  return fmt::format("{} → {}{}", short_value(step.object, *step.before), through, after);
}

std::string steps_text(const Plan& plan, const Screen& screen) {
  Table table({{"step", true, false},
               {"object", false, false},
               {"change", false, false},
               {"reason", false, false},
               {"risk", false, false},
               {"note", false, true}});
  for (const auto& step : plan.steps) {
    table.add({{fmt::to_string(step.number)},
               {label_of(step.object), Style::bold},
               {change_of(step)},
               {std::string(name_of(step.reason))},
               {std::string(name_of(step.risk)), style_of(step.risk)},
               {step.note, Style::dim}});
  }
  return table.empty() ? std::string() : table.to_text(screen);
}

// "refused" is what stops the plan; the others are as the host is made.
std::string refusals_text(const Plan& plan, const Screen& screen, bool expected) {
  std::string text;
  for (const auto& refusal : plan.refusals) {
    if (refusal.expected != expected) continue;
    const auto word =
        expected ? styled(screen, Style::dim, "left out") : styled(screen, Style::red, "refused ");
    const auto place =
        refusal.place.line > 0 ? fmt::format(" ({})", to_text(refusal.place)) : std::string();
    text +=
        fmt::format("{}  {}: {}{}\n", word, styled(screen, Style::bold, printable(refusal.object)),
                    printable(refusal.why), printable(place));
  }
  return text;
}

std::string advice_text(const Plan& plan, const Screen& screen) {
  std::string text;
  for (const auto& advice : plan.advice) {
    text += fmt::format("{}    {}\n          {}\n", styled(screen, Style::cyan, "boot  "),
                        printable(advice.sentence), printable(advice.command));
  }
  return text;
}

// Why each reason that occurs is one.
std::string reasons_text(const Plan& plan, const Screen& screen) {
  std::set<StepReason> reasons;
  for (const auto& step : plan.steps) reasons.insert(step.reason);
  reasons.erase(StepReason::differs);
  std::string text;
  for (const auto reason : reasons) {
    text +=
        styled(screen, Style::dim, fmt::format("{}: {}", name_of(reason), sentence_of(reason))) +
        "\n";
  }
  return text;
}

}  // namespace

std::string summary_of(const Plan& plan) {
  const auto count = plan.steps.size();
  std::string text =
      count == 0 ? "nothing to do" : fmt::format("{} step{}", count, count == 1 ? "" : "s");
  std::string risks;
  for (const auto risk : {Risk::safe, Risk::resets_queues, Risk::drops_link}) {
    const auto some = std::count_if(plan.steps.begin(), plan.steps.end(),
                                    [risk](const Step& step) { return step.risk == risk; });
    if (some > 0) risks += fmt::format("{}{} {}", risks.empty() ? "" : ", ", some, name_of(risk));
  }
  if (!risks.empty()) text += fmt::format(" ({})", risks);
  const auto met = plan.no_ops.size();
  text += fmt::format("; {} setting{} as demanded", met, met == 1 ? " is" : "s are");
  const auto refused = std::count_if(plan.refusals.begin(), plan.refusals.end(),
                                     [](const Refusal& refusal) { return !refusal.expected; });
  const auto left = static_cast<std::ptrdiff_t>(plan.refusals.size()) - refused;
  if (left > 0) text += fmt::format("; {} left out", left);
  if (refused > 0) text += fmt::format("; {} refused, so that nothing can be applied", refused);
  return text;
}

std::string text_of(const Plan& plan, const Screen& screen) {
  std::string text = steps_text(plan, screen);
  for (const auto& part : {reasons_text(plan, screen), refusals_text(plan, screen, false),
                           refusals_text(plan, screen, true), advice_text(plan, screen)}) {
    if (part.empty()) continue;
    if (!text.empty()) text += '\n';
    text += part;
  }
  if (!text.empty()) text += '\n';
  return text + summary_of(plan) + '\n';
}

}  // namespace holdfast
