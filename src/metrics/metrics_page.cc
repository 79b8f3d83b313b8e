// docs/metrics.md, from the registry.
#include <fmt/format.h>

#include "base/text.h"
#include "metrics/registry_parts.h"

namespace holdfast {
namespace {

constexpr std::string_view kHead =
    "# Metrics\n"
    "\n"
    "Every number that holdfast exports: at `/metrics` under its own name (Prometheus text format "
    "0.0.4), in the frames of\n"
    "the API and the store under the key named beside it (docs/schema/frame.schema.json). A figure "
    "that cannot be had is\n"
    "absent, never 0. Gauges are of one window, a second unless the policy says otherwise; "
    "counters "
    "are the kernel's, so\n"
    "that no drop between two scrapes is lost.\n"
    "\n"
    "This page is written from the registry in `src/metrics/registry_*.cc`; a test compares the "
    "two.\n";

struct Chapter {
  std::string_view title;
  std::span<const Exported> rows;
};

// Lines of at most 120 columns.
std::string filled(std::string_view text) {
  constexpr std::size_t kColumns = 120;
  std::string out;
  std::size_t column = 0;
  for (const auto word : words_of(text)) {
    const bool fits = column + 1 + word.size() <= kColumns;
    if (column > 0) out += fits ? ' ' : '\n';
    column = column > 0 && fits ? column + 1 + word.size() : word.size();
    out += word;
  }
  return out;
}

std::string section_of(const Exported& row) {
  auto facts = fmt::format("{}, {}", name_of(row.type), row.unit);
  if (!row.labels.empty()) facts += fmt::format("; labels: {}", row.labels);
  if (!row.key.empty()) facts += fmt::format("; in frames: `{}`", row.key);
  return fmt::format("\n### {}\n\n{}\n\n{}\n\n{}\n", row.id, filled(facts), filled(row.sentence),
                     filled(fmt::format("Remedy: {}", row.remedy)));
}

}  // namespace

std::string metrics_page() {
  const Chapter chapters[] = {{"Placement", placement_numbers()},
                              {"Vectors", vector_numbers()},
                              {"Jitter", jitter_numbers()},
                              {"Host", host_numbers()},
                              {"CPUs", cpu_numbers()},
                              {"Regime", regime_numbers()},
                              {"Agent", agent_numbers()}};
  std::string page(kHead);
  for (const auto& chapter : chapters) {
    page += fmt::format("\n## {}\n", chapter.title);
    for (const auto& row : chapter.rows) page += section_of(row);
  }
  return page;
}

}  // namespace holdfast
