// OverlaySource: a small change over a recorded host: a test case, or a capture's second sample.
//
// Files, links, answers and failures (holdfast/errors) of `top` win; folders merge. An empty file
// "<name>.absent" in `top` hides <name> and all below it, "<object>.json.absent" an answer. A
// folder of `top` where `base` has a link to a folder stands for the link's target, so that
// "sys/class/net/eth0/mtu" changes the mtu under each of its names.
#pragma once

#include <map>
#include <memory>
#include <unordered_map>
#include <unordered_set>

#include "host/recorded_errors.h"
#include "host/source.h"

namespace holdfast {

class OverlaySource final : public HostSource {
 public:
  /// The tree of `top` is listed once, here: what is added to it later is not seen.
  OverlaySource(std::shared_ptr<HostSource> top, std::shared_ptr<HostSource> base);

  ReadResult<void> read_file(std::string_view path, std::string& out,
                             std::size_t limit = kSmallFile) override;
  ReadResult<std::vector<FolderEntry>> list(std::string_view path) override;
  ReadResult<std::string> read_link(std::string_view path) override;
  ReadResult<std::uint32_t> mode(std::string_view path) override;
  ReadResult<std::vector<Record>> ask(const Question& question) override;
  /// Of both hosts and of the overlay.
  Diagnostics diagnostics() const override;

 private:
  struct TopEntry {
    EntryKind kind;
    std::string path;  // in `top`
  };
  using Top = std::map<std::string, TopEntry, std::less<>>;  // by canonical path in the whole

  void index(const std::string& folder, const std::string& canonical_folder, int depth);
  ReadResult<std::string> link_at(const std::string& canonical);
  /// The canonical path; no_such_file_or_directory when a marker hides it.
  ReadResult<std::string> locate(std::string_view path, bool follow_last);
  const std::string& canonical_folder(std::string_view folder);
  bool is_hidden(std::string_view canonical) const;

  std::shared_ptr<HostSource> top_;
  std::shared_ptr<HostSource> base_;
  Top entries_;
  std::unordered_set<std::string> hidden_;
  std::unordered_map<std::string, std::string> folders_;  // path as asked → canonical
  RecordedErrors errors_;
  Diagnostics diagnostics_;
};

}  // namespace holdfast
