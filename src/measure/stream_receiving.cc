#include <fmt/format.h>

#include "measure/receiver_choice.h"
#include "measure/stream_pause.h"
#include "measure/stream_threads.h"
#include "measure/thread_use.h"

namespace holdfast {
namespace {

constexpr std::uint32_t kReceiveBufferBytes = 1U << 20U;
// Far over what a stream has: somebody floods the port, and reading it would take a core.
constexpr std::uint64_t kMostPackets = 25'000;
constexpr std::int64_t kSecondNs = 1'000'000'000;

Result<std::unique_ptr<PacketReceiver>> open_receiver(const ProbeStreamSettings& settings) {
  auto choices = parse_receiver_choices(settings.receiver);
  if (!choices) return tl::unexpected<Error>(choices.error());
  ReceiverOptions options;
  options.local = settings.at;
  if (!settings.listens) {
    options.local.address.assign(settings.at.address.size(), 0);
    if (settings.reply_port != 0) options.local.port = settings.reply_port;
  }
  options.receive_buffer_bytes = kReceiveBufferBytes;
  return make_receiver(chosen_receiver(choices->front(), options));
}

/// Until it fails, or the end; why it failed.
std::string receive_while_sound(PacketReceiver& receiver, StreamExchange& exchange) {
  PacketBatch batch;
  std::int64_t since_ns = steady_ns();
  std::uint64_t packets = 0;
  while (!exchange.stop) {
    const auto outcome = receiver.receive(batch, kStreamLookNs);
    if (outcome == ReceiveOutcome::failed) return receiver.error().sentence;
    if (outcome == ReceiveOutcome::nothing) continue;
    exchange.came(batch);
    packets += batch.size;
    if (const std::int64_t now = steady_ns(); now - since_ns >= kSecondNs) {
      since_ns = now;
      packets = 0;
    }
    if (packets > kMostPackets) {
      return fmt::format(
          "over {} packets a second come to the stream's port: somebody floods it; it is looked at "
          "again later",
          kMostPackets);
    }
  }
  return "";
}

}  // namespace

void receive_stream(StreamExchange& exchange, const std::function<void()>& is_placed) {
  StreamPause pause;
  auto bound = exchange.settings.cpu ? run_on(*exchange.settings.cpu) : Result<void>{};
  is_placed();
  while (!exchange.stop) {
    if (!bound) {
      exchange.set_receiving(bound.error().sentence);
      pause.wait(exchange.stop);
      bound = run_on(*exchange.settings.cpu);
      continue;
    }
    auto receiver = open_receiver(exchange.settings);
    std::string why = receiver ? std::string() : receiver.error().sentence;
    if (receiver) {
      exchange.set_receiving("");
      const std::int64_t began_ns = steady_ns();
      why = receive_while_sound(**receiver, exchange);
      receiver->reset();
      if (steady_ns() - began_ns > 30 * kSecondNs) pause.reset();
    }
    if (exchange.stop) return;
    exchange.set_receiving(std::move(why));
    pause.wait(exchange.stop);
  }
}

}  // namespace holdfast
