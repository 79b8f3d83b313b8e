#include "bpf/stage_tracer.h"

#include <arpa/inet.h>
#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <utility>

#include "bpf/bpf_object.h"
#include "bpf/embedded_objects.h"
#include "bpf/programs/stage_layout.h"
#include "bpf/ring_buffer.h"
#include "bpf/stage_record.h"

namespace holdfast {
namespace {

constexpr std::size_t kAtOnce = 1U << 17;  // more than the ring holds

struct Program {
  const char* name;
  const char* type;  // in the kernel's BTF: of a tracepoint, or a function
};
struct Wanted {
  const char* stage;              // what is not seen without it
  std::vector<Program> programs;  // the first that this kernel takes
};

const Wanted kWanted[] = {
    {"the interrupt", {{"handler_entered", "btf_trace_irq_handler_entry"}}},
    {"the interrupt", {{"handler_left", "btf_trace_irq_handler_exit"}}},
    {"the softirq's raise", {{"softirq_raised", "btf_trace_softirq_raise"}}},
    {"the softirq's end", {{"softirq_left", "btf_trace_softirq_exit"}}},
    {"the softirq's beginning", {{"softirq_entered", "btf_trace_softirq_entry"}}},
    {"the wake-up", {{"thread_woken", "btf_trace_sched_waking"}}},
    {"the thread's way to a CPU", {{"thread_switched", "btf_trace_sched_switch"}}},
    // fentry sees no call that finds nothing.
    {"the copy",
     {{"datagram_consumed", "skb_consume_udp"}, {"socket_read", "btf_trace_sock_recv_length"}}},
    {"the socket's queue",
     {{"socket_signalled", "btf_trace_sk_data_ready"}, {"socket_readable", "sock_def_readable"}}},
    {"the stack", {{"stack_reached", "btf_trace_netif_receive_skb"}}},
};

/// Those that this kernel has a place for: of one that it has not, all are loaded one by one.
std::vector<std::string> known_programs() {
  std::vector<std::string> names;
  btf* const types = btf__load_vmlinux_btf();
  for (const auto& wanted : kWanted) {
    for (const auto& program : wanted.programs) {
      if (types == nullptr || btf__find_by_name(types, program.type) > 0) {
        names.emplace_back(program.name);
      }
    }
  }
  btf__free(types);
  return names;
}

std::uint32_t own_network() {
  struct stat found{};
  return ::stat("/proc/thread-self/ns/net", &found) == 0 ? static_cast<std::uint32_t>(found.st_ino)
                                                         : 0;
}

}  // namespace

struct StageTracer::Parts {
  BpfObject object;
  RingBuffer ring;
  StageTrace trace;
  stage_counts before{};
  std::vector<std::string> notes;

  stage_counts counted() const {
    stage_counts all{};
    const int fd = object.map_fd("counts"), cpus = libbpf_num_possible_cpus();
    if (fd < 0 || cpus <= 0) return all;
    std::vector<stage_counts> values(static_cast<std::size_t>(cpus));
    const std::uint32_t first = 0;
    if (::bpf_map_lookup_elem(fd, &first, values.data()) != 0) return all;
    for (const auto& one : values) {
      all.told += one.told;
      all.lost += one.lost;
      all.unreadable += one.unreadable;
      all.unqueued += one.unqueued;
    }
    return all;
  }
  std::string why_of(const char* name) const {
    const auto& programs = object.programs();
    const auto found = std::find_if(programs.begin(), programs.end(),
                                    [&](const auto& program) { return program.name == name; });
    return found == programs.end() ? "this kernel has no such place" : found->why;
  }
  void attach(const Wanted& wanted) {
    std::string why;
    for (const auto& program : wanted.programs) {
      if (object.attach(program.name)) return;
      why += fmt::format("{}{}", why.empty() ? "" : "; ", why_of(program.name));
    }
    notes.push_back(fmt::format("{} is not seen: {}", wanted.stage, why));
  }
  void add(std::span<const std::uint8_t> bytes) {
    const auto record = parse_stage_record(bytes);
    if (trace.packets.size() + trace.reads.size() >= kMostRecords) {
      ++trace.lost;
    } else if (const auto* packet = std::get_if<StagePacket>(&record)) {
      trace.packets.push_back(*packet);
    } else if (const auto* read = std::get_if<StageRead>(&record)) {
      trace.reads.push_back(*read);
    }
  }
};

StageTracer::StageTracer(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
StageTracer::StageTracer(StageTracer&&) noexcept = default;
StageTracer& StageTracer::operator=(StageTracer&&) noexcept = default;
StageTracer::~StageTracer() = default;

Result<StageTracer> StageTracer::make(const StageTarget& target) {
  if (auto why = why_no_bpf(); !why.empty()) return fail(ErrorCode::denied, std::move(why));
  auto parts = std::make_unique<Parts>();
  parts->object = BpfObject::load(bpf_object_stages(), known_programs());
  parts->ring = RingBuffer(parts->object.map_fd("records"));
  for (const auto& wanted : kWanted) parts->attach(wanted);
  if (!parts->object.is_attached("stack_reached") || !parts->ring.is_open()) {
    return fail(ErrorCode::unsupported,
                fmt::format("packets cannot be followed: {}", parts->why_of("stack_reached")));
  }
  // Until then nobody's packets are told.
  const stage_target told{
      .netns = target.network == 0 ? own_network() : static_cast<std::uint32_t>(target.network),
      .port = htons(target.port),
      .has_queue_signal = parts->object.is_attached("socket_signalled") ||
                          parts->object.is_attached("socket_readable"),
      .unused = 0};
  const std::uint32_t first = 0;
  if (::bpf_map_update_elem(parts->object.map_fd("targets"), &first, &told, BPF_ANY) != 0) {
    return fail(ErrorCode::failed, "packets cannot be followed: a map of ours cannot be written");
  }
  return StageTracer(std::move(parts));
}

void StageTracer::collect() {
  parts_->ring.read(kAtOnce, [&](std::span<const std::uint8_t> bytes) { parts_->add(bytes); });
}

StageTrace StageTracer::take() {
  collect();
  StageTrace trace = std::exchange(parts_->trace, {});
  const stage_counts now = parts_->counted();
  const stage_counts before = std::exchange(parts_->before, now);
  trace.lost += now.lost - before.lost;
  trace.unreadable = now.unreadable - before.unreadable;
  trace.unqueued = now.unqueued - before.unqueued;
  return trace;
}

const std::vector<std::string>& StageTracer::notes() const { return parts_->notes; }

}  // namespace holdfast
