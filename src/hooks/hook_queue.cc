#include "hooks/hook_queue.h"

#include <algorithm>
#include <cmath>

namespace holdfast {

bool is_for_hooks(const Event& event) {
  switch (event.kind) {
    case EventKind::change:
    case EventKind::moved: return !event.wanted.empty() && event.to != event.wanted;
    case EventKind::regime: return !event.to.empty();  // else a person's wish for one
    case EventKind::refused_repair:
    case EventKind::yield: return true;
    default: return false;
  }
}

void HookQueue::drop_beyond_bound() {
  while (waiting_.size() > limits_.most_waiting) {
    waiting_.pop_front();
    ++counts_.dropped;
  }
  counts_.waiting = waiting_.size() + running_.size();
}

void HookQueue::push(std::string text, Instant now) {
  waiting_.push_back({{++last_id_, std::move(text), 1}, now});
  drop_beyond_bound();
}

std::optional<Delivery> HookQueue::next(Instant now) {
  if (running_.size() >= limits_.most_running) return std::nullopt;
  const auto found = std::find_if(waiting_.begin(), waiting_.end(),
                                  [now](const Waiting& one) { return one.due <= now; });
  if (found == waiting_.end()) return std::nullopt;
  running_.push_back(std::move(found->delivery));
  waiting_.erase(found);
  return running_.back();
}

void HookQueue::ended(std::uint64_t id, bool delivered, Instant now) {
  const auto found = std::find_if(running_.begin(), running_.end(),
                                  [id](const Delivery& one) { return one.id == id; });
  if (found == running_.end()) return;
  Delivery delivery = std::move(*found);
  running_.erase(found);
  if (delivered) {
    ++counts_.delivered;
  } else if (delivery.attempt >= limits_.tries) {
    ++counts_.failed;
  } else {
    const double gap = std::min(limits_.first_gap_seconds * std::pow(4, delivery.attempt - 1),
                                limits_.longest_gap_seconds);
    ++delivery.attempt;
    ++counts_.retries;
    const Instant due = plus_seconds(now, gap);
    // In the order of events, so that the oldest is what a full queue drops.
    const auto at = std::find_if(waiting_.begin(), waiting_.end(),
                                 [&](const Waiting& one) { return one.delivery.id > delivery.id; });
    waiting_.insert(at, {std::move(delivery), due});
  }
  drop_beyond_bound();
}

std::optional<Instant> HookQueue::due() const {
  if (waiting_.empty() || running_.size() >= limits_.most_running) return std::nullopt;
  return std::min_element(waiting_.begin(), waiting_.end(),
                          [](const Waiting& a, const Waiting& b) { return a.due < b.due; })
      ->due;
}

}  // namespace holdfast
