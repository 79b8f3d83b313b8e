#include "host/thread_write.h"

#include <fmt/format.h>
#include <sched.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <vector>

#include "base/check.h"
#include "base/text.h"
#include "host/descriptor.h"
#include "host/errno_name.h"
#include "host/process_stat.h"
#include "host/write_refusal.h"

namespace holdfast {
namespace {

/// sched_setaffinity's bits for as many CPUs as a kernel can have.
class CpuBits {
 public:
  explicit CpuBits(const CpuSet& cpus) : bits_(CpuSet::kMaxCpus / CPU_SETSIZE) {
    static_assert(CpuSet::kMaxCpus % CPU_SETSIZE == 0);
    for (const auto cpu : cpus.to_vector()) CPU_SET_S(cpu.value, size(), get());
  }
  cpu_set_t* get() { return bits_.data(); }
  std::size_t size() const { return bits_.size() * sizeof(cpu_set_t); }
  CpuSet set() {
    CpuSet cpus;
    for (std::uint32_t cpu = 0; cpu < CpuSet::kMaxCpus; ++cpu) {
      if (CPU_ISSET_S(cpu, size(), get())) cpus.add(CpuId{cpu});
    }
    return cpus;
  }

 private:
  std::vector<cpu_set_t> bits_;
};

ErrorCode code_of_call(int error) {
  if (error == ESRCH) return ErrorCode::absent;
  return error == EPERM || error == EACCES ? ErrorCode::denied : ErrorCode::failed;
}

tl::unexpected<Error> refuse(int error, std::string_view meaning) {
  return fail(code_of_call(error),
              fmt::format("{}: {}", errno_name(static_cast<std::errc>(error)), meaning));
}

std::string meaning_of_scheduling(int error, const ThreadScheduling& scheduling) {
  rlimit limit{};
  switch (error) {
    case ESRCH: return "the thread is gone";
    case EPERM:
      if (scheduling.priority == 0) return "only its owner or who has CAP_SYS_NICE may change it";
      if (::geteuid() != 0 && ::getrlimit(RLIMIT_RTPRIO, &limit) == 0) {
        return fmt::format(
            "a real-time class needs CAP_SYS_NICE, or RLIMIT_RTPRIO (now {}) of at "
            "least {}: LimitRTPRIO= of the unit, or ulimit -r",
            limit.rlim_cur, scheduling.priority);
      }
      return "the kernel gives its control group no real-time run time (cpu.rt_runtime_us is 0), "
             "or CAP_SYS_NICE is missing";
    case EINVAL: return "this kernel does not have that class or priority";
    default: return std::make_error_code(static_cast<std::errc>(error)).message();
  }
}

struct Class {
  std::string_view name;
  SchedulingPolicy policy;
  int number;
  bool real_time;
};
constexpr Class kClasses[] = {{"other", SchedulingPolicy::other, SCHED_OTHER, false},
                              {"batch", SchedulingPolicy::batch, SCHED_BATCH, false},
                              {"idle", SchedulingPolicy::idle, SCHED_IDLE, false},
                              {"fifo", SchedulingPolicy::fifo, SCHED_FIFO, true},
                              {"rr", SchedulingPolicy::rr, SCHED_RR, true}};

/// Is the thread of that tid still the one that was seen? A tid is used again.
Result<void> check_identity(HostFiles& files, const Setting& wanted) {
  const std::string path = fmt::format("/proc/{}/stat", wanted.object.thread->value);
  const auto text = files.text(path);
  const auto stat = text ? parse_process_stat(*text) : fail(ErrorCode::absent, "");
  if (!stat) return refused(wanted, std::errc::no_such_process, "the thread is gone");
  if (stat->start_time_ticks == wanted.object.thread_start_ticks) return {};
  return refused(wanted, ErrorCode::absent,
                 fmt::format("the thread is gone; its number belongs to \"{}\" now", stat->comm));
}

}  // namespace

Result<void> set_thread_affinity(int tid, const CpuSet& cpus) {
  CpuBits bits(cpus);
  if (::sched_setaffinity(tid, bits.size(), bits.get()) != 0) {
    switch (errno) {
      case ESRCH: return refuse(ESRCH, "the thread is gone");
      case EPERM: return refuse(EPERM, "only its owner or who has CAP_SYS_NICE may move it");
      case EINVAL:
        return refuse(EINVAL,
                      "none of these CPUs is online and in the thread's cpuset (its cgroup's "
                      "cpuset.cpus.effective; AllowedCPUs= of its unit), or it is a kernel thread "
                      "that the kernel lets nobody move");
      default: return refuse(errno, std::make_error_code(last_error()).message());
    }
  }
  // The kernel cuts the set to the cpuset without a word; sched_getaffinity tells online CPUs only.
  CpuBits now{CpuSet()};
  const auto text = HostFiles("").text("/sys/devices/system/cpu/online");
  const auto online = text ? CpuSet::parse_list(*text) : fail(ErrorCode::absent, "");
  if (!online || ::sched_getaffinity(tid, now.size(), now.get()) < 0) return {};
  const CpuSet missing = (cpus & *online) - now.set();
  if (missing.empty()) return {};
  return fail(ErrorCode::failed,
              fmt::format("the kernel left out CPU {}: not in the thread's cpuset (its cgroup's "
                          "cpuset.cpus.effective; AllowedCPUs= of its unit)",
                          missing.to_list()));
}

Result<ThreadScheduling> parse_thread_scheduling(std::string_view text) {
  const std::string_view name = next_word(text);
  const std::string_view word = next_word(text);
  for (const auto& known : kClasses) {
    if (known.name != name) continue;
    if (!known.real_time && word.empty()) return ThreadScheduling{known.policy, 0};
    const auto priority = parse_number<int>(word);
    if (!known.real_time || !priority || *priority < 1 || *priority > 99) break;
    if (trim(text).empty()) return ThreadScheduling{known.policy, *priority};
  }
  return fail(ErrorCode::usage, "expected other, batch, idle, or fifo or rr with 1 to 99");
}

Result<void> set_thread_scheduling(int tid, const ThreadScheduling& scheduling) {
  int number = SCHED_OTHER;
  for (const auto& known : kClasses) {
    if (known.policy == scheduling.policy) number = known.number;
  }
  const sched_param parameter{.sched_priority = scheduling.priority};
  if (::sched_setscheduler(tid, number, &parameter) == 0) return {};
  const int error = errno;
  return refuse(error, meaning_of_scheduling(error, scheduling));
}

Result<void> write_thread(HostFiles& files, const Setting& wanted) {
  const SettingObject& object = wanted.object;
  HOLDFAST_CHECK(object.kind == SettingKind::thread_affinity ||
                 object.kind == SettingKind::thread_scheduling);
  // 0 would be ourselves.
  if (!object.thread || object.thread->value == 0) {
    return refused(wanted, ErrorCode::usage, "no thread is named");
  }
  const int tid = static_cast<int>(object.thread->value);
  if (const auto same = check_identity(files, wanted); !same) return same;
  Result<void> done;
  if (object.kind == SettingKind::thread_affinity) {
    const auto cpus = CpuSet::parse_list(wanted.value);
    if (!cpus || cpus->empty()) {
      return refused(wanted, ErrorCode::usage, "expected CPUs such as 0-3,8");
    }
    done = set_thread_affinity(tid, *cpus);
  } else {
    const auto scheduling = parse_thread_scheduling(wanted.value);
    if (!scheduling) return refused(wanted, ErrorCode::usage, scheduling.error().sentence);
    done = set_thread_scheduling(tid, *scheduling);
  }
  if (!done) return refused(wanted, done.error().code, done.error().sentence);
  return done;
}

}  // namespace holdfast
