// What the counter files of /proc have in common: rows of numbers, of which a bad one is named.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "host/source.h"

namespace holdfast {

/// Goes through a text line by line, and names what it could not use: the first such row, and how
/// many more there are.
class CounterRows {
 public:
  CounterRows(std::string_view text, std::string_view path, Diagnostics& diagnostics)
      : rest_(text), path_(path), diagnostics_(diagnostics) {}
  CounterRows(const CounterRows&) = delete;
  CounterRows& operator=(const CounterRows&) = delete;
  /// Adds to the diagnostic how many rows are like the one that it names.
  ~CounterRows();

  /// The next line that is not blank, in `row`. A last line without its end is malformed and not
  /// given: its last number may lack digits.
  bool next(std::string_view& row);
  /// The current row is not what it should be.
  void malformed(std::string sentence);

 private:
  std::string_view rest_;
  std::string_view path_;
  Diagnostics& diagnostics_;
  int line_ = 0;
  std::size_t first_ = 0;  // where the diagnostic stands
  std::size_t malformed_ = 0;
};

/// All words of `row` as numbers, at most `most`; stops before the first word that is none.
std::vector<std::uint64_t> numbers_of(std::string_view row, std::size_t most, int base = 10);

enum class EmptyFile { normal, malformed };

/// The whole of a large file; empty, with a diagnostic unless it does not exist, when it fails.
std::string read_counters(HostSource& source, std::string_view path, EmptyFile empty,
                          Diagnostics& diagnostics);

}  // namespace holdfast
