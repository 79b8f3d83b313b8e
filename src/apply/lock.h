// ApplyLock: one apply, rollback or recovery of this host at a time.
//
// flock(2) on one file: the kernel lets go of it when its holder dies, however that happens. The
// file's text says who holds it, for people; nothing is decided by it.
#pragma once

#include <string>

#include "base/result.h"
#include "host/descriptor.h"

namespace holdfast {

inline constexpr const char* kLockPath = "/run/holdfast/lock";

class ApplyLock {
 public:
  /// `holder` is written into the file: "pid 123 (holdfast apply trading.yaml) since
  /// 2026-05-01T14:03:07Z". Waits up to `wait_seconds`; then failed, with a sentence that names the
  /// present holder.
  static Result<ApplyLock> take(const std::string& path, const std::string& holder,
                                double wait_seconds);

  /// Is it held by anybody? False also when that cannot be told.
  static bool is_held(const std::string& path);

 private:
  explicit ApplyLock(Descriptor file) : file_(std::move(file)) {}
  Descriptor file_;
};

}  // namespace holdfast
