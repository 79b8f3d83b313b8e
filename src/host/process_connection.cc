#include "host/process_connection.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <linux/cn_proc.h>
#include <linux/connector.h>
#include <linux/filter.h>
#include <linux/netlink.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstring>

#include "host/errno_name.h"
#include "host/proc_connector.h"

namespace holdfast {
namespace {

// 4 MB hold some 5,000 events, which is a second of a busy build host.
constexpr int kReceiveBuffer = 4 << 20;
constexpr int kDatagramsUntilAnswer = 256;
constexpr std::size_t kDatagram = 512;

// Places in the datagram: netlink's header (16 bytes), the connector's (20), then the event.
constexpr std::uint32_t kWhat = 36, kForkChildThread = 60, kForkChild = 64;
constexpr std::uint32_t kAcknowledged = 0, kForked = 1, kExecuted = 2;

/// The filter's loads take bytes in the network's order.
std::uint32_t as_loaded(std::uint32_t value) { return htonl(value); }

bool attach_filter(int socket) {
  sock_filter program[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, kWhat),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, as_loaded(kExecuted), 6, 0),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, as_loaded(kAcknowledged), 5, 0),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, as_loaded(kForked), 0, 5),
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, kForkChildThread),
      BPF_STMT(BPF_MISC | BPF_TAX, 0),
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, kForkChild),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_X, 0, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, UINT32_MAX),
      BPF_STMT(BPF_RET | BPF_K, 0),
  };
  const sock_fprog filter{.len = std::size(program), .filter = program};
  return ::setsockopt(socket, SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof filter) == 0;
}

bool ask_to_listen(int socket) {
  constexpr std::size_t kSize = NLMSG_LENGTH(sizeof(cn_msg) + sizeof(std::uint32_t));
  alignas(nlmsghdr) std::uint8_t bytes[NLMSG_ALIGN(kSize)] = {};
  const nlmsghdr header{.nlmsg_len = kSize,
                        .nlmsg_type = NLMSG_DONE,
                        .nlmsg_flags = 0,
                        .nlmsg_seq = 0,
                        .nlmsg_pid = 0};
  cn_msg message{};
  message.id = {.idx = CN_IDX_PROC, .val = CN_VAL_PROC};
  message.len = sizeof(std::uint32_t);
  const std::uint32_t listen = PROC_CN_MCAST_LISTEN;
  std::memcpy(bytes, &header, sizeof header);
  std::memcpy(bytes + NLMSG_HDRLEN, &message, sizeof message);
  std::memcpy(bytes + NLMSG_HDRLEN + sizeof message, &listen, sizeof listen);
  return ::send(socket, bytes, kSize, 0) == static_cast<ssize_t>(kSize);
}

/// The kernel answers within the call that asked.
bool is_acknowledged(int socket) {
  std::uint8_t bytes[kDatagram];
  for (int i = 0; i < kDatagramsUntilAnswer; ++i) {
    const ssize_t got = ::recv(socket, bytes, sizeof bytes, 0);
    if (got <= 0) return false;
    const auto event = parse_process_event(Bytes(bytes, static_cast<std::size_t>(got)));
    if (event && event->kind == ProcessEventKind::acknowledged) return event->error == 0;
  }
  return false;
}

tl::unexpected<Error> refused(std::string_view what) {
  const auto error = last_error();
  const bool denied = error == std::errc::operation_not_permitted;
  return fail(denied ? ErrorCode::denied : ErrorCode::unsupported,
              fmt::format("{} ({}): writers that die young are not named{}", what,
                          errno_name(error), denied ? "; needs CAP_NET_ADMIN" : ""));
}

}  // namespace

Result<Descriptor> open_process_connection() {
  Descriptor socket(
      ::socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_CONNECTOR));
  if (!socket) return refused("this kernel or network namespace has no proc connector");
  if (::setsockopt(socket.fd(), SOL_SOCKET, SO_RCVBUFFORCE, &kReceiveBuffer,
                   sizeof kReceiveBuffer) != 0) {
    static_cast<void>(
        ::setsockopt(socket.fd(), SOL_SOCKET, SO_RCVBUF, &kReceiveBuffer, sizeof kReceiveBuffer));
  }
  // Without the filter it works too; we are woken more often.
  static_cast<void>(attach_filter(socket.fd()));
  sockaddr_nl address{};
  address.nl_family = AF_NETLINK;
  address.nl_groups = CN_IDX_PROC;
  if (::bind(socket.fd(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    return refused("the proc connector is refused");
  }
  if (!ask_to_listen(socket.fd())) return refused("the proc connector is refused");
  if (!is_acknowledged(socket.fd())) {
    return fail(ErrorCode::absent,
                "the proc connector does not answer, as in a pid or user namespace of its own: "
                "writers that die young are not named");
  }
  return socket;
}

}  // namespace holdfast
