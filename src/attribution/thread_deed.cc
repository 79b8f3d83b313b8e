#include "attribution/thread_deed.h"

#include <fmt/format.h>

#include "attribution/explanation.h"

namespace holdfast {
namespace {

constexpr std::string_view kUnified = "/sys/fs/cgroup/", kSplit = "/sys/fs/cgroup/cpuset/";

/// "/a/b/" above "/a/b" and "/a/b/c".
bool is_at_or_above(std::string_view folder, std::string_view cgroup) {
  return (std::string(cgroup) + "/").starts_with(folder);
}

/// "/a/" of "/a/b/"; "/" of itself.
std::string_view parent_of(std::string_view folder) {
  if (folder.size() < 2) return folder;
  return folder.substr(0, folder.rfind('/', folder.size() - 2) + 1);
}

/// It takes effect within the write: what came before the last reading was in it.
bool is_spent(const Change& change, const Sighting& sighting) {
  return sighting.at <= change.after;
}

bool is_confined(const Change& change, const Sighting& sighting) {
  return sighting.kind == SightingKind::thread_confined && is_of_thread(change, sighting) &&
         !is_spent(change, sighting);
}

bool brings_threads(std::string_view file) {
  return file == "cgroup.procs" || file == "cgroup.threads" || file == "tasks";
}

}  // namespace

bool is_of_thread(const Change& change, const Sighting& sighting) {
  return change.object.kind == SettingKind::thread_affinity && change.object.thread &&
         sighting.what == fmt::format("{}", change.object.thread->value);
}

bool is_cpuset_written(const Change& change, const Sighting& sighting) {
  std::string_view path = sighting.what;
  if (change.cgroup.empty() || sighting.kind != SightingKind::file_written ||
      !path.starts_with(kUnified) || is_spent(change, sighting)) {
    return false;
  }
  path.remove_prefix((path.starts_with(kSplit) ? kSplit : kUnified).size() - 1);
  const auto folder = path.substr(0, path.rfind('/') + 1);
  const auto file = path.substr(folder.size());
  if (brings_threads(file)) return folder == (change.cgroup == "/" ? "" : change.cgroup) + "/";
  if (is_at_or_above(folder, change.cgroup)) return file != "cpuset.mems";
  const bool takes_cpus = file == "cpuset.cpus.partition" || file == "cpuset.cpus.exclusive";
  return takes_cpus && is_at_or_above(parent_of(folder), change.cgroup);
}

bool is_confined_by_process(const Change& change, const Sighting& sighting) {
  return is_confined(change, sighting) && sighting.actor;
}

bool is_confined_by_kernel(const Change& change, const Sighting& sighting) {
  return is_confined(change, sighting) && !sighting.actor;
}

std::string tell_cpuset(const Change&, const Sighting& sighting) {
  return fmt::format("{} wrote {}", label_of(sighting.actor.value_or(Actor{})), sighting.what);
}

std::string tell_confined(const Change&, const Sighting& sighting) {
  const auto cpus =
      sighting.detail.empty() ? "other CPUs" : fmt::format("CPUs {}", sighting.detail);
  if (!sighting.actor) return fmt::format("the kernel gave thread {} {}", sighting.what, cpus);
  return fmt::format("its cpuset gave thread {} {}, while {} ran", sighting.what, cpus,
                     label_of(*sighting.actor));
}

const Sighting* find_confined(const Change& change, std::span<const Sighting> recent,
                              const AttributionContext& context) {
  const Sighting* found = find_explanation(change, recent, context, [&](const Sighting& sighting) {
    return is_confined(change, sighting);
  });
  return found && is_between(change, *found) ? found : nullptr;
}

bool is_confined_later(const Change& change, std::span<const Sighting> recent,
                       const AttributionContext& context, std::optional<Instant> called_at) {
  const Sighting* confined = find_confined(change, recent, context);
  return confined && (!called_at || *called_at < confined->at);
}

}  // namespace holdfast
