// The verb `report`: what all the verbs on analysis rows found, of one reading and one matching.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tca/cdt_answer.h"
#include "tca/cells_answer.h"
#include "tca/decompose_answer.h"
#include "tca/given_figures.h"
#include "tca/tail_answer.h"

namespace holdfast {

struct ReportGiven {
  std::optional<GivenEvents> events;
  std::optional<GivenCanary> canary;
  std::optional<GivenGrid> grid;
};

struct ReportAnswer {
  CdtAnswer cdt;
  TailAnswer tail;  // of the command's levels and those of the curve
  std::optional<DecomposeAnswer> parts;
  CellsAnswer cells;
  ReportGiven given;
};

/// The levels at which the curve of quantile effects is drawn, with `taus` among them, ascending.
std::vector<double> curve_taus(const std::vector<double>& taus);

/// That of the sensitivity analysis when it was made of the same rows, else that of the estimate;
/// "": none.
std::string report_grade(const ReportAnswer& answer);
/// The answer in one sentence.
std::string report_sentence(const CdtCommand& command, const ReportAnswer& answer);
/// What has to be known beside it: statuses, balance, what is not identified, what was not looked
/// at.
std::vector<std::string> report_caveats(const CdtCommand& command, const ReportAnswer& answer);

/// docs/schema/report.schema.json.
std::string report_json(const CdtCommand& command, const ReportAnswer& answer);
/// One self-contained page.
std::string report_page(const CdtCommand& command, const ReportAnswer& answer);
/// The tables as CSV, by name of file.
struct ReportTable {
  std::string name, text;
};
std::vector<ReportTable> report_tables(const CdtCommand& command, const ReportAnswer& answer);

/// The estimate that is the answer; nullptr: there is none.
const CdtEstimate* headline_of(const CdtEstimates& estimates);

}  // namespace holdfast
