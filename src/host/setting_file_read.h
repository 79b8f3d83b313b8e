// Settings that are one small file of procfs or sysfs, read one at a time through descriptors that
// are kept open: what a resident agent can afford each second (0.6 µs a file instead of 4).
//
// procfs hands a kept descriptor of a removed interrupt nothing but errors, and after a rebind that
// gives its number away, the wrong one's bytes never: each path is opened again after an error and
// after reopen() (KERNEL §19).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/cpu_set.h"
#include "host/descriptor.h"
#include "model/setting.h"
#include "model/vector.h"

namespace holdfast {

/// The bytes of setting_path_of(object) as a value of model/setting.h; nullopt when they are no
/// such thing.
std::optional<std::string> parse_setting_file(SettingKind kind, std::string_view text);

/// "0,12,0,3": /sys/kernel/irq/N/per_cpu_count, one number per possible CPU; zeros are left out.
std::optional<CpuCounts> parse_per_cpu_count(std::string_view text);

/// Files of an interrupt that are read each second.
enum class IrqFile { counts, requested, effective };

class SettingFileReader {
 public:
  /// `root`: empty for this host. At most `most_kept` descriptors are kept, the rest opened anew.
  explicit SettingFileReader(std::string root = "", std::size_t most_kept = 512)
      : root_(std::move(root)), most_kept_(most_kept) {}

  /// nullopt: no such file, or it cannot be read.
  std::optional<std::string> value(const SettingObject& object);
  std::optional<CpuSet> requested(IrqNumber irq);
  std::optional<CpuSet> effective(IrqNumber irq);
  std::optional<CpuCounts> counts(IrqNumber irq);
  /// The bytes of any other small file; the view lives until the next call.
  std::optional<std::string_view> text(const std::string& path);
  /// The bytes of one of an interrupt's files, if it is kept open already.
  std::optional<std::string_view> kept_text(IrqNumber irq, IrqFile file);

  /// Closes all that is kept.
  void reopen();

 private:
  std::optional<std::string_view> irq_text(IrqNumber irq, IrqFile file);
  std::optional<CpuSet> cpus(IrqNumber irq, IrqFile file);
  bool read(int fd);

  std::string root_;
  std::size_t most_kept_;
  std::unordered_map<std::string, Descriptor> kept_;
  std::unordered_map<std::uint32_t, std::array<Descriptor, 3>> kept_of_irqs_;  // by IrqFile
  std::size_t kept_irq_files_ = 0;
  std::string buffer_;
  std::size_t length_ = 0;  // of it, that the last read filled
};

}  // namespace holdfast
