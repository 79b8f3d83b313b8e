// UnixServer: a listening unix socket of lines, and its clients. Nothing blocks: a client that does
// not read what is sent to it is dropped, and so is one that sends more than a line may have.
#pragma once

#include <cstdint>
#include <functional>
#include <list>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "host/descriptor.h"
#include "host/readable.h"

namespace holdfast {

/// Who is at the other end, as the kernel says (SO_PEERCRED).
struct Peer {
  std::uint32_t pid = 0, uid = 0;
};

struct UnixServerOptions {
  std::string path;
  std::uint32_t mode = 0600;
  std::vector<std::string> groups;  // the first that exists may use it, too
  std::size_t most_clients = 16;
  std::size_t longest_line = 65536;                  // of a client
  std::size_t most_waiting = std::size_t{8} << 20U;  // bytes not read by one client
};

class UnixServer {
 public:
  /// Replaces a socket that nobody listens on any more; failed when somebody does.
  static Result<UnixServer> open(UnixServerOptions options);
  UnixServer(UnixServer&&) noexcept = default;
  UnixServer& operator=(UnixServer&&) noexcept = default;
  ~UnixServer();

  /// Takes new clients (each gets `greeting` first), reads their lines, sends what waits. `answer`
  /// gives the reply to a line, without its newline; null: what clients say is thrown away.
  void do_work(const std::function<std::string()>& greeting,
               const std::function<std::string(std::string_view, const Peer&)>& answer);
  /// To all clients; the newline is added.
  void send(std::string_view line);

  std::vector<int> fds() const;
  std::size_t clients() const { return clients_.size(); }
  std::uint64_t dropped() const { return dropped_; }

 private:
  struct Client {
    Descriptor socket;
    Peer peer;
    std::string in, out;
    bool gone = false;
  };
  UnixServer(UnixServerOptions options, Descriptor listening)
      : options_(std::move(options)), listening_(std::move(listening)) {}
  void accept_new(const std::function<std::string()>& greeting);
  void queue(Client& client, std::string_view line);
  void flush(Client& client);
  void read(Client& client,
            const std::function<std::string(std::string_view, const Peer&)>& answer);

  UnixServerOptions options_;
  Descriptor listening_;
  std::list<Client> clients_;
  std::vector<pollfd> polled_;  // the listening one, then the clients
  std::uint64_t dropped_ = 0;
};

}  // namespace holdfast
