#include "host/memory_use.h"

#include <fmt/format.h>

#include "base/text.h"

namespace holdfast {

std::optional<std::uint64_t> meminfo_bytes(std::string_view text, std::string_view field) {
  while (auto line = next_line(text)) {
    if (!line->starts_with(field) || line->substr(field.size(), 1) != ":") continue;
    auto rest = line->substr(field.size() + 1);
    const auto number = parse_number(next_word(rest));
    if (!number || *number > UINT64_MAX / 1024) return std::nullopt;
    return next_word(rest) == "kB" ? *number * 1024 : *number;
  }
  return std::nullopt;
}

void read_memory_use(SmallFileReader& files, Settings& out) {
  if (const auto text = files.text("/proc/meminfo")) {
    out.memory_bytes = meminfo_bytes(*text, "MemTotal");
    out.slab_reclaimable_bytes = meminfo_bytes(*text, "SReclaimable");
    if (!out.memory_bytes) {
      diagnose(files.diagnostics(), ErrorCode::malformed, "/proc/meminfo", 0,
               "no \"MemTotal:\" with a number");
    }
  }
  constexpr std::string_view kDentries = "/proc/sys/fs/dentry-state";
  if (auto text = files.text(kDentries)) {
    out.dentries = parse_number(next_word(*text));
    out.dentries_unused = parse_number(next_word(*text));
    if (!out.dentries || !out.dentries_unused) {
      diagnose(files.diagnostics(), ErrorCode::malformed, kDentries, 1,
               "expected the numbers of dentries and of unused ones");
    }
  }
}

}  // namespace holdfast
