#include "metrics/registry.h"

#include "metrics/registry_parts.h"

namespace holdfast {
namespace {

// All rows have static storage, so this copy of them stays right.
const std::vector<Exported>& table() {
  static const std::vector<Exported> rows = [] {
    std::vector<Exported> all;
    for (const auto part : {placement_numbers(), vector_numbers(), jitter_numbers(), host_numbers(),
                            cpu_numbers(), regime_numbers(), agent_numbers()}) {
      all.insert(all.end(), part.begin(), part.end());
    }
    return all;
  }();
  return rows;
}

}  // namespace

std::string_view name_of(MetricType type) {
  return type == MetricType::counter ? "counter" : "gauge";
}

std::span<const Exported> exported_numbers() { return table(); }

const Exported* find_exported(std::string_view id) {
  for (const auto& row : table()) {
    if (row.id == id) return &row;
  }
  return nullptr;
}

}  // namespace holdfast
