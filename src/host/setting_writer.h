// SettingWriter: the one place of holdfast that changes a host. The port that `apply` writes by.
//
// Real: LiveSettingWriter (host/live_setting_writer.h). Fake: apply's tests. One thread at a time.
#pragma once

#include "base/result.h"
#include "model/setting.h"

namespace holdfast {

class SettingWriter {
 public:
  virtual ~SettingWriter() = default;

  /// Asks the kernel (or irqbalance, or systemd, or the disk) to make it so. Success says only that
  /// nobody refused: the caller reads again (KERNEL §1). An error is one sentence that names the
  /// object, the value, the errno by name and what to do; absent when the object is gone, denied,
  /// unsupported, failed.
  virtual Result<void> write(const Setting& wanted) = 0;
};

}  // namespace holdfast
