#include "stream/feed_client.h"

#include <algorithm>

#include "base/check.h"

namespace holdfast {

std::string_view to_string(StaleReason reason) {
  constexpr std::array<std::string_view, 4> kNames{"joining", "gap", "silence", "new_session"};
  return kNames[static_cast<std::size_t>(reason)];
}

FeedClient::FeedClient(const FeedClientOptions& options, FeedListener& listener)
    : options_(options),
      listener_(&listener),
      arbiter_(options.lines),
      tracker_(options.most_gaps),
      window_(options.window_messages, options.window_bytes),
      re_requester_(options.re_request, options.seed),
      recovery_(options.recovery, options.seed + 1),
      books_(std::make_unique<BookSet>(options.recovery.books)) {}

void FeedClient::do_work(Instant now) {
  recovery_.do_work(now);
  settle(now);
}

void FeedClient::connected(Instant now) {
  recovery_.connected(now);
  settle(now);
}

void FeedClient::disconnected(Instant now) {
  recovery_.lost(now);
  settle(now);
}

void FeedClient::received(std::span<const std::uint8_t> bytes, Instant now) {
  recovery_.feed(bytes, now);
  recovery_.do_work(now);
  settle(now);
}

std::optional<std::array<std::uint8_t, kMoldHeaderBytes>> FeedClient::next_request() {
  if (!options_.has_re_request_server || !session_) return std::nullopt;
  const auto range = re_requester_.next_request();
  if (!range) return std::nullopt;
  return encode_mold_header({*session_, range->first, static_cast<std::uint16_t>(range->size())});
}

bool FeedClient::ask_digest(Instant now) {
  return is_synchronised_ && options_.has_snapshot_server &&
         recovery_.ask_digest(next_ - 1, books_->digest(), now);
}

// Whatever happened, this brings the state in line with it.
void FeedClient::settle(Instant now) {
  if (session_ && !has_ended_) {
    if (is_synchronised_ && !tracker_.gaps().empty()) {
      go_stale(StaleReason::gap, now);
    } else if (is_synchronised_ && is_silent(now)) {
      go_stale(StaleReason::silence, now);
    }
    note_waiting(now);
    resume_while_possible(now);
    if (!is_synchronised_ || recovery_.is_wanted()) recover(now);
    if (session_end_) end_when_due(now);
  }
  tell_results();
}

void FeedClient::note_waiting(Instant now) {
  if (tracker_.first_missing() == waits_for_) return;
  waits_for_ = tracker_.first_missing();
  waits_since_ = now;
}

void FeedClient::resume_while_possible(Instant now) {
  while (!is_synchronised_) {
    if (!tracker_.gaps().empty() && resume_at_ <= next_) resume_at_ = resume_target();
    if (!can_resume(now)) return;
    resume(now);
  }
}

// A gap is closed before anything behind its beginning is shown, so that its messages do not come
// one by one between being stale and not. One that is too long for that, in parts.
std::uint64_t FeedClient::resume_target() const {
  return std::min(tracker_.gaps().front().range.end, next_ + window_.capacity() / 2);
}

bool FeedClient::can_resume(Instant now) const {
  if (!is_anchored_ || is_silent(now)) return false;
  if (tracker_.gaps().empty()) return true;
  const auto first_missing = tracker_.first_missing();
  if (first_missing == next_) return false;
  const bool is_full = is_overfull_ || !window_.has_room();
  return first_missing >= resume_at_ || (is_full && !recovery_.is_wanted());
}

void FeedClient::resume(Instant now) {
  is_synchronised_ = true;
  is_late_ = is_overfull_ = false;
  synchronised_ = now;
  listener_->on_synchronised(next_, *books_);
  for (const auto end = tracker_.first_missing(); next_ < end;) {
    HOLDFAST_CHECK(window_.holds(next_));
    deliver(next_, window_.at(next_));
  }
  window_.drop_before(next_);
  if (!tracker_.gaps().empty()) go_stale(StaleReason::gap, now);
}

void FeedClient::go_stale(StaleReason why, Instant now) {
  if (now.ns - synchronised_.ns >= options_.well_ns) recovery_.forgive();
  is_synchronised_ = false;
  ++counts_.stale;
  Stale stale{why, {}};
  if (!tracker_.gaps().empty()) {
    stale.missing = tracker_.gaps().front().range;
    resume_at_ = resume_target();
    ++counts_.gaps;
  }
  listener_->on_stale(stale);
}

bool FeedClient::is_silent(Instant now) const {
  return options_.silence_ns > 0 && now.ns - agreed_.ns >= options_.silence_ns;
}

void FeedClient::end_when_due(Instant now) {
  if (next_ > *session_end_) {
    session_end_.reset();  // it went on: that was no end
    end_heard_.reset();
  } else if (is_synchronised_ && next_ == *session_end_) {
    finish(true);
  } else if (now.ns - end_heard_->ns >= options_.end_ns) {
    finish(false);
  }
}

void FeedClient::finish(bool is_whole) {
  has_ended_ = true;
  recovery_.cancel();
  re_requester_.begin();
  tell_results();
  listener_->on_end(is_whole);
}

std::optional<Instant> FeedClient::next_deadline() const {
  auto due = recovery_.next_deadline();
  const auto add = [&due](Instant since, std::int64_t wait_ns) {
    const Instant at{since.ns + wait_ns};
    due = due ? std::min(*due, at) : at;
  };
  if (!session_ || has_ended_) return due;
  if (is_synchronised_ && options_.silence_ns > 0) add(agreed_, options_.silence_ns);
  if (end_heard_ && session_end_) add(*end_heard_, options_.end_ns);
  if (ahead_) add(*ahead_, options_.reach_ns);
  if (is_synchronised_ || tracker_.gaps().empty() || !is_anchored_) return due;
  if (may_re_request()) {
    if (const auto at = re_requester_.next_deadline(tracker_.gaps())) add(*at, 0);
  }
  if (options_.has_snapshot_server && !recovery_.is_wanted()) {
    add(waits_since_,
        options_.has_re_request_server ? options_.gap_ns : options_.re_request.patience_ns);
  }
  return due;
}

}  // namespace holdfast
