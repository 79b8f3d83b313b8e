// How soon a write is told with its writer, and how many short-lived writers are named.
//
// `latency`: from before another process's write(2) to the sighting with its actor. `named`: the
// share of writers whose program was told, out of one process per write; `unit_or_parent`: the
// share of which at least the cgroup or the parents were. Busy: two spinning processes per CPU.
#include <benchmark/benchmark.h>
#include <poll.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <time.h>

#include <algorithm>
#include <thread>

#include "host/fanotify_watcher.h"
#include "watched_tree.h"

namespace holdfast {
namespace {

Instant now() {
  timespec time{};
  ::clock_gettime(CLOCK_MONOTONIC, &time);
  return {time.tv_sec * 1'000'000'000LL + time.tv_nsec};
}

double thread_time() {
  timespec time{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

/// The agent's part: the descriptors polled, those that are ready read.
class Loop {
 public:
  Loop(const WatchedTree& tree, bool with_process_events, bool with_openings) {
    if (with_process_events) processes_ = std::make_shared<ProcessEvents>();
    watcher_ = std::make_unique<FanotifyWatcher>(
        FanotifyOptions{.root = tree.root(), .filesystems = {tree.root()}, .folders = {}},
        std::make_shared<ActorResolver>(processes_), processes_);
    if (with_openings) watcher_->set_files({std::string(WatchedTree::kFile)});
  }
  bool is_watching() const { return watcher_->fd() >= 0 && (!processes_ || processes_->fd() >= 0); }
  /// Appends what comes within `milliseconds`.
  void turn(int milliseconds, std::vector<Sighting>& out) {
    pollfd ready[2] = {{.fd = watcher_->fd(), .events = POLLIN, .revents = 0},
                       {.fd = processes_ ? processes_->fd() : -1, .events = POLLIN, .revents = 0}};
    if (::poll(ready, 2, milliseconds) <= 0) return;
    bool lost = false;
    if (ready[1].revents != 0) processes_->take(now(), lost);
    if (ready[0].revents != 0) watcher_->read(now(), 64, out);
  }

 private:
  std::shared_ptr<ProcessEvents> processes_;
  std::unique_ptr<FanotifyWatcher> watcher_;
};

int busy_processes(benchmark::State& state) {
  return state.range(0) != 0 ? 2 * static_cast<int>(std::thread::hardware_concurrency()) : 0;
}

double percentile(std::vector<double>& values, double share) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))];
}

struct Shared {
  std::atomic<std::int64_t> asked{0}, written_at{0};
};

/// Writes once whenever it is asked.
void write_when_asked(Shared& shared, int pipe, const std::string& file) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  char byte = 0;
  while (::read(pipe, &byte, 1) == 1) {
    const int descriptor = ::open(file.c_str(), O_WRONLY);
    shared.written_at = now().ns;
    if (::write(descriptor, "2", 1) != 1) ::_exit(1);
    ::close(descriptor);
  }
  ::_exit(0);
}

void latency(benchmark::State& state) {
  const WatchedTree tree;
  Loop loop(tree, true, true);
  if (!tree.is_mounted() || !loop.is_watching()) return state.SkipWithError("not permitted here");
  auto* shared = new (::mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE,
                             MAP_SHARED | MAP_ANONYMOUS, -1, 0)) Shared;
  int pipes[2];
  if (::pipe(pipes) != 0) return state.SkipWithError("no pipe");
  const pid_t writer = ::fork();
  if (writer == 0) {
    ::close(pipes[1]);
    write_when_asked(*shared, pipes[0], tree.file());
  }
  ::close(pipes[0]);
  const BusyProcesses busy(busy_processes(state));
  if (state.range(1) != 0) ::setpriority(PRIO_PROCESS, 0, -20);
  std::vector<double> all;
  for (auto _ : state) {
    std::vector<Sighting> sightings;
    // As on a host: writes come now and then, and nothing is warm.
    ::usleep(1500);
    const char byte = 1;
    if (::write(pipes[1], &byte, 1) != 1) break;
    while (sightings.empty()) loop.turn(1000, sightings);
    const double seconds = elapsed_seconds({shared->written_at}, now());
    if (sightings[0].actor->exe.empty()) state.SkipWithError("a writer without a name");
    state.SetIterationTime(seconds);
    all.push_back(seconds * 1e6);
  }
  ::setpriority(PRIO_PROCESS, 0, 0);
  ::close(pipes[1]);
  ::waitpid(writer, nullptr, 0);
  ::munmap(shared, sizeof(Shared));
  state.counters["p50_us"] = percentile(all, 0.50);
  state.counters["p99_us"] = percentile(all, 0.99);
}
BENCHMARK(latency)
    ->ArgNames({"busy", "urgent"})
    ->Args({0, 0})
    ->Args({1, 0})
    ->Args({1, 1})
    ->UseManualTime()
    ->Iterations(1000)
    ->Unit(benchmark::kMicrosecond);

struct Means {
  bool process_events, openings;
};
constexpr Means kMeans[] = {{false, false}, {false, true}, {true, false}, {true, true}};

void named(benchmark::State& state, bool by_shell) {
  const WatchedTree tree;
  const Means means = kMeans[state.range(1)];
  Loop loop(tree, means.process_events, means.openings);
  if (!tree.is_mounted() || !loop.is_watching()) return state.SkipWithError("not permitted here");
  const BusyProcesses busy(busy_processes(state));
  const std::string file = tree.file();
  const std::string script = "echo 2 > " + file;
  const char* shell[] = {"sh", "-c", script.c_str(), nullptr};
  const char* program[] = {"short_lived_writer", file.c_str(), nullptr};
  double writers = 0, programs = 0, traces = 0;
  // The spawning thread is somebody else; the loop's is the agent's.
  for (auto _ : state) {
    std::atomic<bool> done{false};
    std::thread somebody([&] {
      pid_t child = -1;
      const int failed =
          ::posix_spawn(&child, by_shell ? "/bin/sh" : HOLDFAST_SHORT_LIVED_WRITER, nullptr,
                        nullptr, const_cast<char**>(by_shell ? shell : program), environ);
      if (failed == 0) ::waitpid(child, nullptr, 0);
      done = true;
    });
    if (state.range(2) != 0) ::setpriority(PRIO_PROCESS, 0, -20);
    std::vector<Sighting> sightings;
    const Instant start = now();
    while ((!done || sightings.empty()) && elapsed_seconds(start, now()) < 2) {
      loop.turn(5, sightings);
    }
    somebody.join();
    ++writers;
    const auto is_program = [&](const Sighting& sighting) {
      return sighting.actor &&
             (sighting.actor->exe.find(by_shell ? "sh" : "writer") != std::string::npos);
    };
    programs += std::any_of(sightings.begin(), sightings.end(), is_program) ? 1 : 0;
    traces += std::any_of(sightings.begin(), sightings.end(), [](const Sighting& sighting) {
      return sighting.actor &&
             (!sighting.actor->cgroup.empty() || !sighting.actor->parents.empty());
    });
  }
  ::setpriority(PRIO_PROCESS, 0, 0);
  state.counters["named"] = programs / writers;
  state.counters["unit_or_parent"] = traces / writers;
}
void shells(benchmark::State& state) { named(state, true); }
void programs(benchmark::State& state) { named(state, false); }
#define HOLDFAST_NAMED(which)                       \
  BENCHMARK(which)                                  \
      ->ArgNames({"busy", "means", "urgent"})       \
      ->ArgsProduct({{0, 1}, {0, 1, 2, 3}, {0, 1}}) \
      ->UseRealTime()                               \
      ->Iterations(1000)                            \
      ->Unit(benchmark::kMicrosecond)
HOLDFAST_NAMED(shells);
HOLDFAST_NAMED(programs);

/// What a write to a file that nobody watches costs the agent's thread: read, looked at, forgotten.
void unwatched_write(benchmark::State& state) {
  const WatchedTree tree;
  FanotifyWatcher watcher({.root = tree.root(), .filesystems = {tree.root()}, .folders = {}},
                          std::make_shared<ActorResolver>());
  if (!tree.is_mounted() || watcher.fd() < 0) return state.SkipWithError("not permitted here");
  constexpr int kFiles = 1000;  // one each, for writes to the same one are merged
  for (auto _ : state) {
    for (int i = 0; i < kFiles; ++i) {
      std::ofstream(tree.root() + "/proc/" + std::to_string(i)) << i;
    }
    std::vector<Sighting> none;
    const double before = thread_time();
    while (watcher.read(now(), 64, none)) {
    }
    state.SetIterationTime((thread_time() - before) / kFiles);
    if (!none.empty()) state.SkipWithError("an unwatched file was told");
  }
}
BENCHMARK(unwatched_write)->UseManualTime()->Iterations(20)->Unit(benchmark::kMicrosecond);

/// What one execution anywhere on the host costs the agent, in CPU time of its thread.
void execution(benchmark::State& state) {
  ProcessEvents processes({.reads_per_second = state.range(0) != 0 ? 1'000'000U : 0U});
  if (processes.fd() < 0) return state.SkipWithError("not permitted here");
  constexpr int kExecutions = 100;
  for (auto _ : state) {
    std::atomic<bool> done{false};
    std::thread somebody([&] {
      const char* program[] = {"short_lived_writer", nullptr};
      for (int i = 0; i < kExecutions; ++i) {
        pid_t child = -1;
        if (::posix_spawn(&child, HOLDFAST_SHORT_LIVED_WRITER, nullptr, nullptr,
                          const_cast<char**>(program), environ) == 0) {
          ::waitpid(child, nullptr, 0);
        }
      }
      done = true;
    });
    const double before = thread_time();
    while (!done) {
      bool lost = false;
      pollfd ready{.fd = processes.fd(), .events = POLLIN, .revents = 0};
      if (::poll(&ready, 1, 5) > 0) processes.take(now(), lost);
    }
    state.SetIterationTime((thread_time() - before) / kExecutions);
    somebody.join();
  }
}
BENCHMARK(execution)->ArgNames({"read"})->Arg(0)->Arg(1)->UseManualTime()->Iterations(10)->Unit(
    benchmark::kMicrosecond);

}  // namespace
}  // namespace holdfast
