// holdfast-tca canary: a randomised switchback, its ledger and its decision.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "ledger/canary_plan.h"
#include "tca/table_input.h"

namespace CLI {
class App;
}

namespace holdfast {

inline constexpr int kCanaryRollback = 4, kCanaryContinue = 5, kCanaryStop = 6;  // exit statuses

struct CanaryCommand {
  std::string action;  // "plan", "record", "decide", "show", "reveal"
  std::string folder;
  std::string json;  // a file, or "-"; empty: none
  // plan
  std::string name;
  std::vector<std::string> host_pairs, hosts, sessions;
  double block_seconds = 600, settle_seconds = 0;
  std::string baseline;                 // a table of A/A pairs
  std::vector<std::string> deviations;  // "cost=1.2"
  std::size_t target_pairs = 100, most_pairs = 400;
  double alpha = 0.05, margin = 0.005, worthwhile_bps = 0.5;
  std::string seed_file;
  // record
  std::string pairs, blocks, rows, pre;  // tables
  std::vector<std::string> covariates;
  // show
  bool verify = false;
  TableInput input;
};

class CanaryParser {
 public:
  /// Adds the verb.
  void build(CLI::App& app);
  /// After it was parsed. usage: an option that is not of the action, or one that is missing.
  Result<CanaryCommand> command() const;

 private:
  CanaryCommand command_;
  CLI::App* verb_ = nullptr;
};

int run_canary(const CanaryCommand& command);

}  // namespace holdfast
