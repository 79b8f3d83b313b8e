#include "net/multicast_sender.h"

#include <netinet/in.h>
#include <netinet/udp.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "base/check.h"
#include "net/sending_socket.h"
#include "net/sent_groups.h"
#include "net/udp_sender.h"
#include "net/udp_socket_options.h"

namespace holdfast {
namespace {

// <linux/udp.h>; the libc's header has it since 2.28, some others never.
constexpr int kUdpSegment = 103;
// UDP_MAX_SEGMENTS was 64 until 6.9; what goes down together is one IP packet's worth at most.
constexpr std::size_t kMostSegments = 64, kMostTogetherBytes = 65'000;
constexpr timeval kMostWait{.tv_sec = 0, .tv_usec = 100'000};

struct Control {
  alignas(cmsghdr) std::array<std::uint8_t, CMSG_SPACE(sizeof(std::uint16_t))> bytes{};
};

// The kernel cuts nothing for an interface without checksum offload (EIO), and no packets that are
// larger than the way's MTU (EINVAL, EMSGSIZE): net/ipv4/udp.c, udp_send_skb().
bool cannot_be_cut(int error) {
  return error == EIO || error == EINVAL || error == EMSGSIZE || error == EOPNOTSUPP;
}

}  // namespace

struct MulticastSender::Parts {
  Parts(Descriptor opened, std::vector<SocketAddress> to, std::size_t most)
      : socket(std::move(opened)),
        groups(std::move(to)),
        group_of(most),
        datagrams(most),
        messages(most),
        controls(most) {}

  std::size_t run_from(std::size_t first) const;
  void write_message(std::size_t at, std::size_t first, std::size_t run);
  std::size_t write_messages();
  void send_messages(std::size_t count);
  void took(const msghdr& message);

  Descriptor socket;
  std::vector<SocketAddress> groups;
  std::vector<std::size_t> group_of;  // of each that waits
  std::vector<iovec> datagrams;       // that wait
  std::vector<mmsghdr> messages;      // of one datagram or of several
  std::vector<Control> controls;      // of messages
  std::size_t waiting = 0;
  bool segments = false;
  SendCounts counts;
};

/// How many datagrams from there on go down together.
std::size_t MulticastSender::Parts::run_from(std::size_t first) const {
  if (!segments) return 1;
  const std::size_t size = datagrams[first].iov_len;
  std::size_t run = 1, bytes = size;
  while (first + run < waiting && run < kMostSegments) {
    const std::size_t next = datagrams[first + run].iov_len;
    bytes += next;
    if (group_of[first + run] != group_of[first] || next > size || next == 0 ||
        bytes > kMostTogetherBytes) {
      break;
    }
    ++run;
    if (next < size) break;  // only the last one may be shorter
  }
  return run;
}

void MulticastSender::Parts::write_message(std::size_t at, std::size_t first, std::size_t run) {
  auto& to = groups[group_of[first]];
  auto& header = messages[at].msg_hdr;
  header = {};
  header.msg_name = &to.storage;
  header.msg_namelen = to.size;
  header.msg_iov = &datagrams[first];
  header.msg_iovlen = run;
  if (run == 1) return;
  header.msg_control = controls[at].bytes.data();
  header.msg_controllen = controls[at].bytes.size();
  cmsghdr* control = CMSG_FIRSTHDR(&header);
  control->cmsg_level = IPPROTO_UDP;
  control->cmsg_type = kUdpSegment;
  control->cmsg_len = CMSG_LEN(sizeof(std::uint16_t));
  const auto size = static_cast<std::uint16_t>(datagrams[first].iov_len);
  std::memcpy(CMSG_DATA(control), &size, sizeof size);
}

std::size_t MulticastSender::Parts::write_messages() {
  std::size_t count = 0;
  for (std::size_t first = 0; first < waiting; ++count) {
    const std::size_t run = run_from(first);
    write_message(count, first, run);
    first += run;
  }
  return count;
}

void MulticastSender::Parts::took(const msghdr& message) {
  for (std::size_t i = 0; i < message.msg_iovlen; ++i) counts.bytes += message.msg_iov[i].iov_len;
  counts.datagrams += message.msg_iovlen;
  if (message.msg_iovlen > 1) counts.segmented += message.msg_iovlen;
}

void MulticastSender::Parts::send_messages(std::size_t count) {
  for (std::size_t at = 0; at < count;) {
    ++counts.calls;
    const int sent =
        ::sendmmsg(socket.fd(), &messages[at], static_cast<unsigned>(count - at), MSG_NOSIGNAL);
    if (sent > 0) {
      for (const std::size_t end = at + static_cast<std::size_t>(sent); at < end; ++at) {
        took(messages[at].msg_hdr);
      }
      continue;
    }
    if (errno == EINTR) continue;
    auto& refused = messages[at].msg_hdr;
    if (refused.msg_iovlen == 1 || !cannot_be_cut(errno)) {
      counts.refuse(errno, refused.msg_iovlen);
      ++at;
      continue;
    }
    segments = false;
    const auto first = static_cast<std::size_t>(refused.msg_iov - datagrams.data());
    std::size_t one_by_one = 0;
    for (std::size_t i = first; i < waiting; ++i) write_message(one_by_one++, i, 1);
    return send_messages(one_by_one);
  }
}

Result<MulticastSender> MulticastSender::make(const MulticastOptions& options) {
  if (const auto checked = check_sent_groups(options.groups, options.takes_hosts); !checked) {
    return tl::unexpected(checked.error());
  }
  const auto index = interface_index(options.interface);
  if (!index) return tl::unexpected(index.error());
  std::vector<SocketAddress> groups;
  for (const auto& group : options.groups) {
    const auto address = socket_address(group, *index);
    if (!address) return tl::unexpected(address.error());
    groups.push_back(*address);
    // Connected once and forgotten, so that a group without a way to it is told of now.
    const auto way = UdpSender::make({.remote = group, .interface = options.interface});
    if (!way) return tl::unexpected(way.error());
  }
  auto socket = open_sending_socket({.remote = options.groups.front(),
                                     .interface = options.interface,
                                     .multicast_ttl = options.ttl,
                                     .multicast_loop = options.loop,
                                     .send_buffer_bytes = options.send_buffer_bytes,
                                     .waits_for_room = true});
  if (!socket) return tl::unexpected(socket.error());
  const int fd = socket->descriptor.fd();
  static_cast<void>(::setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &kMostWait, sizeof kMostWait));
  HOLDFAST_CHECK(options.most_waiting > 0);
  auto parts = std::make_unique<Parts>(std::move(socket->descriptor), std::move(groups),
                                       options.most_waiting);
  // A kernel without it does not know the option.
  parts->segments = options.segments && set_option(fd, IPPROTO_UDP, kUdpSegment, 0);
  return MulticastSender(std::move(parts));
}

MulticastSender::MulticastSender(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
MulticastSender::MulticastSender(MulticastSender&&) noexcept = default;
MulticastSender& MulticastSender::operator=(MulticastSender&&) noexcept = default;
MulticastSender::~MulticastSender() = default;

void MulticastSender::add(std::size_t group, std::span<const std::uint8_t> datagram) {
  auto& parts = *parts_;
  HOLDFAST_CHECK(group < parts.groups.size());
  if (parts.waiting == parts.datagrams.size()) flush();
  parts.group_of[parts.waiting] = group;
  // sendmmsg() only reads it; iovec has no const.
  parts.datagrams[parts.waiting] = {const_cast<std::uint8_t*>(datagram.data()), datagram.size()};
  ++parts.waiting;
}

void MulticastSender::flush() {
  auto& parts = *parts_;
  if (parts.waiting == 0) return;
  parts.send_messages(parts.write_messages());
  parts.waiting = 0;
}

const SendCounts& MulticastSender::counts() const { return parts_->counts; }
bool MulticastSender::segments() const { return parts_->segments; }

}  // namespace holdfast
