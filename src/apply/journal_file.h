// JournalFile: a journal's lines in a file of this machine.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "apply/journal.h"
#include "host/descriptor.h"

namespace holdfast {

/// Made, with the folders above it (mode 0755, the file 0600), when the first line comes. A line is
/// one write(2) with O_APPEND; of a write that the file system cut short nothing is left.
class JournalFile final : public JournalSink {
 public:
  enum class Sync { no, yes };  // yes: a line is on the disk when append() returns

  /// A new file; it may not exist.
  JournalFile(std::string path, Sync sync) : path_(std::move(path)), sync_(sync) {}
  /// Goes on with a file whose first `sound_bytes` are whole lines; the rest is cut off.
  JournalFile(std::string path, Sync sync, std::size_t sound_bytes)
      : path_(std::move(path)), sync_(sync), sound_bytes_(sound_bytes), exists_(true) {}

  Result<void> append(std::string_view line) override;
  const std::string& path() const { return path_; }

 private:
  Result<void> open();

  std::string path_;
  Sync sync_;
  std::size_t sound_bytes_ = 0;
  bool exists_ = false;
  Descriptor file_;
};

}  // namespace holdfast
