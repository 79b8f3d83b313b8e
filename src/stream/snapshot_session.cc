#include "stream/snapshot_session.h"

#include <algorithm>
#include <limits>

#include "base/check.h"
#include "stream/snapshot_wire.h"

namespace holdfast {
namespace {

constexpr std::size_t kPacketBytes = 3;  // of SoupBinTCP, before the payload
// The bound is ours (has_room): the link's own would cut a stock's part in two.
constexpr std::size_t kNoBacklog = std::numeric_limits<std::size_t>::max() / 2;

// Stocks below it must be sent already for the message to be of use to the client. BookSet takes S,
// V and W as of no stock, whatever locate they carry.
std::uint16_t locate_of(std::span<const std::uint8_t> message) {
  switch (message[0]) {
    case SystemEvent::kType:
    case MwcbDeclineLevel::kType:
    case MwcbStatus::kType: return 0;
    default: return load_u16(message.data() + 1);
  }
}

}  // namespace

std::string_view to_string(SnapshotEnding ending) {
  switch (ending) {
    case SnapshotEnding::none: return "none";
    case SnapshotEnding::logged_out: return "logged_out";
    case SnapshotEnding::not_authorised: return "not_authorised";
    case SnapshotEnding::no_such_session: return "no_such_session";
    case SnapshotEnding::protocol_fault: return "protocol_fault";
    case SnapshotEnding::malformed_query: return "malformed_query";
    case SnapshotEnding::overflow: return "overflow";
    case SnapshotEnding::too_slow: return "too_slow";
    case SnapshotEnding::idle: return "idle";
    case SnapshotEnding::ended: return "ended";
    case SnapshotEnding::lost: return "lost";
  }
  return "none";
}

SnapshotSession::SnapshotSession(std::span<const SnapshotStream> streams,
                                 const SnapshotSessionOptions& options, SnapshotCounts& counts,
                                 Instant now)
    : streams_(streams),
      options_(options),
      counts_(counts),
      server_(options.times, kNoBacklog),
      limit_(options.buffer_bytes),
      since_(now) {
  server_.begin(now);
}

void SnapshotSession::feed(std::span<const std::uint8_t> bytes, Instant now) {
  if (stage_ == Stage::over) return;
  server_.feed(bytes, now);
  while (stage_ != Stage::over) {
    const auto event = server_.next();
    if (!event) break;
    if (const auto* login = std::get_if<SoupLogin>(&*event)) {
      take_login(*login, now);
    } else {
      take_query(std::get<SoupUpstream>(*event).payload, now);
    }
  }
  if (server_.state() == SoupServer::State::logged_out) finish(SnapshotEnding::logged_out);
  if (server_.state() == SoupServer::State::failed) finish(SnapshotEnding::protocol_fault);
}

void SnapshotSession::take_login(const SoupLogin& login, Instant now) {
  if (login.username != options_.username || login.password != options_.password) {
    server_.reject(SoupReject::not_authorised, now);
    return finish(SnapshotEnding::not_authorised);
  }
  const auto at = login.session.empty() && streams_.size() == 1
                      ? streams_.begin()
                      : std::ranges::find(streams_, login.session, &SnapshotStream::session);
  if (at == streams_.end()) {
    server_.reject(SoupReject::no_such_session, now);
    return finish(SnapshotEnding::no_such_session);
  }
  stream_ = static_cast<std::size_t>(at - streams_.begin());
  // A snapshot cannot be resumed: whatever sequence was asked for, it begins with the first.
  server_.accept({.session = at->session, .sequence = 1}, now);
  stage_ = Stage::image;
  since_ = now;
  ++counts_.images;
}

void SnapshotSession::take_query(std::span<const std::uint8_t> payload, Instant now) {
  const auto sequence = parse_digest_query(payload);
  if (!sequence) return finish(SnapshotEnding::malformed_query);
  if (!has_room(kDigestAnswerBytes)) return finish(SnapshotEnding::overflow);
  const auto digest = streams_[stream_].digests.find(*sequence);
  HOLDFAST_CHECK(server_.send_unsequenced(encode_digest_answer({*sequence, digest}), now));
  ++(digest ? counts_.queries : counts_.queries_unknown);
  if (stage_ == Stage::queries) since_ = now;
}

std::size_t SnapshotSession::do_work(Instant now, std::size_t budget) {
  if (stage_ == Stage::over) return 0;
  server_.do_work(now);
  const auto passed_ns = now.ns - since_.ns;
  if (server_.state() == SoupServer::State::failed) {
    finish(SnapshotEnding::protocol_fault);
  } else if (stage_ == Stage::image && passed_ns > options_.image_ns) {
    finish(SnapshotEnding::too_slow);
  } else if (stage_ == Stage::queries && passed_ns > options_.idle_ns) {
    (void)server_.end_session(now);
    finish(SnapshotEnding::idle);
  }
  return write_image(now, budget);
}

std::size_t SnapshotSession::write_image(Instant now, std::size_t budget) {
  const std::size_t room_below = options_.buffer_bytes / 4;
  std::size_t written = 0;
  while (stage_ == Stage::image && written < budget && to_send().size() <= room_below) {
    written += write_part(now);
  }
  return written;
}

std::size_t SnapshotSession::write_part(Instant now) {
  const auto& books = streams_[stream_].books;
  const std::size_t before = to_send().size();
  const auto sink = [&](std::span<const std::uint8_t> message) {
    HOLDFAST_CHECK(server_.send_sequenced(message, now));
    ++counts_.image_messages;
  };
  if (next_locate_ == 0) {
    books.write_system(sink);
    next_locate_ = 1;
  } else if (const auto locate = books.next_stock(next_locate_)) {
    books.write_stock(*locate, sink);
    next_locate_ = *locate + 1U;
  } else {
    end_image(now);
  }
  limit_ = std::max(options_.buffer_bytes, to_send().size() + options_.buffer_bytes / 2);
  return to_send().size() - before;
}

void SnapshotSession::end_image(Instant now) {
  const auto end = encode_end_of_snapshot(streams_[stream_].next_sequence);
  HOLDFAST_CHECK(server_.send_sequenced(end, now));
  stage_ = Stage::queries;
  since_ = now;
  ++counts_.images_whole;
}

void SnapshotSession::take_live(std::span<const std::uint8_t> message, Instant now) {
  if (stage_ != Stage::image || locate_of(message) >= next_locate_) return;
  if (!has_room(message.size())) return finish(SnapshotEnding::overflow);
  HOLDFAST_CHECK(server_.send_sequenced(message, now));
  ++counts_.live_messages;
}

void SnapshotSession::end(Instant now) {
  if (stage_ == Stage::over) return;
  if (server_.state() == SoupServer::State::live) (void)server_.end_session(now);
  finish(SnapshotEnding::ended);
}

bool SnapshotSession::is_broken() const {
  switch (ending_) {
    case SnapshotEnding::protocol_fault:
    case SnapshotEnding::malformed_query:
    case SnapshotEnding::overflow:
    case SnapshotEnding::too_slow:
    case SnapshotEnding::lost: return true;
    default: return false;
  }
}

bool SnapshotSession::has_room(std::size_t bytes) const {
  return to_send().size() + kPacketBytes + bytes <= limit_;
}

void SnapshotSession::finish(SnapshotEnding ending) {
  if (stage_ == Stage::over) return;
  stage_ = Stage::over;
  ending_ = ending;
}

}  // namespace holdfast
