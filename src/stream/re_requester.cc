#include "stream/re_requester.h"

#include <algorithm>

#include "base/check.h"

namespace holdfast {
namespace {

constexpr std::size_t kMostUntaken = 16;

SequenceRange common(const SequenceRange& one, const SequenceRange& other) {
  return {std::max(one.first, other.first), std::min(one.end, other.end)};
}

// The gaps' messages in `range`: how many, and the part of it that they span.
std::uint64_t missing_in(std::span<const Gap> gaps, SequenceRange& range) {
  std::uint64_t missing = 0;
  SequenceRange spanned;
  auto at = std::ranges::partition_point(
      gaps, [&range](const Gap& gap) { return gap.range.end <= range.first; });
  for (; at != gaps.end() && at->range.first < range.end; ++at) {
    const auto part = common(at->range, range);
    if (missing == 0) spanned.first = part.first;
    spanned.end = part.end;
    missing += part.size();
  }
  range = spanned;
  return missing;
}

}  // namespace

ReRequester::ReRequester(ReRequestOptions options, std::uint64_t seed)
    : options_(options), backoff_(options.backoff, seed) {
  HOLDFAST_CHECK(options.most_messages > 0 && options.most_messages < kMoldEndOfSession);
  HOLDFAST_CHECK(options.most_under_way > 0 && options.most_under_way < kMostUntaken);
  under_way_.reserve(options.most_under_way);
  requests_.reserve(kMostUntaken + 1);
}

void ReRequester::begin() {
  under_way_.clear();
  requests_.clear();
  has_given_up_ = false;
}

void ReRequester::do_work(std::span<const Gap> gaps, Instant now) {
  if (gaps.empty() && under_way_.empty()) return;
  review(gaps, now);
  ask_new(gaps, now);
}

void ReRequester::review(std::span<const Gap> gaps, Instant now) {
  for (auto& each : under_way_) {
    const auto missing = missing_in(gaps, each.range);
    if (missing < each.missing) {
      each.tries = 0;
      each.due = Instant{now.ns + backoff_.wait_ns(0)};
    }
    each.missing = missing;
    if (missing > 0 && each.due <= now) ask_again(each, now);
  }
  std::erase_if(under_way_, [](const UnderWay& each) { return each.missing == 0; });
}

void ReRequester::ask_again(UnderWay& each, Instant now) {
  if (each.tries + 1 < options_.most_tries) {
    ++each.tries;
  } else if (!has_given_up_) {
    has_given_up_ = true;
    ++counts_.given_up;
  }
  ++counts_.repeated;
  ask(each.range);
  each.due = Instant{now.ns + backoff_.wait_ns(each.tries)};
}

void ReRequester::ask_new(std::span<const Gap> gaps, Instant now) {
  while (under_way_.size() < options_.most_under_way) {
    const auto range = next_unasked(gaps, now);
    if (!range) return;
    ask(*range);
    under_way_.push_back({*range, Instant{now.ns + backoff_.wait_ns(0)}, range->size(), 0});
  }
}

// Beyond whatever of the requests under way covers `first`.
std::uint64_t ReRequester::end_of_asked(std::uint64_t first) const {
  for (bool has_moved = true; has_moved;) {
    has_moved = false;
    for (const auto& each : under_way_) {
      if (each.range.first > first || each.range.end <= first) continue;
      first = each.range.end;
      has_moved = true;
    }
  }
  return first;
}

std::optional<SequenceRange> ReRequester::next_unasked(std::span<const Gap> gaps,
                                                       Instant now) const {
  for (const auto& gap : gaps) {
    if (now.ns - gap.since.ns < options_.patience_ns) continue;
    const auto first = end_of_asked(gap.range.first);
    if (first >= gap.range.end) continue;
    auto end = std::min(gap.range.end, first + options_.most_messages);
    for (const auto& each : under_way_) {
      if (each.range.first > first) end = std::min(end, each.range.first);
    }
    return SequenceRange{first, end};
  }
  return std::nullopt;
}

void ReRequester::ask(const SequenceRange& range) {
  ++counts_.requests;
  requests_.push_back(range);
  if (requests_.size() > kMostUntaken) requests_.erase(requests_.begin());
}

std::optional<SequenceRange> ReRequester::next_request() {
  if (requests_.empty()) return std::nullopt;
  const auto range = requests_.front();
  requests_.erase(requests_.begin());
  return range;
}

std::optional<Instant> ReRequester::next_deadline(std::span<const Gap> gaps) const {
  if (gaps.empty()) return std::nullopt;
  std::optional<Instant> due;
  for (const auto& each : under_way_) due = due ? std::min(*due, each.due) : each.due;
  if (under_way_.size() == options_.most_under_way) return due;
  for (const auto& gap : gaps) {
    if (end_of_asked(gap.range.first) >= gap.range.end) continue;
    const Instant patience_ends{gap.since.ns + options_.patience_ns};
    return due ? std::min(*due, patience_ends) : patience_ends;
  }
  return due;
}

}  // namespace holdfast
