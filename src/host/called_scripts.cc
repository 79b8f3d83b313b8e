#include "host/called_scripts.h"

#include <array>

#include "base/text.h"

namespace holdfast {
namespace {

constexpr std::size_t kMaxCalled = 16;
constexpr std::string_view kBeforePath = " \t\"'`=;|&(-@+!:";

/// Paths of programs that a distribution ships, and of what is no program.
constexpr std::array<std::string_view, 12> kNotOurs{"/bin/", "/sbin/",    "/usr/bin/", "/usr/sbin/",
                                                    "/lib/", "/usr/lib/", "/dev/",     "/proc/",
                                                    "/sys/", "/run/",     "/tmp/",     "/var/log/"};

/// The path that starts at `at`; empty when it is none, or one of the distribution's.
std::string_view script_path(std::string_view line, std::size_t at) {
  const std::string_view rest = line.substr(at);
  const std::string_view path = rest.substr(0, rest.find_first_of(" \t\"'`;|&<>(){}$*?,:=%\\"));
  if (path.size() < 2 || path.ends_with('/')) return {};
  for (const auto prefix : kNotOurs) {
    if (path.starts_with(prefix)) return {};
  }
  return path;
}

}  // namespace

std::vector<CalledScript> find_called_scripts(std::string_view text) {
  std::vector<CalledScript> scripts;
  int number = 0;
  while (const auto whole = next_line(text)) {
    ++number;
    const std::string_view line = trim(*whole);
    if (line.empty() || line.front() == '#' || line.front() == ';') continue;
    for (auto at = line.find('/'); at != std::string_view::npos; at = line.find('/', at + 1)) {
      // A path begins after a blank or a sign, not in the middle of another word.
      if (at > 0 && kBeforePath.find(line[at - 1]) == std::string_view::npos) continue;
      const std::string_view path = script_path(line, at);
      if (path.empty()) continue;
      if (scripts.size() == kMaxCalled) return scripts;
      scripts.push_back({number, std::string(path)});
    }
  }
  return scripts;
}

}  // namespace holdfast
