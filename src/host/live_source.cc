#include "host/live_source.h"

#include <fcntl.h>

#include "host/descriptor.h"

namespace holdfast {

LiveSource::LiveSource(Ask ask) : ask_(std::move(ask)) {}

ReadResult<void> LiveSource::read_file(std::string_view path, std::string& out, std::size_t limit) {
  out.clear();
  const auto name = as_c_string(path, path_);
  if (!name) return tl::unexpected(name.error());
  const auto file = open_at(AT_FDCWD, *name, O_RDONLY);
  if (!file) return tl::unexpected(file.error());
  return read_regular(file->fd(), out, limit);
}

ReadResult<std::vector<FolderEntry>> LiveSource::list(std::string_view path) {
  const auto name = as_c_string(path, path_);
  if (!name) return tl::unexpected(name.error());
  auto folder = open_at(AT_FDCWD, *name, O_RDONLY | O_DIRECTORY);
  if (!folder) return tl::unexpected(folder.error());
  return list_folder(std::move(*folder));
}

ReadResult<std::string> LiveSource::read_link(std::string_view path) {
  const auto name = as_c_string(path, path_);
  if (!name) return tl::unexpected(name.error());
  return read_link_at(AT_FDCWD, *name);
}

ReadResult<std::vector<Record>> LiveSource::ask(const Question& question) {
  if (!ask_) return tl::unexpected(std::errc::operation_not_supported);
  return ask_(question);
}

}  // namespace holdfast
