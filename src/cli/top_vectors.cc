// The vectors, worst first.
#include <fmt/format.h>

#include <algorithm>

#include "cli/top_grid.h"
#include "cli/top_parts.h"

namespace holdfast {
namespace {

int badness(const VectorFrame& vector) {
  switch (vector.state) {
    case VectorState::drifted: return 0;
    case VectorState::target_offline: return 1;
    case VectorState::pending: return 2;
    case VectorState::aligned: return vector.active ? 3 : 4;
    case VectorState::no_target: return 5;
  }
  return 5;
}

Style style_of(VectorState state) {
  switch (state) {
    case VectorState::drifted:
    case VectorState::target_offline: return Style::red;
    case VectorState::pending: return Style::yellow;
    case VectorState::aligned: return Style::green;
    case VectorState::no_target: return Style::dim;
  }
  return Style::plain;
}

std::string word_of(const VectorFrame& vector) {
  switch (vector.state) {
    case VectorState::no_target: return "no target";
    case VectorState::target_offline: return "offline";
    default: return std::string(name_of(vector.state));
  }
}

/// "2", or "2 98%, 5 2%": the CPUs that had most of them first.
std::string delivered_of(const VectorFrame& vector) {
  if (vector.total == 0) return "none";
  CpuCounts counts = vector.delivered;
  std::sort(counts.begin(), counts.end(), [](const CpuCount& a, const CpuCount& b) {
    return a.count != b.count ? a.count > b.count : a.cpu < b.cpu;
  });
  if (counts.size() == 1) return fmt::format("{}", counts[0].cpu.value);
  std::string text;
  for (const auto& one : counts) {
    const double share = static_cast<double>(one.count) / static_cast<double>(vector.total);
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", one.cpu.value, percent(share));
  }
  return text;
}

std::string cpus_text(const CpuSet& cpus) { return cpus.empty() ? "–" : cpus.to_list(); }

}  // namespace

TopPart top_vectors(const TopModel& model, const TopView& view) {
  const bool narrow = view.screen.columns < kTopNarrow;
  TopGrid grid({{"vector", 12, 0, false},
                {"irq", 3, 2, true},
                {"target", 6, 0, false},
                {narrow ? "asked" : "requested", 5, 0, false},
                {narrow ? "effect" : "effective", 6, 0, false},
                {narrow ? "ran on" : "delivered", 6, 0, false},
                {"/s", 4, 1, true},
                {"state", 9, 0, false}});
  std::vector<const VectorFrame*> vectors;
  for (const auto& vector : model.frame->vectors) {
    const std::string name =
        fmt::format("{} {} irq {}", vector.nic, vector.label, vector.irq.value);
    if (passes(view, {name, word_of(vector)})) vectors.push_back(&vector);
  }
  std::sort(vectors.begin(), vectors.end(), [](const VectorFrame* a, const VectorFrame* b) {
    if (badness(*a) != badness(*b)) return badness(*a) < badness(*b);
    return a->irq < b->irq;
  });
  const double seconds = model.frame->seconds > 0 ? model.frame->seconds : 1;
  for (const auto* vector : vectors) {
    const bool wrong = vector->state == VectorState::drifted;
    const auto outside = [&](const CpuSet& cpus) {
      return wrong && !cpus.is_subset_of(vector->target) ? Style::red : Style::plain;
    };
    CpuSet where;
    for (const auto& one : vector->delivered) where.add(one.cpu);
    const bool has_target = vector->state != VectorState::no_target;
    const bool stray = has_target && !where.is_subset_of(vector->target);
    grid.add({{vector->nic + (vector->nic.empty() ? "" : " ") + vector->label, Style::bold},
              {fmt::format("{}", vector->irq.value)},
              {has_target ? cpus_text(vector->target) : "–"},
              {cpus_text(vector->requested), outside(vector->requested)},
              {cpus_text(vector->effective), outside(vector->effective)},
              {delivered_of(*vector), stray ? Style::red : Style::plain},
              {top_count(static_cast<double>(vector->total) / seconds)},
              {word_of(*vector), style_of(vector->state)}});
  }
  return {top_title("Vectors", "worst first", vectors.size(), model.frame->vectors.size()),
          grid.head(view.screen), grid.lines(view.screen)};
}

}  // namespace holdfast
