#include "agent/unix_server.h"

#include <fmt/format.h>
#include <grp.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "host/errno_name.h"

namespace holdfast {
namespace {

Result<sockaddr_un> address_of(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) {
    return fail(ErrorCode::usage, fmt::format("{}: longer than the {} bytes of a unix socket", path,
                                              sizeof address.sun_path - 1));
  }
  path.copy(address.sun_path, path.size());
  return address;
}

const sockaddr* generic(const sockaddr_un& address) {
  return reinterpret_cast<const sockaddr*>(&address);
}

bool somebody_listens(const sockaddr_un& address) {
  const Descriptor probe(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  return probe && ::connect(probe.fd(), generic(address), sizeof address) == 0;
}

tl::unexpected<Error> refused(const std::string& path, std::string_view what) {
  const int error = errno;
  return fail(error == EACCES || error == EPERM ? ErrorCode::denied : ErrorCode::failed,
              fmt::format("{}: {}: {}", path, what, errno_name(static_cast<std::errc>(error))));
}

}  // namespace

Result<UnixServer> UnixServer::open(UnixServerOptions options) {
  const std::string path = options.path;
  const auto address = address_of(path);
  if (!address) return tl::unexpected(address.error());
  if (somebody_listens(*address)) {
    return fail(ErrorCode::failed,
                fmt::format("{}: another holdfast listens there: end it first, or give another "
                            "folder (--run-dir)",
                            path));
  }
  Descriptor listening(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!listening) return refused(path, "no socket");
  ::unlink(path.c_str());
  const mode_t before = ::umask(0177);
  const int bound = ::bind(listening.fd(), generic(*address), sizeof *address);
  const int error = errno;
  ::umask(before);
  errno = error;
  if (bound != 0) return refused(path, "it cannot be made");
  for (const auto& name : options.groups) {
    const group* found = ::getgrnam(name.c_str());
    if (found && ::chown(path.c_str(), static_cast<uid_t>(-1), found->gr_gid) == 0) break;
  }
  ::chmod(path.c_str(), options.mode);
  if (::listen(listening.fd(), 16) != 0) return refused(path, "listen");
  return UnixServer(std::move(options), std::move(listening));
}

UnixServer::~UnixServer() {
  if (listening_) ::unlink(options_.path.c_str());
}

void UnixServer::accept_new(const std::function<std::string()>& greeting) {
  while (true) {
    Descriptor socket(::accept4(listening_.fd(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (!socket) return;
    if (clients_.size() >= options_.most_clients) {
      ++dropped_;
      continue;
    }
    ucred credentials{};
    socklen_t size = sizeof credentials;
    ::getsockopt(socket.fd(), SOL_SOCKET, SO_PEERCRED, &credentials, &size);
    Client client;
    client.socket = std::move(socket);
    client.peer = {static_cast<std::uint32_t>(credentials.pid), credentials.uid};
    clients_.push_back(std::move(client));
    if (greeting) {
      clients_.back().out = greeting();
      flush(clients_.back());
    }
  }
}

void UnixServer::queue(Client& client, std::string_view line) {
  if (client.out.size() + line.size() + 1 > options_.most_waiting) {
    client.gone = true;
    ++dropped_;
    return;
  }
  client.out += line;
  client.out += '\n';
}

void UnixServer::flush(Client& client) {
  while (!client.out.empty() && !client.gone) {
    const auto sent = ::send(client.socket.fd(), client.out.data(), client.out.size(),
                             MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0) {
      if (errno != EAGAIN && errno != EWOULDBLOCK) client.gone = true;
      return;
    }
    client.out.erase(0, static_cast<std::size_t>(sent));
  }
}

void UnixServer::read(Client& client,
                      const std::function<std::string(std::string_view, const Peer&)>& answer) {
  char bytes[4096];
  // One read a turn: a client that talks without end waits for its next one.
  const auto got = ::recv(client.socket.fd(), bytes, sizeof bytes, MSG_DONTWAIT);
  if (got == 0) client.gone = true;
  if (got < 0 && errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR) client.gone = true;
  if (got <= 0 || !answer) return;
  client.in.append(bytes, static_cast<std::size_t>(got));
  std::size_t end = 0;
  while ((end = client.in.find('\n')) != std::string::npos && !client.gone) {
    queue(client, answer(std::string_view(client.in).substr(0, end), client.peer));
    client.in.erase(0, end + 1);
  }
  if (client.in.size() > options_.longest_line) client.gone = true;
}

void UnixServer::do_work(const std::function<std::string()>& greeting,
                         const std::function<std::string(std::string_view, const Peer&)>& answer) {
  polled_.clear();
  for (const int fd : fds()) polled_.push_back({fd, POLLIN, 0});
  ask_readable(polled_);
  // Asked first: accept4 makes a socket before it finds that nobody is there.
  if (polled_.front().revents != 0) accept_new(greeting);
  std::size_t place = 1;
  for (auto& client : clients_) {
    // The newest are not among those asked about.
    if (place >= polled_.size() || polled_[place].revents != 0) read(client, answer);
    ++place;
    flush(client);
  }
  clients_.remove_if([](const Client& client) { return client.gone; });
}

void UnixServer::send(std::string_view line) {
  for (auto& client : clients_) {
    queue(client, line);
    flush(client);
  }
}

std::vector<int> UnixServer::fds() const {
  std::vector<int> fds{listening_.fd()};
  for (const auto& client : clients_) fds.push_back(client.socket.fd());
  return fds;
}

}  // namespace holdfast
