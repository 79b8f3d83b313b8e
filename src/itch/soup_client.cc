#include "itch/soup_client.h"

#include <utility>

#include "base/check.h"

namespace holdfast {

SoupClient::SoupClient(SoupLogin login, SoupTimes times, std::size_t backlog_bytes)
    : login_(std::move(login)), link_(SoupType::client_heartbeat, times, backlog_bytes) {}

void SoupClient::begin(Instant now) {
  HOLDFAST_CHECK(state_ == State::idle);
  link_.begin(now);
  HOLDFAST_CHECK(link_.send(SoupType::login_request, encode_soup_login(login_), now));
  state_ = State::logging_in;
}

void SoupClient::feed(std::span<const std::uint8_t> bytes, Instant now) { link_.feed(bytes, now); }

std::optional<SoupMessage> SoupClient::next() {
  while (const auto packet = link_.next()) {
    if (auto message = take(*packet)) return message;
  }
  if (link_.fault() != SoupFault::none) state_ = State::failed;
  return std::nullopt;
}

std::optional<SoupMessage> SoupClient::take(const SoupPacket& packet) {
  if (state_ == State::live) return take_live(packet);
  if (state_ == State::logging_in) {
    take_login_answer(packet);
  } else {
    fail(SoupFault::unexpected_packet);
  }
  return std::nullopt;
}

std::optional<SoupMessage> SoupClient::take_live(const SoupPacket& packet) {
  switch (packet.type) {
    case SoupType::sequenced: return SoupMessage{login_.sequence++, packet.payload};
    case SoupType::unsequenced: return SoupMessage{0, packet.payload};
    case SoupType::end_of_session: finish(State::ended); break;
    default: fail(SoupFault::unexpected_packet); break;
  }
  return std::nullopt;
}

void SoupClient::take_login_answer(const SoupPacket& packet) {
  if (packet.type == SoupType::login_accepted) {
    auto accepted = parse_soup_accepted(packet.payload);
    if (!accepted) return fail(SoupFault::malformed_login);
    login_.session = std::move(accepted->session);
    login_.sequence = accepted->sequence;
    state_ = State::live;
  } else if (packet.type == SoupType::login_rejected) {
    reject_ = parse_soup_reject(packet.payload);
    if (!reject_) return fail(SoupFault::malformed_login);
    finish(State::rejected);
  } else {
    fail(SoupFault::unexpected_packet);
  }
}

void SoupClient::do_work(Instant now) {
  if (state_ != State::logging_in && state_ != State::live) return;
  link_.do_work(now, state_ == State::live);
  if (link_.fault() != SoupFault::none) state_ = State::failed;
}

bool SoupClient::send_unsequenced(std::span<const std::uint8_t> payload, Instant now) {
  HOLDFAST_CHECK(state_ == State::live);
  return link_.send(SoupType::unsequenced, payload, now);
}

void SoupClient::log_out(Instant now) {
  if (state_ != State::live) return;
  // With a full backlog the connection's end says the same.
  (void)link_.send(SoupType::log_out, {}, now);
  finish(State::logged_out);
}

void SoupClient::finish(State state) {
  state_ = state;
  link_.stop();
}

void SoupClient::fail(SoupFault fault) {
  state_ = State::failed;
  link_.fail(fault);
}

}  // namespace holdfast
