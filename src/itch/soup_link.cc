#include "itch/soup_link.h"

#include "base/check.h"

namespace holdfast {

std::string_view soup_fault_reason(SoupFault fault) {
  switch (fault) {
    case SoupFault::none: return "it did not fail";
    case SoupFault::no_type: return "a packet has length 0, and so no type";
    case SoupFault::unexpected_packet: return "a packet's type is unknown, or not allowed there";
    case SoupFault::malformed_login: return "a login packet is not what its format says";
    case SoupFault::silence: return "nothing was heard for too long, not even a heartbeat";
    case SoupFault::login_too_late: return "there was no login in time";
  }
  return "";
}

SoupLink::SoupLink(SoupType heartbeat, SoupTimes times, std::size_t backlog_bytes)
    : heartbeat_(heartbeat), times_(times), backlog_bytes_(backlog_bytes) {}

void SoupLink::begin(Instant now) { begun_ = last_sent_ = last_heard_ = now; }

void SoupLink::feed(std::span<const std::uint8_t> bytes, Instant now) {
  if (is_stopped_) return;
  if (!bytes.empty()) last_heard_ = now;
  splitter_.feed(bytes);
}

std::optional<SoupPacket> SoupLink::next() {
  const auto passed_over = heartbeat_ == SoupType::client_heartbeat ? SoupType::server_heartbeat
                                                                    : SoupType::client_heartbeat;
  while (!is_stopped_) {
    const auto frame = splitter_.next();
    if (!frame) return std::nullopt;
    const auto packet = parse_soup_packet(*frame);
    if (!packet) {
      fail(SoupFault::no_type);
    } else if (packet->type == SoupType::debug) {
      ++debug_packets_;
    } else if (packet->type != passed_over) {
      return packet;
    } else if (!packet->payload.empty()) {
      fail(SoupFault::unexpected_packet);
    }
  }
  return std::nullopt;
}

bool SoupLink::send(SoupType type, std::span<const std::uint8_t> payload, Instant now) {
  if (to_send().size() + payload.size() + 3 > backlog_bytes_) return false;
  // Cut off only once more is gone than is left to move, so that a send costs its bytes.
  if (out_sent_ * 2 > out_.size()) {
    out_.erase(out_.begin(), out_.begin() + static_cast<std::ptrdiff_t>(out_sent_));
    out_sent_ = 0;
  }
  append_soup_packet(out_, type, payload);
  last_sent_ = now;
  return true;
}

void SoupLink::do_work(Instant now, bool is_logged_in) {
  if (is_stopped_) return;
  if (!is_logged_in && now.ns - begun_.ns > times_.login_ns) return fail(SoupFault::login_too_late);
  if (is_logged_in && now.ns - last_heard_.ns > times_.silence_ns) return fail(SoupFault::silence);
  // While bytes wait to be sent a heartbeat would only lengthen the queue.
  if (is_logged_in && to_send().empty() && now.ns - last_sent_.ns >= times_.heartbeat_ns) {
    send(heartbeat_, {}, now);
  }
}

std::span<const std::uint8_t> SoupLink::to_send() const {
  return std::span<const std::uint8_t>(out_).subspan(out_sent_);
}

void SoupLink::sent(std::size_t bytes) {
  HOLDFAST_CHECK(bytes <= to_send().size());
  out_sent_ += bytes;
  if (out_sent_ == out_.size()) {
    out_.clear();
    out_sent_ = 0;
  }
}

void SoupLink::stop() {
  is_stopped_ = true;
  splitter_.drop();
}

void SoupLink::fail(SoupFault fault) {
  if (fault_ == SoupFault::none) fault_ = fault;
  stop();
}

}  // namespace holdfast
