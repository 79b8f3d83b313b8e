// Descriptor: an open file or folder of this machine, closed when it goes; and what is read from
// one. Every function retries after a signal (EINTR).
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "host/source.h"

namespace holdfast {

class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept;
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() { reset(); }

  int fd() const { return fd_; }
  explicit operator bool() const { return fd_ >= 0; }
  void reset();
  /// Gives the number away: it is no longer closed here.
  int release() { return std::exchange(fd_, -1); }

 private:
  int fd_ = -1;
};

/// The error of the system call that has just failed.
std::errc last_error();

/// openat(2) with O_CLOEXEC, O_NONBLOCK and O_NOCTTY: neither a FIFO nor a terminal can hold us.
/// `folder` is AT_FDCWD or a folder's descriptor; `name` ends with a NUL.
ReadResult<Descriptor> open_at(int folder, const char* name, int flags);

/// Replaces `out` with all bytes of a regular file, from where `fd` stands to its end; a size of 0
/// (procfs) is not believed. invalid_argument for anything but a regular file, file_too_large
/// beyond `limit`.
ReadResult<void> read_regular(int fd, std::string& out, std::size_t limit);
/// The same in pieces of whole lines, as HostSource::read_pieces gives them.
ReadResult<void> read_regular_pieces(int fd, std::size_t limit,
                                     const std::function<void(std::string_view)>& take);

/// The entries of a folder that is open for reading, sorted by name.
ReadResult<std::vector<FolderEntry>> list_folder(Descriptor folder);

/// The target of the link `name` in `folder`; of `folder` itself (O_PATH|O_NOFOLLOW) when "".
ReadResult<std::string> read_link_at(int folder, const char* name);

/// Replaces `out` with `path` and gives its C string; invalid_argument when the path holds a NUL.
ReadResult<const char*> as_c_string(std::string_view path, std::string& out);

}  // namespace holdfast
