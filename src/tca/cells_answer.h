// The verb `cells`: what drift cost each host, symbol and session, ranked.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cdt/cell_effects.h"
#include "cdt/random_effects.h"
#include "tca/analysis_sample.h"

namespace holdfast {

inline constexpr double kCellDiscoveries = 0.10;  // the share of them that may be false

struct RankedCell {
  std::string name;
  CellEffect effect;
  // Of a cell that has an error:
  double shrunk = 0, shrunk_error = 0;
  double discovery_share = 1;  // Benjamini and Hochberg's
};

/// The cells of one kind: the largest shrunk value first, those without an error last, by name.
struct CellTable {
  std::string by;
  std::optional<RandomEffects> spread;  // without its shrunk values; absent: no cell has an error
  std::vector<RankedCell> cells;
};

struct CellsAnswer {
  AnalysisSource source;
  SampleFlow flow;
  std::vector<std::vector<double>> cuts;
  EstimateStatus status = EstimateStatus::empty;  // of the matching; no tables without an estimate
  std::vector<CellTable> tables;
};

/// Of rows that are read, with these factors, and matched already.
CellsAnswer cells_of(const CdtCommand& command, const AnalysisSample& sample,
                     const MatchedSample& matched);

/// docs/schema/cells.schema.json.
std::string cells_json(const CdtCommand& command, const CellsAnswer& answer);
/// One line per cell.
std::string cells_csv(const CellsAnswer& answer);

}  // namespace holdfast
