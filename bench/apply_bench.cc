// What a step of an apply costs beside the write that it is for: the journal before and after it.
//
// The write is one to procfs (this thread's name): open, write, close, as a setting's is. The
// journal lies where /run does, on tmpfs.
#include <benchmark/benchmark.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include <filesystem>

#include "apply/journal_file.h"
#include "apply/step_runner.h"

namespace holdfast {
namespace {

constexpr const char* kFile = "/proc/thread-self/comm";
constexpr std::string_view kValue = "holdfast-bench";

bool bare_write() {
  const Descriptor file(::open(kFile, O_WRONLY | O_CLOEXEC));
  return file && ::write(file.fd(), kValue.data(), kValue.size()) > 0;
}

class ProcfsHost final : public HostPort {
 public:
  Result<void> write(const Setting& /*wanted*/) override {
    if (!bare_write()) return fail(ErrorCode::failed, "the write failed");
    return {};
  }
  HostSnapshot read() override { return {}; }
  Instant now() override { return {}; }
  void wait(double /*seconds*/) override {}
};

class Folder {
 public:
  Folder() {
    std::string name = "/dev/shm/holdfast-XXXXXX";
    path_ = ::mkdtemp(name.data());
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() { std::filesystem::remove_all(path_); }
  std::string at(const char* name) const { return path_ + '/' + name; }

 private:
  std::string path_;
};

Step vector_step() {
  Step step;
  step.number = 1;
  step.object.kind = SettingKind::vector;
  step.object.nic = "eth0";
  step.object.name = "rx+tx 3";
  step.object.irq = IrqNumber{38};
  step.object.device = "0000:81:00.0";
  step.object.msi_index = 4;
  step.before = "0-63";
  step.after = "3";
  return step;
}

void BM_BareWrite(benchmark::State& state) {
  for (auto _ : state) {
    if (!bare_write()) state.SkipWithError("the write failed");
  }
}
BENCHMARK(BM_BareWrite)->Unit(benchmark::kMicrosecond);

void BM_Step(benchmark::State& state) {
  const Folder folder;
  JournalFile runtime(folder.at("1.jsonl"), JournalFile::Sync::no);
  JournalFile files(folder.at("2.jsonl"), JournalFile::Sync::yes);
  Journal journal(runtime, files);
  ProcfsHost host;
  const ApplyOptions options;
  std::vector<StepResult> results;
  StepRunner runner(host, journal, options, results);
  const Step step = vector_step();
  for (auto _ : state) {
    if (runner.forward(step) != Halt::none) state.SkipWithError("the step failed");
    results.clear();
  }
}
BENCHMARK(BM_Step)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace holdfast
