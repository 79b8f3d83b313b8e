// LiveSource: the host that we run on. Files under "/", questions to the kernel.
#pragma once

#include <functional>

#include "host/source.h"

namespace holdfast {

class LiveSource final : public HostSource {
 public:
  using Ask = std::function<ReadResult<std::vector<Record>>(const Question&)>;

  /// `ask` answers what is not a file; without it every question is operation_not_supported.
  explicit LiveSource(Ask ask = {});

  ReadResult<void> read_file(std::string_view path, std::string& out,
                             std::size_t limit = kSmallFile) override;
  ReadResult<void> read_start(std::string_view path, std::string& out, std::size_t size) override;
  ReadResult<void> read_pieces(std::string_view path, std::size_t limit,
                               const std::function<void(std::string_view)>& take) override;
  ReadResult<std::vector<FolderEntry>> list(std::string_view path) override;
  ReadResult<std::string> read_link(std::string_view path) override;
  ReadResult<std::uint32_t> mode(std::string_view path) override;
  ReadResult<std::vector<Record>> ask(const Question& question) override;

 private:
  Ask ask_;
  std::string path_;  // the path being read, with its final NUL; kept for its capacity
};

}  // namespace holdfast
