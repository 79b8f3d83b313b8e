// RequestAnswerer: MoldUDP64's re-request server without a socket: a request in, the datagrams of
// its reply out. For all streams, by their sessions.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/instant.h"
#include "itch/mold_udp64.h"
#include "stream/asker_limits.h"
#include "stream/message_history.h"
#include "stream/reply_batch.h"

namespace holdfast {

struct RequestAnswererOptions {
  std::size_t datagram_limit = 1472;      // bytes of a reply's datagram
  std::size_t datagrams_per_request = 8;  // the client asks again for what is behind them
  AskerRate rate;                         // a token for a request, one for each datagram
  std::size_t addresses = 1024;           // AskerLimits
  std::uint64_t seed = 1;
};

/// What became of requests. Each is in one of the first eight.
struct RequestCounts {
  std::uint64_t answered = 0;       // whole, or the part of it that there is and may be had at once
  std::uint64_t malformed = 0;      // not 20 bytes
  std::uint64_t other_session = 0;  // a session that is none of ours
  std::uint64_t nothing_asked = 0;  // a count of 0
  std::uint64_t too_old = 0;        // the first message is not held any more
  std::uint64_t future = 0;         // the first message is not sent yet
  std::uint64_t rate_limited = 0;
  std::uint64_t too_long = 0;  // the first message is too long for a datagram
  std::uint64_t datagrams = 0, messages = 0, bytes = 0;  // of replies
};

/// One thread, the histories' own. Allocates nothing but in its maker and add().
class RequestAnswerer {
 public:
  explicit RequestAnswerer(const RequestAnswererOptions& options = {});

  /// `history` outlives this.
  void add(MoldSession session, const MessageHistory& history);

  /// Adds the reply, if there is one, to `batch`, as `asker`'s. The batch has room for
  /// datagrams_per_request, and this one's limit.
  void answer(std::span<const std::uint8_t> request, const PeerAddress& peer, std::uint32_t asker,
              Instant now, ReplyBatch& batch);

  const RequestAnswererOptions& options() const { return options_; }
  const RequestCounts& counts() const { return counts_; }

 private:
  struct Stream {
    MoldSession session;
    const MessageHistory* history;
  };
  const Stream* stream_of(const MoldSession& session) const;
  std::uint64_t* refusal_of(const MoldHeader& request, const Stream* stream);
  std::size_t reply(const Stream& stream, SequenceRange wanted, std::uint32_t asker,
                    ReplyBatch& batch);

  RequestAnswererOptions options_;
  std::vector<Stream> streams_;
  AskerLimits limits_;
  RequestCounts counts_;
};

}  // namespace holdfast
