#include "net/epoll_receiver.h"

#include <fmt/format.h>
#include <linux/time_types.h>
#include <sys/epoll.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <limits>

#include "host/errno_name.h"
#include "net/wall_clock.h"

namespace holdfast {

Result<std::unique_ptr<PacketReceiver>> EpollReceiver::make(UdpSocket socket) {
  Descriptor epoll(::epoll_create1(EPOLL_CLOEXEC));
  epoll_event event{};
  event.events = EPOLLIN;
  if (!epoll || ::epoll_ctl(epoll.fd(), EPOLL_CTL_ADD, socket.descriptor.fd(), &event) != 0) {
    return fail(ErrorCode::failed, fmt::format("no epoll: {}", errno_name(last_error())));
  }
  return std::make_unique<EpollReceiver>(std::move(socket), std::move(epoll));
}

int EpollReceiver::wait(std::int64_t wait_ns) {
  wait_ns = std::max<std::int64_t>(wait_ns, 0);
  epoll_event event{};
  if (has_wait_ns_) {
    // Not by glibc's name, which older ones lack.
    const __kernel_timespec timeout{wait_ns / 1'000'000'000, wait_ns % 1'000'000'000};
    const long ready =
        ::syscall(SYS_epoll_pwait2, epoll_.fd(), &event, 1, &timeout, nullptr, std::size_t{0});
    if (ready >= 0 || errno != ENOSYS) return static_cast<int>(ready);
    has_wait_ns_ = false;
  }
  constexpr std::int64_t kMost = std::numeric_limits<int>::max();
  const std::int64_t wait_ms = wait_ns / 1'000'000 + (wait_ns % 1'000'000 != 0 ? 1 : 0);
  return ::epoll_wait(epoll_.fd(), &event, 1, static_cast<int>(std::min(wait_ms, kMost)));
}

ReceiveOutcome EpollReceiver::receive(PacketBatch& batch, std::int64_t wait_ns) {
  batch.size = 0;
  if (has_failed_) return ReceiveOutcome::failed;
  const int ready = wait(wait_ns);
  const int wait_error = ready < 0 ? errno : EAGAIN;
  count_call(ready <= 0);
  if (ready <= 0) return outcome_of("epoll_wait", wait_error);
  while (batch.size < kMostReceived) {
    const std::size_t slot = batch.size;
    const ssize_t got = ::recvmsg(fd(), slots().message(slot), MSG_DONTWAIT);
    if (got < 0) {
      const int error = errno;
      count_call(true);
      const auto outcome = outcome_of("recvmsg", error);
      // The kernel tells an error once: it is kept for the next call when there are packets first.
      has_failed_ = outcome == ReceiveOutcome::failed;
      if (batch.size == 0) return outcome;
      break;
    }
    const std::int64_t user_ns = wall_ns();
    count_call(false);
    add(slot, static_cast<std::size_t>(got), user_ns, batch);
  }
  return ReceiveOutcome::packets;
}

}  // namespace holdfast
