#include "host/config_file_write.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <optional>

#include "base/text.h"
#include "host/descriptor.h"
#include "host/live_source.h"
#include "host/new_file.h"
#include "host/write_refusal.h"

namespace holdfast {
namespace {

constexpr std::uint32_t kReadable = 0644;

/// "/etc/a/b" without ".", ".." or an empty part.
bool is_in_etc(std::string_view path) {
  if (!path.starts_with("/etc/") || path.find('\0') != std::string_view::npos) return false;
  for (const auto part : split(path.substr(1), '/')) {
    if (part.empty() || part == "." || part == "..") return false;
  }
  return true;
}

std::string folder_of(const std::string& path) { return path.substr(0, path.rfind('/')); }

/// The folder with those above it; 0 or an errno.
int make_folders(const std::string& folder) {
  struct stat status{};
  if (::stat(folder.c_str(), &status) == 0) return S_ISDIR(status.st_mode) ? 0 : ENOTDIR;
  if (errno != ENOENT) return errno;
  if (const int error = make_folders(folder_of(folder)); error != 0) return error;
  if (::mkdir(folder.c_str(), 0755) != 0 && errno != EEXIST) return errno;
  sync_folder(folder_of(folder));
  return 0;
}

Result<void> keep_copy(const Setting& wanted, const std::string& path, std::uint32_t mode) {
  const std::string copy = path + std::string(kBackupSuffix);
  struct stat status{};
  if (::lstat(copy.c_str(), &status) == 0) return {};
  std::string bytes;
  if (const auto read = LiveSource().read_file(path, bytes); !read) {
    return refused(wanted, read.error(),
                   "the file that is there cannot be read, so no copy is kept");
  }
  return write_new_file(copy, bytes, Overwrite::no, mode);
}

}  // namespace

Result<void> write_config_file(const std::string& root, const Setting& wanted) {
  if (!is_in_etc(wanted.object.name)) {
    return refused(wanted, ErrorCode::usage, "only files below /etc are written");
  }
  const std::string path = root + wanted.object.name;
  struct stat status{};
  const bool exists = ::lstat(path.c_str(), &status) == 0;
  if (!exists && errno != ENOENT && errno != ENOTDIR) return refused(wanted, last_error(), "");
  if (exists && !S_ISREG(status.st_mode)) {
    return refused(wanted, ErrorCode::usage,
                   "this is a link or no regular file; name the file that it leads to");
  }
  const std::uint32_t mode = exists ? status.st_mode & 07777U : kReadable;
  if (exists) {
    if (const auto kept = keep_copy(wanted, path, mode); !kept) return kept;
  }
  if (wanted.value.empty()) {
    if (!exists) return {};
    if (::unlink(path.c_str()) != 0) return refused(wanted, last_error(), "");
    sync_folder(folder_of(path));
    return {};
  }
  if (const int error = make_folders(folder_of(path)); error != 0) {
    return refused(wanted, static_cast<std::errc>(error), "its folder cannot be made");
  }
  return write_new_file(path, wanted.value, Overwrite::yes, mode);
}

}  // namespace holdfast
