#include "net/io_uring_refusal.h"

#include <fmt/format.h>

#include <cerrno>

#include "host/errno_name.h"

namespace holdfast {

Error io_uring_refusal(int error) {
  const auto name = errno_name(static_cast<std::errc>(error));
  if (error == ENOSYS) {
    return {ErrorCode::unsupported, fmt::format("this kernel has no io_uring ({})", name)};
  }
  if (error == EPERM || error == EACCES) {
    return {ErrorCode::denied,
            fmt::format("io_uring is not permitted ({}): by sysctl kernel.io_uring_disabled, or by "
                        "a seccomp filter as containers have",
                        name)};
  }
  if (error == EINVAL) {
    return {ErrorCode::unsupported,
            fmt::format("io_uring of this kernel is too old ({}): receiving datagrams by one "
                        "request takes Linux 6.0",
                        name)};
  }
  return {ErrorCode::failed, fmt::format("io_uring is refused ({})", name)};
}

}  // namespace holdfast
