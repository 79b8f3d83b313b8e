#include "probe/probe_tally.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "probe/probe_delays.h"
#include "probe/probe_message.h"
#include "probe/queue_slots.h"
#include "probe/sequence_window.h"

namespace holdfast {
namespace {

constexpr std::int64_t kAbsent = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kLateNs = 10'000;  // probe_result.h, sender_late
constexpr const char* kOneHost = "one host's CLOCK_REALTIME";

// Of foreign bytes any difference can come: what has no room is the nearest that has.
std::int64_t delay(std::int64_t from_ns, std::int64_t to_ns) {
  if (from_ns == 0 || to_ns == 0) return kAbsent;
  std::int64_t out = 0;
  if (!__builtin_sub_overflow(to_ns, from_ns, &out)) return std::max(out, kAbsent + 1);
  return from_ns < 0 ? std::numeric_limits<std::int64_t>::max() : kAbsent + 1;
}

using Delays = std::vector<std::int64_t>;

Delays present(const Delays& all, std::size_t size) {
  Delays out;
  out.reserve(size);
  std::copy_if(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(size),
               std::back_inserter(out), [](std::int64_t ns) { return ns != kAbsent; });
  return out;
}

}  // namespace

static_assert(ProbeTally::kWindow == SequenceWindow::kSize);
static_assert(ProbeTally::kMostQueues == QueueSlots::kMost);

struct ProbeTally::State {
  std::uint32_t session = 0;
  std::uint64_t first_number = 0;
  SequenceWindow window;
  QueueSlots slots;
  std::uint64_t received = 0, reordered = 0, duplicated = 0, foreign = 0, unrecorded = 0;
  std::uint64_t sender_late = 0;
  std::int64_t first_ns = 0, last_ns = 0;
  std::size_t size = 0;  // rows that are used
  Delays from_sender, from_kernel, from_device;
  std::vector<std::uint8_t> slot;  // of the queue

  void record(const ProbeMessage& message, const ProbeStamps& stamps);
  std::vector<ProbePart> parts(const char* from_sender_is) const;
};

void ProbeTally::State::record(const ProbeMessage& message, const ProbeStamps& stamps) {
  if (size == slot.size()) {
    ++unrecorded;
    return;
  }
  from_sender[size] = delay(message.sent_ns, stamps.user_ns);
  from_kernel[size] = delay(stamps.kernel_ns, stamps.user_ns);
  from_device[size] = delay(stamps.device_ns, stamps.user_ns);
  slot[size] = stamps.queue == kNoQueue ? QueueSlots::kNone : slots.slot_of(stamps.queue);
  ++size;
}

ProbeTally::ProbeTally(std::uint32_t session, std::size_t capacity)
    : state_(std::make_unique<State>()) {
  state_->session = session;
  for (auto* delays : {&state_->from_sender, &state_->from_kernel, &state_->from_device}) {
    delays->resize(capacity);
  }
  state_->slot.resize(capacity);
}
ProbeTally::~ProbeTally() = default;
ProbeTally::ProbeTally(ProbeTally&&) noexcept = default;
ProbeTally& ProbeTally::operator=(ProbeTally&&) noexcept = default;

void ProbeTally::take(std::span<const std::uint8_t> payload, const ProbeStamps& stamps) {
  auto& state = *state_;
  const auto message = parse_probe_message(payload);
  if (message && state.session == kAnySession) {
    state.session = message->session;
    state.first_number = message->sequence;
  }
  if (!message || message->session != state.session || message->sequence >= kMostSequence ||
      message->sequence < state.first_number) {
    ++state.foreign;
    return;
  }
  using Seen = SequenceWindow::Seen;
  const Seen seen = state.window.take(message->sequence - state.first_number);
  if (seen == Seen::duplicate) {
    ++state.duplicated;
    return;
  }
  if (seen != Seen::in_order) ++state.reordered;
  if (message->planned_ns != 0 && delay(message->planned_ns, message->sent_ns) > kLateNs) {
    ++state.sender_late;
  }
  if (state.received++ == 0) state.first_ns = stamps.user_ns;
  state.last_ns = stamps.user_ns;
  state.record(*message, stamps);
}

std::uint64_t ProbeTally::received() const { return state_->received; }

std::vector<std::int64_t> ProbeTally::delays_ns() const {
  return present(state_->from_sender, state_->size);
}

std::vector<ProbePart> ProbeTally::State::parts(const char* from_sender_is) const {
  const auto queues = slots.queues();
  std::vector<ProbePart> out;
  if (queues.size() < 2) return out;
  const auto part_of = [&](std::size_t which, const Delays& all, const char* of) {
    Delays mine;
    for (std::size_t row = 0; row < size; ++row) {
      if (slot[row] == which && all[row] != kAbsent) mine.push_back(all[row]);
    }
    return delays_of(std::move(mine), of, all.data() == from_kernel.data() ? kOneHost : "");
  };
  std::vector<std::pair<std::uint32_t, std::size_t>> ordered;  // by the queue's number
  for (std::size_t which = 0; which < queues.size(); ++which) {
    ordered.emplace_back(queues[which], which);
  }
  std::sort(ordered.begin(), ordered.end());
  for (const auto& [queue, which] : ordered) {
    auto delays = part_of(which, from_device, "device to user");
    if (delays.count == 0) delays = part_of(which, from_kernel, "kernel to user");
    if (delays.count == 0) delays = part_of(which, from_sender, from_sender_is);
    out.push_back({fmt::format("queue {}", queue), std::move(delays)});
  }
  return out;
}

void ProbeTally::finish(std::optional<std::uint64_t> sent, bool is_round_trip,
                        ProbeResult& result) const {
  const auto& state = *state_;
  const std::uint64_t all = sent.value_or(state.window.next());
  result.sent = sent;
  result.received = state.received;
  result.lost = all - std::min(all, state.received);
  result.reordered = state.reordered;
  result.duplicated = state.duplicated;
  result.foreign = state.foreign;
  result.unrecorded = state.unrecorded;
  result.sender_late = state.sender_late;
  result.seconds = static_cast<double>(state.last_ns - state.first_ns) / 1e9;
  const char* from_sender_is = is_round_trip ? "round trip" : "sender to user";
  const auto add = [&](const Delays& delays, const char* of, const char* clock) {
    auto some = present(delays, state.size);
    if (!some.empty()) result.delays.push_back(delays_of(std::move(some), of, clock));
  };
  add(state.from_sender, from_sender_is, is_round_trip ? kOneHost : "");
  add(state.from_kernel, "kernel to user", kOneHost);
  add(state.from_device, "device to user", "");
  result.parts = state.parts(from_sender_is);
  if (state.slots.queues().size() == kMostQueues) {
    result.notes.push_back(fmt::format(
        "Packets came by {} queues or more: those of further queues are in no part.", kMostQueues));
  }
}

}  // namespace holdfast
