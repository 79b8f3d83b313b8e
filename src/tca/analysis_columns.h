// Which columns of the analysis rows are what; the names are those that `holdfast-tca synth`
// writes.
#pragma once

#include <string>
#include <vector>

namespace holdfast {

/// A covariate in bins for matching, cut at its quantiles: 4 bins are cut at 1/4, 1/2 and 3/4; or
/// at these cuts.
struct Coarsening {
  std::string column;
  unsigned bins = 4;
  std::vector<double> cuts;
};

/// A factor is a column, or several joined by ":" for each combination of their values.
struct AnalysisColumns {
  std::string treatment = "D";  // 0 or 1
  std::string outcome = "y";
  std::vector<std::string> covariates = {"spread_bps", "vol_bps", "participation", "log_adv",
                                         "lit_share",  "md_rate", "side",          "passive"};
  std::vector<Coarsening> coarsened = {{"spread_bps", 4, {}},
                                       {"vol_bps", 4, {}},
                                       {"participation", 4, {}},
                                       {"log_adv", 3, {}},
                                       {"lit_share", 3, {}}};
  std::vector<std::string> exact = {"venue", "side:passive"};
  std::vector<std::string> few_effects = {"host", "session"};               // FE_A
  std::vector<std::string> effects = {"host", "session:bucket", "symbol"};  // FE_B
  std::string cluster = "host:session";
  std::string second_cluster = "symbol:session";  // empty: one way only
};

}  // namespace holdfast
