#include "tca/cohort_affinity.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/cpu_set.h"

namespace holdfast {
namespace {

// A text column's CPU lists by code, each parsed once, for the first row that has it.
class ListColumn {
 public:
  ListColumn(const SourcedTable& table, std::string_view name)
      : source_(&table.source), column_(table.table.find(name)) {
    if (column_ != nullptr) parsed_.resize(column_->levels.size());
  }

  // Empty where nothing is there.
  Result<CpuSet> at(std::size_t row) {
    if (column_ == nullptr || column_->is_null_at(row)) return CpuSet();
    auto& set = parsed_[column_->codes[row]];
    if (!set) {
      auto parsed = CpuSet::parse_list(column_->levels[column_->codes[row]]);
      if (!parsed) {
        return fail(ErrorCode::malformed,
                    fmt::format("{}: row {}: column \"{}\": {}", source_->file, row + 1,
                                column_->name, parsed.error().sentence));
      }
      set = std::move(*parsed);
    }
    return *set;
  }

 private:
  const AnalysisSource* source_;
  const Column* column_;
  std::vector<std::optional<CpuSet>> parsed_;
};

}  // namespace

Result<AffinityHistory> AffinityHistory::of(const SourcedTable& affinity) {
  const auto& table = affinity.table;
  const auto& host = *table.find("host");
  const auto& irq = *table.find("irq");
  const auto& ts = *table.find("ts_ns");
  ListColumn effective(affinity, "effective_list"), target(affinity, "target_list");
  AffinityHistory history;
  for (std::size_t row = 0; row < table.rows; ++row) {
    if (host.is_null_at(row) || irq.is_null_at(row) || ts.is_null_at(row)) continue;
    const auto is = effective.at(row), belongs = target.at(row);
    if (!is) return tl::unexpected(is.error());
    if (!belongs) return tl::unexpected(belongs.error());
    const bool is_aligned = !is->empty() && is->is_subset_of(*belongs);
    const auto place = belongs->empty() ? VectorPlace::no_target
                       : is_aligned     ? VectorPlace::aligned
                                        : VectorPlace::drifted;
    history.samples_[{host.levels[host.codes[row]], irq.integers[row]}].push_back(
        {ts.integers[row], place});
  }
  for (auto& [vector, samples] : history.samples_) std::ranges::sort(samples);
  return history;
}

std::optional<VectorPlace> AffinityHistory::at(const std::string& host, std::int64_t vector,
                                               std::int64_t ts_ns) const {
  const auto found = samples_.find({host, vector});
  if (found == samples_.end()) return std::nullopt;
  const auto behind = std::ranges::upper_bound(found->second, ts_ns, {}, &Sample::ts_ns);
  if (behind == found->second.begin()) return std::nullopt;
  return (behind - 1)->place;
}

}  // namespace holdfast
