// The ring beside queues of Debian that are copied into once per stream: throughput, what an event
// costs the publisher, what the gauges cost, and latencies as ratios to a bare line that goes
// between the two threads, measured beside each sample. The publisher has CPU 0 of those we may
// use, the consumer the last.
#include <benchmark/benchmark.h>
#include <pthread.h>
#include <sched.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <thread>

#include "feed_transports.h"

namespace holdfast {
namespace {

constexpr int kEventsPerTurn = 256;

void run_on(bool last) {
  cpu_set_t all, one;
  CPU_ZERO(&one);
  if (::sched_getaffinity(0, sizeof all, &all) != 0) return;
  int chosen = -1;
  for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
    if (CPU_ISSET(cpu, &all) && (chosen < 0 || last)) chosen = cpu;
  }
  CPU_SET(chosen, &one);
  ::pthread_setaffinity_np(::pthread_self(), sizeof one, &one);
}

// Back to all CPUs at the end, so that the next consumer has its own.
class OnFirstCpu {
 public:
  OnFirstCpu() {
    ::sched_getaffinity(0, sizeof before_, &before_);
    all() = before_;
    run_on(false);
  }
  ~OnFirstCpu() { ::pthread_setaffinity_np(::pthread_self(), sizeof before_, &before_); }
  static void take_last() {
    ::pthread_setaffinity_np(::pthread_self(), sizeof(cpu_set_t), &all());
    run_on(true);
  }

 private:
  static cpu_set_t& all() {
    static cpu_set_t set;
    return set;
  }
  cpu_set_t before_;
};

struct Sink {
  std::uint64_t sum = 0;
  void operator()(const Event& event) { sum += event.words[0] ^ event.words[7]; }
};

double per_second(std::uint64_t events, std::chrono::steady_clock::duration time) {
  return static_cast<double>(events) / std::chrono::duration<double>(time).count();
}

// Time is the publisher's: for a ring that drops what an event costs it, else the throughput.
template <class Transport>
void throughput(benchmark::State& state) {
  const int streams = static_cast<int>(state.range(0));
  const OnFirstCpu pinned;
  Transport transport(streams);
  std::atomic<bool> ended = false;
  std::uint64_t delivered = 0;
  std::thread consumer([&] {
    OnFirstCpu::take_last();
    Sink sink;
    BackOffIdle<64> idle;
    std::uint64_t taken = 1;
    while (taken != 0 || !ended.load(std::memory_order_acquire)) {
      taken = 0;
      for (int i = 0; i < streams; ++i) taken += transport.receive(i, sink);
      delivered += taken;
      taken == 0 ? idle.idle() : idle.reset();
    }
    benchmark::DoNotOptimize(sink.sum);
  });
  Event event{};
  const auto began = std::chrono::steady_clock::now();
  for (auto _ : state) {
    for (int i = 0; i < kEventsPerTurn; ++i) {
      event.words[0] = event.words[7] = event.words[0] + 1;
      transport.send(event);
    }
  }
  ended.store(true, std::memory_order_release);
  consumer.join();
  const auto time = std::chrono::steady_clock::now() - began;
  const auto published = event.words[0];
  state.counters["published/s"] = per_second(published, time);
  state.counters["delivered/s"] = per_second(delivered, time);
  state.counters["lost_%"] = 100.0 * static_cast<double>(transport.lost()) /
                             static_cast<double>(published * static_cast<std::uint64_t>(streams));
  state.counters["ns/published"] =
      benchmark::Counter(static_cast<double>(published) / 1e9,
                         benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

// The floor of publishing: 64 bytes and an index stored, and nobody who reads.
void floor_of_publishing(benchmark::State& state) {
  std::vector<Event> places(kPlaces);
  std::atomic<std::uint64_t> published = 0;
  Event event{};
  for (auto _ : state) {
    for (int i = 0; i < kEventsPerTurn; ++i) {
      event.words[0] = event.words[7] = event.words[0] + 1;
      places[event.words[0] % kPlaces] = event;
      benchmark::ClobberMemory();
      published.store(event.words[0], std::memory_order_release);
    }
  }
  state.counters["ns/published"] =
      benchmark::Counter(static_cast<double>(event.words[0]) / 1e9,
                         benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

// Both sides in one thread: no line changes its place, so that the gauges' own cost is seen.
template <class Transport>
void in_one_thread(benchmark::State& state) {
  const int streams = static_cast<int>(state.range(0));
  Transport transport(streams);
  Event event{};
  Sink sink;
  for (auto _ : state) {
    for (int i = 0; i < kEventsPerTurn; ++i) {
      event.words[0] = event.words[7] = event.words[0] + 1;
      transport.send(event);
      if (i % 8 != 7) continue;
      for (int k = 0; k < streams; ++k) transport.receive(k, sink);
    }
  }
  benchmark::DoNotOptimize(sink.sum);
  state.counters["ns/delivered"] =
      benchmark::Counter(static_cast<double>(event.words[0]) * static_cast<double>(streams) / 1e9,
                         benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

// One line each way, which is the least that any ring must move.
class BareLines {
 public:
  explicit BareLines(int) {}
  void send(const Event& event) { line_.store(event.words[0], std::memory_order_release); }
  template <class Sink>
  std::uint64_t receive(int, Sink&& sink) {
    const auto value = line_.load(std::memory_order_acquire);
    if (value == seen_) return 0;
    seen_ = value;
    sink(Event{{value, 0, 0, 0, 0, 0, 0, value}});
    return 1;
  }

 private:
  alignas(kApartBytes) std::atomic<std::uint64_t> line_ = 0;
  alignas(kApartBytes) std::uint64_t seen_ = 0;
};

template <class Transport>
void wait_for(Transport& transport, Sink& sink) {
  while (transport.receive(0, sink) == 0) pause_processor();
}

template <class Transport>
double round_trips_ns(Transport& there, Transport& back, int count) {
  Sink sink;
  Event event{};
  const auto began = std::chrono::steady_clock::now();
  for (int i = 0; i < count; ++i) {
    event.words[0] = static_cast<std::uint64_t>(i) + 1;
    there.send(event);
    wait_for(back, sink);
  }
  const std::chrono::duration<double, std::nano> time = std::chrono::steady_clock::now() - began;
  return time.count() / count;
}

template <class Transport>
void echo(Transport& there, Transport& back, int count) {
  Sink sink;
  Event event{};
  for (int i = 0; i < count; ++i) {
    wait_for(there, sink);
    event.words[0] = static_cast<std::uint64_t>(i) + 1;
    back.send(event);
  }
}

double quantile(std::vector<double>& of, double q) {
  const auto at = static_cast<std::ptrdiff_t>(q * static_cast<double>(of.size() - 1));
  std::nth_element(of.begin(), of.begin() + at, of.end());
  return of[static_cast<std::size_t>(at)];
}

template <class Transport>
void round_trip(benchmark::State& state) {
  constexpr int kTrips = 2000;
  const OnFirstCpu pinned;
  Transport there(1), back(1);
  std::vector<double> ratios, own;
  for (auto _ : state) {
    // The floor before and after; the first of all is not looked at: the thread may still be
    // asleep.
    std::array<BareLines, 3> bare_there{BareLines(1), BareLines(1), BareLines(1)};
    std::array<BareLines, 3> bare_back{BareLines(1), BareLines(1), BareLines(1)};
    std::thread echoing([&] {
      OnFirstCpu::take_last();
      for (std::size_t i = 0; i < 2; ++i) echo(bare_there[i], bare_back[i], kTrips);
      echo(there, back, kTrips);
      echo(bare_there[2], bare_back[2], kTrips);
    });
    round_trips_ns(bare_there[0], bare_back[0], kTrips);
    const double before_ns = round_trips_ns(bare_there[1], bare_back[1], kTrips);
    own.push_back(round_trips_ns(there, back, kTrips));
    const double floor_ns =
        std::min(before_ns, round_trips_ns(bare_there[2], bare_back[2], kTrips));
    ratios.push_back(own.back() / floor_ns);
    echoing.join();
  }
  state.counters["RTT_ns"] = quantile(own, 0.5);
  state.counters["RTT/floor"] = quantile(ratios, 0.5);
}

std::int64_t now_ns() { return std::chrono::steady_clock::now().time_since_epoch().count(); }

// Delays from send() to receive() of `count` events at a steady rate, on every stream.
template <class Transport>
std::vector<double> delays_ns(int streams, int count, std::int64_t gap_ns) {
  Transport transport(streams);
  std::vector<double> delays;
  delays.reserve(static_cast<std::size_t>(count * streams));
  std::atomic<bool> ready = false, ended = false;
  std::thread consumer([&] {
    OnFirstCpu::take_last();
    ready.store(true);
    const auto sink = [&](const Event& event) {
      delays.push_back(static_cast<double>(now_ns() - static_cast<std::int64_t>(event.words[0])));
    };
    std::uint64_t taken = 1;
    while (taken != 0 || !ended.load(std::memory_order_acquire)) {
      taken = 0;
      for (int i = 0; i < streams; ++i) taken += transport.receive(i, sink);
    }
  });
  while (!ready.load()) pause_processor();
  Event event{};
  std::int64_t due_ns = now_ns() + 100'000;
  for (int i = 0; i < count; ++i, due_ns += gap_ns) {
    while (now_ns() < due_ns) pause_processor();
    event.words[0] = static_cast<std::uint64_t>(now_ns());
    transport.send(event);
  }
  ended.store(true, std::memory_order_release);
  consumer.join();
  return delays;
}

// 500,000 events a second. The floor is a bare line that carries the stamp to one reader.
template <class Transport>
void one_way(benchmark::State& state) {
  constexpr int kCount = 20'000;
  constexpr std::int64_t kGapNs = 2000;
  const int streams = static_cast<int>(state.range(0));
  const OnFirstCpu pinned;
  std::vector<double> p50, p99, p50_ratio, p99_ratio;
  for (auto _ : state) {
    auto floor = delays_ns<BareLines>(1, kCount, kGapNs);
    auto own = delays_ns<Transport>(streams, kCount, kGapNs);
    p50.push_back(quantile(own, 0.5));
    p99.push_back(quantile(own, 0.99));
    p50_ratio.push_back(p50.back() / quantile(floor, 0.5));
    p99_ratio.push_back(p99.back() / quantile(floor, 0.99));
  }
  state.counters["P50_ns"] = quantile(p50, 0.5);
  state.counters["P99_ns"] = quantile(p99, 0.5);
  state.counters["P50/floor"] = quantile(p50_ratio, 0.5);
  state.counters["P99/floor"] = quantile(p99_ratio, 0.5);
}

// Eight events at a time, so many millions a second: what is lost of a rate that can be kept up
// with?
template <class Transport>
void paced(benchmark::State& state) {
  const int streams = static_cast<int>(state.range(0));
  const OnFirstCpu pinned;
  Transport transport(streams);
  std::atomic<bool> ended = false;
  std::uint64_t delivered = 0;
  std::thread consumer([&] {
    OnFirstCpu::take_last();
    Sink sink;
    BackOffIdle<64> idle;
    std::uint64_t taken = 1;
    while (taken != 0 || !ended.load(std::memory_order_acquire)) {
      taken = 0;
      for (int i = 0; i < streams; ++i) taken += transport.receive(i, sink);
      delivered += taken;
      taken == 0 ? idle.idle() : idle.reset();
    }
    benchmark::DoNotOptimize(sink.sum);
  });
  Event event{};
  const std::int64_t began_ns = now_ns();
  for (auto _ : state) {
    for (int i = 0; i < 8; ++i) {
      event.words[0] = event.words[7] = event.words[0] + 1;
      transport.send(event);
    }
    const auto due_ns =
        began_ns + static_cast<std::int64_t>(event.words[0]) * 1000 / state.range(1);
    while (now_ns() < due_ns) pause_processor();
  }
  const auto time = std::chrono::nanoseconds(now_ns() - began_ns);
  ended.store(true, std::memory_order_release);
  consumer.join();
  state.counters["published/s"] = per_second(event.words[0], time);
  state.counters["delivered/s"] = per_second(delivered, time);
  state.counters["lost_%"] =
      100.0 * static_cast<double>(transport.lost()) /
      static_cast<double>(event.words[0] * static_cast<std::uint64_t>(streams));
}

using Drop = DropRing<Gauges::on>;
using DropBare = DropRing<Gauges::off>;
using Block = BlockRing<Gauges::on>;
using BlockBare = BlockRing<Gauges::off>;

BENCHMARK(floor_of_publishing);
BENCHMARK(throughput<Drop>)->Arg(1)->Arg(2)->Arg(4)->Arg(8)->Arg(16)->UseRealTime();
BENCHMARK(throughput<DropBare>)->Arg(1)->Arg(8)->UseRealTime();
BENCHMARK(throughput<Block>)->Arg(1)->Arg(2)->Arg(4)->Arg(8)->Arg(16)->UseRealTime();
BENCHMARK(throughput<BlockBare>)->Arg(1)->Arg(8)->UseRealTime();
BENCHMARK(throughput<BoostQueues>)->Arg(1)->Arg(8)->UseRealTime();
BENCHMARK(throughput<ReaderWriterQueues>)->Arg(1)->Arg(8)->UseRealTime();
BENCHMARK(paced<Drop>)
    ->ArgNames({"streams", "M/s"})
    ->Args({8, 13})
    ->Args({8, 20})
    ->Args({8, 30})
    ->UseRealTime();
BENCHMARK(in_one_thread<Drop>)->Arg(1)->Arg(8);
BENCHMARK(in_one_thread<DropBare>)->Arg(1)->Arg(8);
BENCHMARK(in_one_thread<Block>)->Arg(1)->Arg(8);
BENCHMARK(in_one_thread<BlockBare>)->Arg(1)->Arg(8);
BENCHMARK(round_trip<Drop>)->UseRealTime();
BENCHMARK(round_trip<Block>)->UseRealTime();
BENCHMARK(round_trip<BoostQueues>)->UseRealTime();
BENCHMARK(round_trip<ReaderWriterQueues>)->UseRealTime();
BENCHMARK(one_way<Drop>)->Arg(8)->UseRealTime();
BENCHMARK(one_way<Block>)->Arg(8)->UseRealTime();
BENCHMARK(one_way<BoostQueues>)->Arg(8)->UseRealTime();
BENCHMARK(one_way<ReaderWriterQueues>)->Arg(8)->UseRealTime();

}  // namespace
}  // namespace holdfast
