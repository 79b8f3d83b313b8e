// MemorySource: a host held in memory. What a capture file becomes, and what tests write by hand.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "host/source.h"

namespace holdfast {

class MemorySource final : public HostSource {
 public:
  /// Paths are absolute ("/proc/stat"); the folders above come into being with them.
  void add_file(std::string_view path, std::string bytes);
  void add_folder(std::string_view path);
  void add_link(std::string_view path, std::string target);
  /// Something that is neither file, folder nor link: a socket, a FIFO, a device.
  void add_other(std::string_view path);
  /// From now on reading or listing `path` fails with `error`.
  void add_error(std::string_view path, std::errc error);
  /// The permission bits of a file or folder that was added; 0644 and 0755 without this.
  void set_mode(std::string_view path, std::uint32_t mode);
  void add_answer(const Question& question, ReadResult<std::vector<Record>> answer);

  ReadResult<void> read_file(std::string_view path, std::string& out,
                             std::size_t limit = kSmallFile) override;
  ReadResult<std::vector<FolderEntry>> list(std::string_view path) override;
  ReadResult<std::string> read_link(std::string_view path) override;
  ReadResult<std::uint32_t> mode(std::string_view path) override;
  ReadResult<std::vector<Record>> ask(const Question& question) override;

 private:
  struct File {
    std::string bytes;
  };
  struct Folder {};
  struct Link {
    std::string target;
  };
  struct Other {};
  using Node = std::variant<File, Folder, Link, Other, std::errc>;

  void add(std::string_view path, Node node);
  /// The path without symbolic links, "." and ".."; the last component is kept as a link if
  /// `keep_last`. A path that does not exist is returned as far as it can be resolved.
  ReadResult<std::string> resolve(std::string_view path, bool keep_last) const;

  std::map<std::string, Node, std::less<>> nodes_{{"/", Folder{}}};
  std::map<std::string, std::uint32_t, std::less<>> modes_;
  std::map<std::string, ReadResult<std::vector<Record>>, std::less<>> answers_;
};

}  // namespace holdfast
