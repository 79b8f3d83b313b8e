#include "fanout/thread_sched.h"

#include "base/text.h"

namespace holdfast {

std::optional<std::uint64_t> parse_migrations(std::string_view sched) {
  while (const auto line = next_line(sched)) {
    const auto colon = line->find(':');
    if (colon == std::string_view::npos) continue;
    if (trim(line->substr(0, colon)) != "se.nr_migrations") continue;
    return parse_number(trim(line->substr(colon + 1)));
  }
  return std::nullopt;
}

}  // namespace holdfast
