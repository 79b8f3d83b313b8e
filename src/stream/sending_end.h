// SendingEnd: the sending end of one stream without a socket: messages in, MoldUDP64 datagrams out,
// heartbeats while it is quiet, and at last the end of the session.
//
// Datagrams go to `send(std::span<const std::uint8_t>)`, whose bytes are gone after the call. One
// is sent when the next message does not fit, and by flush() at the end of a batch. Sequences that
// were lost before they came here never get a datagram: what comes behind them begins one of its
// own, so that clients see the gap and ask again. Allocates nothing after its maker.
#pragma once

#include <cstdint>
#include <span>

#include "base/instant.h"
#include "base/sequence_range.h"
#include "itch/mold_udp64.h"

namespace holdfast {

struct SendingEndOptions {
  MoldSession session;
  std::size_t datagram_limit = 1472;        // bytes: an Ethernet frame's, behind IPv4 and UDP
  std::int64_t quiet_ns = 1'000'000'000;    // then a heartbeat
  std::int64_t end_every_ns = 100'000'000;  // the end of the session, again and again
};

struct SendingCounts {
  std::uint64_t messages = 0, datagrams = 0, bytes = 0;  // bytes of datagrams
  std::uint64_t heartbeats = 0;                          // of the datagrams
  std::uint64_t ends = 0;                                // of the datagrams
  std::uint64_t lost = 0, lost_ranges = 0;               // messages that never came here
  std::uint64_t too_long = 0;                            // for a datagram; they are missing too
};

class SendingEnd {
 public:
  explicit SendingEnd(const SendingEndOptions& options)
      : options_(options), builder_(options.session, 1, options.datagram_limit) {}

  /// Message `sequence`, at least next_sequence(). Returns what was lost before it.
  template <class Send>
  SequenceRange add(std::uint64_t sequence, std::span<const std::uint8_t> message, Send&& send) {
    SequenceRange lost;
    if (sequence != builder_.next_sequence()) [[unlikely]] {
      lost = skip_to(sequence, send);
    }
    if (!builder_.add(message)) {
      flush(send);
      if (!builder_.add(message)) {
        ++counts_.too_long;
        builder_.go_on_at(sequence + 1);
        return lost;
      }
    }
    ++counts_.messages;
    return lost;
  }

  /// Sends what waits.
  template <class Send>
  void flush(Send&& send) {
    if (!builder_.is_empty()) give(builder_.take(), send);
  }

  /// All before `sequence` that has not come will not: as when add() sees it.
  template <class Send>
  SequenceRange skip_to(std::uint64_t sequence, Send&& send) {
    const SequenceRange lost{builder_.next_sequence(), sequence};
    if (lost.is_empty()) return {};
    flush(send);
    builder_.go_on_at(sequence);
    counts_.lost += lost.size();
    ++counts_.lost_ranges;
    return lost;
  }

  /// To be called when nothing waits, now and then: a heartbeat when nothing was sent for so long.
  template <class Send>
  void keep_alive(Instant now, Send&& send) {
    if (!is_due(now, options_.quiet_ns) || !builder_.is_empty()) return;
    ++counts_.heartbeats;
    give(builder_.take(), send);
  }

  /// The same once the session is over, with its end.
  template <class Send>
  void keep_ending(Instant now, Send&& send) {
    if (counts_.ends > 0 && !is_due(now, options_.end_every_ns)) return;
    flush(send);
    ++counts_.ends;
    give(builder_.take_end_of_session(), send);
    looked_at_ = counts_.datagrams;
    last_look_ = now;
  }

  std::uint64_t next_sequence() const { return builder_.next_sequence(); }
  const SendingCounts& counts() const { return counts_; }

 private:
  template <class Send>
  void give(std::span<const std::uint8_t> datagram, Send& send) {
    ++counts_.datagrams;
    counts_.bytes += datagram.size();
    send(datagram);
  }

  // Datagrams are not stamped one by one: whether there were any since the last look is enough.
  bool is_due(Instant now, std::int64_t quiet_ns) {
    if (looked_at_ != counts_.datagrams || last_look_ == Instant{}) {
      looked_at_ = counts_.datagrams;
      last_look_ = now;
      return false;
    }
    if (now.ns - last_look_.ns < quiet_ns) return false;
    looked_at_ = counts_.datagrams + 1;  // with the one that is sent now
    last_look_ = now;
    return true;
  }

  SendingEndOptions options_;
  MoldPacketBuilder builder_;
  SendingCounts counts_;
  std::uint64_t looked_at_ = 0;
  Instant last_look_;
};

}  // namespace holdfast
