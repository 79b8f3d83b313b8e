// ClientSockets: carries datagrams and bytes between a FeedClient and the network: its lines, the
// re-request server, the snapshot server.
#pragma once

#include <memory>
#include <vector>

#include "gateway/client_command.h"
#include "net/packet_receiver.h"
#include "net/tcp_dialer.h"
#include "net/udp_sender.h"
#include "stream/feed_client.h"

namespace holdfast {

/// One thread.
class ClientSockets {
 public:
  /// Refused with one sentence. `client` outlives this.
  static Result<ClientSockets> open(const ClientCommand& command, FeedClient& client);
  ClientSockets(ClientSockets&&) noexcept = default;
  ClientSockets& operator=(ClientSockets&&) = delete;
  ~ClientSockets() = default;

  /// Waits until something comes, at most `wait_ns`; those that spin do not wait.
  void wait(std::int64_t wait_ns);
  /// One turn: what has come is taken, what the client wants is sent. failed: a receiver is of no
  /// more use. How many datagrams there were.
  Result<std::size_t> do_work(Instant now);

  bool spins() const { return !epoll_; }
  const std::vector<std::unique_ptr<PacketReceiver>>& receivers() const { return receivers_; }
  std::uint64_t unsent_requests() const { return re_request_ ? re_request_->refused() : 0; }

 private:
  explicit ClientSockets(FeedClient& client) : client_(&client) {}
  Result<void> open_line(const ClientCommand& command, std::size_t line);
  Result<void> open_servers(const ClientCommand& command);
  void watch(int fd, std::uint32_t events);
  void send_requests();
  void take_answers(Instant now);
  void work_on_snapshot(Instant now);
  void follow_wish(Instant now);
  void carry(Instant now);
  void watch_snapshot();

  FeedClient* client_;
  Descriptor epoll_;  // not of those that spin
  std::vector<std::unique_ptr<PacketReceiver>> receivers_;
  std::unique_ptr<PacketBatch> batch_;
  std::optional<UdpSender> re_request_;
  std::optional<TcpDialer> snapshot_;
  std::optional<std::uint64_t> connection_;  // the client's number of the one that stands
  std::vector<std::uint8_t> room_;
};

}  // namespace holdfast
