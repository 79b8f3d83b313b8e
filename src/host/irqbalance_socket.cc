#include "host/irqbalance_socket.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <optional>
#include <utility>

#include "base/text.h"
#include "host/netlink_schema.h"

namespace holdfast {
namespace {

using Clock = std::chrono::steady_clock;
// Its main loop does not answer while it reads the host, which takes long on a loaded one; what is
// not known of its bans would be planned anew.
constexpr std::chrono::milliseconds kPatience{2000};
constexpr std::size_t kLongestReply = std::size_t{1} << 20;

std::errc errno_now() { return static_cast<std::errc>(errno); }

class Connection {
 public:
  explicit Connection(int descriptor) : descriptor_(descriptor) {}
  Connection(Connection&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  Connection& operator=(Connection&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
  }
  ~Connection() {
    if (descriptor_ >= 0) close(descriptor_);
  }
  int get() const { return descriptor_; }

 private:
  int descriptor_;
};

/// A connection to `path`, or with an empty one to the abstract name that the daemon takes when it
/// cannot make the file: an address of NULs only (irqbalance.c, init_socket), which is why the
/// peer's pid has to be checked.
ReadResult<Connection> connect_to(std::string_view path, std::uint32_t pid) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) return tl::unexpected(std::errc::filename_too_long);
  std::memcpy(address.sun_path, path.data(), path.size());
  Connection connection(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (connection.get() < 0) return tl::unexpected(errno_now());
  const auto* generic = reinterpret_cast<const sockaddr*>(&address);
  // Never waits: a full queue of connections is EAGAIN.
  if (connect(connection.get(), generic, sizeof address) != 0) return tl::unexpected(errno_now());
  ucred peer{};
  socklen_t size = sizeof peer;
  if (getsockopt(connection.get(), SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) {
    return tl::unexpected(errno_now());
  }
  if (static_cast<std::uint32_t>(peer.pid) != pid) {
    return tl::unexpected(std::errc::connection_refused);
  }
  return connection;
}

/// The verb with our credentials, without which the daemon does not answer.
ReadResult<void> send_verb(int descriptor, std::string_view verb) {
  // sendmsg does not write to it.
  iovec part{const_cast<char*>(verb.data()), verb.size()};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(ucred))] = {};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  cmsghdr* header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_CREDENTIALS;
  header->cmsg_len = CMSG_LEN(sizeof(ucred));
  const ucred own{getpid(), geteuid(), getegid()};
  std::memcpy(CMSG_DATA(header), &own, sizeof own);
  ssize_t sent = -1;
  do {
    sent = sendmsg(descriptor, &message, MSG_NOSIGNAL);
  } while (sent < 0 && errno == EINTR);
  if (sent < 0) return tl::unexpected(errno_now());
  return {};
}

ReadResult<std::string> receive_all(int descriptor) {
  const auto deadline = Clock::now() + kPatience;
  std::string reply;
  char buffer[4096];
  while (reply.size() < kLongestReply) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
    if (left <= 0) return tl::unexpected(std::errc::timed_out);
    pollfd waiting{descriptor, POLLIN, 0};
    if (poll(&waiting, 1, static_cast<int>(left)) < 0 && errno != EINTR) {
      return tl::unexpected(errno_now());
    }
    const ssize_t received = recv(descriptor, buffer, sizeof buffer, 0);
    if (received == 0) return reply;
    if (received > 0) {
      reply.append(buffer, static_cast<std::size_t>(received));
    } else if (errno != EAGAIN && errno != EINTR) {
      return tl::unexpected(errno_now());
    }
  }
  return tl::unexpected(std::errc::value_too_large);
}

}  // namespace

ReadResult<std::string> tell_irqbalance(std::uint32_t pid, std::string_view verb) {
  auto connection = connect_to(fmt::format("/run/irqbalance/irqbalance{}.sock", pid), pid);
  if (!connection) {
    auto abstract = connect_to("", pid);
    if (!abstract) return tl::unexpected(connection.error());
    connection = std::move(abstract);
  }
  if (const auto sent = send_verb(connection->get(), verb); !sent) {
    return tl::unexpected(sent.error());
  }
  return receive_all(connection->get());
}

ReadResult<std::vector<Record>> ask_irqbalance(std::string_view pid) {
  const auto number = parse_number<std::uint32_t>(pid);
  if (!number) return tl::unexpected(std::errc::invalid_argument);
  const auto reply = tell_irqbalance(*number, "setup");
  if (!reply) return tl::unexpected(reply.error());
  // It closes the connection without a word for anyone but root.
  if (reply->empty()) return tl::unexpected(std::errc::operation_not_permitted);
  Record record;
  record.set("text",
             clean_text({reinterpret_cast<const std::uint8_t*>(reply->data()), reply->size()}));
  return std::vector{std::move(record)};
}

}  // namespace holdfast
