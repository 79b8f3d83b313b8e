// tar archives in memory: POSIX ustar with pax long names; GNU long names are read too.
//
// Sources: POSIX.1-2017 pax, "ustar Interchange Format" and "pax Interchange Format"; the GNU tar
// manual, "Basic Tar Format" (types L and K, sizes in base 256).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "host/source.h"

namespace holdfast {

struct TarEntry {
  EntryKind kind = EntryKind::file;  // other: a FIFO, a device, a socket
  std::string path;                  // absolute and without "." and "..": "/proc/stat"; "/" itself
  std::string_view bytes;            // of a file, in the archive's memory
  std::string target;                // of a link, as written; of a hard link an absolute path
};

/// Goes through an archive, whose bytes must outlive it. Believes no length: every failure is
/// malformed, names the byte where the bad header stands, and ends the reading.
class TarReader {
 public:
  static constexpr std::size_t kMaxPath = 4096;
  static constexpr std::size_t kMaxDepth = 64;  // components of a path

  explicit TarReader(std::string_view archive) : archive_(archive) {}
  /// The next entry; nullopt at the archive's end mark.
  Result<std::optional<TarEntry>> next();

 private:
  struct LongNames {
    std::optional<std::string> path;
    std::optional<std::string> target;
  };
  Result<std::string_view> content(std::uint64_t size);
  Result<TarEntry> entry_of(std::string_view header, std::string_view bytes, LongNames names) const;
  tl::unexpected<Error> malformed(std::string_view what) const;

  std::string_view archive_;
  std::size_t at_ = 0;      // of the next header
  std::size_t header_ = 0;  // of the header being read
};

/// Builds an archive: owner 0, time 0, modes 0644 and 0755, so that equal entries in equal order
/// give equal bytes. Paths as TarEntry has them.
class TarWriter {
 public:
  void add_file(std::string_view path, std::string_view bytes);
  void add_folder(std::string_view path);
  void add_link(std::string_view path, std::string_view target);
  /// Something that is neither file, folder nor link, which an archive keeps as a FIFO.
  void add_other(std::string_view path);
  /// The whole archive; the writer is empty afterwards.
  std::string finish();

 private:
  void add(char type, std::string_view path, std::string_view target, std::string_view bytes);
  void header(char type, std::string_view name, std::string_view target, std::uint64_t size);
  void content(std::string_view bytes);
  std::string archive_;
};

}  // namespace holdfast
