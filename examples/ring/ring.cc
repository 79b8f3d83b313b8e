// ring: one publisher, a consumer that drops and one that blocks, and what the gauges tell of them.
//
//     ring [EVENTS]    (default: 1,000,000)
//
// The memory here is this process's own. Mapped shared memory does as well: one process calls
// Ring::create, the others Ring::open.
#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <memory>
#include <thread>

#include "feed/block_consumer.h"
#include "feed/drop_consumer.h"
#include "feed/ring_gauges.h"
#include "feed/ring_publisher.h"
#include "feed/slot.h"
#include "net/idle.h"

namespace {

using namespace holdfast;

struct Quote {
  std::uint64_t instrument = 0;
  std::int64_t bid = 0;
  std::int64_t ask = 0;
  std::uint64_t unused[5] = {};
};
using Slot = FixedSlot<sizeof(Quote)>;
constexpr std::uint64_t kSlots = 1024;

struct Clock {
  static std::int64_t now_ns() {
    return std::chrono::steady_clock::now().time_since_epoch().count();
  }
};

struct alignas(kApartBytes) Memory {
  std::array<std::byte, sizeof(RingHeader) + kSlots * sizeof(Slot)> bytes;
};

void follow_deltas(DropConsumer<Slot>& deltas, std::uint64_t end) {
  YieldIdle idle;
  while (deltas.next() < end) {
    const auto taken = deltas.take(
        64, [](std::uint64_t, Slot::Payload payload) { (void)value_of<Quote>(payload); },
        [](const SequenceRange&) { /* ask for a snapshot, from this sequence on */ });
    if (taken == 0) idle.idle();
  }
}

void keep_book(BlockConsumer<Slot>& book, std::uint64_t end) {
  YieldIdle idle;
  while (book.next() < end) {
    const auto taken =
        book.take(64, [](std::uint64_t, Slot::Payload payload) { (void)value_of<Quote>(payload); });
    if (taken == 0) idle.idle();
  }
}

}  // namespace

int main(int count, char** words) {
  const std::uint64_t events = count > 1 ? std::strtoull(words[1], nullptr, 10) : 1'000'000;
  const auto memory = std::make_unique<Memory>();
  const auto ring = Ring<Slot>::create(memory->bytes, kSlots);
  if (!ring) {
    fmt::print(stderr, "{}\n", ring.error().sentence);
    return 1;
  }
  auto deltas = DropConsumer<Slot>::attach(*ring);
  auto book = BlockConsumer<Slot>::attach(*ring);
  if (!deltas || !book) return 1;
  RingPublisher<Slot, Clock> publisher(*ring);  // lets the blocking consumer in
  std::thread delta_thread([&] { follow_deltas(*deltas, events); });
  std::thread book_thread([&] { keep_book(*book, events); });
  YieldIdle idle;
  for (std::uint64_t i = 0; i < events; ++i) {
    const Quote quote{.instrument = i % 100, .bid = 9'999, .ask = 10'001};
    publisher.publish(bytes_of(quote), idle);
  }
  delta_thread.join();
  book_thread.join();

  const auto gauges = read_gauges(ring->header());
  for (const auto& row : gauges.consumers) {
    fmt::print(
        "{:8}  messages {:8}  lost {:8} in {:4} ranges  depth {}  most waiting {}  blocked {} "
        "times, {} us\n",
        row.policy == ConsumerState::blocking ? "blocking" : "dropping", row.messages, row.lost,
        row.lost_ranges, row.depth, row.most_waiting, row.blocked_times, row.blocked_ns / 1000);
    if (row.messages + row.lost != gauges.published) return 1;
  }
  fmt::print("published {}: every event was handed out or counted as lost\n", gauges.published);
  return 0;
}
