#include "host/unattended_upgrades.h"

#include <algorithm>

#include "base/text.h"
#include "host/read_errors.h"

namespace holdfast {
namespace {

constexpr std::size_t kMaxFiles = 256;
constexpr std::size_t kMaxFile = 65'536;

/// `line` up to a comment ("//" or "#" outside of quotes).
std::string_view without_comment(std::string_view line) {
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '"') quoted = !quoted;
    if (!quoted && (line[i] == '#' || line.substr(i, 2) == "//")) return line.substr(0, i);
  }
  return line;
}

bool applies_updates(std::string_view text) {
  bool applies = false;
  while (const auto line = next_line(text)) {
    const auto equals = line->find('=');
    if (equals == std::string_view::npos || trim(line->substr(0, equals)) != "apply_updates") {
      continue;
    }
    const std::string_view value = trim(line->substr(equals + 1));
    applies = value == "yes" || value == "true" || value == "True" || value == "1";
  }
  return applies;
}

}  // namespace

std::optional<bool> parse_apt_periodic(std::string_view text) {
  constexpr std::string_view kKey = "Unattended-Upgrade";
  std::optional<bool> enabled;
  while (const auto whole = next_line(text)) {
    const std::string_view line = without_comment(*whole);
    const auto at = line.find(kKey);
    if (at == std::string_view::npos) continue;
    std::string_view value = trim(line.substr(at + kKey.size()));
    if (value.starts_with(':')) continue;  // Unattended-Upgrade::Allowed-Origins and its like
    while (!value.empty() && (value.back() == ';' || value.back() == '}' || value.back() == ' ')) {
      value.remove_suffix(1);
    }
    if (value.starts_with('"')) value.remove_prefix(1);
    if (value.ends_with('"')) value.remove_suffix(1);
    if (!value.empty()) enabled = value != "0";  // days between runs, or "always"
  }
  return enabled;
}

bool read_unattended_upgrades(HostSource& source, const UnitLinks& units,
                              Diagnostics& diagnostics) {
  ReadErrors errors;
  std::string text;
  bool apt = false;
  const std::string folder = "/etc/apt/apt.conf.d";
  if (const auto entries = source.list(folder); entries) {
    for (std::size_t i = 0; i < std::min(entries->size(), kMaxFiles); ++i) {
      const std::string path = folder + '/' + (*entries)[i].name;
      if ((*entries)[i].kind == EntryKind::folder) continue;
      if (const auto read = source.read_file(path, text, kMaxFile); !read) {
        errors.add(path, read.error());
      } else if (const auto enabled = parse_apt_periodic(text)) {
        apt = *enabled;  // the last file wins
      }
    }
  } else {
    errors.add(folder, entries.error());
  }
  apt = apt && !units.is_masked("apt-daily-upgrade.timer");
  bool dnf = !units.wanted_by("dnf-automatic-install.timer").empty();
  const bool may_apply = !units.wanted_by("dnf-automatic.timer").empty() ||
                         !units.wanted_by("dnf5-automatic.timer").empty();
  if (may_apply && source.read_file("/etc/dnf/automatic.conf", text, kMaxFile)) {
    dnf = dnf || applies_updates(text);
  }
  errors.report(diagnostics);
  return apt || dnf;
}

}  // namespace holdfast
