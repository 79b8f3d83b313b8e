// ArchiveSource: a host out of a tar archive, held in memory. What a capture file becomes.
//
// Answers and failures lie in it as they do for a FolderSource.
#pragma once

#include <memory>

#include "base/diagnostic.h"
#include "host/memory_source.h"
#include "host/recorded_errors.h"
#include "host/recorded_modes.h"
#include "host/source.h"

namespace holdfast {

class ArchiveSource final : public HostSource {
 public:
  explicit ArchiveSource(MemorySource files);

  ReadResult<void> read_file(std::string_view path, std::string& out,
                             std::size_t limit = kSmallFile) override;
  ReadResult<std::vector<FolderEntry>> list(std::string_view path) override;
  ReadResult<std::string> read_link(std::string_view path) override;
  ReadResult<std::uint32_t> mode(std::string_view path) override;
  ReadResult<std::vector<Record>> ask(const Question& question) override;
  Diagnostics diagnostics() const override { return diagnostics_; }

 private:
  std::optional<std::errc> error_of(std::string_view path, bool follow_last);

  MemorySource files_;
  RecordedErrors errors_;
  RecordedModes modes_;
  Diagnostics diagnostics_;
};

/// The two hosts of a capture: as it was read, and what a second sample read of it.
struct ArchivedHosts {
  std::unique_ptr<ArchiveSource> now;
  std::unique_ptr<ArchiveSource> later;  // only what lies under holdfast/later; null without it
};

inline constexpr std::string_view kLaterFolder = "/holdfast/later";

/// Unpacks a capture: a tar archive, gzipped or not. malformed for damage anywhere; too_large
/// beyond 1 GiB unpacked, or when its names alone would take that much. The sentence does not name
/// the file.
Result<ArchivedHosts> read_archive(std::string_view bytes);

}  // namespace holdfast
