#include "apply/journal_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>

namespace holdfast {
namespace {

tl::unexpected<Error> refuse(const std::string& path, int error) {
  const bool denied = error == EACCES || error == EPERM || error == EROFS;
  return fail(denied ? ErrorCode::denied : ErrorCode::failed,
              fmt::format("the journal {} cannot be written: {}{}", path, ::strerrordesc_np(error),
                          denied ? " (run as root)" : ""));
}

std::string folder_of(const std::string& path) {
  return std::filesystem::path(path).parent_path().string();
}

int sync_folder(const std::string& folder) {
  const auto opened = open_at(AT_FDCWD, folder.c_str(), O_RDONLY | O_DIRECTORY);
  if (!opened) return static_cast<int>(opened.error());
  return ::fsync(opened->fd()) == 0 ? 0 : errno;
}

}  // namespace

Result<void> JournalFile::open() {
  std::error_code error;
  std::filesystem::create_directories(folder_of(path_), error);
  if (error) return refuse(path_, error.value());
  const int flags = O_WRONLY | O_APPEND | O_CLOEXEC | O_NOFOLLOW | O_CREAT | (exists_ ? 0 : O_EXCL);
  file_ = Descriptor(::open(path_.c_str(), flags, 0600));
  if (!file_) return refuse(path_, errno);
  struct stat status{};
  if (::fstat(file_.fd(), &status) != 0) return refuse(path_, errno);
  if (static_cast<std::size_t>(status.st_size) != sound_bytes_ &&
      ::ftruncate(file_.fd(), static_cast<off_t>(sound_bytes_)) != 0) {
    return refuse(path_, errno);
  }
  if (sync_ == Sync::no) return {};
  const int folder_error = sync_folder(folder_of(path_));
  if (folder_error != 0) return refuse(path_, folder_error);
  return {};
}

Result<void> JournalFile::append(std::string_view line) {
  if (!file_) {
    if (auto opened = open(); !opened) return opened;
  }
  ssize_t put = 0;
  do {
    put = ::write(file_.fd(), line.data(), line.size());
  } while (put < 0 && errno == EINTR);
  if (put != static_cast<ssize_t>(line.size())) {
    const int error = put < 0 ? errno : ENOSPC;
    // Half a line in the middle would make the whole journal unreadable.
    if (put > 0 && ::ftruncate(file_.fd(), static_cast<off_t>(sound_bytes_)) != 0) {
      return refuse(path_, errno);
    }
    return refuse(path_, error);
  }
  sound_bytes_ += line.size();
  if (sync_ == Sync::yes && ::fdatasync(file_.fd()) != 0) return refuse(path_, errno);
  return {};
}

}  // namespace holdfast
