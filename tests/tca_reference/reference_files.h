// The committed data and the answers of other tools about it.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "cdt/factor.h"

namespace holdfast {

/// Columns of a CSV file of numbers with a header, by name.
using ReferenceTable = std::map<std::string, std::vector<double>>;
ReferenceTable read_table(const std::string& name);

/// Lines "name value value …", by name.
std::map<std::string, std::vector<double>> read_answers(const std::string& name);

/// A column of whole numbers as a factor that owns its codes.
struct OwnedFactor {
  std::vector<std::uint32_t> codes;
  std::uint32_t levels = 0;
  [[nodiscard]] Factor view() const { return {codes, levels}; }
};
OwnedFactor factor_of(std::span<const double> column);
/// Every pair of levels is a level.
OwnedFactor crossed(const OwnedFactor& a, const OwnedFactor& b);

}  // namespace holdfast
