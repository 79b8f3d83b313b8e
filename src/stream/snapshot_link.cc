#include "stream/snapshot_link.h"

#include <utility>

namespace holdfast {
SnapshotLink::SnapshotLink(SnapshotLinkOptions options) : options_(std::move(options)) {}

void SnapshotLink::open(const MoldSession& session, Instant now) {
  session_ = session.text();
  soup_.emplace(SoupLogin{options_.username, options_.password, session_, 1}, options_.times);
  stage_ = Stage::connecting;
  ++number_;
  opened_ = worked_ = now;
  failure_.reset();
}

std::optional<std::uint64_t> SnapshotLink::wanted() const {
  if (stage_ == Stage::closed) return std::nullopt;
  return number_;
}

void SnapshotLink::connected(Instant now) {
  if (stage_ != Stage::connecting) return;
  soup_->begin(now);
  stage_ = Stage::logging_in;
}

void SnapshotLink::lost() {
  if (stage_ == Stage::closed) return;
  fail(stage_ == Stage::connecting ? RecoveryFate::not_connected : RecoveryFate::disconnected);
}

void SnapshotLink::feed(std::span<const std::uint8_t> bytes, Instant now) {
  if (stage_ == Stage::closed || stage_ == Stage::connecting) return;
  soup_->feed(bytes, now);
}

std::optional<SoupMessage> SnapshotLink::next() {
  if (stage_ != Stage::logging_in && stage_ != Stage::live) return std::nullopt;
  auto message = soup_->next();
  review();
  return stage_ == Stage::closed ? std::nullopt : message;
}

void SnapshotLink::review() {
  switch (soup_->state()) {
    case SoupClient::State::idle:
    case SoupClient::State::logging_in: return;
    case SoupClient::State::live:
      if (soup_->session() != session_) return fail(RecoveryFate::other_session);
      stage_ = Stage::live;
      return;
    case SoupClient::State::rejected: return fail(RecoveryFate::rejected);
    case SoupClient::State::ended:
    case SoupClient::State::logged_out: return fail(RecoveryFate::disconnected);
    case SoupClient::State::failed: return fail(RecoveryFate::protocol_fault);
  }
}

void SnapshotLink::do_work(Instant now) {
  if (stage_ == Stage::closed) return;
  worked_ = now;
  if (stage_ == Stage::connecting) {
    if (now.ns - opened_.ns >= options_.connect_ns) fail(RecoveryFate::not_connected);
    return;
  }
  soup_->do_work(now);
  review();
}

bool SnapshotLink::ask(std::span<const std::uint8_t> payload, Instant now) {
  return stage_ == Stage::live && soup_->send_unsequenced(payload, now);
}

std::optional<Instant> SnapshotLink::next_deadline() const {
  if (stage_ == Stage::closed) return std::nullopt;
  if (stage_ == Stage::connecting) return Instant{opened_.ns + options_.connect_ns};
  // Often enough for heartbeats, and so for silence, which is longer.
  return Instant{worked_.ns + options_.times.heartbeat_ns / 2};
}

std::span<const std::uint8_t> SnapshotLink::to_send() const {
  if (stage_ == Stage::closed || stage_ == Stage::connecting) return {};
  return soup_->to_send();
}

void SnapshotLink::sent(std::size_t bytes) {
  if (stage_ != Stage::closed) soup_->sent(bytes);
}

std::optional<RecoveryFate> SnapshotLink::take_failure() {
  return std::exchange(failure_, std::nullopt);
}

void SnapshotLink::fail(RecoveryFate fate) {
  stage_ = Stage::closed;
  failure_ = fate;
}

}  // namespace holdfast
