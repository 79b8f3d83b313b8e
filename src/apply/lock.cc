#include "apply/lock.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <filesystem>
#include <thread>

#include "base/text.h"
#include "host/reading.h"

namespace holdfast {
namespace {

constexpr double kPollSeconds = 0.05;
// is_held() of another process takes it for a moment.
constexpr double kGraceSeconds = 0.1;
constexpr std::size_t kLongestHolder = 4096;

tl::unexpected<Error> refuse(const std::string& path, int error) {
  const bool denied = error == EACCES || error == EPERM || error == EROFS;
  return fail(denied ? ErrorCode::denied : ErrorCode::failed,
              fmt::format("the lock {} cannot be taken: {}{}", path, ::strerrordesc_np(error),
                          denied ? " (run as root)" : ""));
}

std::string holder_of(int fd) {
  std::string text(kLongestHolder, '\0');
  const ssize_t got = ::pread(fd, text.data(), text.size(), 0);
  text.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  std::string_view rest = text;
  const auto line = trim(next_line(rest).value_or(""));
  return line.empty() ? "another process" : std::string(line);
}

// 0, or the errno: EWOULDBLOCK when another holds it.
int try_lock(int fd) {
  int status = 0;
  do {
    status = ::flock(fd, LOCK_EX | LOCK_NB);
  } while (status != 0 && errno == EINTR);
  return status == 0 ? 0 : errno;
}

}  // namespace

Result<ApplyLock> ApplyLock::take(const std::string& path, const std::string& holder,
                                  double wait_seconds) {
  std::error_code made;
  std::filesystem::create_directories(std::filesystem::path(path).parent_path(), made);
  if (made) return refuse(path, made.value());
  // Others may not open it: who may read it could hold it too.
  Descriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!file) return refuse(path, errno);
  const Instant start = monotonic_now();
  for (;;) {
    const int error = try_lock(file.fd());
    if (error == 0) break;
    if (error != EWOULDBLOCK) return refuse(path, error);
    if (elapsed_seconds(start, monotonic_now()) >= std::max(wait_seconds, kGraceSeconds)) {
      return fail(ErrorCode::failed,
                  fmt::format("another apply is under way: the lock {} is held by {}; wait for it "
                              "with --wait-lock SECONDS",
                              path, holder_of(file.fd())));
    }
    std::this_thread::sleep_for(std::chrono::duration<double>(kPollSeconds));
  }
  const std::string text = holder.substr(0, kLongestHolder - 1) + "\n";
  if (::ftruncate(file.fd(), 0) != 0 ||
      ::pwrite(file.fd(), text.data(), text.size(), 0) != static_cast<ssize_t>(text.size())) {
    return refuse(path, errno);
  }
  return ApplyLock(std::move(file));
}

bool ApplyLock::is_held(const std::string& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  if (!file) return false;
  if (::flock(file.fd(), LOCK_SH | LOCK_NB) == 0) return false;
  return errno == EWOULDBLOCK;
}

}  // namespace holdfast
