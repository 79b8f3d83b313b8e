// What BPF costs a datagram that goes over a veth pair and is read: the same thread sends and reads
// in bursts, so that its CPU time has all of the work. Off and on take turns; a round's figure is
// the cheapest burst of each, and the ratio the median over the rounds.
#include <arpa/inet.h>
#include <benchmark/benchmark.h>
#include <fcntl.h>
#include <sched.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

#include "bpf/bpf_object.h"
#include "bpf/packet_tracer.h"
#include "host/descriptor.h"

namespace holdfast {
namespace {

constexpr int kBurst = 32, kBursts = 30, kTries = 40, kRounds = 7;

double cpu_ns() {
  timespec time{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) * 1e9 + static_cast<double>(time.tv_nsec);
}

bool run(const std::string& command) {
  return std::system((command + " 2>/dev/null").c_str()) == 0;
}

/// Two network namespaces, joined; the thread stays in the receiver's. The sender's lives as long
/// as its socket does.
class Veth {
 public:
  explicit Veth(bool with_napi) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(7777);
    ::inet_pton(AF_INET, "10.77.0.2", &address.sin_addr);
    const auto* const to = reinterpret_cast<const sockaddr*>(&address);
    if (::unshare(CLONE_NEWNET) != 0) return;
    const Descriptor here(::open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC));
    const auto path = "/proc/" + std::to_string(::getpid()) + "/fd/" + std::to_string(here.fd());
    if (::unshare(CLONE_NEWNET) != 0) return;
    if (!run("ip link add va type veth peer name vb netns " + path) ||
        !run("ip addr add 10.77.0.1/24 dev va && ip link set va up")) {
      return;
    }
    sender_ = Descriptor(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    ready_ = ::connect(sender_.fd(), to, sizeof address) == 0 &&
             ::setns(here.fd(), CLONE_NEWNET) == 0 &&
             run("ip addr add 10.77.0.2/24 dev vb && ip link set vb up") &&
             (!with_napi || run("ethtool -K vb gro on"));
    receiver_ = Descriptor(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    ready_ = ready_ && ::bind(receiver_.fd(), to, sizeof address) == 0;
  }
  bool ready() const { return ready_; }
  /// ns of CPU time for a datagram, of the cheapest of many bursts.
  double cheapest() const {
    double least = 1e18;
    char bytes[64] = {};
    for (int attempt = 0; attempt < kTries; ++attempt) {
      const double before = cpu_ns();
      for (int i = 0; i < kBursts; ++i) {
        for (int k = 0; k < kBurst; ++k)
          benchmark::DoNotOptimize(::send(sender_.fd(), bytes, 64, 0));
        for (int k = 0; k < kBurst; ++k) {
          if (::recv(receiver_.fd(), bytes, sizeof bytes, MSG_DONTWAIT) < 0) break;
        }
      }
      least = std::min(least, (cpu_ns() - before) / (kBurst * kBursts));
    }
    return least;
  }

 private:
  Descriptor receiver_, sender_;
  bool ready_ = false;
};

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

enum class Read { no, yes };

void compare(benchmark::State& state, const PacketTracerOptions& options, Read read,
             bool with_napi) {
  std::string trouble;
  double off = 0, ratio = 0;
  for (auto _ : state) {
    std::thread([&] {
      const Veth veth(with_napi);
      if (const auto why = why_no_bpf(); !why.empty()) trouble = why;
      if (!veth.ready()) trouble = "no veth pair of one's own: root, ip and ethtool are needed";
      if (!trouble.empty()) return;
      std::vector<double> offs, ratios;
      for (int round = 0; round < kRounds; ++round) {
        offs.push_back(veth.cheapest());
        PacketTracer tracer(options);
        if (!tracer.is_attached()) {
          trouble = tracer.state().why;
          return;
        }
        ::usleep(100'000);
        (void)tracer.read();
        (void)veth.cheapest();  // the tracer learns how much there is
        if (read == Read::yes) (void)tracer.read();
        ratios.push_back(veth.cheapest() / offs.back());
      }
      off = median(offs);
      ratio = median(ratios);
    }).join();
  }
  if (!trouble.empty()) {
    state.SkipWithError(trouble.c_str());
    return;
  }
  state.counters["off_ns"] = off;
  state.counters["ratio"] = ratio;
}

constexpr double kNever = 1e18;  // a second

// In a flood, when the programs rest but NAPI's. Here that is begun by a low rate, since a thread
// that shares its CPU with others makes no flood.
void Resting(benchmark::State& state) {
  compare(state, {.most_polls = 100, .most_packets = 100}, Read::yes, false);
}
void RestingOverNapi(benchmark::State& state) {
  compare(state, {.most_polls = 100, .most_packets = 100}, Read::yes, true);
}
// What each set costs a packet while it is attached.
void Softirqs(benchmark::State& state) {
  compare(state, {.delays = false, .most_polls = kNever}, Read::yes, false);
}
void Delays(benchmark::State& state) {
  compare(state, {.softirqs = false, .most_packets = kNever}, Read::yes, false);
}
void EveryDelay(benchmark::State& state) {
  compare(state, {.softirqs = false, .most_delays = 100'000'000, .most_packets = kNever}, Read::yes,
          false);
}
void All(benchmark::State& state) {
  compare(state, {.most_polls = kNever, .most_packets = kNever}, Read::yes, false);
}
BENCHMARK(Resting)->Iterations(1)->Unit(benchmark::kSecond);
BENCHMARK(RestingOverNapi)->Iterations(1)->Unit(benchmark::kSecond);
BENCHMARK(Softirqs)->Iterations(1)->Unit(benchmark::kSecond);
BENCHMARK(Delays)->Iterations(1)->Unit(benchmark::kSecond);
BENCHMARK(EveryDelay)->Iterations(1)->Unit(benchmark::kSecond);
BENCHMARK(All)->Iterations(1)->Unit(benchmark::kSecond);

}  // namespace
}  // namespace holdfast
