#include "host/kernel_config.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "host/gzip.h"
#include "host/sysfs.h"

namespace holdfast {
namespace {

constexpr std::size_t kMaxConfig = std::size_t{8} << 20;

constexpr auto kDebugOptions = std::to_array<std::string_view>({
    "DEBUG_ATOMIC_SLEEP",
    "DEBUG_KMEMLEAK",
    "DEBUG_LOCK_ALLOC",
    "DEBUG_OBJECTS",
    "DEBUG_PAGEALLOC_ENABLE_DEFAULT",
    "KASAN",
    "KCSAN",
    "KMSAN",
    "LOCKDEP",
    "LOCK_STAT",
    "PROVE_LOCKING",
    "SLUB_DEBUG_ON",
});

static_assert(std::is_sorted(kDebugOptions.begin(), kDebugOptions.end()));

std::string read_config(HostSource& source, std::string_view release, Diagnostics& diagnostics) {
  std::string text;
  // A name with a slash in it would lead elsewhere.
  if (!release.empty() && release.find('/') == std::string_view::npos) {
    const auto path = fmt::format("/boot/config-{}", release);
    const auto read = source.read_file(path, text, kMaxConfig);
    if (read) return text;
    diagnose_read(diagnostics, path, read.error());
  }
  constexpr std::string_view kCompressed = "/proc/config.gz";
  const auto read = source.read_file(kCompressed, text, kMaxConfig);
  if (!read) {
    diagnose_read(diagnostics, kCompressed, read.error());
    return {};
  }
  auto inflated = gunzip(text, kMaxConfig);
  if (inflated) return *std::move(inflated);
  diagnose(diagnostics, inflated.error().code, kCompressed, 0, inflated.error().sentence);
  return {};
}

}  // namespace

std::vector<std::string> debug_options_of(std::string_view text) {
  constexpr std::string_view kPrefix = "CONFIG_";
  std::vector<std::string> options;
  while (const auto line = next_line(text)) {
    if (!line->starts_with(kPrefix) || !line->ends_with("=y")) continue;
    const auto name = line->substr(kPrefix.size(), line->size() - kPrefix.size() - 2);
    if (!std::binary_search(kDebugOptions.begin(), kDebugOptions.end(), name)) continue;
    if (std::find(options.begin(), options.end(), name) == options.end())
      options.emplace_back(name);
  }
  return options;
}

std::vector<std::string> read_debug_options(HostSource& source, std::string_view release,
                                            Diagnostics& diagnostics) {
  auto options = debug_options_of(read_config(source, release, diagnostics));
  if (source.mode("/proc/lockdep_stats") &&
      std::find(options.begin(), options.end(), "LOCKDEP") == options.end()) {
    options.emplace_back("LOCKDEP");
  }
  return options;
}

}  // namespace holdfast
