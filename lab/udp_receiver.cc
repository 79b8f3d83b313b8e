// Reads datagrams, blocking, and writes for each when it had it and how long that was after the
// kernel's stamp: two numbers, ns, a line. usage: udp_receiver PORT FILE; ends by a signal.
#include <arpa/inet.h>
#include <linux/net_tstamp.h>
#include <sys/socket.h>
#include <time.h>

#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace {

std::int64_t ns_of(const timespec& time) {
  return static_cast<std::int64_t>(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
}

std::int64_t stamp_of(msghdr& message) {
  for (auto* one = CMSG_FIRSTHDR(&message); one != nullptr; one = CMSG_NXTHDR(&message, one)) {
    if (one->cmsg_level != SOL_SOCKET || one->cmsg_type != SCM_TIMESTAMPING) continue;
    timespec stamp{};
    std::memcpy(&stamp, CMSG_DATA(one), sizeof stamp);
    return ns_of(stamp);
  }
  return 0;
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 3) {
    std::fputs("usage: udp_receiver PORT FILE\n", stderr);
    return 1;
  }
  const int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  const int wanted = SOF_TIMESTAMPING_RX_SOFTWARE | SOF_TIMESTAMPING_SOFTWARE;
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(std::atoi(arguments[1])));
  std::FILE* out = std::fopen(arguments[2], "w");
  if (out == nullptr || setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPING, &wanted, sizeof wanted) != 0 ||
      bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    std::perror("udp_receiver");
    return 1;
  }
  std::setvbuf(out, nullptr, _IOLBF, 0);
  std::array<char, 2048> bytes;
  alignas(cmsghdr) std::array<char, 256> control;
  while (true) {
    iovec part{bytes.data(), bytes.size()};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    if (recvmsg(fd, &message, 0) < 0) continue;
    timespec now{};
    clock_gettime(CLOCK_REALTIME, &now);
    const std::int64_t stamp_ns = stamp_of(message);
    if (stamp_ns == 0) continue;
    std::fprintf(out, "%lld %lld\n", static_cast<long long>(ns_of(now)),
                 static_cast<long long>(ns_of(now) - stamp_ns));
  }
}
