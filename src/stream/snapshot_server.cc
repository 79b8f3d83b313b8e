#include "stream/snapshot_server.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "base/check.h"

namespace holdfast {
namespace {

// A client shows or logs debug packets; there is no refusal in SoupBinTCP that says this.
std::vector<std::uint8_t> farewell(std::string_view text) {
  std::vector<std::uint8_t> packet;
  append_soup_packet(packet, SoupType::debug,
                     {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
  return packet;
}

}  // namespace

SnapshotServer::SnapshotServer(SnapshotServerOptions options)
    : options_(std::move(options)),
      imaging_(options_.streams.size()),
      places_(options_.most_sessions),
      full_(
          farewell("refused: this server has all the sessions that it may have; try again later")),
      full_for_address_(farewell("refused: this address has all the sessions that it may have")) {
  streams_.reserve(options_.streams.size());
  for (const auto& stream : options_.streams) streams_.emplace_back(stream);
  for (auto& sessions : imaging_) sessions.reserve(options_.most_sessions);
}

BookFate SnapshotServer::take(std::size_t stream, std::uint64_t sequence,
                              std::span<const std::uint8_t> message) {
  HOLDFAST_CHECK(stream < streams_.size() && sequence == streams_[stream].next_sequence);
  const BookFate fate = streams_[stream].take(message);
  if (fate != BookFate::applied) return fate;
  auto& sessions = imaging_[stream];
  for (std::size_t i = 0; i < sessions.size();) {
    auto& place = places_[sessions[i]];
    place.session->take_live(message, now_);
    if (place.session->stage() == SnapshotSession::Stage::image) {
      ++i;
      continue;
    }
    place.is_imaging = false;
    sessions[i] = sessions.back();
    sessions.pop_back();
  }
  return fate;
}

std::size_t SnapshotServer::do_work(Instant now) {
  now_ = now;
  if (open_ == 0) return 0;
  std::size_t written = 0;
  const std::size_t first = next_turn_;
  for (std::size_t i = 0; i < places_.size(); ++i) {
    const std::size_t at = (first + i) % places_.size();
    if (!places_[at].session) continue;
    const std::size_t left = options_.turn_bytes - std::min(written, options_.turn_bytes);
    written += places_[at].session->do_work(now, left);
    // Whoever comes behind the one that took the rest is first next time.
    if (left > 0) next_turn_ = (at + 1) % places_.size();
  }
  return written;
}

void SnapshotServer::end_sessions(Instant now) {
  for (auto& place : places_) {
    if (place.session) place.session->end(now);
  }
}

SessionOpening SnapshotServer::open(const PeerAddress& peer, Instant now) {
  now_ = now;
  const auto free =
      std::ranges::find_if(places_, [](const Place& place) { return !place.session; });
  if (free == places_.end()) {
    ++counts_.refused;
    return {std::nullopt, full_};
  }
  const auto of_address = std::ranges::count_if(
      places_, [&](const Place& place) { return place.session && place.peer == peer; });
  if (static_cast<std::size_t>(of_address) >= options_.most_sessions_of_address) {
    ++counts_.refused_of_address;
    return {std::nullopt, full_for_address_};
  }
  free->session =
      std::make_unique<SnapshotSession>(streams_, options_.session, counts_.snapshots, now);
  free->peer = peer;
  ++open_;
  ++counts_.opened;
  return {static_cast<SessionId>(free - places_.begin()), {}};
}

void SnapshotServer::feed(SessionId session, std::span<const std::uint8_t> bytes, Instant now) {
  now_ = now;
  auto& place = places_[session];
  place.session->feed(bytes, now);
  if (place.is_imaging || place.session->stage() != SnapshotSession::Stage::image) return;
  imaging_[place.session->stream()].push_back(session);
  place.is_imaging = true;
}

std::span<const std::uint8_t> SnapshotServer::to_send(SessionId session) const {
  return places_[session].session->to_send();
}

void SnapshotServer::sent(SessionId session, std::size_t bytes) {
  places_[session].session->sent(bytes);
}

SessionFate SnapshotServer::fate(SessionId session) const {
  const auto& at = *places_[session].session;
  if (at.stage() != SnapshotSession::Stage::over) return SessionFate::runs;
  return at.is_broken() ? SessionFate::broken : SessionFate::ends;
}

void SnapshotServer::closed(SessionId session) {
  auto& place = places_[session];
  if (place.is_imaging) std::erase(imaging_[place.session->stream()], session);
  place.session->lose();
  ++counts_.endings[static_cast<std::size_t>(place.session->ending())];
  place = {};
  --open_;
}

}  // namespace holdfast
