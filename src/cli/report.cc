#include <fmt/format.h>

#include <cstdio>

#include "base/printable.h"
#include "base/text.h"
#include "cli/table.h"
#include "cli/verbs.h"

namespace holdfast {

int report(const Error& error) {
  std::string_view rest = error.sentence;  // a policy may have several things wrong, a line each
  while (const auto line = next_line(rest)) fmt::print(stderr, "holdfast: {}\n", printable(*line));
  return error.code == ErrorCode::usage ? kUsage : kFailure;
}

int report_failure(const Error& error) {
  report(error);
  return kFailure;
}

void report(const Diagnostics& diagnostics) {
  for (const auto& item : diagnostics) {
    const std::string place =
        item.line > 0 ? fmt::format("{}:{}", item.path, item.line) : item.path;
    fmt::print(stderr, "holdfast: {}: {}\n", printable(place), printable(item.sentence));
  }
}

}  // namespace holdfast
