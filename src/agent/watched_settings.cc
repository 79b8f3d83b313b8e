#include "agent/watched_settings.h"

#include <fmt/format.h>

#include <algorithm>

#include "apply/object_key.h"
#include "plan/risk.h"
#include "plan/setting_value.h"

namespace holdfast {
namespace {

constexpr int kMostReadings = 4;
/// Between an interrupt's pending mask being taken and its being carried out, the kernel shows the
/// mask before it once more (kernel/irq/migration.c, irq_move_masked_irq).
constexpr double kOldMaskSeconds = 0.02;
constexpr std::size_t kMostGone = 65536;  // a bound, not a limit to reach

bool is_interrupt(SettingKind kind) {
  return kind == SettingKind::vector || kind == SettingKind::device_irq;
}

/// One name for a file that sysfs shows under several: "/sys/class/net/eth0/queues/…" is a link to
/// "/sys/devices/pci…/net/eth0/queues/…".
std::string canonical(std::string_view path) {
  if (path.starts_with("/sys/")) {
    const auto net = path.rfind("/net/");
    if (net != std::string_view::npos) return std::string(path.substr(net));
  }
  return std::string(path);
}

/// Was an interrupt of this mask moved by something else than a write of its mask? A mask that was
/// written moves the interrupt later, and that is no event of its own.
bool moved_by_itself(const std::optional<CpuSet>& was, const std::optional<CpuSet>& is,
                     std::string_view mask) {
  if (!was || !is || *was == *is) return false;
  const auto cpus = CpuSet::parse_list(mask);
  return cpus && was->is_subset_of(*cpus);
}

/// The kernel prints a mask while it is being written, and then one that never was ("" or "2-3"
/// between 2 and 3): what is new is believed when it is read twice in a row.
std::optional<std::string> settled_value(const WatchedSetting& setting, AgentHost& host) {
  auto value = host.value(setting.object);
  for (int tries = 0; tries < kMostReadings && value && *value != setting.value; ++tries) {
    auto again = host.value(setting.object);
    if (again == value) break;
    value = std::move(again);
  }
  const bool is_torn = value && value->empty() && is_interrupt(setting.object.kind);
  return is_torn ? std::nullopt : value;
}

/// /proc shows CPUs that are offline as well; what is read again between (sched_getaffinity) does
/// not.
void take_thread(WatchedSetting& setting, const HostSnapshot& host, const SettingObject& object) {
  const CpuSet& online = host.topology.online;
  const auto cpus = CpuSet::parse_list(setting.value);
  if (cpus && !online.empty()) setting.value = (*cpus & online).to_list();
  for (const auto& thread : host.threads) {
    if (object.thread == thread.id) setting.cgroup = thread.cgroup;
  }
}

}  // namespace

bool WatchedSetting::is_as_wanted() const {
  return !wanted || restricted_to(object.kind, value, *wanted) == *wanted;
}

bool WatchedSetting::is_pending() const {
  if (!wanted || !effective || !is_as_wanted()) return false;
  const auto cpus = CpuSet::parse_list(*wanted);
  return cpus && !effective->is_subset_of(*cpus);
}

void WatchedSettings::add(const HostSnapshot& host, SettingObject object,
                          std::optional<std::string> wanted, Instant now) {
  std::string key = key_of(object);
  if (const auto known = by_key_.find(key); known != by_key_.end()) {
    WatchedSetting& setting = settings_[known->second];
    if (wanted) setting.wanted = std::move(wanted);
    return;
  }
  const auto value = value_of(host, object);
  if (!value) return;
  WatchedSetting setting;
  if (const Nic* nic = host.find_nic(object.nic)) setting.driver = nic->driver;
  setting.risk = cost_of(object, setting.driver).risk;
  setting.value = *value;
  if (is_interrupt(object.kind)) setting.effective = placement_of(host, object);
  if (object.kind == SettingKind::thread_affinity) take_thread(setting, host, object);
  setting.object = std::move(object);
  setting.key = key;
  setting.wanted = std::move(wanted);
  setting.read_at = now;
  by_key_.emplace(std::move(key), settings_.size());
  settings_.push_back(std::move(setting));
}

void WatchedSettings::index() {
  by_file_.clear();
  by_thread_.clear();
  for (std::size_t i = 0; i < settings_.size(); ++i) {
    const SettingObject& object = settings_[i].object;
    if (object.kind == SettingKind::thread_affinity && object.thread) {
      by_thread_[fmt::format("{}", object.thread->value)] = i;
    }
    for (const auto& path : files_of(settings_[i].object)) by_file_[canonical(path)] = i;
  }
}

std::optional<WatchedSettings::Gone> WatchedSettings::before_of(
    const WatchedSetting& setting, const std::vector<WatchedSetting>& before,
    const std::unordered_map<std::string, std::size_t>& known) {
  if (const auto old = known.find(setting.key); old != known.end()) {
    const WatchedSetting& then = before[old->second];
    const bool same = then.object.irq == setting.object.irq;
    return Gone{then.value, then.read_at, same ? then.effective : std::nullopt};
  }
  const auto gone = gone_.find(setting.key);
  if (gone == gone_.end()) return std::nullopt;
  Gone found = std::move(gone->second);
  gone_.erase(gone);
  return found;
}

std::vector<Change> WatchedSettings::renew(const HostSnapshot& host,
                                           const std::vector<Wanted>& wanted, Instant begun,
                                           Instant now) {
  const std::vector<WatchedSetting> before = std::exchange(settings_, {});
  const auto known = std::exchange(by_key_, {});
  for (const auto& one : wanted) {
    if (!one.exists) continue;
    if (const auto object = found_again(host, one.setting.object)) {
      add(host, *object, one.setting.value, begun);
    }
  }
  for (const auto& nic : host.nics) {
    if (nic.driver.empty()) continue;
    for (auto& setting : settings_of(host, nic)) {
      add(host, std::move(setting.object), std::nullopt, begun);
    }
  }
  index();
  std::vector<Change> changes;
  const auto old_firmware = std::exchange(firmware_, {});
  for (const auto& nic : host.nics) firmware_[nic.name] = nic.firmware;
  for (const auto& setting : settings_) {
    const auto then = before_of(setting, before, known);
    if (!then) continue;
    Change change{
        setting.object, then->value, setting.value, then->missed_at, now, false, setting.driver,
        setting.cgroup, ""};
    if (then->value == setting.value) {
      if (!moved_by_itself(then->effective, setting.effective, setting.value)) continue;
      change.from = then->effective->to_list();
      change.to = setting.effective->to_list();
      change.effective_only = true;
      changes.push_back(std::move(change));
      continue;
    }
    if (const auto firmware = old_firmware.find(setting.object.nic);
        firmware != old_firmware.end() && firmware->second != firmware_[setting.object.nic]) {
      change.firmware_from = firmware->second;
      change.firmware_to = firmware_[setting.object.nic];
    }
    changes.push_back(std::move(change));
  }
  for (const auto& then : before) {
    if (by_key_.count(then.key) > 0 || gone_.size() >= kMostGone) continue;
    gone_.insert_or_assign(then.key, Gone{then.value, begun, std::nullopt});
  }
  if (std::exchange(first_, false)) changes.clear();
  return changes;
}

std::optional<Change> WatchedSettings::look(WatchedSetting& setting, AgentHost& host, LookBy by) {
  const auto value = settled_value(setting, host);
  const Instant now = host.now();
  if (!value) return std::nullopt;
  // While a mask that was asked for is being carried out, it may be shown as none at all; the next
  // window reads it again.
  if (is_interrupt(setting.object.kind) && value->empty()) return std::nullopt;
  setting.is_doubtful = by != LookBy::own_write && is_interrupt(setting.object.kind) &&
                        *value != setting.value && *value == setting.value_before &&
                        elapsed_seconds(setting.changed_at, now) < kOldMaskSeconds;
  if (setting.is_doubtful) return std::nullopt;
  Change change{
      setting.object, setting.value, *value, setting.read_at, now, false, setting.driver, "", ""};
  setting.read_at = now;
  if (is_interrupt(setting.object.kind)) {
    auto effective = host.effective(setting.object);
    const auto was = std::exchange(setting.effective, effective);
    if (change.to == change.from && moved_by_itself(was, effective, *value)) {
      // The mask may have been written between the two readings: then it was not by itself.
      change.to = settled_value(setting, host).value_or(*value);
      if (change.to == change.from || change.to.empty()) {
        change.from = was->to_list();
        change.to = effective->to_list();
        change.effective_only = true;
        return change;
      }
    }
  }
  if (change.to == change.from) return std::nullopt;
  setting.value_before = std::exchange(setting.value, change.to);
  setting.changed_at = now;
  // Where it is now: it may have been put into another cgroup.
  if (setting.object.kind == SettingKind::thread_affinity) {
    change.cgroup = host.cpuset(setting.object);
  }
  return change;
}

WatchedSetting* WatchedSettings::find(std::string_view key) {
  const auto found = by_key_.find(std::string(key));
  return found == by_key_.end() ? nullptr : &settings_[found->second];
}

WatchedSetting* WatchedSettings::of_file(std::string_view path) {
  const auto found = by_file_.find(canonical(path));
  return found == by_file_.end() ? nullptr : &settings_[found->second];
}

WatchedSetting* WatchedSettings::of_thread(std::string_view tid) {
  const auto found = by_thread_.find(std::string(tid));
  return found == by_thread_.end() ? nullptr : &settings_[found->second];
}

std::vector<ThreadId> WatchedSettings::threads() const {
  std::vector<ThreadId> threads;
  for (const auto& setting : settings_) {
    const SettingObject& object = setting.object;
    const bool named = object.kind == SettingKind::thread_affinity && object.thread;
    if (named && setting.wanted) threads.push_back(*object.thread);
  }
  std::sort(threads.begin(), threads.end());
  return threads;
}

std::vector<std::string> WatchedSettings::policy_files() const {
  std::vector<std::string> files;
  for (const auto& setting : settings_) {
    if (!setting.wanted) continue;
    for (auto& path : files_of(setting.object)) files.push_back(std::move(path));
  }
  return files;
}

}  // namespace holdfast
