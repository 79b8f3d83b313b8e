#include <fmt/format.h>

#include <cerrno>
#include <system_error>
#include <utility>
#include <vector>

#include "measure/stream_pause.h"
#include "measure/stream_threads.h"
#include "net/udp_sender.h"

namespace holdfast {
namespace {

constexpr std::uint32_t kSendBufferBytes = 256U << 10U;

// Of the moment: a full queue, or a peer at whose port nobody listens yet.
bool is_passing(int error) { return error == EAGAIN || error == ENOBUFS || error == ECONNREFUSED; }

/// One socket's sending.
class StreamSending {
 public:
  StreamSending(UdpSender sender, StreamExchange& exchange)
      : sender_(std::move(sender)), exchange_(exchange), packet_(exchange.settings.bytes) {}

  /// False when the socket is of no more use: the route or the address went.
  bool send() {
    const auto message = exchange_.begin(realtime_ns());
    write_probe_message(message, packet_);
    if (sender_.send(packet_)) {
      if (!std::exchange(has_sent_, true)) exchange_.set_sending("");
      return true;
    }
    exchange_.withdraw(message);
    return is_passing(sender_.last_errno());
  }

  /// For as long as the peer answers; false when the socket is of no more use.
  bool send_at_pace() {
    const std::int64_t gap_ns = 1'000'000'000 / std::int64_t{exchange_.settings.rate};
    std::int64_t due_ns = steady_ns();
    while (!exchange_.stop && exchange_.is_alive(due_ns)) {
      if (!send()) return false;
      // What could not be sent in time is left out: a burst would measure itself.
      due_ns = std::max(due_ns + gap_ns, steady_ns());
      sleep_until(due_ns, exchange_.stop);
    }
    return true;
  }

  std::string why() const {
    return fmt::format("sending to {}: {}", to_text(exchange_.settings.at),
                       std::generic_category().message(sender_.last_errno()));
  }

 private:
  UdpSender sender_;
  StreamExchange& exchange_;
  std::vector<std::uint8_t> packet_;
  bool has_sent_ = false;
};

}  // namespace

void send_stream(StreamExchange& exchange) {
  StreamPause pause;
  const auto answers = [&] { return exchange.is_alive(steady_ns()); };
  while (!exchange.stop) {
    // A new one each time: a socket keeps the address that the host had when it was made.
    auto sender =
        UdpSender::make({.remote = exchange.settings.at, .send_buffer_bytes = kSendBufferBytes});
    if (!sender) {
      exchange.set_sending(sender.error().sentence);
      pause.wait(exchange.stop);
      continue;
    }
    StreamSending sending(*std::move(sender), exchange);
    const bool was_alive = answers();
    if (was_alive) pause.reset();
    const bool is_sound = was_alive ? sending.send_at_pace() : sending.send();
    if (!is_sound) {
      exchange.set_sending(sending.why());
      pause.wait(exchange.stop);
    } else if (!was_alive) {
      pause.wait(exchange.stop, answers);
    }
  }
}

}  // namespace holdfast
