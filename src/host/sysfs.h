// Small files of sysfs: one value each, mostly optional.
#pragma once

#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "base/text.h"
#include "host/source.h"

namespace holdfast {

/// Records a failed read, unless the file merely does not exist here: ENOENT, ENOTDIR, ENODEV, and
/// what drivers say when they do not have a value (EINVAL of `carrier` and `speed` while an
/// interface is down, EOPNOTSUPP).
void diagnose_read(Diagnostics& diagnostics, std::string_view path, std::errc error);

/// The value of `KEY=value` in a uevent file; empty when there is no such line.
std::string_view uevent_value(std::string_view uevent, std::string_view key);
/// "0x1af4:0x1041" from the line PCI_ID=1AF4:1041 of a PCI device's uevent; or empty.
std::string vendor_device_of(std::string_view uevent);

/// Is there an entry of that name? `entries` are sorted, as HostSource::list gives them.
bool has_entry(const std::vector<FolderEntry>& entries, std::string_view name);
/// The last component of a link's target; empty when there is no link.
std::string link_name(const ReadResult<std::string>& link);

/// Reads with one buffer: a view that it returned lives until the next call.
class SysfsReader {
 public:
  SysfsReader(HostSource& source, Diagnostics& diagnostics)
      : source_(source), diagnostics_(diagnostics) {}

  /// The file without blanks at its ends; absent when there is none.
  std::optional<std::string_view> text(std::string_view path);
  /// The file as a number; a diagnostic and absent when it is none. "0x" before it is passed over
  /// with base 16.
  template <std::integral Number>
  std::optional<Number> number(std::string_view path, int base = 10) {
    const auto value = text(path);
    if (!value) return std::nullopt;
    const bool prefixed = base == 16 && value->starts_with("0x");
    const auto parsed = parse_number<Number>(prefixed ? value->substr(2) : *value, base);
    if (!parsed) refuse(path, *value, "a number");
    return parsed;
  }
  /// The entries of a folder, sorted; none when it does not exist.
  std::vector<FolderEntry> list(std::string_view path);
  /// Records bytes that were not believed.
  void refuse(std::string_view path, std::string_view value, std::string_view expected);

  HostSource& source() { return source_; }
  Diagnostics& diagnostics() { return diagnostics_; }

 private:
  HostSource& source_;
  Diagnostics& diagnostics_;
  std::string buffer_;
};

}  // namespace holdfast
