#include "measure/network_namespace.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sched.h>
#include <sys/stat.h>
#include <unistd.h>

#include <thread>

#include "host/errno_name.h"

namespace holdfast {
namespace {

tl::unexpected<Error> refused(const char* call, int number) {
  const bool denied = number == EPERM;
  return fail(
      denied ? ErrorCode::denied : ErrorCode::failed,
      fmt::format("a network of its own is refused ({}: {}): it takes {}", call,
                  errno_name(static_cast<std::errc>(number)),
                  denied ? "CAP_SYS_ADMIN: run it as root" : "a kernel with CONFIG_NET_NS"));
}

}  // namespace

Result<NetworkNamespace> NetworkNamespace::make() {
  int number = 0;
  const char* call = "unshare";
  Descriptor made;
  // In a thread that ends: the caller keeps its own network.
  std::thread([&] {
    if (::unshare(CLONE_NEWNET) != 0) {
      number = errno;
      return;
    }
    call = "/proc/thread-self/ns/net";
    made = Descriptor(::open(call, O_RDONLY | O_CLOEXEC));
    if (!made) number = errno;
  }).join();
  if (!made) return refused(call, number);
  return NetworkNamespace(std::move(made));
}

Result<void> NetworkNamespace::enter() const {
  if (::setns(fd(), CLONE_NEWNET) != 0) return refused("setns", errno);
  return {};
}

std::uint64_t NetworkNamespace::inode() const {
  struct stat found{};
  return ::fstat(fd(), &found) == 0 ? found.st_ino : 0;
}

}  // namespace holdfast
