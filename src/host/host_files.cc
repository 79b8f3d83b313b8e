#include "host/host_files.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "base/text.h"
#include "host/descriptor.h"

namespace holdfast {

ReadResult<void> HostFiles::put(const std::string& path, std::string_view text) {
  const std::string full = root_ + path;
  // Truncation means nothing to procfs and sysfs; a test's folder needs it.
  const auto file = open_at(AT_FDCWD, full.c_str(), O_WRONLY | O_TRUNC);
  if (!file) return tl::unexpected(file.error());
  const std::string line = std::string(text) + '\n';
  ssize_t put = -1;
  do {
    put = ::write(file->fd(), line.data(), line.size());
  } while (put < 0 && errno == EINTR);
  if (put < 0) return tl::unexpected(last_error());
  if (static_cast<std::size_t>(put) < text.size()) return tl::unexpected(std::errc::io_error);
  return {};
}

ReadResult<std::string> HostFiles::text(const std::string& path) {
  std::string bytes;
  const auto read = source_.read_file(root_ + path, bytes);
  if (!read) return tl::unexpected(read.error());
  return std::string(trim(bytes));
}

std::vector<std::string> HostFiles::names(const std::string& folder) {
  std::vector<std::string> names;
  const auto entries = source_.list(root_ + folder);
  if (!entries) return names;
  names.reserve(entries->size());
  for (const auto& entry : *entries) names.push_back(entry.name);
  return names;
}

bool HostFiles::exists(const std::string& path) { return source_.mode(root_ + path).has_value(); }

}  // namespace holdfast
