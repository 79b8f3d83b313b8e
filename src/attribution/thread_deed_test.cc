#include <gtest/gtest.h>

#include "attribution/attribute.h"

namespace holdfast {
namespace {

constexpr Instant at(double seconds) { return {static_cast<std::int64_t>(seconds * 1e9)}; }

const Actor kShell{.pid = ThreadId{4711}, .comm = "sh", .exe = "/bin/dash", .unit = "ssh.service"};
const Actor kOther{.pid = ThreadId{77}, .comm = "tuned", .exe = "/usr/sbin/tuned", .unit = ""};

/// Thread 1204 went from CPU 3 to CPU 0 between second 10 and second 11.
Change thread_change() {
  Change change;
  change.object = {.kind = SettingKind::thread_affinity, .name = "md-reader"};
  change.object.thread = ThreadId{1204};
  change.from = "3";
  change.to = "0";
  change.after = at(10);
  change.before = at(11);
  change.cgroup = "/trading.slice/reader.service";
  return change;
}

Sighting seen(SightingKind kind, std::string what, double seconds,
              std::optional<Actor> actor = kShell) {
  Sighting sighting{.kind = kind, .what = std::move(what), .detail = "0", .at = at(seconds)};
  sighting.actor = std::move(actor);
  return sighting;
}

Attribution of(const std::vector<Sighting>& recent, const AttributionContext& context = {}) {
  return attribute(thread_change(), recent, context);
}

TEST(thread_deed, whoever_called_sched_setaffinity_is_named_with_the_time_of_the_call) {
  const auto found = of({seen(SightingKind::thread_requested, "1204", 10.5)});
  EXPECT_EQ(found.cause, EventCause::writer);
  EXPECT_EQ(found.actor, kShell);
  EXPECT_EQ(found.at, at(10.5));
  EXPECT_EQ(found.evidence,
            "sh (pid 4711) of ssh.service called sched_setaffinity for thread 1204: CPUs 0");
}

TEST(thread_deed, a_call_for_another_thread_or_before_the_last_reading_explains_nothing) {
  EXPECT_EQ(of({seen(SightingKind::thread_requested, "120", 10.5)}).cause, EventCause::unknown);
  EXPECT_EQ(of({seen(SightingKind::thread_requested, "1204", 9.9)}).cause, EventCause::unknown);
  EXPECT_EQ(of({seen(SightingKind::thread_confined, "1204", 9.9)}).cause, EventCause::unknown);
}

TEST(thread_deed, a_cpuset_that_bpf_saw_change_is_told_also_without_its_file) {
  const auto found = of({seen(SightingKind::thread_confined, "1204", 10.5)});
  EXPECT_EQ(found.cause, EventCause::cgroup);
  EXPECT_EQ(found.actor, kShell);
  EXPECT_EQ(found.evidence,
            "its cpuset gave thread 1204 CPUs 0, while sh (pid 4711) of ssh.service ran");
}

TEST(thread_deed, the_file_tells_which_cpuset_and_bpf_when) {
  const auto found =
      of({seen(SightingKind::thread_confined, "1204", 10.5),
          seen(SightingKind::file_written, "/sys/fs/cgroup/trading.slice/cpuset.cpus", 10.6)});
  EXPECT_EQ(found.cause, EventCause::cgroup);
  EXPECT_EQ(found.at, at(10.5));
  EXPECT_EQ(found.evidence,
            "sh (pid 4711) of ssh.service wrote /sys/fs/cgroup/trading.slice/cpuset.cpus");
}

TEST(thread_deed, the_kernels_own_doing_has_no_actor) {
  const auto found = of({seen(SightingKind::thread_confined, "1204", 10.5, std::nullopt)});
  EXPECT_EQ(found.cause, EventCause::kernel);
  EXPECT_FALSE(found.actor);
}

TEST(thread_deed, of_a_call_and_a_cpuset_the_later_one_did_it) {
  const auto call = seen(SightingKind::thread_requested, "1204", 10.4, kOther);
  EXPECT_EQ(of({call, seen(SightingKind::thread_confined, "1204", 10.5)}).cause,
            EventCause::cgroup);
  EXPECT_EQ(of({seen(SightingKind::thread_confined, "1204", 10.3), call}).actor, kOther);
}

TEST(thread_deed, who_was_put_where_and_which_partition_took_its_cpus) {
  const auto cause = [](const std::string& file, double seconds = 10.5) {
    return of({seen(SightingKind::file_written, "/sys/fs/cgroup" + file, seconds)}).cause;
  };
  for (const auto* file :
       {"/trading.slice/reader.service/cgroup.procs",
        "/trading.slice/reader.service/cgroup.threads",
        "/cpuset/trading.slice/reader.service/tasks", "/trading.slice/cgroup.subtree_control",
        "/cgroup.subtree_control", "/other.slice/cpuset.cpus.partition",
        "/trading.slice/other.service/cpuset.cpus.exclusive"}) {
    EXPECT_EQ(cause(file), EventCause::cgroup) << file;
    EXPECT_EQ(cause(file, 9.9), EventCause::unknown) << file << ", before the last reading";
  }
  for (const auto* file :
       {"/trading.slice/cgroup.procs", "/other.slice/cgroup.procs", "/other.slice/cpuset.cpus",
        "/trading.slice/cpuset.mems", "/other.slice/deep/cpuset.cpus.partition"}) {
    EXPECT_EQ(cause(file), EventCause::unknown) << file;
  }
}

TEST(thread_deed, where_nobody_sees_the_callers_the_reason_is_the_evidence) {
  AttributionContext context;
  context.threads_unseen = "this kernel refuses fexit programs (EPERM), as a locked-down one does";
  const auto found = of({}, context);
  EXPECT_EQ(found.cause, EventCause::unknown);
  EXPECT_EQ(found.evidence,
            "who calls sched_setaffinity is not seen here: this kernel refuses fexit programs "
            "(EPERM), as a locked-down one does; no cpuset was written, and no CPU or irqbalance "
            "event within 5.0 s");
}

}  // namespace
}  // namespace holdfast
