#include "measure/stream_exchange.h"

#include <fmt/format.h>

#include <algorithm>
#include <random>

#include "measure/paced_sender.h"

namespace holdfast {
namespace {

constexpr std::int64_t kSilenceNs = 2'000'000'000;
constexpr std::int64_t kSlowGaps = 5;  // at a packet a second two seconds say nothing

std::variant<RoundTrips, SteadyArrivals> packets_of(const ProbeStreamSettings& settings) {
  if (settings.listens) return SteadyArrivals();
  return RoundTrips(std::max(1U, std::random_device{}() >> 1U));
}

std::int64_t patience_ns(const ProbeStreamSettings& settings) {
  return std::max(kSilenceNs, kSlowGaps * 1'000'000'000 / std::int64_t{settings.rate});
}

std::string silence_of(const ProbeStreamSettings& settings) {
  const auto at = to_text(settings.at);
  if (settings.listens) {
    return fmt::format(
        "no probe packet comes to {}: run `holdfast probe send {} --rate 200` on another host, or "
        "look at a firewall in between",
        at, at);
  }
  return fmt::format(
      "nothing comes back from {}: run `holdfast probe reflect {}` there, and let its answers come "
      "to UDP port {} here; one packet is sent each time it is tried again",
      at, at, settings.reply_port != 0 ? settings.reply_port : settings.at.port);
}

// What a unit that confines the agent refuses with: a family, an address, a port.
std::string with_remedy(std::string why) {
  for (const auto* refusal :
       {"this kernel has no IPv", "EAFNOSUPPORT", "EPERM", "Operation not permitted"}) {
    if (why.find(refusal) == std::string::npos) continue;
    return why + "; below systemd the agent's unit must allow a probe stream: docs/systemd.md";
  }
  return why;
}

}  // namespace

StreamExchange::StreamExchange(const ProbeStreamSettings& stream)
    : settings(stream),
      packets_(packets_of(stream)),
      alive_until_ns_(steady_ns() + patience_ns(stream)) {}

ProbeMessage StreamExchange::begin(std::int64_t now_ns) {
  const std::lock_guard lock(mutex_);
  return std::get<RoundTrips>(packets_).begin(now_ns);
}

void StreamExchange::withdraw(const ProbeMessage& message) {
  const std::lock_guard lock(mutex_);
  std::get<RoundTrips>(packets_).withdraw(message);
}

void StreamExchange::set_sending(std::string why) {
  const std::lock_guard lock(mutex_);
  sending_ = with_remedy(std::move(why));
}

void StreamExchange::set_receiving(std::string why) {
  const std::lock_guard lock(mutex_);
  receiving_ = with_remedy(std::move(why));
}

std::optional<std::int64_t> StreamExchange::delay_of(const ReceivedPacket& packet,
                                                     std::int64_t now_ns) {
  const auto message = parse_probe_message(packet.payload);
  std::optional<std::int64_t> delay_ns;
  if (auto* trips = std::get_if<RoundTrips>(&packets_)) {
    delay_ns = trips->end(message, packet.user_ns);
    if (!message || !trips->is_answer(*message)) return std::nullopt;
  } else {
    if (!std::get<SteadyArrivals>(packets_).take(message, packet.user_ns)) return std::nullopt;
    // The kernel begins to stamp a moment after the first socket asks for it.
    if (packet.kernel_ns != 0) delay_ns = packet.user_ns - packet.kernel_ns;
  }
  alive_until_ns_ = now_ns + patience_ns(settings);
  return delay_ns;
}

void StreamExchange::came(const PacketBatch& batch) {
  const std::int64_t now_ns = steady_ns();
  const std::lock_guard lock(mutex_);
  for (std::size_t i = 0; i < batch.size; ++i) {
    const auto delay_ns = delay_of(batch.packets[i], now_ns);
    if (!delay_ns) continue;
    ++measured_;
    if (delays_ns_.size() < kMostDelays) {
      delays_ns_.push_back(*delay_ns);
    } else {
      ++dropped_;
    }
  }
}

bool StreamExchange::is_alive(std::int64_t now_ns) const {
  const std::lock_guard lock(mutex_);
  return now_ns < alive_until_ns_;
}

ProbeStreamReading StreamExchange::take(std::int64_t wall_ns) {
  ProbeStreamReading reading;
  reading.clock = settings.listens ? "software" : "round trip";
  const std::lock_guard lock(mutex_);
  if (auto* trips = std::get_if<RoundTrips>(&packets_)) {
    trips->expire(wall_ns);
    reading.counts = trips->counts();
  } else {
    std::get<SteadyArrivals>(packets_).settle();
    reading.counts = std::get<SteadyArrivals>(packets_).counts();
  }
  reading.delays_ns.swap(delays_ns_);
  reading.dropped = std::exchange(dropped_, 0);
  return reading;
}

WatchSource StreamExchange::state(std::int64_t now_ns) const {
  const std::lock_guard lock(mutex_);
  WatchSource source{"probe stream", SourceState::watching, "", measured_};
  if (!receiving_.empty()) {
    source.state = SourceState::absent;
    source.why = receiving_;
  } else if (!sending_.empty()) {
    source.state = SourceState::absent;
    source.why = sending_;
  } else if (now_ns >= alive_until_ns_) {
    source.state = SourceState::degraded;
    source.why = silence_of(settings);
  }
  return source;
}

}  // namespace holdfast
