// HostSource: where the readers get a host's bytes from. The port of module `host`.
//
// Real: LiveSource (this host; files under "/", questions to the kernel). Also FolderSource (a
// folder that looks like a host's root, answers under holdfast/answers), ArchiveSource (a capture
// file), and RecordingSource, which passes to another source and keeps all that it gave.
//
// Paths are absolute in the host ("/proc/interrupts") and may run through symbolic links, which are
// resolved inside the host's root, never outside it. A source is used by one thread at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <system_error>
#include <tl/expected.hpp>
#include <vector>

#include "base/diagnostic.h"
#include "host/record.h"

namespace holdfast {

/// std::errc rather than Error: a reader probes thousands of optional files, and most absences are
/// not worth a sentence.
template <class T>
using ReadResult = tl::expected<T, std::errc>;

/// A question that is not a file: an ethtool or netdev netlink request, an ioctl, a socket's verb.
struct Question {
  std::string_view family;   // "ethtool", "netdev", "rt-link", "ethtool-ioctl", "irqbalance"
  std::string_view command;  // "rings-get", "queue-get", "drvinfo", "setup"
  std::string_view object;   // the interface's name, or the daemon's pid
};

enum class EntryKind { file, folder, link, other };

struct FolderEntry {
  std::string name;
  EntryKind kind = EntryKind::other;
  friend bool operator==(const FolderEntry&, const FolderEntry&) = default;
};

class HostSource {
 public:
  /// Enough for every file but the few that grow with the host.
  static constexpr std::size_t kSmallFile = std::size_t{1} << 20;
  static constexpr std::size_t kLargeFile = std::size_t{512} << 20;

  virtual ~HostSource() = default;

  /// Replaces `out` with the file's bytes (its capacity is kept). file_too_large beyond `limit`;
  /// only regular files are read: anything else is invalid_argument.
  virtual ReadResult<void> read_file(std::string_view path, std::string& out,
                                     std::size_t limit = kSmallFile) = 0;
  /// The same, but no more than the file's first `size` bytes are given; a longer file is no error.
  /// For files that cost by the byte: each word of a PCI configuration space is one access to the
  /// device. A source that can stop early overrides it.
  virtual ReadResult<void> read_start(std::string_view path, std::string& out, std::size_t size) {
    const auto read = read_file(path, out);
    if (read && out.size() > size) out.resize(size);
    return read;
  }
  /// Gives the file a piece at a time, for one that is large and is read to be reduced: each piece
  /// of whole lines, the last as the file has it. What was given stands when reading fails on the
  /// way. A source that need not hold all of it overrides it.
  virtual ReadResult<void> read_pieces(std::string_view path, std::size_t limit,
                                       const std::function<void(std::string_view)>& take) {
    std::string whole;
    const auto read = read_file(path, whole, limit);
    if (read) take(whole);
    return read;
  }
  /// The entries of a folder, sorted by name, without "." and "..".
  virtual ReadResult<std::vector<FolderEntry>> list(std::string_view path) = 0;
  /// The target of a symbolic link, as it is written.
  virtual ReadResult<std::string> read_link(std::string_view path) = 0;
  /// The permission bits of a file or folder (0644), as stat gives them, links followed.
  virtual ReadResult<std::uint32_t> mode(std::string_view path) = 0;
  /// The records of the answer; operation_not_supported when the kernel or driver has no such
  /// thing.
  virtual ReadResult<std::vector<Record>> ask(const Question& question) = 0;
  /// What the source itself could not believe so far, such as a damaged answer in a capture.
  virtual Diagnostics diagnostics() const { return {}; }
};

}  // namespace holdfast
