// Reading a host of 512 CPUs and 4,096 vectors, 1,024 of them NICs': the whole of it, and its
// parts.
#include <benchmark/benchmark.h>
#include <stdlib.h>

#include <algorithm>
#include <filesystem>

#include "base/check.h"
#include "generated_host.h"
#include "host/cpu_topology.h"
#include "host/folder_source.h"
#include "host/settings.h"
#include "host/snapshot.h"
#include "host/vectors.h"

namespace holdfast {
namespace {

// The generated files in a folder of their own, which goes with the program.
class GeneratedFolder {
 public:
  GeneratedFolder() {
    path_ = std::filesystem::temp_directory_path() / "holdfast-bench-XXXXXX";
    HOLDFAST_CHECK(::mkdtemp(path_.data()) != nullptr);
    write_host(path_);
  }
  GeneratedFolder(const GeneratedFolder&) = delete;
  GeneratedFolder& operator=(const GeneratedFolder&) = delete;
  ~GeneratedFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

HostSource& host() {
  static const GeneratedFolder folder;
  static auto source = FolderSource::open(folder.path());
  HOLDFAST_CHECK(source.has_value());
  return **source;
}

VectorFilter nic_vectors() {
  VectorFilter filter{.everything = false, .irqs = {}, .action_words = {}};
  for (int vector = 0; vector < kHostNics * kHostQueues; ++vector) {
    filter.irqs.push_back(IrqNumber{static_cast<std::uint32_t>(kHostFirstVector + vector)});
  }
  return filter;
}

void expect(benchmark::State& state, bool right) {
  if (!right) state.SkipWithError("not what was generated");
}

void vectors(benchmark::State& state, const VectorFilter& filter, std::size_t expected) {
  Diagnostics diagnostics;
  std::size_t read = 0;
  host();
  for (auto _ : state) read = read_vectors(host(), filter, diagnostics).size();
  expect(state, read == expected && diagnostics.empty());
}

void nic_counts(benchmark::State& state) {
  Diagnostics diagnostics;
  const auto filter = nic_vectors();
  std::size_t read = 0;
  host();
  for (auto _ : state) read = read_irq_counts(host(), filter, diagnostics).size();
  expect(state, read == filter.irqs.size() && diagnostics.empty());
}

void topology(benchmark::State& state) {
  Diagnostics diagnostics;
  std::size_t read = 0;
  host();
  for (auto _ : state) read = read_cpu_topology(host(), {}, diagnostics).cpus.size();
  expect(state, read == kHostCpus && diagnostics.empty());
}

void snapshot(benchmark::State& state, const SnapshotScope& scope, std::size_t expected) {
  HostSnapshot read;
  host();
  for (auto _ : state) read = read_snapshot(host(), scope);
  const auto mapped = std::count_if(read.vectors.begin(), read.vectors.end(), [](const auto& each) {
    return each.map_source == MapSource::netlink;
  });
  expect(state, read.vectors.size() == expected && mapped == kHostNics * kHostQueues &&
                    read.nics.size() == kHostNics &&
                    read.nics[0].statistics.size() == kHostStatistics);
}

// What `show vectors` reads, and the same with each queue's masks and each CPU's details.
constexpr SnapshotScope kNicsOnly{.all_vectors = false,
                                  .threads = false,
                                  .flows = false,
                                  .writers = false,
                                  .queue_masks = false,
                                  .cpu_details = false};
constexpr SnapshotScope kNicsInDetail{
    .all_vectors = false, .threads = false, .flows = false, .writers = false};

BENCHMARK_CAPTURE(snapshot, everything, SnapshotScope{}, kHostVectors)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(snapshot, of_nics, kNicsOnly, kHostNics* kHostQueues)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(snapshot, of_nics_in_detail, kNicsInDetail, kHostNics* kHostQueues)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(vectors, all, VectorFilter{}, kHostVectors)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(vectors, of_nics, nic_vectors(), kHostNics* kHostQueues)
    ->Unit(benchmark::kMillisecond);
BENCHMARK(nic_counts)->Unit(benchmark::kMillisecond);
BENCHMARK(topology)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace holdfast
