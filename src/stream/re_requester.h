// ReRequester: asks a re-request server (MoldUDP64) for what is missing: bounded in messages a
// request, in requests under way and in tries, each wait longer than the one before.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "itch/mold_udp64.h"
#include "stream/backoff.h"
#include "stream/gap_tracker.h"

namespace holdfast {

struct ReRequestOptions {
  std::int64_t patience_ns = 500'000;  // a gap's age: another line or reordering may still fill it
  BackoffTimes backoff{5'000'000, 200'000'000};
  std::uint16_t most_messages = 1000;  // of one request
  unsigned most_under_way = 4;
  unsigned most_tries = 8;  // for one range, without a message of it
};

struct ReRequestCounts {
  std::uint64_t requests = 0, repeated = 0, given_up = 0;
};

class ReRequester {
 public:
  ReRequester(ReRequestOptions options, std::uint64_t seed);

  /// Looks at what is due; afterwards next_request() has what is to be sent.
  void do_work(std::span<const Gap> gaps, Instant now);
  /// The oldest that was not taken yet. Those that nobody takes are made anew when they are due.
  std::optional<SequenceRange> next_request();
  /// When do_work has something to do, if no message comes before; nullopt: there is no gap.
  std::optional<Instant> next_deadline(std::span<const Gap> gaps) const;

  /// Some range was asked for in vain as often as the options say, since begin(). It is asked for
  /// still, at the longest wait.
  bool has_given_up() const { return has_given_up_; }
  /// Forgets what is under way, and every try.
  void begin();
  const ReRequestCounts& counts() const { return counts_; }

 private:
  struct UnderWay {
    SequenceRange range;
    Instant due;
    std::uint64_t missing = 0;  // of it, when it was asked for last
    unsigned tries = 0;
  };
  void review(std::span<const Gap> gaps, Instant now);
  void ask_again(UnderWay& each, Instant now);
  void ask_new(std::span<const Gap> gaps, Instant now);
  void ask(const SequenceRange& range);
  std::optional<SequenceRange> next_unasked(std::span<const Gap> gaps, Instant now) const;
  std::uint64_t end_of_asked(std::uint64_t first) const;

  ReRequestOptions options_;
  Backoff backoff_;
  std::vector<UnderWay> under_way_;
  std::vector<SequenceRange> requests_;
  bool has_given_up_ = false;
  ReRequestCounts counts_;
};

}  // namespace holdfast
