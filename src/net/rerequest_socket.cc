#include "net/rerequest_socket.h"

#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include "net/bound_socket.h"
#include "net/udp_socket_options.h"

namespace holdfast {
namespace {

constexpr std::size_t kReplies = 64;  // datagrams of one sendmmsg
// One byte more than a request has, so that a longer one is seen to be longer.
constexpr std::size_t kRequestBytes = kMoldHeaderBytes + 1;

}  // namespace

struct RerequestSocket::Parts {
  Parts(RequestAnswerer& of, Endpoint at, Descriptor bound)
      : answerer(of),
        local(std::move(at)),
        socket(std::move(bound)),
        replies(std::max(kReplies, of.options().datagrams_per_request),
                of.options().datagram_limit),
        reply_bytes(replies.room()),
        reply_messages(replies.room()) {}

  int receive();
  void send_replies();

  RequestAnswerer& answerer;
  Endpoint local;
  Descriptor socket;
  RerequestSocketCounts counts;

  std::array<sockaddr_storage, kTurn> peers{};
  std::array<std::array<std::uint8_t, kRequestBytes>, kTurn> request_bytes{};
  std::array<iovec, kTurn> request_places{};
  std::array<mmsghdr, kTurn> requests{};
  ReplyBatch replies;
  std::vector<iovec> reply_bytes;
  std::vector<mmsghdr> reply_messages;
};

int RerequestSocket::Parts::receive() {
  for (std::size_t i = 0; i < kTurn; ++i) {
    request_places[i] = {request_bytes[i].data(), kRequestBytes};
    requests[i].msg_hdr = {};
    requests[i].msg_hdr.msg_name = &peers[i];
    requests[i].msg_hdr.msg_namelen = sizeof peers[i];
    requests[i].msg_hdr.msg_iov = &request_places[i];
    requests[i].msg_hdr.msg_iovlen = 1;
  }
  return ::recvmmsg(socket.fd(), requests.data(), kTurn, MSG_DONTWAIT, nullptr);
}

void RerequestSocket::Parts::send_replies() {
  for (std::size_t i = 0; i < replies.size(); ++i) {
    const auto datagram = replies.datagram(i);
    auto& to = requests[replies.reply(i).asker].msg_hdr;
    reply_bytes[i] = {const_cast<std::uint8_t*>(datagram.data()), datagram.size()};
    auto& message = reply_messages[i].msg_hdr;
    message = {};
    message.msg_name = to.msg_name;
    message.msg_namelen = to.msg_namelen;
    message.msg_iov = &reply_bytes[i];
    message.msg_iovlen = 1;
  }
  for (std::size_t at = 0; at < replies.size();) {
    const int sent = ::sendmmsg(socket.fd(), &reply_messages[at],
                                static_cast<unsigned>(replies.size() - at), MSG_DONTWAIT);
    if (sent > 0) {
      at += static_cast<std::size_t>(sent);
      counts.sent += static_cast<std::uint64_t>(sent);
    } else if (errno == EAGAIN || errno == ENOBUFS) {
      counts.not_sent += replies.size() - at;
      break;
    } else {  // this one's address: no route, a rule of the firewall
      ++counts.not_sent;
      ++at;
    }
  }
  replies.clear();
}

Result<RerequestSocket> RerequestSocket::open(const RerequestSocketOptions& options,
                                              RequestAnswerer& answerer) {
  Endpoint local = options.local;
  auto socket = bound_socket(local, Transport::udp);
  if (!socket) return tl::unexpected(socket.error());
  static_cast<void>(set_receive_buffer(socket->fd(), options.receive_buffer_bytes));
  return RerequestSocket(std::make_unique<Parts>(answerer, std::move(local), *std::move(socket)));
}

RerequestSocket::RerequestSocket(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
RerequestSocket::RerequestSocket(RerequestSocket&&) noexcept = default;
RerequestSocket::~RerequestSocket() = default;

std::size_t RerequestSocket::do_work(Instant now) {
  auto& parts = *parts_;
  const int got = parts.receive();
  if (got <= 0) return 0;
  const auto requests = static_cast<std::size_t>(got);
  parts.counts.requests += requests;
  for (std::size_t i = 0; i < requests; ++i) {
    if (parts.replies.room() < parts.answerer.options().datagrams_per_request) {
      parts.send_replies();
    }
    parts.answerer.answer(std::span(parts.request_bytes[i]).first(parts.requests[i].msg_len),
                          peer_address(parts.peers[i]), static_cast<std::uint32_t>(i), now,
                          parts.replies);
  }
  parts.send_replies();
  return requests;
}

int RerequestSocket::fd() const { return parts_->socket.fd(); }
const Endpoint& RerequestSocket::local() const { return parts_->local; }
const RerequestSocketCounts& RerequestSocket::counts() const { return parts_->counts; }

}  // namespace holdfast
