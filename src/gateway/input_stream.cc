#include "gateway/input_stream.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace holdfast {
namespace {

constexpr std::size_t kBuffer = 1U << 20U;

}  // namespace

InputStream::InputStream(int fd, std::string name)
    : fd_(fd), name_(std::move(name)), buffer_(kBuffer) {
  struct stat status{};
  if (::fstat(fd_, &status) == 0 && S_ISREG(status.st_mode)) {
    size_ = static_cast<std::uint64_t>(status.st_size);
    ::posix_fadvise(fd_, 0, 0, POSIX_FADV_SEQUENTIAL);
  }
}

InputStream::InputStream(InputStream&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)),
      name_(std::move(other.name_)),
      buffer_(std::move(other.buffer_)),
      from_(other.from_),
      to_(other.to_),
      has_ended_(other.has_ended_),
      was_short_(other.was_short_),
      total_read_(other.total_read_),
      size_(other.size_) {}

InputStream::~InputStream() {
  if (fd_ > STDIN_FILENO) ::close(fd_);
}

Result<InputStream> InputStream::open(const std::string& path) {
  if (path == "-") return InputStream(STDIN_FILENO, "standard input");
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY);
  if (fd < 0) {
    return fail(errno == ENOENT ? ErrorCode::absent : ErrorCode::failed,
                fmt::format("{}: {}", path, std::strerror(errno)));
  }
  return InputStream(fd, path);
}

bool InputStream::is_ready() const {
  constexpr int kWaitMs = 5;
  pollfd waits{fd_, POLLIN, 0};
  return ::poll(&waits, 1, kWaitMs) != 0;  // also when it fails: then fill() says why
}

Result<std::size_t> InputStream::fill() {
  std::memmove(buffer_.data(), buffer_.data() + from_, to_ - from_);
  to_ -= std::exchange(from_, 0);
  if (to_ == buffer_.size()) buffer_.resize(2 * buffer_.size());
  ssize_t got = 0;
  do {
    got = ::read(fd_, buffer_.data() + to_, buffer_.size() - to_);
  } while (got < 0 && errno == EINTR);
  if (got < 0) {
    return fail(ErrorCode::failed, fmt::format("{}: {}", name_, std::strerror(errno)));
  }
  const auto bytes = static_cast<std::size_t>(got);
  was_short_ = bytes < buffer_.size() - to_;
  has_ended_ = bytes == 0;
  to_ += bytes;
  total_read_ += bytes;
  return bytes;
}

Result<void> InputStream::fill_to(std::size_t wanted) {
  while (!has_ended_ && bytes().size() < wanted) {
    if (const auto got = fill(); !got) return tl::unexpected<Error>(got.error());
  }
  return {};
}

}  // namespace holdfast
