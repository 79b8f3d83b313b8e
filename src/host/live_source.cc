#include "host/live_source.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

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

ReadResult<void> LiveSource::read_start(std::string_view path, std::string& out, std::size_t size) {
  out.clear();
  const auto name = as_c_string(path, path_);
  if (!name) return tl::unexpected(name.error());
  const auto file = open_at(AT_FDCWD, *name, O_RDONLY);
  if (!file) return tl::unexpected(file.error());
  struct stat status{};
  if (::fstat(file->fd(), &status) != 0) return tl::unexpected(last_error());
  if (!S_ISREG(status.st_mode)) return tl::unexpected(std::errc::invalid_argument);
  out.resize(size);
  std::size_t used = 0;
  while (used < size) {
    const ssize_t got = ::read(file->fd(), out.data() + used, size - used);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return tl::unexpected(last_error());
    if (got == 0) break;
    used += static_cast<std::size_t>(got);
  }
  out.resize(used);
  return {};
}

ReadResult<void> LiveSource::read_pieces(std::string_view path, std::size_t limit,
                                         const std::function<void(std::string_view)>& take) {
  const auto name = as_c_string(path, path_);
  if (!name) return tl::unexpected(name.error());
  const auto file = open_at(AT_FDCWD, *name, O_RDONLY);
  if (!file) return tl::unexpected(file.error());
  return read_regular_pieces(file->fd(), limit, take);
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

ReadResult<std::uint32_t> LiveSource::mode(std::string_view path) {
  const auto name = as_c_string(path, path_);
  if (!name) return tl::unexpected(name.error());
  struct stat status{};
  if (::stat(*name, &status) != 0) return tl::unexpected(last_error());
  return status.st_mode & 07777U;
}

ReadResult<std::vector<Record>> LiveSource::ask(const Question& question) {
  if (!ask_) return tl::unexpected(std::errc::operation_not_supported);
  return ask_(question);
}

}  // namespace holdfast
