#include "stream/recovery.h"

#include <algorithm>

#include "base/check.h"

namespace holdfast {
namespace {

// Nobody may take the results for long; the counts have them all.
constexpr std::size_t kMostResults = 256;

template <class T>
std::optional<T> pop_front(std::vector<T>& queue) {
  if (queue.empty()) return std::nullopt;
  auto first = queue.front();
  queue.erase(queue.begin());
  return first;
}

template <class T>
void push_bounded(std::vector<T>& queue, const T& value) {
  if (queue.size() < kMostResults) queue.push_back(value);
}

}  // namespace

Recovery::Recovery(const RecoveryOptions& options, std::uint64_t seed)
    : options_(options),
      backoff_(options.backoff, seed),
      link_(options.link),
      digests_(options.digests) {}

void Recovery::begin_session(const MoldSession& session) {
  cancel();
  link_.close();
  digests_.begin();
  session_ = session;
  tries_ = 0;
}

void Recovery::want(RecoveryReason why, Instant now) {
  HOLDFAST_CHECK(!is_wanted() && why != RecoveryReason::none);
  why_ = last_why_ = why;
  if (tries_ == 0) return open(now);
  stage_ = Stage::resting;
  rests_until_ = Instant{now.ns + backoff_.wait_ns(tries_ - 1)};
}

void Recovery::open(Instant now) {
  ++tries_;
  ++counts_.tries;
  stage_ = Stage::opening;
  has_image_ended_ = false;
  image_began_ = last_progress_ = now;
  digests_.lose_connection();
  link_.open(session_, now);
}

void Recovery::cancel() {
  if (!is_wanted()) return;
  if (stage_ != Stage::resting) {
    report(RecoveryFate::cancelled);
    link_.close();
  }
  image_.reset();
  stage_ = Stage::idle;
  why_ = RecoveryReason::none;
}

void Recovery::lost(Instant now) {
  link_.lost();
  review(now);
}

void Recovery::feed(std::span<const std::uint8_t> bytes, Instant now) {
  link_.feed(bytes, now);
  while (const auto message = link_.next()) take(*message, now);
  review(now);
}

void Recovery::review(Instant now) {
  const auto failure = link_.take_failure();
  if (failure) {
    digests_.lose_connection();
    if (stage_ == Stage::opening || stage_ == Stage::imaging) return fail(*failure, now);
    rests_until_ = Instant{now.ns + options_.backoff.first_ns};
  }
}

void Recovery::take(const SoupMessage& message, Instant now) {
  if (stage_ == Stage::opening) {
    stage_ = Stage::imaging;
    image_ = std::make_unique<BookSet>(options_.books);
    image_messages_ = 0;
    image_began_ = last_progress_ = now;
  }
  if (message.sequence != 0) return take_sequenced(message.payload, now);
  const auto answer = parse_digest_answer(message.payload);
  if (!answer) return;
  if (stage_ == Stage::idle) last_progress_ = now;
  if (const auto result = digests_.take(*answer)) push_bounded(digest_results_, *result);
}

void Recovery::take_sequenced(std::span<const std::uint8_t> payload, Instant now) {
  if (!payload.empty() && payload[0] == 'G') return take_end(payload, now);
  last_progress_ = now;
  if (stage_ != Stage::imaging) return;  // of a connection for digests
  ++image_messages_;
  ++counts_.messages;
  const auto before = image_->counts().refused();
  image_->apply(payload);
  counts_.refused_messages += image_->counts().refused() - before;
}

void Recovery::take_end(std::span<const std::uint8_t> payload, Instant now) {
  has_image_ended_ = true;
  if (stage_ != Stage::imaging) return;
  const auto end = parse_end_of_snapshot(payload);
  if (!end || *end == 0) return fail(RecoveryFate::malformed_end, now);
  next_sequence_ = *end;
  stage_ = Stage::done;
}

std::unique_ptr<BookSet> Recovery::accept() {
  HOLDFAST_CHECK(is_done());
  report(RecoveryFate::recovered);
  tries_ = 1;  // none was in vain since
  stage_ = Stage::idle;
  why_ = RecoveryReason::none;
  if (!options_.keeps_session && !digests_.is_pending()) link_.close();
  return std::move(image_);
}

void Recovery::refuse(RecoveryFate fate) {
  report(fate);
  image_.reset();
  stage_ = Stage::idle;
  why_ = RecoveryReason::none;
  link_.close();
}

void Recovery::fail(RecoveryFate fate, Instant now) {
  report(fate);
  link_.close();
  image_.reset();
  stage_ = Stage::resting;
  rests_until_ = Instant{now.ns + backoff_.wait_ns(tries_ - 1)};
}

void Recovery::report(RecoveryFate fate) {
  ++counts_.fates[static_cast<std::size_t>(fate)];
  const bool had_end = stage_ == Stage::done || fate == RecoveryFate::never_reached;
  push_bounded(results_, RecoveryResult{.why = last_why_,
                                        .fate = fate,
                                        .next_sequence = had_end ? next_sequence_ : 0,
                                        .messages = image_messages_,
                                        .tries = tries_});
}

void Recovery::do_work(Instant now) {
  link_.do_work(now);
  review(now);
  work_on_image(now);
  work_on_digests(now);
}

void Recovery::work_on_image(Instant now) {
  if (stage_ == Stage::resting && now >= rests_until_) return open(now);
  if (stage_ != Stage::imaging && stage_ != Stage::opening) return;
  // Once logged in, the times run, also for a server that says nothing but heartbeats.
  if (link_.stage() != SnapshotLink::Stage::live) image_began_ = last_progress_ = now;
  if (now.ns - last_progress_.ns >= options_.progress_ns) return fail(RecoveryFate::stalled, now);
  if (now.ns - image_began_.ns >= options_.image_ns) fail(RecoveryFate::too_slow, now);
}

bool Recovery::ask_digest(std::uint64_t sequence, std::uint64_t digest, Instant now) {
  if (!digests_.is_pending() && stage_ == Stage::idle) last_progress_ = now;
  if (!digests_.ask(sequence, digest, now)) return false;
  work_on_digests(now);
  return true;
}

void Recovery::work_on_digests(Instant now) {
  if (!digests_.is_pending()) {
    if (stage_ == Stage::idle && !options_.keeps_session) link_.close();
    return;
  }
  while (const auto overdue = digests_.next_overdue(now)) push_bounded(digest_results_, *overdue);
  if (stage_ == Stage::idle && link_.stage() != SnapshotLink::Stage::closed &&
      now.ns - last_progress_.ns >= options_.progress_ns) {
    link_.close();  // neither a snapshot nor an answer
    digests_.lose_connection();
    rests_until_ = Instant{now.ns + options_.backoff.first_ns};
  } else if (link_.stage() == SnapshotLink::Stage::live && has_image_ended_) {
    while (const auto sequence = digests_.next_question(now)) {
      if (!link_.ask(encode_digest_query(*sequence), now)) return;
    }
  } else if (link_.stage() == SnapshotLink::Stage::closed && stage_ == Stage::idle &&
             now >= rests_until_ && digests_.is_pending()) {
    has_image_ended_ = false;
    last_progress_ = now;
    link_.open(session_, now);
  }
}

std::optional<Instant> Recovery::next_deadline() const {
  auto due = link_.next_deadline();
  const auto add = [&due](std::optional<Instant> at) {
    if (at) due = due ? std::min(*due, *at) : *at;
  };
  if (stage_ == Stage::resting) add(rests_until_);
  if (digests_.is_pending()) {
    add(digests_.next_deadline());
    if (link_.stage() == SnapshotLink::Stage::closed && stage_ == Stage::idle) add(rests_until_);
  }
  return due;
}

std::optional<RecoveryResult> Recovery::next_result() { return pop_front(results_); }
std::optional<DigestResult> Recovery::next_digest() { return pop_front(digest_results_); }

}  // namespace holdfast
