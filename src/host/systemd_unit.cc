#include "host/systemd_unit.h"

#include <fmt/format.h>
#include <time.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <memory>

#include "host/errno_name.h"
#include "host/systemd_library.h"

namespace holdfast {
namespace {

constexpr char kManager[] = "org.freedesktop.systemd1";
constexpr char kManagerPath[] = "/org/freedesktop/systemd1";
constexpr char kManagerInterface[] = "org.freedesktop.systemd1.Manager";
constexpr char kUnitInterface[] = "org.freedesktop.systemd1.Unit";

/// One unit over one connection.
class UnitControl {
 public:
  UnitControl(SystemdLibrary& library, Bus* bus, const std::string& unit, UnitState wanted)
      : library_(library), bus_(bus), unit_(unit), wanted_(wanted) {}

  Result<void> start_or_stop(const char* member) {
    return call(member, [&](BusError* error) {
      return library_.call_method(bus_, kManager, kManagerPath, kManagerInterface, member, error,
                                  nullptr, "ss", unit_.c_str(), "replace");
    });
  }
  Result<void> mask() {
    return call("MaskUnitFiles", [&](BusError* error) {
      constexpr int kRuntime = 0, kForce = 1;
      return library_.call_method(bus_, kManager, kManagerPath, kManagerInterface, "MaskUnitFiles",
                                  error, nullptr, "asbb", 1, unit_.c_str(), kRuntime, kForce);
    });
  }
  Result<void> unmask() {
    return call("UnmaskUnitFiles", [&](BusError* error) {
      constexpr int kRuntime = 0;
      return library_.call_method(bus_, kManager, kManagerPath, kManagerInterface,
                                  "UnmaskUnitFiles", error, nullptr, "asb", 1, unit_.c_str(),
                                  kRuntime);
    });
  }
  Result<void> reload() {
    return call("Reload", [&](BusError* error) {
      return library_.call_method(bus_, kManager, kManagerPath, kManagerInterface, "Reload", error,
                                  nullptr, "");
    });
  }
  /// "active", "inactive", "failed", "deactivating", …; empty when it cannot be read.
  std::string active_state() {
    BusError error;
    Message* reply = nullptr;
    std::string state;
    const char* path = nullptr;
    const int found = library_.call_method(bus_, kManager, kManagerPath, kManagerInterface,
                                           "LoadUnit", &error, &reply, "s", unit_.c_str());
    if (found >= 0 && library_.read(reply, "o", &path) > 0) {
      char* text = nullptr;
      if (library_.get_property_string(bus_, kManager, path, kUnitInterface, "ActiveState", &error,
                                       &text) >= 0) {
        state = text;
        std::free(text);
      }
    }
    if (reply) library_.message_unref(reply);
    library_.error_free(&error);
    return state;
  }

 private:
  template <class Call>
  Result<void> call(const char* member, const Call& one) {
    BusError error;
    const int called = one(&error);
    const std::string words = error.message ? error.message : "";
    library_.error_free(&error);
    if (called >= 0) return {};
    const auto number = static_cast<std::errc>(-called);
    const bool denied = -called == EACCES || -called == EPERM;
    return fail(denied ? ErrorCode::denied : ErrorCode::failed,
                fmt::format("systemd refuses {} of {}: {}: {}; by hand: {}", member, unit_,
                            errno_name(number),
                            words.empty() ? std::make_error_code(number).message() : words,
                            command_for(unit_, wanted_)));
  }

  SystemdLibrary& library_;
  Bus* bus_;
  const std::string& unit_;
  UnitState wanted_;
};

Result<void> bring(UnitControl& unit, UnitState state) {
  auto masked = state == UnitState::masked ? unit.mask() : unit.unmask();
  if (!masked) return masked;
  if (const auto reloaded = unit.reload(); !reloaded) return reloaded;
  return unit.start_or_stop(state == UnitState::running ? "StartUnit" : "StopUnit");
}

}  // namespace

std::string command_for(const std::string& unit, UnitState state) {
  switch (state) {
    case UnitState::running:
      return fmt::format("systemctl unmask {0} && systemctl start {0}", unit);
    case UnitState::stopped: return fmt::format("systemctl stop {}", unit);
    case UnitState::masked: return fmt::format("systemctl mask --now {}", unit);
  }
  return "";
}

Result<void> set_unit_state(const std::string& unit, UnitState state, double seconds) {
  using Clock = std::chrono::steady_clock;
  SystemdLibrary library;
  Bus* opened = nullptr;
  const int connected = library.loaded() ? library.open_system(&opened) : -ENOENT;
  if (connected < 0) {
    return fail(ErrorCode::unsupported,
                fmt::format("there is no {} here, by which {} would be told; by hand: {}",
                            library.loaded() ? "system bus" : "libsystemd.so.0", unit,
                            command_for(unit, state)));
  }
  const auto release = [&library](Bus* bus) { library.flush_close_unref(bus); };
  const std::unique_ptr<Bus, decltype(release)> bus(opened, release);
  UnitControl control(library, bus.get(), unit, state);
  if (const auto done = bring(control, state); !done) return done;
  // Both calls only queue a job.
  const auto deadline = Clock::now() + std::chrono::duration<double>(seconds);
  while (true) {
    const std::string now = control.active_state();
    const bool there =
        state == UnitState::running ? now == "active" : now == "inactive" || now == "failed";
    if (there) return {};
    if (Clock::now() >= deadline) {
      return fail(ErrorCode::failed, fmt::format("{} is \"{}\" after {:.0f} s; see systemctl "
                                                 "status {}",
                                                 unit, now, seconds, unit));
    }
    constexpr timespec kPause{.tv_sec = 0, .tv_nsec = 50'000'000};
    ::nanosleep(&kPause, nullptr);
  }
}

}  // namespace holdfast
