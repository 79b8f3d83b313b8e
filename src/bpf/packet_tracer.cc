#include "bpf/packet_tracer.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <fmt/format.h>
#include <net/if.h>
#include <sys/stat.h>

#include <algorithm>
#include <map>
#include <utility>

#include "bpf/bpf_object.h"
#include "bpf/embedded_objects.h"
#include "bpf/packet_record.h"
#include "bpf/programs/packet_layout.h"
#include "bpf/receive_stamps.h"
#include "bpf/rest.h"
#include "bpf/ring_buffer.h"
#include "host/reading.h"

namespace holdfast {
namespace {

using Names = std::vector<std::string>;

constexpr std::size_t kRingRecords = (1U << 21) / (sizeof(packet_record) + 8);
constexpr std::uint32_t kMostOneIn = 1U << 20;

std::uint32_t own_network() {
  struct stat found{};
  return ::stat("/proc/thread-self/ns/net", &found) == 0 ? static_cast<std::uint32_t>(found.st_ino)
                                                         : 0;
}

/// The one value of a map of one entry, of each possible CPU; empty when it cannot be read.
template <class Value>
std::vector<Value> values_by_cpu(const BpfObject& object, const char* map) {
  static_assert(sizeof(Value) % 8 == 0, "the kernel rounds up");
  const int fd = object.map_fd(map), cpus = libbpf_num_possible_cpus();
  if (fd < 0 || cpus <= 0) return {};
  std::vector<Value> values(static_cast<std::size_t>(cpus));
  const std::uint32_t first = 0;
  if (::bpf_map_lookup_elem(fd, &first, values.data()) != 0) return {};
  return values;
}

void set(const BpfObject& object, const trace_settings& settings) {
  const std::uint32_t first = 0;
  if (const int fd = object.map_fd("settings"); fd >= 0) {
    ::bpf_map_update_elem(fd, &first, &settings, BPF_ANY);
  }
}

std::string name_of_interface(std::uint32_t index) {
  char name[IF_NAMESIZE] = {};
  return ::if_indextoname(index, name) != nullptr ? name : "";
}

struct Busiest {
  double polls = 0, packets = 0;
};

}  // namespace

struct PacketTracer::Parts {
  PacketTracerOptions options;
  trace_settings settings{own_network(), 1};
  BpfObject napis, softirqs, delays;
  RingBuffer ring;
  Descriptor stamps;
  std::uint64_t seen = 0, lost = 0, told = 0;
  Instant read_at = monotonic_now();
  std::vector<std::pair<std::uint64_t, std::uint64_t>> counted;  // polls, packets; by CPU
  Rest softirqs_rest, delays_rest;

  bool load_delays(const Names& names) {
    delays = BpfObject::load(bpf_object_packets(), names);
    set(delays, settings);
    delays.attach_all();
    return delays.is_attached(names.front());
  }
  void load() {
    if (options.softirqs) {
      napis = BpfObject::load(bpf_object_packets(), {"napi_polled"});
      set(napis, settings);
      napis.attach_all();
      softirqs = BpfObject::load(bpf_object_packets(),
                                 {"softirq_left", "softirq_entered", "softirq_raised"});
      attach_softirqs();
    }
    if (!options.delays) return;
    // fentry sees the copy itself; where it is refused, or the function is another, the datagram is
    // followed from its socket's queue.
    if (!load_delays({"datagram_consumed", "segment_copied"})) {
      load_delays({"datagram_queued", "socket_read", "segment_copied"});
    }
    ring = RingBuffer(delays.map_fd("records"));
    stamps = want_receive_stamps();
  }
  void read_softirqs(TraceReading& out) const {
    if (softirqs_rest.is_on()) return;
    std::uint32_t cpu = 0;
    for (const auto& cell : values_by_cpu<softirq_cell>(softirqs, "softirqs")) {
      SoftirqTrace trace{CpuId{cpu++},      cell.runs[1],      cell.runs[0],
                         cell.inside_ns[1], cell.inside_ns[0], {}};
      if (trace.rx_runs > 0) trace.delays.assign(cell.buckets, cell.buckets + HOLDFAST_BUCKETS);
      out.softirqs.push_back(std::move(trace));
    }
  }
  void attach_softirqs() {
    // What was raised before would be taken for one that waited since. Nobody counts meanwhile.
    auto cells = values_by_cpu<softirq_cell>(softirqs, "softirqs");
    for (auto& cell : cells) cell.raised_ns = cell.entered_ns = 0;
    const std::uint32_t first = 0;
    if (const int fd = softirqs.map_fd("softirqs"); fd >= 0 && !cells.empty()) {
      ::bpf_map_update_elem(fd, &first, cells.data(), BPF_ANY);
    }
    softirqs.attach_all();
  }
  void attach_delays() {
    // Packets that were awaited have been read since.
    const int fd = delays.map_fd("queued");
    std::uint64_t socket = 0;
    for (int left = 8192; left > 0 && ::bpf_map_get_next_key(fd, nullptr, &socket) == 0; --left) {
      ::bpf_map_delete_elem(fd, &socket);
    }
    delays.attach_all();
    stamps = want_receive_stamps();
  }
  void detach_delays() {
    delays.detach_all();
    stamps.reset();
  }
  /// Of the CPU that has the most, a second.
  Busiest count(const std::vector<napi_table>& tables, double seconds) {
    Busiest busiest;
    counted.resize(tables.size());
    for (std::size_t cpu = 0; cpu < tables.size(); ++cpu) {
      const auto& [polls, packets] = counted[cpu];
      const auto rate = [&](std::uint64_t now, std::uint64_t before) {
        return static_cast<double>(now - before) / std::max(seconds, 0.001);
      };
      busiest.polls = std::max(busiest.polls, rate(tables[cpu].polls, polls));
      busiest.packets = std::max(busiest.packets, rate(tables[cpu].packets, packets));
      counted[cpu] = {tables[cpu].polls, tables[cpu].packets};
    }
    return busiest;
  }
  // A flood is not made slower: NAPI's program stays, the others go until it is calm.
  void spare_the_host(const Busiest& busiest) {
    if (options.softirqs) {
      if (softirqs_rest.look(busiest.polls, options.most_polls, read_at)) {
        softirqs_rest.is_on() ? softirqs.detach_all() : attach_softirqs();
      }
    }
    if (options.delays) {
      if (delays_rest.look(busiest.packets, options.most_packets, read_at)) {
        delays_rest.is_on() ? detach_delays() : attach_delays();
      }
    }
  }
  void read_napis(TraceReading& out, double seconds) {
    std::map<std::uint32_t, std::string> names;
    std::uint32_t cpu = 0;
    const auto tables = values_by_cpu<napi_table>(napis, "napis");
    for (const auto& table : tables) {
      out.napis_unknown += table.crowded;
      for (const auto& cell : table.cells) {
        if (cell.napi_id == 0) continue;
        const auto [name, fresh] = names.try_emplace(cell.ifindex);
        if (fresh) name->second = name_of_interface(cell.ifindex);
        out.napis.push_back({cell.napi_id, CpuId{cpu}, name->second, cell.polls, cell.packets});
      }
      ++cpu;
    }
    std::sort(out.napis.begin(), out.napis.end(), [](const NapiWork& a, const NapiWork& b) {
      return std::pair(a.napi, a.cpu) < std::pair(b.napi, b.cpu);
    });
    spare_the_host(count(tables, seconds));
  }
  void read_delays(TraceReading& out, double seconds) {
    const ClockOffsets offsets = clock_offsets();
    std::map<std::uint32_t, std::string> names;
    const InterfaceName known = [&](std::uint32_t index) {
      const auto [name, fresh] = names.try_emplace(index);
      if (fresh) name->second = name_of_interface(index);
      return name->second;
    };
    ring.read(kRingRecords, [&](std::span<const std::uint8_t> bytes) {
      if (auto packet = parse_packet_record(bytes, offsets, known)) {
        out.delays.push_back(*std::move(packet));
      }
    });
    told += out.delays.size();
    out.one_in = settings.one_in;
    std::uint64_t seen_now = 0, lost_now = 0;
    for (const auto& cell : values_by_cpu<delay_cell>(delays, "delays")) {
      seen_now += cell.seen;
      lost_now += cell.lost;
    }
    out.delays_lost = lost_now;
    choose(seen_now - seen, lost_now > lost, seconds);
    seen = seen_now;
    lost = lost_now;
  }
  // One share for a whole window, so that a burst within it is not under-represented.
  void choose(std::uint64_t packets, bool were_lost, double seconds) {
    const double room =
        std::min(options.most_delays * seconds, 0.8 * static_cast<double>(kRingRecords));
    const double wanted = static_cast<double>(packets) / std::max(room, 1.0);
    auto one_in = static_cast<std::uint32_t>(std::clamp(wanted + 1, 1.0, 1.0 * kMostOneIn));
    one_in = std::max(one_in, settings.one_in / 2);  // down by steps: bursts come again
    if (were_lost) one_in = std::min(std::max(one_in, settings.one_in * 2), kMostOneIn);
    if (one_in == settings.one_in) return;
    settings.one_in = one_in;
    set(delays, settings);
  }
};

PacketTracer::PacketTracer(const PacketTracerOptions& options) : parts_(std::make_unique<Parts>()) {
  parts_->options = options;
  parts_->load();
}
PacketTracer::PacketTracer(PacketTracer&&) noexcept = default;
PacketTracer& PacketTracer::operator=(PacketTracer&&) noexcept = default;
PacketTracer::~PacketTracer() = default;

bool PacketTracer::is_attached() const { return state().state != SourceState::absent; }

TraceReading PacketTracer::read() {
  const Instant now = monotonic_now();
  const double seconds = elapsed_seconds(std::exchange(parts_->read_at, now), now);
  TraceReading reading;
  parts_->read_softirqs(reading);
  parts_->read_napis(reading, seconds);
  parts_->read_delays(reading, seconds);
  return reading;
}

std::string PacketTracer::datagram_way() const {
  if (parts_->delays.is_attached("datagram_consumed")) return "fentry";
  const bool queue =
      parts_->delays.is_attached("datagram_queued") && parts_->delays.is_attached("socket_read");
  return queue ? "queue" : "";
}

WatchSource PacketTracer::state() const {
  WatchSource source;
  source.name = "bpf packets";
  source.events = parts_->told;
  std::size_t attached = 0;
  for (const BpfObject* object : {&parts_->napis, &parts_->softirqs, &parts_->delays}) {
    for (const auto& program : object->programs()) attached += program.attached ? 1 : 0;
    if (source.why.empty()) source.why = object->why();
  }
  if (parts_->options.delays && source.why.empty() && !parts_->stamps &&
      !parts_->delays_rest.is_on()) {
    source.why = "no socket for receive stamps: the kernel may not stamp packets";
  }
  if (source.why.empty() && parts_->delays_rest.is_on()) {
    source.why = fmt::format(
        "in a flood, over {:.0f} packets a second on one CPU, delays are not measured, so that it "
        "costs no more",
        parts_->options.most_packets);
  } else if (source.why.empty() && parts_->softirqs_rest.is_on()) {
    source.why = fmt::format(
        "in a flood, over {:.0f} polls a second on one CPU, softirqs are not timed, so that it "
        "costs no more",
        parts_->options.most_polls);
  }
  source.state = attached == 0        ? SourceState::absent
                 : source.why.empty() ? SourceState::watching
                                      : SourceState::degraded;
  return source;
}

}  // namespace holdfast
