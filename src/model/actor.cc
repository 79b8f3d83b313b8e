#include <fmt/format.h>

#include "base/printable.h"
#include "model/event.h"

namespace holdfast {
namespace {

std::string_view last_part(std::string_view path) {
  const auto slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

}  // namespace

std::string identity_of(const Actor& actor) {
  if (!actor.unit.empty()) return actor.unit;
  if (!actor.exe.empty()) return actor.exe;
  return actor.cgroup;
}

std::string label_of(const Actor& actor) {
  const std::string unit = printable(actor.unit);
  std::string name = printable(actor.comm.empty() ? last_part(actor.exe) : actor.comm);
  const std::string pid = actor.pid ? fmt::format("pid {}", actor.pid->value) : "";
  if (name.empty() && pid.empty()) {
    if (!unit.empty()) return "a process of " + unit;
    if (!actor.cgroup.empty()) return "a process in " + printable(actor.cgroup);
    return "an unknown process";
  }
  // A service that is named as its program needs no "of".
  const bool own_service =
      !name.empty() && unit.starts_with(name) && unit.substr(name.size()).starts_with('.');
  if (own_service) return fmt::format("{} ({}{}{})", unit, name, pid.empty() ? "" : ", ", pid);
  if (name.empty()) name = "a process";
  std::string label = pid.empty() ? name : fmt::format("{} ({})", name, pid);
  if (!unit.empty()) label += " of " + unit;
  return label;
}

}  // namespace holdfast
