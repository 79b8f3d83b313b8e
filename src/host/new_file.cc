#include "host/new_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "host/descriptor.h"

namespace holdfast {
namespace {

tl::unexpected<Error> refuse(const std::string& path, int error) {
  if (error == EEXIST) {
    return fail(ErrorCode::usage,
                fmt::format("{} exists already, and is not overwritten without --force", path));
  }
  const bool denied = error == EACCES || error == EPERM || error == EROFS;
  return fail(denied ? ErrorCode::denied : ErrorCode::failed,
              fmt::format("{} cannot be written: {}", path, ::strerrordesc_np(error)));
}

/// 0, or the errno of the call that failed.
int write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t put = ::write(fd, bytes.data(), bytes.size());
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return errno;
    bytes.remove_prefix(static_cast<std::size_t>(put));
  }
  return 0;
}

/// Gives `from` the name `to`; without `overwrite` only if nothing has it.
int rename_to(const std::string& from, const std::string& to, Overwrite overwrite) {
  if (overwrite == Overwrite::yes) return ::rename(from.c_str(), to.c_str()) == 0 ? 0 : errno;
  if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) return 0;
  if (errno != EINVAL && errno != ENOSYS) return errno;
  // A file system without RENAME_NOREPLACE (NFS, older FUSE): link(2) does not replace either.
  if (::link(from.c_str(), to.c_str()) != 0) return errno;
  ::unlink(from.c_str());
  return 0;
}

std::string folder_name(const std::string& path) {
  const auto slash = path.rfind('/');
  return slash == std::string::npos ? "." : path.substr(0, slash + 1);
}

}  // namespace

void sync_folder(const std::string& folder) {
  if (const auto opened = open_at(AT_FDCWD, folder.c_str(), O_RDONLY | O_DIRECTORY)) {
    ::fsync(opened->fd());
  }
}

Result<void> write_new_file(const std::string& path, std::string_view bytes, Overwrite overwrite,
                            std::uint32_t mode, Durable durable) {
  struct stat status{};
  if (overwrite == Overwrite::no && ::lstat(path.c_str(), &status) == 0)
    return refuse(path, EEXIST);
  const std::string folder = folder_name(path);
  std::string neighbour = folder + "/.holdfast-XXXXXX";
  const Descriptor file(::mkostemp(neighbour.data(), O_CLOEXEC));
  if (!file) return refuse(path, errno);
  int error = ::fchmod(file.fd(), mode) == 0 ? 0 : errno;
  if (error == 0) error = write_all(file.fd(), bytes);
  if (error == 0 && durable == Durable::yes && ::fsync(file.fd()) != 0) error = errno;
  if (error == 0) error = rename_to(neighbour, path, overwrite);
  if (error != 0) {
    ::unlink(neighbour.c_str());
    return refuse(path, error);
  }
  // The name itself must reach the disk too; where a folder cannot be synced the file is still
  // whole.
  if (durable == Durable::yes) sync_folder(folder);
  return {};
}

}  // namespace holdfast
