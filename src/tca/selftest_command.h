// holdfast-tca selftest: does this build compute right on this machine? Cases whose answers are
// known by hand or by an identity.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace CLI {
class App;
}

namespace holdfast {

struct SelftestCommand {};

/// Adds the verb.
void build_selftest(CLI::App& app);

/// One figure and what it has to be.
struct SelfCheck {
  std::string name;
  double found = 0, expected = 0, tolerance = 0;
};
/// NaN never holds.
bool holds(const SelfCheck& check);

std::vector<SelfCheck> self_checks();
/// A line each, and one that counts.
std::string selftest_text(const std::vector<SelfCheck>& checks);
/// 0, or 1 when a check does not hold.
int run_selftest(const SelftestCommand& command);

}  // namespace holdfast
