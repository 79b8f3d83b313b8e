#include "gateway/serve_log.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

#include "base/check.h"
#include "base/printable.h"
#include "itch/message_layout.h"
#include "net/sending_socket.h"

namespace holdfast {
namespace {

constexpr std::int64_t kGatherNs = 1'000'000'000;
constexpr std::size_t kMostKept = 1000;

void print(const std::string& line) { fmt::print(stderr, "holdfast-gateway: {}\n", line); }

}  // namespace

ServeLog::ServeLog(ServeShared& shared)
    : shared_(shared),
      lost_(shared.options.streams.size()),
      ranges_(shared.options.streams.size()) {
  for (auto& ring : shared.note_rings) {
    auto consumer = DropConsumer<GatewaySlot>::attach(ring.ring);
    HOLDFAST_CHECK(consumer.has_value());
    notes_.push_back(std::move(*consumer));
  }
}

void ServeLog::say(const std::string& sentence) {
  if (!keeps_) return print(printable(sentence));
  if (kept_.size() == kMostKept) kept_.pop_front();
  kept_.push_back(printable(sentence));
}

const std::string& ServeLog::newest() const {
  static const std::string none;
  return kept_.empty() ? none : kept_.back();
}

void ServeLog::take(const ServeNote& note) {
  if (note.kind == ServeNote::Kind::lost) {
    auto& lost = lost_[note.stream];
    if (lost.ranges++ == 0) lost.first = note.range;
    lost.last = note.range;
    lost.messages += note.range.size();
    auto& ranges = ranges_[note.stream];
    if (ranges.size() == kRanges) ranges.pop_front();
    ranges.push_back(note.range);
    return;
  }
  const char type = static_cast<char>(note.type);
  if (static_cast<MessageFault>(note.fault) == MessageFault::unknown_type) {
    say(
        fmt::format("message {} of the source, {} bytes, is of type '{}', which ITCH 5.0 has not; "
                    "it is passed over, and others like it are only counted",
                    note.number, note.length, type));
  } else {
    const auto* const layout = message_layout(type);
    say(
        fmt::format("message {} of the source is of type {} and has {} bytes, not {}; it is "
                    "passed over, and others like it are only counted",
                    note.number, type, note.length, layout == nullptr ? 0 : layout->length));
  }
}

void ServeLog::add_ranges_to(ServeReading& reading) const {
  for (std::size_t i = 0; i < reading.streams.size(); ++i) {
    reading.streams[i].recent_lost.assign(ranges_[i].begin(), ranges_[i].end());
  }
}

void ServeLog::tell_lost() {
  for (std::size_t i = 0; i < lost_.size(); ++i) {
    auto& lost = lost_[i];
    if (lost.ranges == 0) continue;
    const auto& name = shared_.options.streams[i].name;
    if (lost.ranges == 1) {
      say(fmt::format("stream {} lost {} messages, sequences {} to {}: its ring of {} was full",
                      name, lost.messages, lost.first.first, lost.first.end - 1,
                      shared_.options.streams[i].ring));
    } else {
      say(
          fmt::format("stream {} lost {} messages in {} ranges, the first {} to {}, the last {} to "
                      "{}: its ring of {} was full",
                      name, lost.messages, lost.ranges, lost.first.first, lost.first.end - 1,
                      lost.last.first, lost.last.end - 1, shared_.options.streams[i].ring));
    }
    lost = {};
  }
}

// Each time it grows by half, so that a bad minute is not a thousand lines.
void ServeLog::judge(const ServeReading& reading) {
  if (reading.refused > told_refused_) {
    std::uint64_t error = 0;
    for (const auto& sender : shared_.senders) error = std::max(error, value_in(sender.last_error));
    if (told_refused_ == 0 || reading.refused >= 2 * told_refused_) {
      say(fmt::format("{} datagrams were not sent: {}", reading.refused,
                      why_refused(static_cast<int>(error))));
      told_refused_ = reading.refused;
    }
  }
  const auto& limit = shared_.options.max_batch_limit;
  const auto largest = largest_batch(reading);
  if (!limit || largest.events <= *limit) return;
  is_over_limit_ = true;
  if (largest.events < told_batch_ + told_batch_ / 2) return;
  told_batch_ = largest.events;
  say(fmt::format("alert: {} found {} events waiting at once; the limit is {}", largest.reader,
                  largest.events, *limit));
}

void ServeLog::do_work(const ServeReading& reading, Instant now) {
  for (auto& notes : notes_) {
    notes.take(
        1024, [this](std::uint64_t, auto payload) { take(value_of<ServeNote>(payload)); },
        [](SequenceRange) {});
  }
  judge(reading);
  if (!told_) told_ = now;
  if (now.ns - told_->ns < kGatherNs) return;
  told_ = now;
  tell_lost();
}

void ServeLog::finish() {
  tell_lost();
  for (const auto& line : kept_) print(line);
  kept_.clear();
  keeps_ = false;
}

}  // namespace holdfast
