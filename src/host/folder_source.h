// FolderSource: a folder that looks like a host's root, e.g. an unpacked capture or a case of
// tests/hosts. Nothing outside the folder is ever read, wherever its links point; FIFOs, sockets
// and devices are refused without being opened.
//
// Answers lie under holdfast/answers (host/recorded_answer.h), failures in holdfast/errors
// (host/recorded_errors.h).
#pragma once

#include <array>
#include <memory>

#include "host/recorded_errors.h"
#include "host/recorded_modes.h"
#include "host/root_folder.h"
#include "host/source.h"

namespace holdfast {

class FolderSource final : public HostSource {
 public:
  static Result<std::unique_ptr<FolderSource>> open(const std::string& folder);
  explicit FolderSource(RootFolder root);
  /// A folder of this host as a root of its own; the path cannot lead out of this host.
  ReadResult<std::unique_ptr<FolderSource>> inside(std::string_view path);

  ReadResult<void> read_file(std::string_view path, std::string& out,
                             std::size_t limit = kSmallFile) override;
  ReadResult<void> read_pieces(std::string_view path, std::size_t limit,
                               const std::function<void(std::string_view)>& take) override;
  ReadResult<std::vector<FolderEntry>> list(std::string_view path) override;
  ReadResult<std::string> read_link(std::string_view path) override;
  ReadResult<std::uint32_t> mode(std::string_view path) override;
  ReadResult<std::vector<Record>> ask(const Question& question) override;

  /// What could not be believed of the answers and the errors file.
  Diagnostics diagnostics() const override { return diagnostics_; }

 private:
  /// A folder that stays open for the next file in it: readers go through folders one by one.
  struct OpenFolder {
    std::string path;
    Descriptor place;
  };

  ReadResult<int> place_of(std::string_view folder);
  ReadResult<Descriptor> open_entry(std::string_view path, EntryKind wanted, bool follow_last);
  std::string canonical(std::string_view path, bool follow_last);
  std::optional<std::errc> error_of(std::string_view path);

  RootFolder root_;
  std::array<OpenFolder, 16> recent_;
  std::size_t next_recent_ = 0;
  std::string name_;  // the name being opened, with its final NUL; kept for its capacity
  RecordedErrors errors_;
  RecordedModes modes_;
  Diagnostics diagnostics_;
};

}  // namespace holdfast
