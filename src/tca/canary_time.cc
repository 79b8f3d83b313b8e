#include "tca/canary_time.h"

#include <time.h>

#include <string>

#include "base/text.h"

namespace holdfast {

std::optional<std::int64_t> instant_of(std::string_view word) {
  if (const auto number = parse_number<std::int64_t>(word)) return number;
  tm parts{};
  const std::string text(word);
  const char* end = ::strptime(text.c_str(), "%Y-%m-%dT%H:%M:%SZ", &parts);
  if (end == nullptr || *end != '\0' || parts.tm_year < 70 || parts.tm_year > 200) {
    return std::nullopt;
  }
  return std::int64_t{::timegm(&parts)} * 1'000'000'000;
}

}  // namespace holdfast
