#include "bpf/affinity_watcher.h"

#include <bpf/bpf.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "host/reading.h"

namespace holdfast {
namespace {

using Rung = AffinityProbe::Rung;

#define SKIP_WITHOUT_BPF()                                            \
  if (const std::string why = why_no_bpf(); !why.empty()) {           \
    GTEST_SKIP() << "this process may load no BPF programs: " << why; \
  }

/// A raw tracepoint's program, run as if the kernel had come by with these arguments. Nothing of
/// the host is touched.
bool run_once(int program, std::array<std::uint64_t, 4> arguments) {
  bpf_test_run_opts options{};
  options.sz = sizeof options;
  options.ctx_in = arguments.data();
  options.ctx_size_in = sizeof arguments;
  return ::bpf_prog_test_run_opts(program, &options) == 0;
}

constexpr std::uint32_t kIrq = 7777;  // no host of a test has it
const auto kNoSpace = static_cast<std::uint64_t>(-ENOSPC) & 0xffffffff;

AffinityWatcher watcher_of(AffinityProbe probe) {
  return {std::move(probe), std::make_shared<ActorResolver>()};
}

std::vector<Sighting> read_all(AffinityWatcher& watcher) {
  std::vector<Sighting> seen;
  while (watcher.read(monotonic_now(), 2, seen)) {
  }
  std::erase_if(seen, [](const Sighting& one) { return one.what != std::to_string(kIrq); });
  return seen;
}

TEST(affinity_watcher, the_ladder_ends_where_this_kernel_lets_it_with_a_sentence) {
  AffinityProbe probe(possible_cpus());
  const Rung rung = probe.rung();
  const std::string why = probe.why();
  const auto watcher = watcher_of(std::move(probe));
  const WatchSource state = watcher.state();
  EXPECT_EQ(state.name, "bpf");
  if (const std::string none = why_no_bpf(); !none.empty()) {
    EXPECT_EQ(rung, Rung::none);
    EXPECT_EQ(state.state, SourceState::absent);
    EXPECT_EQ(state.why, none);
    EXPECT_EQ(watcher.fd(), -1);
    return;
  }
  if (rung == Rung::requests && why.empty()) {
    EXPECT_EQ(state.state, SourceState::watching);
  } else {
    EXPECT_NE(state.why, "");
    EXPECT_EQ(state.state, rung == Rung::none ? SourceState::absent : SourceState::degraded);
  }
  if (rung == Rung::tracepoints) {
    EXPECT_NE(why.find("who asked is told by fanotify"), std::string::npos) << why;
  }
  EXPECT_EQ(watcher.fd() >= 0, rung != Rung::none);
}

TEST(affinity_watcher, switched_off_it_says_so) {
  auto watcher = watcher_of(AffinityProbe(4, Rung::none));
  EXPECT_EQ(watcher.state().state, SourceState::absent);
  EXPECT_NE(watcher.state().why.find("--no-bpf"), std::string::npos);
  EXPECT_TRUE(read_all(watcher).empty());
}

TEST(affinity_watcher, an_unprivileged_process_has_none_and_goes_on) {
  const pid_t child = ::fork();
  if (child == 0) {
    if (::geteuid() == 0 && ::setresuid(65534, 65534, 65534) != 0) ::_exit(2);
    const auto state = watcher_of(AffinityProbe(4)).state();
    ::_exit(state.state == SourceState::absent && !state.why.empty() ? 0 : 1);
  }
  int status = -1;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

class Tracepoints : public ::testing::Test {
 protected:
  void SetUp() override {
    SKIP_WITHOUT_BPF();
    probe_.emplace(64, Rung::tracepoints);
    if (probe_->rung() != Rung::tracepoints) GTEST_SKIP() << "no tracepoints: " << probe_->why();
    configured_ = probe_->object().program_fd("vector_configured");
    allocated_ = probe_->object().program_fd("vector_allocated");
    if (!run_once(configured_, {1, 0, 0, 0})) {
      GTEST_SKIP() << "this kernel cannot run such programs for a test";
    }
  }
  std::optional<AffinityProbe> probe_;
  int configured_ = -1, allocated_ = -1;
};

TEST_F(Tracepoints, a_vector_that_reaches_the_chip_is_told_with_its_cpu_and_time) {
  auto watcher = watcher_of(*std::move(probe_));
  const Instant before = monotonic_now();
  ASSERT_TRUE(run_once(configured_, {kIrq, 35, 3, 3}));
  const auto seen = read_all(watcher);
  ASSERT_EQ(seen.size(), 1U);
  EXPECT_EQ(seen[0].kind, SightingKind::affinity_applied);
  EXPECT_EQ(seen[0].detail, "3");
  EXPECT_FALSE(seen[0].actor);
  EXPECT_GE(seen[0].at, before);
  EXPECT_LE(seen[0].at, monotonic_now());
  EXPECT_EQ(watcher.state().state, SourceState::degraded);
}

TEST_F(Tracepoints, a_vector_that_is_refused_is_told_and_one_that_is_given_is_not) {
  auto watcher = watcher_of(*std::move(probe_));
  ASSERT_TRUE(run_once(allocated_, {kIrq, 0, 0, 35}));
  EXPECT_TRUE(read_all(watcher).empty());
  ASSERT_TRUE(run_once(allocated_, {kIrq, 0, 0, kNoSpace}));
  const auto seen = read_all(watcher);
  ASSERT_EQ(seen.size(), 1U);
  EXPECT_EQ(seen[0].kind, SightingKind::vector_refused);
  // Nobody needs a thousand of the same.
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(run_once(allocated_, {kIrq, 0, 0, kNoSpace}));
  EXPECT_TRUE(read_all(watcher).empty());
}

TEST_F(Tracepoints, a_full_ring_is_counted_and_told_as_an_overflow) {
  auto watcher = watcher_of(*std::move(probe_));
  for (std::uint32_t i = 0; i < 3000; ++i) ASSERT_TRUE(run_once(configured_, {i, 35, 3, 3}));
  std::vector<Sighting> seen;
  while (watcher.read(monotonic_now(), 512, seen)) {
  }
  std::uint64_t told = 0, lost = 0;
  for (const auto& one : seen) (one.kind == SightingKind::overflow ? lost : told) += one.count;
  EXPECT_GT(lost, 0U);
  EXPECT_GE(told + lost, 3000U);
  EXPECT_LE(told + lost, 3010U);  // some of the host's own
}

}  // namespace
}  // namespace holdfast
