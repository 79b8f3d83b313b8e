// When FeedClient asks for what it lacks, and what it does with a snapshot.
#include <algorithm>

#include "stream/feed_client.h"

namespace holdfast {

bool FeedClient::prefers_snapshot() const {
  if (!options_.has_snapshot_server) return false;
  if (is_late_) return !options_.joins_by_re_request;
  return tracker_.missing() > options_.most_re_requested;
}

RecoveryReason FeedClient::snapshot_reason(Instant now) const {
  if (!options_.has_snapshot_server || is_synchronised_) return RecoveryReason::none;
  if (!is_anchored_) return RecoveryReason::buffer_full;
  if (tracker_.gaps().empty()) return RecoveryReason::none;
  if (prefers_snapshot()) {
    return is_late_ ? RecoveryReason::late_join : RecoveryReason::too_long;
  }
  if (is_overfull_) return RecoveryReason::buffer_full;
  const auto waited_ns = now.ns - waits_since_.ns;
  const bool is_over = options_.has_re_request_server
                           ? re_requester_.has_given_up() || waited_ns >= options_.gap_ns
                           : waited_ns >= options_.re_request.patience_ns;
  return is_over ? RecoveryReason::not_filled : RecoveryReason::none;
}

// Where a snapshot is the better way, re-requests are what is left when it was in vain.
bool FeedClient::may_re_request() const {
  if (!options_.has_re_request_server || !is_anchored_) return false;
  return !prefers_snapshot() || recovery_.tries() > 1;
}

void FeedClient::recover(Instant now) {
  if (is_synchronised_) {
    ahead_.reset();
    return recovery_.cancel();
  }
  if (recovery_.is_done()) take_snapshot(now);
  if (is_synchronised_) return;
  if (!recovery_.is_wanted()) {
    const auto why = snapshot_reason(now);
    if (why != RecoveryReason::none) recovery_.want(why, now);
  }
  if (may_re_request()) {
    re_requester_.do_work(tracker_.gaps(), now);
  } else {
    re_requester_.begin();
  }
}

void FeedClient::take_snapshot(Instant now) {
  const auto at = recovery_.next_sequence();
  const bool is_of_use = at >= next_ && (!is_anchored_ || at > tracker_.first_missing());
  if (!is_of_use) {
    recovery_.refuse(RecoveryFate::behind);
  } else if (arbiter_.best_end() >= at) {
    install_snapshot(now);
    tell_results();
    resume_while_possible(now);
  } else if (!ahead_) {
    ahead_ = now;  // the lines are a little behind, or the number is a wrong one
    return;
  } else if (now.ns - ahead_->ns >= options_.reach_ns) {
    recovery_.refuse(RecoveryFate::never_reached);
  } else {
    return;
  }
  ahead_.reset();
}

void FeedClient::install_snapshot(Instant now) {
  const SequenceRange skipped{next_, recovery_.next_sequence()};
  books_ = recovery_.accept();
  next_ = skipped.end;
  counts_.skipped += skipped.size();
  is_anchored_ = true;
  is_late_ = is_overfull_ = false;
  resume_at_ = 0;
  if (window_.base() > next_) {
    window_.reach_back(next_);
  } else {
    window_.drop_before(next_);
  }
  rebuild_tracker(now);
  re_requester_.begin();
  if (!skipped.is_empty()) listener_->on_skipped(skipped);
}

// What the lines told before is not taken over: a wrong number among it would be a gap for ever.
void FeedClient::rebuild_tracker(Instant now) {
  tracker_.begin(next_);
  for (auto sequence = next_; sequence < next_ + window_.capacity(); ++sequence) {
    if (window_.holds(sequence)) tracker_.take(sequence, now);
  }
  tracker_.claim(last_end_, now);
  note_waiting(now);
}

void FeedClient::tell_results() {
  while (const auto result = recovery_.next_result()) listener_->on_recovery(*result);
  while (const auto digest = recovery_.next_digest()) listener_->on_digest(*digest);
}

}  // namespace holdfast
