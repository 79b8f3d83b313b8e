#include "gateway/replay_run.h"

#include <algorithm>

namespace holdfast {
namespace {

constexpr int kTurn = 64;
constexpr std::int64_t kQuietNs = 1'000'000'000, kEndEveryNs = 100'000'000;
constexpr std::int64_t kLookNs = 5'000'000;  // at a source that has none yet

}  // namespace

ReplayRun::ReplayRun(const ReplayCommand& command, ReplaySource& source, ReplaySchedule& schedule,
                     ReplayedStream& stream, ReplayPort& port)
    : command_(&command),
      source_(&source),
      schedule_(&schedule),
      stream_(&stream),
      port_(&port),
      linger_ns_(command.linger_ns.value_or(source.is_capture() ? 0 : kQuietNs)) {
  // Each line has faults of its own.
  for (const auto& line : command.lines) {
    lines_.emplace_back(line.faults, command.seed * 2 + lines_.size());
  }
}

bool ReplayRun::has_more_to_come() const {
  return !command_->limit || counts_.packets < *command_->limit;
}

// The next packet, of another round, too; nullopt in next_: there is none yet, or none any more.
Result<void> ReplayRun::fetch() {
  if (next_ || is_source_over_) return {};
  if (has_more_to_come()) next_ = source_->next();
  if (next_) {
    ++packets_of_round_;
    return {};
  }
  if (has_more_to_come() && !source_->has_ended()) return {};
  const bool is_another_due = has_more_to_come() && source_->trouble().empty() &&
                              packets_of_round_ > 0 &&
                              (command_->rounds == 0 || counts_.rounds < command_->rounds);
  if (!is_another_due) {
    is_source_over_ = true;
    return {};
  }
  ++counts_.rounds;
  packets_of_round_ = 0;
  schedule_->begin_again();
  return source_->begin_again();
}

void ReplayRun::put(std::span<const std::uint8_t> packet, std::int64_t due_ns) {
  counts_.messages += stream_->take(packet);
  for (auto& line : lines_) line.put(packet, due_ns);
  last_put_ns_ = now_ns_;
}

void ReplayRun::put_mark(std::uint16_t count) {
  ++counts_.marks;
  put(stream_->mark(count), now_ns_);
}

void ReplayRun::send_until(std::int64_t due_ns) {
  for (std::size_t i = 0; i < lines_.size(); ++i) {
    while (lines_[i].first() != nullptr && lines_[i].first()->due_ns <= due_ns) {
      port_->send(i, lines_[i].take());
    }
  }
}

// What is sent beside the recording is due then: a heartbeat where a file's messages are long in
// coming, and at the end that it is the end.
std::int64_t ReplayRun::next_mark_ns() const {
  if (!stream_->has_begun() || are_lines_ended_) return INT64_MAX;
  if (counts_.ended_ns) return last_put_ns_ + kEndEveryNs;
  return source_->is_capture() ? INT64_MAX : last_put_ns_ + kQuietNs;
}

void ReplayRun::keep_up() {
  const bool lingers = !counts_.ended_ns || now_ns_ < *counts_.ended_ns + linger_ns_;
  if (lingers && now_ns_ >= next_mark_ns()) {
    put_mark(counts_.ended_ns ? kMoldEndOfSession : kMoldHeartbeat);
  }
  if (lingers || are_lines_ended_) return;
  are_lines_ended_ = true;
  for (auto& line : lines_) line.end();
}

// Was there something to do?
Result<bool> ReplayRun::turn() {
  now_ns_ = port_->now_ns();
  int count = 0;
  for (; count < kTurn; ++count) {
    if (auto fetched = fetch(); !fetched) return tl::unexpected<Error>(fetched.error());
    if (!next_) break;
    const auto due_ns = next_due_ns();
    if (due_ns > now_ns_) break;
    // What is due before it goes before it, whenever this is.
    send_until(due_ns);
    put(next_->bytes, due_ns);
    ++counts_.packets;
    counts_.bytes += next_->bytes.size();
    next_.reset();
  }
  keep_up();
  send_until(next_ ? std::min(now_ns_, next_due_ns()) : now_ns_);
  port_->flush();
  if (is_source_over_ && !counts_.ended_ns) {
    counts_.ended_ns = port_->now_ns();
    last_put_ns_ = *counts_.ended_ns - kEndEveryNs;
  }
  return count > 0;
}

std::int64_t ReplayRun::next_due_ns() const {
  return schedule_->is_max() ? now_ns_ : counts_.began_ns + next_->due_ns;
}

bool ReplayRun::is_over() const {
  return port_->is_stopped() ||
         (are_lines_ended_ &&
          std::ranges::all_of(lines_, [](const auto& line) { return line.waiting() == 0; }));
}

void ReplayRun::wait() {
  std::int64_t until_ns = next_mark_ns();
  if (counts_.ended_ns && !are_lines_ended_) {
    until_ns = std::min(until_ns, *counts_.ended_ns + linger_ns_);
  }
  if (next_) until_ns = std::min(until_ns, next_due_ns());
  if (!next_ && !is_source_over_) until_ns = std::min(until_ns, now_ns_ + kLookNs);
  for (const auto& line : lines_) {
    if (line.first() != nullptr) until_ns = std::min(until_ns, line.first()->due_ns);
  }
  port_->wait_until(until_ns);
}

Result<void> ReplayRun::run(const std::function<void()>& on_turn) {
  counts_.rounds = 1;
  counts_.began_ns = last_put_ns_ = now_ns_ = port_->now_ns();
  while (!is_over()) {
    const auto worked = turn();
    if (!worked) return tl::unexpected<Error>(worked.error());
    on_turn();
    if (!*worked && !is_over()) wait();
  }
  if (!counts_.ended_ns) counts_.ended_ns = port_->now_ns();
  return {};
}

}  // namespace holdfast
