// Reading many small files: 4,096 vectors with 4 files each, as a snapshot of a large host does.
#include <benchmark/benchmark.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>

#include "host/archive_source.h"
#include "host/folder_source.h"
#include "host/live_source.h"
#include "host/tar.h"

namespace holdfast {
namespace {

constexpr int kVectors = 4096;
constexpr const char* kFiles[] = {"smp_affinity_list", "effective_affinity_list", "affinity_hint",
                                  "node"};

/// A host's root in a temporary folder, with an errors file as every true capture has one.
class VectorsFolder {
 public:
  VectorsFolder() {
    std::string name = std::filesystem::temp_directory_path() / "holdfast-XXXXXX";
    path_ = ::mkdtemp(name.data());
    for (int irq = 0; irq < kVectors; ++irq) {
      const auto folder = fmt::format("{}/proc/irq/{}", path_, irq);
      std::filesystem::create_directories(folder);
      for (const char* file : kFiles) std::ofstream(folder + '/' + file) << irq << "\n";
    }
    std::filesystem::create_directories(path_ + "/holdfast");
    std::ofstream(path_ + "/holdfast/errors") << "EACCES /proc/1/fd\nEINVAL /sys/x/speed\n";
  }
  VectorsFolder(const VectorsFolder&) = delete;
  VectorsFolder& operator=(const VectorsFolder&) = delete;
  ~VectorsFolder() { std::filesystem::remove_all(path_); }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

void read_vectors(benchmark::State& state, HostSource& host, const std::string& root) {
  std::string text;
  std::string path;
  for (auto _ : state) {
    for (int irq = 0; irq < kVectors; ++irq) {
      for (const char* file : kFiles) {
        path.clear();
        fmt::format_to(std::back_inserter(path), "{}/proc/irq/{}/{}", root, irq, file);
        if (!host.read_file(path, text)) state.SkipWithError("a file is missing");
      }
    }
  }
  state.SetItemsProcessed(state.iterations() * kVectors * 4);
}

void BM_FolderSource(benchmark::State& state) {
  const VectorsFolder folder;
  auto root = open_at(AT_FDCWD, folder.path().c_str(), O_PATH | O_DIRECTORY);
  const auto walk =
      state.range(0) == 0 ? RootFolder::Walk::by_kernel : RootFolder::Walk::by_component;
  FolderSource host(RootFolder(std::move(*root), walk));
  read_vectors(state, host, "");
}
BENCHMARK(BM_FolderSource)->ArgName("by_component")->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond);

void BM_LiveSource(benchmark::State& state) {
  const VectorsFolder folder;
  LiveSource host;
  read_vectors(state, host, folder.path());
}
BENCHMARK(BM_LiveSource)->Unit(benchmark::kMillisecond);

void BM_ArchiveSource(benchmark::State& state) {
  TarWriter tar;
  for (int irq = 0; irq < kVectors; ++irq) {
    for (const char* file : kFiles)
      tar.add_file(fmt::format("/proc/irq/{}/{}", irq, file), "0-3\n");
  }
  auto hosts = read_archive(tar.finish());
  read_vectors(state, *hosts->now, "");
}
BENCHMARK(BM_ArchiveSource)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace holdfast
