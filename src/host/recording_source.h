// RecordingSource: passes every reading to another source and keeps what came of it, but for the
// machine's serial numbers (DMI), of which it keeps the names alone.
#pragma once

#include <string>
#include <unordered_map>

#include "host/recording.h"
#include "host/source.h"

namespace holdfast {

class RecordingSource final : public HostSource {
 public:
  /// `inner` outlives this source.
  explicit RecordingSource(HostSource& inner) : inner_(inner) {}

  /// Of what is read twice, the last reading that succeeded is kept.
  ReadResult<void> read_file(std::string_view path, std::string& out,
                             std::size_t limit = kSmallFile) override;
  ReadResult<void> read_start(std::string_view path, std::string& out, std::size_t size) override;
  /// Keeps all names; the targets of links are read at once.
  ReadResult<std::vector<FolderEntry>> list(std::string_view path) override;
  ReadResult<std::string> read_link(std::string_view path) override;
  ReadResult<std::uint32_t> mode(std::string_view path) override;
  ReadResult<std::vector<Record>> ask(const Question& question) override;
  Diagnostics diagnostics() const override { return inner_.diagnostics(); }

  const Recording& recording() const { return recording_; }

 private:
  std::string canonical(std::string_view path, bool follow_last);
  ReadResult<void> kept(ReadResult<void> read, std::string_view path, const std::string& bytes);
  ReadResult<std::string> link_at(const std::string& canonical);
  void keep_error(const std::string& canonical, std::errc error);
  void keep_name(const std::string& canonical, EntryKind kind);
  bool is_folder(const std::string& canonical);

  HostSource& inner_;
  Recording recording_;
  std::unordered_map<std::string, ReadResult<std::string>>
      links_;  // what each path was, once asked
};

}  // namespace holdfast
