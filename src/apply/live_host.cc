#include "apply/live_host.h"

#include <time.h>

#include <algorithm>

#include "host/kernel_answers.h"
#include "host/live_setting_writer.h"
#include "host/live_source.h"
#include "host/reading.h"

namespace holdfast {
namespace {

SnapshotScope least_scope() {
  SnapshotScope scope;
  scope.threads = scope.flows = scope.writers = scope.cpu_details = false;
  return scope;
}

void widen(SnapshotScope& scope, SettingKind kind, const std::string& name) {
  switch (kind) {
    case SettingKind::thread_affinity:
    case SettingKind::thread_scheduling: scope.threads = scope.all_threads = true; break;
    case SettingKind::irqbalance_ban:
    case SettingKind::irqbalance_service: scope.writers = true; break;
    case SettingKind::file:
      if (std::find(scope.files.begin(), scope.files.end(), name) == scope.files.end()) {
        scope.files.push_back(name);
      }
      break;
    case SettingKind::sysctl: {
      std::string path = "/proc/sys/" + name;
      std::replace(path.begin() + 10, path.end(), '.', '/');
      scope.files.push_back(std::move(path));
      break;
    }
    default: break;
  }
}

}  // namespace

SnapshotScope scope_of(const Demands& demands) {
  SnapshotScope scope = least_scope();
  for (const auto& demand : demands.settings) {
    widen(scope, demand.kind, demand.name);
    if (!demand.match.user.empty()) scope.files.emplace_back("/etc/passwd");
  }
  return scope;
}

SnapshotScope scope_of(const std::vector<Setting>& settings) {
  SnapshotScope scope = least_scope();
  for (const auto& setting : settings) widen(scope, setting.object.kind, setting.object.name);
  return scope;
}

struct LiveHost::Parts {
  KernelAnswers kernel;
  LiveSource source{[this](const Question& question) { return kernel.ask(question); }};
  LiveSettingWriter writer;
};

LiveHost::LiveHost(SnapshotScope scope)
    : scope_(std::move(scope)), parts_(std::make_unique<Parts>()) {}
LiveHost::~LiveHost() = default;

Result<void> LiveHost::write(const Setting& wanted) { return parts_->writer.write(wanted); }

HostSnapshot LiveHost::read() { return read_snapshot(parts_->source, scope_); }

Instant LiveHost::now() { return monotonic_now(); }

void LiveHost::wait(double seconds) {
  const auto whole = static_cast<time_t>(seconds);
  const timespec length{whole, static_cast<long>((seconds - static_cast<double>(whole)) * 1e9)};
  ::nanosleep(&length, nullptr);
}

}  // namespace holdfast
