#include "host/counter_rows.h"

#include "base/text.h"
#include "host/sysfs.h"

namespace holdfast {
namespace {

constexpr int kMaxDiagnostics = 16;
constexpr std::size_t kMaxBytes = std::size_t{16} << 20;

}  // namespace

bool CounterRows::next(std::string_view& row) {
  while (const auto line = next_line(rest_)) {
    ++line_;
    if (trim(*line).empty()) continue;
    row = *line;
    return true;
  }
  return false;
}

void CounterRows::malformed(std::string sentence) {
  if (++diagnosed_ > kMaxDiagnostics) return;
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

std::string read_counters(HostSource& source, std::string_view path, Diagnostics& diagnostics) {
  std::string text;
  const auto read = source.read_file(path, text, kMaxBytes);
  if (read) return text;
  diagnose_read(diagnostics, path, read.error());
  return {};
}

}  // namespace holdfast
