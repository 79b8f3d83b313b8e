// HostFiles: the small files of procfs and sysfs, below a root, for reading and for writing. Tests
// give a folder as the root.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "host/live_source.h"

namespace holdfast {

class HostFiles {
 public:
  /// `root`: empty for this host, else a folder that looks like one.
  explicit HostFiles(std::string root) : root_(std::move(root)) {}

  /// One write(2) of `text` and a newline into a file that is there; never makes one. procfs and
  /// sysfs take a value whole or not at all.
  ReadResult<void> put(const std::string& path, std::string_view text);
  /// Without blanks at either end.
  ReadResult<std::string> text(const std::string& path);
  /// Names in a folder, sorted; none when it cannot be read.
  std::vector<std::string> names(const std::string& folder);
  bool exists(const std::string& path);

 private:
  std::string root_;
  LiveSource source_;
};

}  // namespace holdfast
