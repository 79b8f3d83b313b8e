#include "host/netlink_socket.h"

#include <linux/genetlink.h>
#include <netlink/attr.h>
#include <netlink/genl/genl.h>
#include <netlink/msg.h>
#include <netlink/netlink.h>
#include <netlink/socket.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "base/check.h"
#include "host/netlink_error.h"

namespace holdfast {
namespace {

constexpr timeval kPatience = {.tv_sec = 1, .tv_usec = 0};
constexpr int kDumpAttempts = 3;
constexpr int kReceiveBuffer = 1 << 18;

std::errc errno_now() { return static_cast<std::errc>(errno); }

}  // namespace

void NetlinkRelease::operator()(nl_msg* message) const { nlmsg_free(message); }
void NetlinkRelease::operator()(nl_sock* socket) const { nl_socket_free(socket); }

ReadResult<void> NetlinkSocket::open() {
  if (socket_) return {};
  std::unique_ptr<nl_sock, NetlinkRelease> socket(nl_socket_alloc());
  if (!socket) return tl::unexpected(std::errc::not_enough_memory);
  errno = 0;
  if (nl_connect(socket.get(), protocol_) < 0) {
    return tl::unexpected(errno != 0 ? errno_now() : std::errc::protocol_not_supported);
  }
  static_cast<void>(nl_socket_set_buffer_size(socket.get(), kReceiveBuffer, 0));
  const int descriptor = nl_socket_get_fd(socket.get());
  if (setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &kPatience, sizeof kPatience) != 0 ||
      setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &kPatience, sizeof kPatience) != 0) {
    return tl::unexpected(errno_now());
  }
  // Both since 4.12; without them errors have numbers only.
  constexpr int kOn = 1;
  static_cast<void>(setsockopt(descriptor, SOL_NETLINK, NETLINK_EXT_ACK, &kOn, sizeof kOn));
  static_cast<void>(setsockopt(descriptor, SOL_NETLINK, NETLINK_CAP_ACK, &kOn, sizeof kOn));
  socket_ = std::move(socket);
  return {};
}

ReadResult<void> NetlinkSocket::send(const NetlinkRequest& request) {
  nlmsghdr* header = nlmsg_hdr(request.get());
  header->nlmsg_pid = nl_socket_get_local_port(socket_.get());
  header->nlmsg_seq = nl_socket_use_seq(socket_.get());
  header->nlmsg_flags |= NLM_F_REQUEST;
  const int descriptor = nl_socket_get_fd(socket_.get());
  ssize_t sent = -1;
  do {
    sent = ::send(descriptor, header, header->nlmsg_len, 0);
  } while (sent < 0 && errno == EINTR);
  if (sent < 0) return tl::unexpected(errno_now());
  return {};
}

ReadResult<NetlinkSocket::Turn> NetlinkSocket::receive(
    std::uint32_t sequence, bool& changed, const std::function<void(Bytes payload)>& take_reply) {
  sockaddr_nl sender{};
  unsigned char* buffer = nullptr;
  // Peeks at the length first, so no reply is cut off; repeats after a signal.
  const int received = nl_recv(socket_.get(), &sender, &buffer, nullptr);
  const std::unique_ptr<unsigned char, decltype(&std::free)> owner(buffer, &std::free);
  if (received == -NLE_AGAIN) return tl::unexpected(std::errc::timed_out);
  if (received == -NLE_NOMEM) return tl::unexpected(std::errc::no_buffer_space);
  if (received <= 0) return tl::unexpected(std::errc::io_error);
  if (sender.nl_pid != 0) return Turn::more;  // not from the kernel
  Bytes datagram(buffer, static_cast<std::size_t>(received));
  while (const auto message = next_message(datagram)) {
    if (message->sequence != sequence) continue;  // the late reply to a request that timed out
    changed = changed || (message->flags & NLM_F_DUMP_INTR) != 0;
    if (message->type == NLMSG_ERROR || message->type == NLMSG_DONE) {
      NetlinkError error = decode_netlink_error(*message);
      words_of_kernel_ = std::move(error.words);
      if (error.number != 0) return tl::unexpected(static_cast<std::errc>(error.number));
      return Turn::done;
    }
    if (message->type >= NLMSG_MIN_TYPE) take_reply(message->payload);
  }
  return Turn::more;
}

ReadResult<void> NetlinkSocket::exchange(const NetlinkRequest& request,
                                         const std::function<void(Bytes payload)>& take_reply) {
  HOLDFAST_CHECK(request != nullptr);
  words_of_kernel_.clear();
  if (const auto opened = open(); !opened) return opened;
  for (int attempt = 0; attempt < kDumpAttempts; ++attempt) {
    if (const auto sent = send(request); !sent) return sent;
    const std::uint32_t sequence = nlmsg_hdr(request.get())->nlmsg_seq;
    bool changed = false;
    std::vector<std::vector<std::uint8_t>> replies;
    const auto keep = [&replies](Bytes payload) {
      replies.emplace_back(payload.begin(), payload.end());
    };
    for (;;) {
      const auto turn = receive(sequence, changed, keep);
      if (!turn) return tl::unexpected(turn.error());
      if (*turn == Turn::done) break;
    }
    if (changed) continue;
    for (const auto& reply : replies) take_reply(reply);
    return {};
  }
  return tl::unexpected(std::errc::resource_unavailable_try_again);
}

NetlinkRequest generic_request(std::uint16_t family, std::uint8_t command, int flags) {
  NetlinkRequest request(nlmsg_alloc());
  HOLDFAST_CHECK(request != nullptr);
  constexpr int kVersion = 1;
  HOLDFAST_CHECK(genlmsg_put(request.get(), NL_AUTO_PORT, NL_AUTO_SEQ, family, 0, flags, command,
                             kVersion) != nullptr);
  return request;
}

ReadResult<std::vector<Record>> ask_generic(NetlinkSocket& socket, const NetlinkRequest& request,
                                            Schema schema) {
  std::vector<Record> records;
  const auto asked = socket.exchange(request, [&](Bytes payload) {
    if (payload.size() < GENL_HDRLEN) return;
    records.push_back(decode_attributes(payload.subspan(GENL_HDRLEN), schema));
  });
  if (!asked) return tl::unexpected(asked.error());
  return records;
}

ReadResult<std::uint16_t> GenericFamily::id(NetlinkSocket& socket) {
  if (id_ != 0) return id_;
  static constexpr Attribute kFamily[] = {{CTRL_ATTR_FAMILY_ID, "family-id"}};
  const auto request = generic_request(GENL_ID_CTRL, CTRL_CMD_GETFAMILY, NLM_F_ACK);
  HOLDFAST_CHECK(nla_put_string(request.get(), CTRL_ATTR_FAMILY_NAME, name_.c_str()) == 0);
  const auto records = ask_generic(socket, request, kFamily);
  if (!records) {
    const bool unknown = records.error() == std::errc::no_such_file_or_directory;
    return tl::unexpected(unknown ? std::errc::operation_not_supported : records.error());
  }
  const auto number = records->empty() ? std::nullopt : records->front().number32("family-id");
  if (!number || *number > UINT16_MAX) return tl::unexpected(std::errc::bad_message);
  id_ = static_cast<std::uint16_t>(*number);
  return id_;
}

}  // namespace holdfast
