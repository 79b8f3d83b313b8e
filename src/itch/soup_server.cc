#include "itch/soup_server.h"

#include "base/check.h"

namespace holdfast {

SoupServer::SoupServer(SoupTimes times, std::size_t backlog_bytes)
    : link_(SoupType::server_heartbeat, times, backlog_bytes) {}

void SoupServer::begin(Instant now) {
  HOLDFAST_CHECK(state_ == State::idle);
  link_.begin(now);
  state_ = State::awaiting_login;
}

void SoupServer::feed(std::span<const std::uint8_t> bytes, Instant now) { link_.feed(bytes, now); }

std::optional<SoupServerEvent> SoupServer::next() {
  HOLDFAST_CHECK(state_ != State::deciding);
  while (const auto packet = link_.next()) {
    if (auto event = take(*packet)) return event;
  }
  if (link_.fault() != SoupFault::none) state_ = State::failed;
  return std::nullopt;
}

std::optional<SoupServerEvent> SoupServer::take(const SoupPacket& packet) {
  if (state_ == State::awaiting_login && packet.type == SoupType::login_request) {
    auto login = parse_soup_login(packet.payload);
    if (!login) return fail(SoupFault::malformed_login);
    state_ = State::deciding;
    return SoupServerEvent{std::move(*login)};
  }
  if (state_ == State::live && packet.type == SoupType::unsequenced) {
    return SoupServerEvent{SoupUpstream{packet.payload}};
  }
  if (state_ != State::live || packet.type != SoupType::log_out) {
    return fail(SoupFault::unexpected_packet);
  }
  finish(State::logged_out);
  return std::nullopt;
}

void SoupServer::do_work(Instant now) {
  if (state_ != State::awaiting_login && state_ != State::live) return;
  link_.do_work(now, state_ == State::live);
  if (link_.fault() != SoupFault::none) state_ = State::failed;
}

void SoupServer::accept(const SoupAccepted& accepted, Instant now) {
  HOLDFAST_CHECK(state_ == State::deciding && accepted.sequence > 0);
  HOLDFAST_CHECK(link_.send(SoupType::login_accepted, encode_soup_accepted(accepted), now));
  next_sequence_ = accepted.sequence;
  state_ = State::live;
}

void SoupServer::reject(SoupReject reason, Instant now) {
  HOLDFAST_CHECK(state_ == State::deciding);
  const auto letter = static_cast<std::uint8_t>(reason);
  HOLDFAST_CHECK(link_.send(SoupType::login_rejected, {&letter, 1}, now));
  finish(State::rejected);
}

bool SoupServer::send_sequenced(std::span<const std::uint8_t> payload, Instant now) {
  HOLDFAST_CHECK(state_ == State::live);
  if (!link_.send(SoupType::sequenced, payload, now)) return false;
  ++next_sequence_;
  return true;
}

bool SoupServer::send_unsequenced(std::span<const std::uint8_t> payload, Instant now) {
  HOLDFAST_CHECK(state_ == State::live);
  return link_.send(SoupType::unsequenced, payload, now);
}

bool SoupServer::end_session(Instant now) {
  HOLDFAST_CHECK(state_ == State::live);
  if (!link_.send(SoupType::end_of_session, {}, now)) return false;
  finish(State::ended);
  return true;
}

void SoupServer::finish(State state) {
  state_ = state;
  link_.stop();
}

std::optional<SoupServerEvent> SoupServer::fail(SoupFault fault) {
  state_ = State::failed;
  link_.fail(fault);
  return std::nullopt;
}

}  // namespace holdfast
