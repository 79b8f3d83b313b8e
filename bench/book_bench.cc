// A message through the books, at 1 and 10 million live orders, with and without looking ahead,
// beside the book as everyone first writes it. The feed is the generated one (src/synth), which
// takes, executes and replaces any live order alike: the hardest case for caches.
#include <benchmark/benchmark.h>

#include <memory>

#include "book/apply_ahead.h"
#include "itch/message_visit.h"
#include "plain_book.h"
#include "synth/synth_feed.h"

namespace holdfast {
namespace {

constexpr std::size_t kBatch = 250'000;  // messages generated at once, not timed
constexpr std::size_t kDatagram = 40;    // messages looked ahead in: what 1,472 bytes have

// Messages in memory, one behind the other.
class Batch {
 public:
  void fill(SynthFeed& feed) {
    bytes_.clear();
    lengths_.clear();
    for (std::size_t i = 0; i < kBatch; ++i) {
      const auto message = *feed.next();
      bytes_.insert(bytes_.end(), message.begin(), message.end());
      lengths_.push_back(static_cast<std::uint8_t>(message.size()));
    }
  }
  template <class Each>
  void for_each(const Each& each) const {
    const std::uint8_t* at = bytes_.data();
    for (const std::size_t length : lengths_) {
      each(std::span(at, length));
      at += length;
    }
  }

 private:
  std::vector<std::uint8_t> bytes_;
  std::vector<std::uint8_t> lengths_;
};

struct Ours {
  explicit Ours(std::size_t expected) : books(BookSetOptions{.expected_orders = expected}) {}
  void apply(const Batch& batch) {
    batch.for_each([&](std::span<const std::uint8_t> m) { books.apply(m); });
  }
  bool is_right(std::size_t live) const {
    return books.orders() == live && books.counts().refused() == 0;
  }
  BookSet books;
};

struct OursAhead : Ours {
  using Ours::Ours;
  void apply(const Batch& batch) {
    const auto pass = [&] {
      apply_ahead(books, messages, [](std::size_t, BookFate) {});
      messages.clear();
    };
    batch.for_each([&](std::span<const std::uint8_t> m) {
      messages.push_back(m);
      if (messages.size() == kDatagram) pass();
    });
    pass();
  }
  std::vector<std::span<const std::uint8_t>> messages;
};

struct Plain {
  explicit Plain(std::size_t expected) : books(expected) {}
  void apply(const Batch& batch) {
    batch.for_each([&](std::span<const std::uint8_t> m) { visit_message(m, books); });
  }
  bool is_right(std::size_t live) const { return books.orders() == live; }
  PlainBooks books;
};

struct DecodeOnly {
  explicit DecodeOnly(std::size_t) {}
  void apply(const Batch& batch) {
    batch.for_each([&](std::span<const std::uint8_t> m) {
      visit_message(m, [&](const auto& one) { benchmark::DoNotOptimize(one.header); });
    });
  }
  bool is_right(std::size_t) const { return true; }
};

template <class Books>
void book(benchmark::State& state) {
  const auto live = static_cast<std::uint32_t>(state.range(0));
  SynthFeed feed({.live_orders = live, .messages = 0});
  const auto books = std::make_unique<Books>(live);
  Batch batch;
  while (feed.live_orders() < live) {
    batch.fill(feed);
    books->apply(batch);
  }
  for (auto _ : state) {
    state.PauseTiming();
    batch.fill(feed);
    state.ResumeTiming();
    books->apply(batch);
  }
  if (!books->is_right(feed.live_orders())) state.SkipWithError("the books are wrong");
  const auto messages = static_cast<double>(state.iterations() * kBatch);
  state.SetItemsProcessed(static_cast<std::int64_t>(messages));
  // A rate, inverted: seconds a message.
  state.counters["message"] =
      benchmark::Counter(messages, benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

void sizes(benchmark::internal::Benchmark* bench) {
  bench->ArgName("live")->Arg(1'000'000)->Arg(10'000'000)->Iterations(12);
  bench->Unit(benchmark::kMillisecond);
}
BENCHMARK(book<DecodeOnly>)->Apply(sizes);
BENCHMARK(book<Ours>)->Apply(sizes);
BENCHMARK(book<OursAhead>)->Apply(sizes);
BENCHMARK(book<Plain>)->Apply(sizes);

}  // namespace
}  // namespace holdfast
