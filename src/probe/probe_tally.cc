#include "probe/probe_tally.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "probe/delay_rows.h"
#include "probe/probe_delays.h"
#include "probe/probe_message.h"
#include "probe/sequence_window.h"

namespace holdfast {
namespace {

constexpr std::int64_t kLateNs = 10'000;  // probe_result.h, sender_late

// How a kind of delays is called; its clock where both ends are this host's for certain.
struct Name {
  DelayKind kind;
  const char *of, *clock;
};
constexpr const char* kOneHost = "one host's CLOCK_REALTIME";
constexpr Name kSender = {DelayKind::from_sender, "sender to user", ""};
constexpr Name kRoundTrip = {DelayKind::from_sender, "round trip", kOneHost};
constexpr Name kKernel = {DelayKind::from_kernel, "kernel to user", kOneHost};
constexpr Name kDevice = {DelayKind::from_device, "device to user", "the NIC's own clock"};

std::string clock_of(const Name& name, const PhcTrack* track) {
  return name.kind == DelayKind::from_device && track != nullptr ? track->clock_text() : name.clock;
}

// A part for each queue, by its number; with the first of these kinds that its packets have.
std::vector<ProbePart> parts_of(const DelayRows& rows, const std::array<Name, 3>& names,
                                const PhcTrack* track) {
  std::vector<ProbePart> out;
  const auto queues = rows.queues();
  if (queues.size() < 2) return out;
  std::vector<std::pair<std::uint32_t, std::size_t>> ordered;
  for (std::size_t at = 0; at < queues.size(); ++at) ordered.emplace_back(queues[at], at);
  std::sort(ordered.begin(), ordered.end());
  for (const auto& [queue, at] : ordered) {
    out.push_back({.of = fmt::format("queue {}", queue), .delays = {}});
  }
  for (const auto& name : names) {
    auto by_queue = rows.delays_by_queue(name.kind, track);
    for (std::size_t i = 0; i < out.size(); ++i) {
      auto& delays = by_queue[ordered[i].second];
      if (out[i].delays.count > 0 || delays.empty()) continue;
      out[i].delays = delays_of(std::move(delays), name.of, clock_of(name, track));
    }
  }
  return out;
}

}  // namespace

static_assert(ProbeTally::kWindow == SequenceWindow::kSize);
static_assert(ProbeTally::kMostQueues == QueueSlots::kMost);

struct ProbeTally::State {
  State(std::uint32_t session_, std::size_t capacity, bool keeps_times)
      : session(session_), rows(capacity, keeps_times) {}
  std::uint32_t session;
  std::uint64_t first_number = 0;
  SequenceWindow window;
  DelayRows rows;
  std::uint64_t received = 0, reordered = 0, duplicated = 0, foreign = 0, unrecorded = 0;
  std::uint64_t sender_late = 0;
  std::int64_t first_ns = 0, last_ns = 0;
};

ProbeTally::ProbeTally(std::uint32_t session, std::size_t capacity, bool keeps_times)
    : state_(std::make_unique<State>(session, capacity, keeps_times)) {}
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
  if (delay_between(message->planned_ns, message->sent_ns) > kLateNs) ++state.sender_late;
  if (state.received++ == 0) state.first_ns = stamps.user_ns;
  state.last_ns = stamps.user_ns;
  if (!state.rows.add(message->sent_ns, stamps)) ++state.unrecorded;
}

std::uint64_t ProbeTally::received() const { return state_->received; }

std::vector<std::int64_t> ProbeTally::delays_ns() const {
  return state_->rows.delays(DelayKind::from_sender);
}

void ProbeTally::finish(std::optional<std::uint64_t> sent, bool is_round_trip, ProbeResult& result,
                        const PhcTrack* track) const {
  const auto& state = *state_;
  if (track != nullptr && track->empty()) track = nullptr;
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
  const Name& sender = is_round_trip ? kRoundTrip : kSender;
  for (const auto& name : {sender, kKernel, kDevice}) {
    auto delays = state.rows.delays(name.kind, track);
    if (delays.empty()) continue;
    result.delays.push_back(delays_of(std::move(delays), name.of, clock_of(name, track)));
  }
  result.parts = parts_of(state.rows, {kDevice, kKernel, sender}, track);
  if (state.rows.queues().size() == kMostQueues) {
    result.notes.push_back(fmt::format(
        "Packets came by {} queues or more: those of further queues are in no part.", kMostQueues));
  }
}

}  // namespace holdfast
