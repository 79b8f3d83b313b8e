#include "host/process_stat.h"

#include <fmt/format.h>

#include <array>

#include "base/text.h"

namespace holdfast {
namespace {

constexpr std::uint64_t kKernelThreadFlag = 0x00200000;  // PF_KTHREAD, include/linux/sched.h

// Numbers of the fields, as proc(5) counts them; 1 and 2 are the pid and the comm.
enum Field {
  kState = 3,
  kParent = 4,
  kFlags = 9,
  kUserTicks = 14,
  kSystemTicks = 15,
  kThreads = 20,
  kStartTime = 22,
  kProcessor = 39,
  kRtPriority = 40,
  kPolicy = 41,
  kFieldsEnd = 42
};

using Fields = std::array<std::string_view, kFieldsEnd>;

template <class Number>
bool take(const Fields& fields, Field field, Number& number) {
  const auto parsed = parse_number<Number>(fields[field]);
  if (parsed) number = *parsed;
  return parsed.has_value();
}

SchedulingPolicy policy_of(std::uint32_t number) {
  switch (number) {  // include/uapi/linux/sched.h
    case 1: return SchedulingPolicy::fifo;
    case 2: return SchedulingPolicy::rr;
    case 3: return SchedulingPolicy::batch;
    case 5: return SchedulingPolicy::idle;
    case 6: return SchedulingPolicy::deadline;
    case 7: return SchedulingPolicy::ext;
    default: return SchedulingPolicy::other;
  }
}

tl::unexpected<Error> wrong(std::string_view what, std::string_view bytes) {
  return fail(ErrorCode::malformed,
              fmt::format("expected {}, found {:?}", what, bytes.substr(0, 40)));
}

/// The value of a line "Name:\tvalue" that is searched from the end, where the three lines stand.
std::optional<std::string_view> line_value(std::string_view text, std::string_view name) {
  const auto start = text.rfind(name);  // `name` begins with the newline that ends the line before
  if (start == std::string_view::npos) return std::nullopt;
  const std::string_view rest = text.substr(start + name.size());
  return trim(rest.substr(0, rest.find('\n')));
}

}  // namespace

Result<ProcessStat> parse_process_stat(std::string_view text) {
  // The comm is not escaped here (only in status), and all that follows it is numbers.
  const auto open = text.find('(');
  const auto close = text.rfind(')');
  if (open == std::string_view::npos || close == std::string_view::npos || close < open) {
    return wrong("\"PID (comm) …\"", text);
  }
  ProcessStat stat;
  const auto id = parse_number<std::uint32_t>(trim(text.substr(0, open)));
  if (!id) return wrong("a pid", text.substr(0, open));
  stat.id = {*id};
  stat.comm = text.substr(open + 1, close - open - 1);

  Fields fields{};
  std::string_view rest = text.substr(close + 1);
  for (std::size_t i = kState; i < kFieldsEnd; ++i) fields[i] = next_word(rest);
  if (fields[kState].size() != 1) return wrong("a state letter", fields[kState]);
  stat.state = fields[kState].front();
  std::uint64_t flags = 0;
  std::uint64_t user_ticks = 0;
  std::uint64_t system_ticks = 0;
  std::uint32_t policy = 0;
  const bool all =
      take(fields, kParent, stat.parent.value) && take(fields, kFlags, flags) &&
      take(fields, kUserTicks, user_ticks) && take(fields, kSystemTicks, system_ticks) &&
      take(fields, kThreads, stat.threads) && take(fields, kStartTime, stat.start_time_ticks) &&
      take(fields, kProcessor, stat.last_cpu.value) &&
      take(fields, kRtPriority, stat.rt_priority) && take(fields, kPolicy, policy);
  if (!all) return wrong("41 fields of numbers", text.substr(close + 1));
  stat.kernel = (flags & kKernelThreadFlag) != 0;
  stat.run_ticks = user_ticks + system_ticks;
  stat.policy = policy_of(policy);
  return stat;
}

Result<ThreadStatus> parse_thread_status(std::string_view text) {
  ThreadStatus status;
  const auto cpus = line_value(text, "\nCpus_allowed_list:");
  if (!cpus) return fail(ErrorCode::malformed, "no line Cpus_allowed_list");
  const auto affinity = CpuSet::parse_list(*cpus);
  if (!affinity) return wrong("a CPU list in Cpus_allowed_list", *cpus);
  status.affinity = *affinity;
  // Four numbers: real, effective, saved and file system's.
  if (auto users = line_value(text, "\nUid:")) {
    status.user = parse_number<std::uint32_t>(next_word(*users));
  }
  const auto voluntary = line_value(text, "\nvoluntary_ctxt_switches:");
  const auto involuntary = line_value(text, "\nnonvoluntary_ctxt_switches:");
  if (!voluntary || !involuntary) return fail(ErrorCode::malformed, "no lines *_ctxt_switches");
  const auto voluntary_count = parse_number(*voluntary);
  const auto involuntary_count = parse_number(*involuntary);
  if (!voluntary_count) return wrong("a count in voluntary_ctxt_switches", *voluntary);
  if (!involuntary_count) return wrong("a count in nonvoluntary_ctxt_switches", *involuntary);
  status.voluntary_switches = *voluntary_count;
  status.involuntary_switches = *involuntary_count;
  return status;
}

}  // namespace holdfast
