// ServeLog: what happens in the threads of `serve`, told on standard error: lost ranges (gathered
// for a second), the first malformed message of each kind, refused datagrams, batches beyond the
// limit.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "fanout/serve_reading.h"
#include "gateway/serve_threads.h"

namespace holdfast {

class ServeLog {
 public:
  explicit ServeLog(ServeShared& shared);

  /// Reads the threads' notes. `reading`: its batches since the last turn are judged.
  void do_work(const ServeReading& reading, Instant now);
  /// A line of somebody else's.
  void tell(const std::string& sentence) { say(sentence); }
  /// What is still gathered, and what was kept.
  void finish();
  /// From now on lines are kept until finish(), the last thousand of them: where standard error is
  /// the terminal that a screen is drawn on.
  void keep() { keeps_ = true; }
  /// The last one that was kept; empty: there is none.
  const std::string& newest() const;
  /// Gives each stream the ranges that it lost last.
  void add_ranges_to(ServeReading& reading) const;
  /// Was a batch beyond the limit?
  bool is_over_limit() const { return is_over_limit_; }

 private:
  static constexpr std::size_t kRanges = 8;
  struct Lost {
    std::uint64_t messages = 0, ranges = 0;
    SequenceRange first, last;
  };
  void say(const std::string& sentence);
  void take(const ServeNote& note);
  void tell_lost();
  void judge(const ServeReading& reading);

  ServeShared& shared_;
  std::vector<DropConsumer<GatewaySlot>> notes_;
  std::vector<Lost> lost_;                         // of each stream, since it was last told
  std::vector<std::deque<SequenceRange>> ranges_;  // of each stream, the last kRanges
  std::optional<Instant> told_;
  bool is_over_limit_ = false;
  std::uint64_t told_batch_ = 0, told_refused_ = 0;
  bool keeps_ = false;
  std::deque<std::string> kept_;
};

}  // namespace holdfast
