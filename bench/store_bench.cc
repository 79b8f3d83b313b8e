// The store: rows per second appended and flushed, beside the same rows put in by a bare SQLite
// statement; and what a day takes of a host of 64 CPUs and as many vectors, and of one of 8,
// counted from the pages of a real hour.
#include "store/store.h"

#include <benchmark/benchmark.h>
#include <sqlite3.h>
#include <stdlib.h>

#include <ctime>
#include <filesystem>
#include <random>
#include <string>

namespace holdfast {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::int64_t kStart = 1'760'000'000 * kSecond;

class Folder {
 public:
  Folder() {
    std::string name = "/dev/shm/holdfast-store-bench-XXXXXX";
    if (::mkdtemp(name.data()) != nullptr) path_ = name;
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

// Each vector on a CPU of its own, busy: some thousands of interrupts and packets each, now and
// then squeezed.
MetricFrame frame_of(std::int64_t at_ns, std::mt19937& random, std::uint32_t vectors = 64) {
  MetricFrame frame;
  frame.at_ns = at_ns;
  frame.at.ns = at_ns - kStart;
  frame.seconds = 1.0003;
  frame.vam_requested = frame.vam_effective = 0;
  frame.vam_delivered = 0.0001234;
  frame.active_vectors = vectors;
  frame.nrs = {0.0123, "irq-counts"};
  frame.sad = 0.0345;
  frame.sad_normalised = 0.0351;
  frame.sad_delta = 0.0011;
  frame.leak = 0.0456;
  frame.interrupts = 400'000 + random() % 1000;
  frame.packets = 900'000 + random() % 1000;
  frame.interrupts_per_packet = 0.444;
  frame.own = {0.0051, 18'000'000, 1'234'567, 0};
  frame.seconds_in_regime = static_cast<double>(at_ns - kStart) / 1e9;
  for (std::uint32_t i = 0; i < vectors; ++i) {
    const std::uint64_t count = 3000 + random() % 8000;
    frame.vectors.push_back({.irq = {100 + i},
                             .nic = "eth0",
                             .label = "rx+tx " + std::to_string(i),
                             .target = {i},
                             .requested = {i},
                             .effective = {i},
                             .delivered = {{CpuId{i}, count}},
                             .total = count,
                             .state = VectorState::aligned,
                             .active = true});
    frame.cpus.push_back({.cpu = {i},
                          .target = true,
                          .net_rx = count,
                          .net_tx = count / 50,
                          .packets = count * 2,
                          .time_squeezed = random() % 500 == 0 ? 1U : 0U});
  }
  return frame;
}

void append_and_flush(benchmark::State& state) {
  std::mt19937 random(7);
  std::vector<MetricFrame> frames;
  for (int i = 0; i < 200; ++i) frames.push_back(frame_of(kStart + i * kSecond, random));
  std::uint64_t rows = 0;
  for (auto _ : state) {
    const Folder folder;
    std::string note;
    auto store = Store::open({.folder = folder.path(), .keep_days = 36500}, note);
    if (!store) return state.SkipWithError(store.error().sentence.c_str());
    for (int i = 0; i < 13'000; ++i) {
      auto& frame = frames[static_cast<std::size_t>(i) % frames.size()];
      frame.at_ns = kStart + i * kSecond;
      store->append(frame);
      if (i % 200 == 199) {
        if (!store->flush(frame.at_ns)) return state.SkipWithError("flush failed");
      }
    }
    if (!store->flush(kStart + 13'000 * kSecond)) return state.SkipWithError("flush failed");
    if (store->counters().dropped != 0) return state.SkipWithError("rows were dropped");
    rows += store->counters().written;
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(rows));
}

void append_events(benchmark::State& state) {
  Event event;
  event.at_ns = event.seen_ns = kStart;
  event.object = {SettingKind::vector, "eth0", "rx 3", IrqNumber{38}, "0000:00:05.0", 4};
  event.subject = "eth0 rx 3 (irq 38)";
  event.from = "2";
  event.to = "0-1";
  event.cause = EventCause::irqbalance;
  event.evidence = "irqbalance wrote /proc/irq/38/smp_affinity 3 ms before";
  event.actor =
      Actor{.comm = "irqbalance", .exe = "/usr/sbin/irqbalance", .unit = "irqbalance.service"};
  std::uint64_t rows = 0;
  for (auto _ : state) {
    const Folder folder;
    std::string note;
    auto store = Store::open({.folder = folder.path(), .keep_days = 36500}, note);
    if (!store) return state.SkipWithError(store.error().sentence.c_str());
    for (int i = 0; i < 100'000; ++i) {
      store->append(event);
      if (i % 10'000 == 9'999 && !store->flush(kStart)) return state.SkipWithError("flush failed");
    }
    rows += store->counters().written;
    state.counters["bytes_an_event"] =
        static_cast<double>(std::filesystem::file_size(folder.path() + "/holdfast.db")) / 100'000;
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(rows));
}

// The least: 1M rows of an id and a count, one prepared statement, 20,000 rows a transaction.
void bare_sqlite(benchmark::State& state) {
  for (auto _ : state) {
    const Folder folder;
    sqlite3* database = nullptr;
    sqlite3_open((folder.path() + "/bare.db").c_str(), &database);
    sqlite3_exec(database,
                 "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
                 "CREATE TABLE counts(id INTEGER PRIMARY KEY, count INTEGER)",
                 nullptr, nullptr, nullptr);
    sqlite3_stmt* insert = nullptr;
    sqlite3_prepare_v2(database, "INSERT INTO counts VALUES(?,?)", -1, &insert, nullptr);
    for (std::int64_t i = 0; i < 1'000'000; ++i) {
      if (i % 20'000 == 0) sqlite3_exec(database, "BEGIN", nullptr, nullptr, nullptr);
      sqlite3_bind_int64(insert, 1, (i / 64) << 20 | i % 64);
      sqlite3_bind_int64(insert, 2, i * 1000);
      sqlite3_step(insert);
      sqlite3_reset(insert);
      if (i % 20'000 == 19'999) sqlite3_exec(database, "COMMIT", nullptr, nullptr, nullptr);
    }
    sqlite3_finalize(insert);
    sqlite3_close(database);
  }
  state.SetItemsProcessed(state.iterations() * 1'000'000);
}

// A frame a second, flushed every second, for a real hour's worth; counters as after a month, when
// they take six bytes.
void a_day(benchmark::State& state) {
  constexpr int kHour = 3600;
  const auto vectors = static_cast<std::uint32_t>(state.range(0));
  for (auto _ : state) {
    std::mt19937 random(7);
    const Folder folder;
    std::string note;
    auto store = Store::open({.folder = folder.path(), .keep_days = 36500}, note);
    if (!store) return state.SkipWithError(store.error().sentence.c_str());
    auto month = frame_of(kStart, random, vectors);
    for (auto& vector : month.vectors) vector.delivered[0].count = 20'000'000'000;
    for (auto& cpu : month.cpus) cpu.packets = cpu.net_rx = 20'000'000'000;
    store->append(month);
    const auto size = [&] {
      return static_cast<double>(std::filesystem::file_size(folder.path() + "/holdfast.db"));
    };
    double before = 0;
    std::uint64_t rows = 0;
    std::clock_t spent = 0;
    for (int i = 0; i < kHour + 100; ++i) {
      store->append(frame_of(kStart + i * kSecond, random, vectors));
      const auto begun = std::clock();
      if (!store->flush(kStart + i * kSecond)) return state.SkipWithError("flush failed");
      spent += std::clock() - begun;
      if (i == 99) {
        before = size();
        rows = store->counters().written;
      }
    }
    const double grown = size() - before;
    state.counters["megabytes_a_day"] = grown * 24 / 1e6;
    state.counters["bytes_a_row"] = grown / static_cast<double>(store->counters().written - rows);
    state.counters["flush_us"] = static_cast<double>(spent) / (kHour + 100) * 1e6 / CLOCKS_PER_SEC;
    state.counters["log_bytes"] =
        static_cast<double>(std::filesystem::file_size(folder.path() + "/holdfast.db-wal"));
  }
}

BENCHMARK(append_and_flush)->Unit(benchmark::kMillisecond)->Iterations(1);
BENCHMARK(bare_sqlite)->Unit(benchmark::kMillisecond)->Iterations(1);
BENCHMARK(append_events)->Unit(benchmark::kMillisecond)->Iterations(1);
BENCHMARK(a_day)->Arg(64)->Arg(8)->Unit(benchmark::kMillisecond)->Iterations(1);

}  // namespace
}  // namespace holdfast
