// The rows that the estimators see: complete ones, with what was dropped counted by its reason.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "cdt/factor.h"
#include "cdt/parallel_for.h"
#include "table/column.h"

namespace holdfast {

struct SampleDrop {
  std::string column;
  std::string reason;  // "null" or "not finite"
  std::size_t rows = 0;
};

/// What became of the rows that were read.
struct SampleFlow {
  std::size_t read = 0, kept = 0, treated = 0;
  std::vector<SampleDrop> dropped;
};

struct FactorColumn {
  std::vector<std::uint32_t> codes;
  std::uint32_t levels = 0;
  std::vector<std::string> names;  // of the levels; of a combination joined by ":"
  Factor factor() const { return {codes, levels}; }
};

struct AnalysisRows {
  std::size_t read = 0;
  /// In the order in which columns are looked at; a row is counted once, for the first.
  std::vector<SampleDrop> dropped;
  std::size_t rows = 0;  // kept
  std::map<std::string, std::vector<double>, std::less<>> numbers;
  std::map<std::string, FactorColumn, std::less<>> factors;
  std::vector<std::uint32_t> place;     // of each row, from 0 among the kept ones of the file
  std::vector<std::uint32_t> file_row;  // of each row, from 0 among all of the file

  std::span<const double> number(std::string_view name) const { return numbers.find(name)->second; }
  SampleFlow flow(std::string_view treatment) const;
  Factor factor(std::string_view name) const { return factors.find(name)->second.factor(); }
  const std::vector<std::string>& level_names(std::string_view name) const {
    return factors.find(name)->second.names;
  }
  /// These rows in this order; `read` and `dropped` stay.
  AnalysisRows of(std::span<const std::uint32_t> chosen) const;
};

/// The parts of a factor's name: "session:bucket" has two.
std::vector<std::string> parts_of_factor(std::string_view factor);

/// How many of the names, from the first on, the order of the rows is by. Further columns only tell
/// rows apart that have the same in these, so that the same rows are in the same order with them.
struct LeadingColumns {
  std::size_t numbers = SIZE_MAX, factors = SIZE_MAX;
};

/// Drops rows in which a column of `numbers` or a part of a factor has no value. `table` has the
/// numbers as numbers, and the factors' other parts as texts. Names may stand more than once. The
/// rows come in an order that is the same however those of the table stand (row_order.h).
AnalysisRows analysis_rows(const Table& table, const std::vector<std::string>& numbers,
                           const std::vector<std::string>& factors,
                           const ParallelFor& parallel = serial_for,
                           const LeadingColumns& leading = {});

/// usage: a treatment that is neither 0 nor 1, with its row in the file. Rows where it is null are
/// passed over.
Result<void> check_treatment(const Table& table, std::string_view treatment);

}  // namespace holdfast
