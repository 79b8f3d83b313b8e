// What FeedClient does with one datagram.
#include "stream/feed_client.h"

namespace holdfast {
namespace {

constexpr std::uint64_t kHighestSequence = 1ULL << 62U;
// One stray packet is no new session.
constexpr unsigned kSessionPackets = 3;

constexpr PacketFault fault_of(MoldFault fault) {
  return static_cast<PacketFault>(static_cast<std::uint8_t>(fault) - 1);
}
static_assert(fault_of(MoldFault::no_header) == PacketFault::no_header &&
              fault_of(MoldFault::cut_block) == PacketFault::cut_block &&
              fault_of(MoldFault::spare_bytes) == PacketFault::spare_bytes);

}  // namespace

std::string_view to_string(PacketFault fault) {
  constexpr std::array<std::string_view, kPacketFaults> kNames{
      "no_header", "cut_block", "spare_bytes", "bad_sequence", "other_session"};
  return kNames[static_cast<std::size_t>(fault)];
}

std::optional<PacketFault> FeedClient::parse(std::span<const std::uint8_t> datagram,
                                             MoldPacket& packet) {
  if (const auto fault = parse_mold_packet(datagram, packet); fault != MoldFault::none) {
    return fault_of(fault);
  }
  const auto sequence = packet.header.sequence;
  if (sequence == 0 || sequence > kHighestSequence) return PacketFault::bad_sequence;
  return std::nullopt;
}

void FeedClient::take(std::size_t line, std::span<const std::uint8_t> datagram, Instant now) {
  if (has_ended_) return;
  MoldPacket packet;
  auto fault = parse(datagram, packet);
  if (!fault && !is_of_session(packet.header, now)) fault = PacketFault::other_session;
  if (fault) {
    ++counts_.faults[static_cast<std::size_t>(*fault)];
    arbiter_.count_fault(line);
    return;
  }
  note_agreement(packet.header, now);
  arbiter_.take(line, packet.header, datagram.size(), now);
  std::uint64_t first = 0, seen = 0;
  take_messages(packet, first, seen, now);
  arbiter_.count_messages(line, first, seen);
  note_end(packet.header, now);
  note_claim(now);
  settle(now);
}

void FeedClient::take_re_requested(std::span<const std::uint8_t> datagram, Instant now) {
  if (has_ended_ || !session_) return;
  MoldPacket packet;
  auto fault = parse(datagram, packet);
  if (!fault && packet.header.session != *session_) fault = PacketFault::other_session;
  if (fault) {
    ++counts_.faults[static_cast<std::size_t>(*fault)];
    return;
  }
  std::uint64_t first = 0, seen = 0;
  take_messages(packet, first, seen, now);
  counts_.re_requested += first;
  counts_.re_requested_twice += seen;
  settle(now);
}

// A session begins with its first packet, and another takes its place when nothing is heard of it
// any more, or only of the other one.
bool FeedClient::is_of_session(const MoldHeader& header, Instant now) {
  if (session_ == header.session) {
    candidate_packets_ = 0;
    return true;
  }
  if (!options_.session.empty() && header.session.text() != options_.session) return false;
  if (session_) {
    if (candidate_ != header.session) candidate_packets_ = 0;
    candidate_ = header.session;
    if (++candidate_packets_ < kSessionPackets && !is_silent(now)) return false;
  }
  begin_session(header, now);
  return true;
}

// A server that began anew under its old name: all that comes is before what we have, for so long
// that no line can be late so much.
void FeedClient::note_agreement(const MoldHeader& header, Instant now) {
  last_end_ = header.sequence + header.messages();
  if (last_end_ >= next_) {
    agreed_ = now;
    disagreeing_packets_ = 0;
  } else if (is_silent(now) && ++disagreeing_packets_ >= kSessionPackets) {
    begin_session(header, now);
  }
}

// A sequence number far beyond what the lines tell is a wrong one; a right one is told again.
void FeedClient::note_claim(Instant now) {
  if (last_end_ >= tracker_.known_end()) {
    confirmed_ = now;
  } else if (now.ns - confirmed_.ns >= options_.claim_ns) {
    tracker_.retract(last_end_);
  }
}

void FeedClient::begin_session(const MoldHeader& first, Instant now) {
  if (is_synchronised_) go_stale(StaleReason::new_session, now);
  session_ = first.session;
  candidate_packets_ = disagreeing_packets_ = 0;
  arbiter_.begin_session();
  tracker_.begin(1);
  window_.begin(1);
  re_requester_.begin();
  recovery_.begin_session(first.session);
  books_->clear();
  next_ = 1;
  resume_at_ = 0;
  is_anchored_ = true;
  is_overfull_ = false;
  is_late_ = first.sequence > 1;
  agreed_ = confirmed_ = now;
  ahead_.reset();
  session_end_.reset();
  end_heard_.reset();
  ++counts_.sessions;
  listener_->on_session(first.session);
}

void FeedClient::take_messages(MoldPacket& packet, std::uint64_t& first, std::uint64_t& seen,
                               Instant now) {
  auto sequence = packet.header.sequence;
  while (const auto message = packet.blocks.next()) {
    ++(take_message(sequence, *message, now) ? first : seen);
    ++sequence;
  }
  if (is_synchronised_ && tracker_.gaps().empty()) {
    window_.drop_before(next_);
    tracker_.begin(next_);
  }
  tracker_.claim(sequence, now);
}

bool FeedClient::take_message(std::uint64_t sequence, std::span<const std::uint8_t> message,
                              Instant now) {
  if (is_synchronised_ && sequence == next_ && tracker_.known_end() <= next_) {
    deliver(sequence, message);
    return true;
  }
  if (sequence < next_ || sequence < window_.base()) return false;
  return hold(sequence, message, now);
}

bool FeedClient::hold(std::uint64_t sequence, std::span<const std::uint8_t> message, Instant now) {
  if (!tracker_.is_missing(sequence)) return false;
  if (!make_reach(sequence) || !make_room(sequence) ||
      tracker_.take(sequence, now) != SequenceFate::taken) {
    ++counts_.not_kept;
    is_overfull_ = true;
    return true;
  }
  window_.put(sequence, message);
  return true;
}

// While a snapshot is on its way the window follows the newest messages, and what is old is given
// up: the snapshot has it.
bool FeedClient::make_reach(std::uint64_t sequence) {
  if (window_.reaches(sequence)) return true;
  if (!recovery_.is_wanted()) return false;
  const auto capacity = window_.capacity();
  if (sequence - window_.base() < 2 * capacity) {
    window_.drop_before(sequence - capacity / 4 * 3);
    tracker_.forget_before(window_.base());
  } else if (is_anchored_) {
    window_.begin(sequence);
    tracker_.begin(sequence);
  } else {
    return false;
  }
  is_anchored_ = false;
  return true;
}

bool FeedClient::make_room(std::uint64_t sequence) {
  if (window_.has_room()) return true;
  // The one that all others wait for is always taken.
  if (is_anchored_ && !recovery_.is_wanted()) return sequence == tracker_.first_missing();
  while (!window_.has_room() && window_.base() < sequence) {
    window_.drop_before(window_.base() + window_.capacity() / 16 + 1);
  }
  tracker_.forget_before(window_.base());
  is_anchored_ = false;
  return window_.reaches(sequence);
}

void FeedClient::note_end(const MoldHeader& header, Instant now) {
  if (header.is_end_of_session()) {
    session_end_ = header.sequence;
    if (!end_heard_) end_heard_ = now;
  } else if (end_heard_) {
    end_heard_ = now;  // it goes on
  }
}

void FeedClient::deliver(std::uint64_t sequence, std::span<const std::uint8_t> message) {
  book_counts_.count(books_->apply(message));
  ++counts_.delivered;
  next_ = sequence + 1;
  listener_->on_message(sequence, message, *books_);
}

}  // namespace holdfast
