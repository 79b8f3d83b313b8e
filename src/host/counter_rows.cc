#include "host/counter_rows.h"

#include <fmt/format.h>

#include "base/text.h"
#include "host/sysfs.h"

namespace holdfast {
namespace {

constexpr std::size_t kMaxBytes = std::size_t{16} << 20;

}  // namespace

bool CounterRows::next(std::string_view& row) {
  while (!rest_.empty()) {
    const bool whole = rest_.find('\n') != std::string_view::npos;
    const auto line = next_line(rest_);
    ++line_;
    if (!whole) {
      malformed(fmt::format("the file ends in a line, after \"{}\"", trim(line->substr(0, 40))));
      return false;
    }
    if (trim(*line).empty()) continue;
    row = *line;
    return true;
  }
  return false;
}

CounterRows::~CounterRows() {
  if (malformed_ < 2) return;
  diagnostics_[first_].sentence += fmt::format("; {} more like it", malformed_ - 1);
}

void CounterRows::malformed(std::string sentence) {
  if (++malformed_ > 1) return;
  first_ = diagnostics_.size();
  diagnose(diagnostics_, ErrorCode::malformed, path_, line_, std::move(sentence));
}

std::vector<std::uint64_t> numbers_of(std::string_view row, std::size_t most, int base) {
  std::vector<std::uint64_t> numbers;
  while (numbers.size() < most) {
    const auto number = parse_number(next_word(row), base);
    if (!number) break;
    numbers.push_back(*number);
  }
  return numbers;
}

std::string read_counters(HostSource& source, std::string_view path, EmptyFile empty,
                          Diagnostics& diagnostics) {
  std::string text;
  const auto read = source.read_file(path, text, kMaxBytes);
  if (read) {
    if (text.empty() && empty == EmptyFile::malformed) {
      diagnose(diagnostics, ErrorCode::malformed, path, 1, "is empty, expected rows of counters");
    }
    return text;
  }
  diagnose_read(diagnostics, path, read.error());
  return {};
}

}  // namespace holdfast
