// RecordedModes: permission bits that a recorded host had, from its file holdfast/modes.
//
// One line per path that is not 0644 (a file) or 0755 (a folder): "0444 /proc/irq/44/smp_affinity".
// They stand in a file of their own because neither git nor every way of unpacking keeps them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/diagnostic.h"
#include "host/source.h"

namespace holdfast {

inline constexpr std::string_view kModesFile = "/holdfast/modes";
inline constexpr std::uint32_t kFileMode = 0644;
inline constexpr std::uint32_t kFolderMode = 0755;

class RecordedModes {
 public:
  RecordedModes() = default;
  /// `path` names the file in diagnostics; bad lines are left out, the first gives one.
  static RecordedModes parse(std::string_view text, std::string_view path,
                             Diagnostics& diagnostics);
  /// The modes file of a recorded host; none when it has no such file.
  static RecordedModes of(HostSource& files, Diagnostics& diagnostics);

  bool empty() const { return modes_.empty(); }
  /// The bits of a canonical path; nullopt when they are the usual ones.
  std::optional<std::uint32_t> at(const std::string& path) const;

 private:
  std::unordered_map<std::string, std::uint32_t> modes_;
};

}  // namespace holdfast
