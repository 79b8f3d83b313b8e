#include "tca/sample_text.h"

#include <fmt/format.h>

#include "base/printable.h"

namespace holdfast {

std::string flow_text(const AnalysisSource& source, const SampleFlow& flow) {
  std::string text = fmt::format("{}: {} rows read\n", printable(source.file), flow.read);
  for (const auto& drop : flow.dropped) {
    text += fmt::format("  {} dropped: {} is {}\n", drop.rows, printable(drop.column), drop.reason);
  }
  return text + fmt::format("  {} kept, {} under drift\n", flow.kept, flow.treated);
}

std::string_view sentence_of(EstimateStatus status) {
  switch (status) {
    case EstimateStatus::ok: return "";
    case EstimateStatus::empty: return "no row is left";
    case EstimateStatus::no_treated: return "no row is under drift";
    case EstimateStatus::no_control: return "every row is under drift";
    case EstimateStatus::no_overlap: return "too few drifted rows have a counterpart";
    case EstimateStatus::feasible_att: return "of those drifted rows that have a counterpart";
    case EstimateStatus::not_identified: return "the fixed effects leave nothing of the treatment";
    case EstimateStatus::saturated: return "no degree of freedom is left";
    case EstimateStatus::no_inference: return "too few clusters for a standard error";
    case EstimateStatus::low_n: return "of few rows";
  }
  return "";
}

}  // namespace holdfast
