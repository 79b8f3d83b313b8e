#include "net/tcp_connections.h"

#include <fmt/format.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include "host/errno_name.h"

namespace holdfast {
namespace {

constexpr std::uint32_t kListener = UINT32_MAX;
constexpr std::int64_t kAcceptAgainNs = 100'000'000;

bool watch(int epoll, int fd, std::uint32_t events, std::uint32_t which) {
  epoll_event event{};
  event.events = events;
  event.data.u32 = which;
  return ::epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) == 0;
}

bool is_later(int error) { return error == EAGAIN || error == EWOULDBLOCK || error == EINTR; }

}  // namespace

Result<TcpConnections> TcpConnections::make(TcpListener listener, ByteSessions& sessions,
                                            const TcpConnectionsOptions& options) {
  Descriptor epoll(::epoll_create1(EPOLL_CLOEXEC));
  if (!epoll || !watch(epoll.fd(), listener.fd(), EPOLLIN, kListener)) {
    return fail(ErrorCode::failed, fmt::format("no epoll: {}", errno_name(last_error())));
  }
  return TcpConnections(std::move(listener), std::move(epoll), sessions, options);
}

TcpConnections::TcpConnections(TcpListener listener, Descriptor epoll, ByteSessions& sessions,
                               const TcpConnectionsOptions& options)
    : listener_(std::move(listener)),
      epoll_(std::move(epoll)),
      sessions_(&sessions),
      options_(options),
      connections_(options.most),
      input_(options.read_bytes) {}

TcpConnections::~TcpConnections() {
  for (auto& connection : connections_) {
    if (connection.socket) reset(connection, counts_.broken);
  }
}

std::size_t TcpConnections::do_work(Instant now) {
  poll();
  std::size_t done = accept_all(now);
  if (open_ == 0) return done;
  for (auto& connection : connections_) {
    if (connection.socket) done += work_on(connection, now);
  }
  return done;
}

// Connections are watched for edges, so that a turn makes no call for one on which nothing happens:
// what may be done is remembered until the kernel refuses it.
void TcpConnections::poll() {
  std::array<epoll_event, 64> events;
  const int got = ::epoll_wait(epoll_.fd(), events.data(), static_cast<int>(events.size()), 0);
  for (int i = 0; i < got; ++i) {
    const auto& event = events[static_cast<std::size_t>(i)];
    if (event.data.u32 == kListener) {
      may_accept_ = true;
      continue;
    }
    auto& connection = connections_[event.data.u32];
    if ((event.events & ~EPOLLOUT) != 0) connection.may_read = true;
    if ((event.events & EPOLLOUT) != 0) connection.may_write = true;
  }
}

std::size_t TcpConnections::accept_all(Instant now) {
  if (!may_accept_ || now < accept_not_before_) return 0;
  std::size_t accepted = 0;
  while (accepted < options_.accepts_per_turn && accept_one(now)) ++accepted;
  return accepted;
}

// false: there is none, or none can be had.
bool TcpConnections::accept_one(Instant now) {
  PeerAddress peer;
  Descriptor socket = listener_.accept(peer);
  if (!socket) {
    const int error = errno;
    may_accept_ = false;
    // One that was reset while it waited.
    if (error == ECONNABORTED) return true;
    if (is_later(error)) return false;
    ++counts_.not_accepted;
    accept_not_before_ = {now.ns + kAcceptAgainNs};
    return false;
  }
  const auto place =
      std::ranges::find_if(connections_, [](const Connection& c) { return !c.socket; });
  const auto index = static_cast<std::uint32_t>(place - connections_.begin());
  if (place == connections_.end() ||
      !watch(epoll_.fd(), socket.fd(), EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, index)) {
    ++counts_.refused;
    return true;
  }
  *place = {.socket = std::move(socket), .session = {}, .ending_since = {}};
  ++open_;
  const auto opening = sessions_->open(peer, now);
  place->session = opening.session;
  if (!opening.session) {
    refuse(*place, opening.farewell, now);
  } else {
    ++counts_.accepted;
  }
  return true;
}

void TcpConnections::refuse(Connection& connection, std::span<const std::uint8_t> farewell,
                            Instant now) {
  ++counts_.refused;
  // A new connection has room for a sentence.
  static_cast<void>(::send(connection.socket.fd(), farewell.data(), farewell.size(), MSG_NOSIGNAL));
  shut_down(connection, now);
}

std::size_t TcpConnections::work_on(Connection& connection, Instant now) {
  std::size_t done = read(connection, now);
  if (connection.session) done += write(connection);
  if (connection.socket) close_when_over(connection, now);
  return done;
}

std::size_t TcpConnections::read(Connection& connection, Instant now) {
  if (!connection.may_read) return 0;
  const auto got = ::recv(connection.socket.fd(), input_.data(), input_.size(), 0);
  if (got < 0 && is_later(errno)) {
    connection.may_read = errno == EINTR;
    return 0;
  }
  if (got <= 0) {
    auto& count = got == 0 ? counts_.left : counts_.failed;
    close(connection, count);
    return 1;
  }
  const auto bytes = static_cast<std::size_t>(got);
  counts_.bytes_in += bytes;
  if (connection.session) sessions_->feed(*connection.session, std::span(input_).first(bytes), now);
  return bytes;
}

std::size_t TcpConnections::write(Connection& connection) {
  const auto waiting = sessions_->to_send(*connection.session);
  if (!connection.may_write || waiting.empty() ||
      sessions_->fate(*connection.session) == SessionFate::broken) {
    return 0;
  }
  const auto sent = ::send(connection.socket.fd(), waiting.data(),
                           std::min(waiting.size(), options_.write_bytes), MSG_NOSIGNAL);
  if (sent < 0 && is_later(errno)) {
    connection.may_write = errno == EINTR;
    return 0;
  }
  if (sent < 0) {  // EPIPE, ECONNRESET, ETIMEDOUT
    close(connection, counts_.failed);
    return 1;
  }
  const auto bytes = static_cast<std::size_t>(sent);
  counts_.bytes_out += bytes;
  sessions_->sent(*connection.session, bytes);
  return bytes;
}

void TcpConnections::close_when_over(Connection& connection, Instant now) {
  const auto is_late = [&] {
    return connection.ending_since && now.ns - connection.ending_since->ns > options_.drain_ns;
  };
  if (!connection.session) {
    if (is_late()) reset(connection, counts_.broken);
    return;
  }
  const auto fate = sessions_->fate(*connection.session);
  if (fate == SessionFate::runs) return;
  if (fate == SessionFate::broken || is_late()) return reset(connection, counts_.broken);
  if (sessions_->to_send(*connection.session).empty()) {
    sessions_->closed(*std::exchange(connection.session, std::nullopt));
    ++counts_.ended;
    shut_down(connection, now);
  } else if (!connection.ending_since) {
    connection.ending_since = now;
  }
}

// Closed at once, with bytes of the other end unread, the kernel would reset the connection, and
// the other end might lose what was sent to it last.
void TcpConnections::shut_down(Connection& connection, Instant now) {
  ::shutdown(connection.socket.fd(), SHUT_WR);
  connection.ending_since = now;
}

void TcpConnections::close(Connection& connection, std::uint64_t& count) {
  if (connection.session) {
    sessions_->closed(*connection.session);
    ++count;
  }
  connection = {};
  --open_;
}

// What waits in the kernel for an end that does not read goes with it.
void TcpConnections::reset(Connection& connection, std::uint64_t& count) {
  const linger now_and_hard{.l_onoff = 1, .l_linger = 0};
  ::setsockopt(connection.socket.fd(), SOL_SOCKET, SO_LINGER, &now_and_hard, sizeof now_and_hard);
  close(connection, count);
}

}  // namespace holdfast
