// TcpDialer: one TCP connection to a server, made and used without waiting.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "host/descriptor.h"
#include "model/flow.h"

namespace holdfast {

/// One thread. SIGPIPE is never raised.
class TcpDialer {
 public:
  enum class Stage : std::uint8_t { closed, connecting, connected };

  explicit TcpDialer(Endpoint remote) : remote_(std::move(remote)) {}

  /// Begins a connection; one that stands is closed. false: it was refused at once.
  bool dial();
  /// When connecting: looks whether it stands by now, or was refused (closed).
  Stage review();
  Stage stage() const { return stage_; }
  void close();

  /// What there is, at most all of `room`. nullopt: the other end closed it, or it broke; 0:
  /// nothing there.
  std::optional<std::size_t> receive(std::span<std::uint8_t> room);
  /// How many bytes the kernel took; nullopt: it broke.
  std::optional<std::size_t> send(std::span<const std::uint8_t> bytes);

  int fd() const { return descriptor_.fd(); }  // -1 when closed
  const Endpoint& remote() const { return remote_; }
  /// Why it was closed last, but by close(): "ECONNREFUSED".
  const std::string& why() const { return why_; }

 private:
  bool give_up(int error);

  Endpoint remote_;
  Descriptor descriptor_;
  Stage stage_ = Stage::closed;
  std::string why_;
};

}  // namespace holdfast
