#include "host/cgroup.h"

#include "base/text.h"

namespace holdfast {
namespace {

bool is_unit(std::string_view name) {
  for (const std::string_view suffix : {".service", ".scope", ".socket", ".mount", ".swap"}) {
    if (name.size() > suffix.size() && name.ends_with(suffix)) return true;
  }
  return false;
}

struct Paths {
  std::string_view unified, systemd, cpuset;
};

Paths paths_in(std::string_view text) {
  Paths paths;
  while (const auto line = next_line(text)) {
    const auto first = line->find(':');  // "hierarchy:controllers:path"; the path may hold colons
    const auto second = first == std::string_view::npos ? first : line->find(':', first + 1);
    if (second == std::string_view::npos) continue;
    const std::string_view controllers = line->substr(first + 1, second - first - 1);
    const std::string_view path = line->substr(second + 1);
    if (controllers.empty() && line->substr(0, first) == "0") paths.unified = path;
    if (controllers == "name=systemd") paths.systemd = path;
    for (const auto name : split(controllers, ',')) {
      if (name == "cpuset") paths.cpuset = path;
    }
  }
  return paths;
}

}  // namespace

std::string_view cgroup_path(std::string_view text) {
  const Paths paths = paths_in(text);
  for (const std::string_view path : {paths.unified, paths.systemd, paths.cpuset}) {
    if (path.size() > 1) return path;
  }
  return paths.unified.empty() ? paths.systemd : paths.unified;
}

std::string_view cpuset_path(std::string_view text) {
  const Paths paths = paths_in(text);
  return paths.cpuset.empty() ? paths.unified : paths.cpuset;
}

std::string_view unit_of(std::string_view path) {
  std::string_view found;
  while (!path.empty()) {
    const auto slash = path.find('/');
    const std::string_view name = path.substr(0, slash);
    path.remove_prefix(slash == std::string_view::npos ? path.size() : slash + 1);
    if (!is_unit(name)) continue;
    found = name;
    if (!name.starts_with("user@")) break;
  }
  return found;
}

}  // namespace holdfast
