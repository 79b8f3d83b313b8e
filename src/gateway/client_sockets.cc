#include "gateway/client_sockets.h"

#include <fmt/format.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "net/socket_methods.h"
#include "net/udp_socket.h"

namespace holdfast {
namespace {

constexpr std::size_t kRoomBytes = 1U << 16U;
constexpr int kTurnsOfBytes = 16;  // reads of the snapshot connection, in one turn
constexpr int kAnswersPerTurn = 256;
constexpr std::size_t kBatchesPerTurn = 16;

ReceiverOptions receiver_options(const ClientCommand& command, std::size_t line) {
  ReceiverOptions options;
  options.local = command.lines[line];
  options.interface = command.interfaces[line];
  options.software_stamps = false;
  options.xdp.queue = command.queue;
  switch (command.receive) {
    case ClientReceive::socket: options.method = ReceiveMethod::spin_recvmmsg; break;
    case ClientReceive::busy_poll: options.method = ReceiveMethod::busy_poll; break;
    case ClientReceive::af_xdp: options.method = ReceiveMethod::af_xdp; break;
  }
  return options;
}

}  // namespace

Result<ClientSockets> ClientSockets::open(const ClientCommand& command, FeedClient& client) {
  ClientSockets sockets(client);
  sockets.batch_ = std::make_unique<PacketBatch>();
  sockets.room_.resize(kRoomBytes);
  if (command.receive == ClientReceive::socket) {
    sockets.epoll_ = Descriptor(::epoll_create1(EPOLL_CLOEXEC));
    if (!sockets.epoll_) {
      return fail(ErrorCode::failed, fmt::format("epoll: {}", std::strerror(errno)));
    }
  }
  for (std::size_t line = 0; line < command.lines.size(); ++line) {
    if (auto opened = sockets.open_line(command, line); !opened) {
      return tl::unexpected(opened.error());
    }
  }
  if (auto opened = sockets.open_servers(command); !opened) return tl::unexpected(opened.error());
  return sockets;
}

Result<void> ClientSockets::open_line(const ClientCommand& command, std::size_t line) {
  const auto options = receiver_options(command, line);
  if (options.method == ReceiveMethod::af_xdp) {
    auto receiver = make_receiver(options);
    if (!receiver) return tl::unexpected(receiver.error());
    receivers_.push_back(*std::move(receiver));
    return {};
  }
  auto socket = open_udp_socket(options);
  if (!socket) return tl::unexpected(socket.error());
  if (epoll_) watch(socket->descriptor.fd(), EPOLLIN);
  // With SO_BUSY_POLL each look at an empty socket polls the device.
  auto receiver = receiver_of(ReceiveMethod::spin_recvmmsg, *std::move(socket));
  if (!receiver) return tl::unexpected(receiver.error());
  receivers_.push_back(*std::move(receiver));
  return {};
}

Result<void> ClientSockets::open_servers(const ClientCommand& command) {
  if (command.snapshot) snapshot_.emplace(*command.snapshot);
  if (!command.re_request) return {};
  auto sender = UdpSender::make({.remote = *command.re_request});
  if (!sender) return tl::unexpected(sender.error());
  re_request_ = *std::move(sender);
  if (epoll_) watch(re_request_->fd(), EPOLLIN);
  return {};
}

void ClientSockets::watch(int fd, std::uint32_t events) {
  epoll_event event{};
  event.events = events;
  event.data.fd = fd;
  if (::epoll_ctl(epoll_.fd(), EPOLL_CTL_ADD, fd, &event) == 0) return;
  static_cast<void>(::epoll_ctl(epoll_.fd(), EPOLL_CTL_MOD, fd, &event));
}

void ClientSockets::wait(std::int64_t wait_ns) {
  if (!epoll_ || wait_ns <= 0) return;
  watch_snapshot();
  epoll_event events[8];
  const auto wait_ms = std::min<std::int64_t>((wait_ns + 999'999) / 1'000'000, 1000);
  static_cast<void>(::epoll_wait(epoll_.fd(), events, 8, static_cast<int>(wait_ms)));
}

// A closed descriptor leaves epoll by itself, and its number may come again.
void ClientSockets::watch_snapshot() {
  const int fd = snapshot_ ? snapshot_->fd() : -1;
  if (fd < 0) return;
  const bool has_bytes =
      snapshot_->stage() == TcpDialer::Stage::connecting || !client_->to_send().empty();
  watch(fd, EPOLLIN | (has_bytes ? EPOLLOUT : 0U));
}

Result<std::size_t> ClientSockets::do_work(Instant now) {
  std::size_t datagrams = 0, before = 1;
  // By turns, so that what one line lost is not long in coming from the other.
  for (std::size_t i = 0; i < kBatchesPerTurn && datagrams != before; ++i) {
    before = datagrams;
    for (std::size_t line = 0; line < receivers_.size(); ++line) {
      const auto outcome = receivers_[line]->receive(*batch_, 0);
      if (outcome == ReceiveOutcome::failed) return tl::unexpected(receivers_[line]->error());
      if (outcome == ReceiveOutcome::nothing) continue;
      for (std::size_t packet = 0; packet < batch_->size; ++packet) {
        client_->take(line, batch_->packets[packet].payload, now);
      }
      datagrams += batch_->size;
    }
  }
  if (re_request_) take_answers(now);
  if (snapshot_) work_on_snapshot(now);
  client_->do_work(now);
  if (snapshot_) work_on_snapshot(now);
  send_requests();
  return datagrams;
}

void ClientSockets::send_requests() {
  while (const auto request = client_->next_request()) {
    if (re_request_) re_request_->send(*request);
  }
}

void ClientSockets::take_answers(Instant now) {
  for (int i = 0; i < kAnswersPerTurn; ++i) {
    const auto got = ::recv(re_request_->fd(), room_.data(), room_.size(), MSG_DONTWAIT);
    // Refused (ECONNREFUSED) is told once for each datagram sent; then it is asked again later.
    if (got < 0) return;
    client_->take_re_requested({room_.data(), static_cast<std::size_t>(got)}, now);
  }
}

void ClientSockets::work_on_snapshot(Instant now) {
  follow_wish(now);
  if (snapshot_->stage() == TcpDialer::Stage::connecting) {
    const auto stage = snapshot_->review();
    if (stage == TcpDialer::Stage::connected) client_->connected(now);
    if (stage == TcpDialer::Stage::closed) client_->disconnected(now);
  }
  if (snapshot_->stage() == TcpDialer::Stage::connected) carry(now);
  follow_wish(now);
}

void ClientSockets::follow_wish(Instant now) {
  const auto wanted = client_->wanted_connection();
  if (wanted == connection_) return;
  snapshot_->close();
  connection_ = wanted;
  if (!wanted) return;
  if (!snapshot_->dial()) {
    client_->disconnected(now);
  } else if (snapshot_->stage() == TcpDialer::Stage::connected) {
    client_->connected(now);
  }
}

void ClientSockets::carry(Instant now) {
  for (int i = 0; i < kTurnsOfBytes && client_->wanted_connection() == connection_; ++i) {
    if (const auto bytes = client_->to_send(); !bytes.empty()) {
      const auto sent = snapshot_->send(bytes);
      if (!sent) return client_->disconnected(now);
      client_->sent(*sent);
    }
    const auto got = snapshot_->receive(room_);
    if (!got) return client_->disconnected(now);
    if (*got == 0) return;
    client_->received({room_.data(), *got}, now);
  }
}

}  // namespace holdfast
