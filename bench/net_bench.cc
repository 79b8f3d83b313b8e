// What receive() costs per packet, beside a bare loop of the same system call.
//
// Sockets are filled over loopback, then emptied against the clock: in each turn by our receiver
// (`ours_ns`), by the system call with the clock and the stamp as a program by hand would have it
// (`bare_ns`), and by the system call alone (`call_ns`); medians per packet. `ours_to_bare` is the
// median of the turns' ratios.
#include <benchmark/benchmark.h>
#include <linux/errqueue.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <vector>

#include "net/receive_slots.h"
#include "net/socket_methods.h"
#include "net/udp_sender.h"
#include "net/wall_clock.h"

namespace holdfast {
namespace {

constexpr std::size_t kPackets = 1024;
constexpr std::size_t kPayload = 288;

ReceiverOptions options_of(ReceiveMethod method) {
  return {.method = method, .local = {{127, 0, 0, 1}, 0}};
}

/// A socket that is filled and emptied.
class Filled {
 public:
  explicit Filled(ReceiveMethod method) : socket_(open(method)), sender_(make(socket_.local)) {}
  UdpSocket& socket() { return socket_; }
  /// The time per packet in which `empty` takes all out.
  template <class Empty>
  double time(const Empty& empty) {
    const std::array<std::uint8_t, kPayload> payload{};
    for (std::size_t i = 0; i < kPackets; ++i) sender_.send(payload);
    const std::int64_t start_ns = wall_ns();
    const std::size_t had = empty();
    const std::int64_t elapsed_ns = wall_ns() - start_ns;
    if (had != kPackets) throw std::runtime_error("packets were lost");
    return static_cast<double>(elapsed_ns) / static_cast<double>(kPackets);
  }

 private:
  static UdpSocket open(ReceiveMethod method) {
    auto socket = open_udp_socket(options_of(method));
    if (!socket) throw std::runtime_error(socket.error().sentence);
    return *std::move(socket);
  }
  static UdpSender make(const Endpoint& remote) {
    auto sender = UdpSender::make({.remote = remote});
    if (!sender) throw std::runtime_error(sender.error().sentence);
    return *std::move(sender);
  }
  UdpSocket socket_;
  UdpSender sender_;
};

std::size_t empty_by(PacketReceiver& receiver, PacketBatch& batch) {
  std::size_t had = 0;
  while (receiver.receive(batch, 0) == ReceiveOutcome::packets) {
    had += batch.size;
    benchmark::DoNotOptimize(batch.packets[0].kernel_ns);
  }
  return had;
}

std::int64_t stamp_of(msghdr& message) {
  for (auto* one = CMSG_FIRSTHDR(&message); one != nullptr; one = CMSG_NXTHDR(&message, one)) {
    if (one->cmsg_level != SOL_SOCKET || one->cmsg_type != SO_TIMESTAMPING) continue;
    scm_timestamping stamps;
    std::memcpy(&stamps, CMSG_DATA(one), sizeof stamps);
    return static_cast<std::int64_t>(stamps.ts[0].tv_sec) * 1'000'000'000 + stamps.ts[0].tv_nsec;
  }
  return 0;
}

/// The socket emptied by recvmsg; with the clock and the stamp when `has_stamps`.
std::size_t empty_by_recvmsg(int fd, ReceiveSlots& slots, bool has_stamps) {
  std::size_t had = 0;
  while (::recvmsg(fd, slots.message(0), MSG_DONTWAIT) >= 0) {
    if (has_stamps) benchmark::DoNotOptimize(wall_ns() - stamp_of(*slots.message(0)));
    slots.prepare(0);
    ++had;
  }
  return had;
}

std::size_t empty_by_recvmmsg(int fd, ReceiveSlots& slots, bool has_stamps) {
  std::size_t had = 0;
  while (true) {
    const int got = ::recvmmsg(fd, slots.messages(), kMostReceived, MSG_DONTWAIT, nullptr);
    if (got <= 0) return had;
    const std::int64_t now_ns = has_stamps ? wall_ns() : 0;
    for (std::size_t i = 0; i < static_cast<std::size_t>(got); ++i) {
      if (has_stamps) benchmark::DoNotOptimize(now_ns - stamp_of(*slots.message(i)));
      slots.prepare(i);
    }
    had += static_cast<std::size_t>(got);
  }
}

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

using EmptyBare = std::size_t (*)(int fd, ReceiveSlots& slots, bool has_stamps);

void compare(benchmark::State& state, ReceiveMethod method, EmptyBare empty_bare) {
  try {
    Filled ours(method), bare(method);
    // The filled socket's descriptor stays with it; the receiver has one of its own to close.
    UdpSocket same;
    same.descriptor = Descriptor(::dup(ours.socket().descriptor.fd()));
    auto receiver = receiver_of(method, std::move(same));
    if (!receiver) return state.SkipWithError(receiver.error().sentence.c_str());
    const auto batch = std::make_unique<PacketBatch>();
    ReceiveSlots slots(kMostReceived);
    const int fd = bare.socket().descriptor.fd();
    std::vector<double> of_ours, of_bare, of_call, ratios;
    for (auto _ : state) {
      double ours_ns = 0, bare_ns = 0;
      // Neither is always the first.
      for (const bool is_ours : {of_ours.size() % 2 == 0, of_ours.size() % 2 != 0}) {
        if (is_ours) ours_ns = ours.time([&] { return empty_by(**receiver, *batch); });
        if (!is_ours) bare_ns = bare.time([&] { return empty_bare(fd, slots, true); });
      }
      const double call_ns = bare.time([&] { return empty_bare(fd, slots, false); });
      of_ours.push_back(ours_ns);
      of_bare.push_back(bare_ns);
      of_call.push_back(call_ns);
      ratios.push_back(ours_ns / bare_ns);
      state.SetIterationTime(ours_ns / 1e9);
    }
    state.counters["ours_ns"] = median(of_ours);
    state.counters["bare_ns"] = median(of_bare);
    state.counters["call_ns"] = median(of_call);
    state.counters["ours_to_bare"] = median(ratios);
  } catch (const std::runtime_error& error) {
    state.SkipWithError(error.what());
  }
}

void spin(benchmark::State& state) { compare(state, ReceiveMethod::spin, empty_by_recvmsg); }
void spin_recvmmsg(benchmark::State& state) {
  compare(state, ReceiveMethod::spin_recvmmsg, empty_by_recvmmsg);
}
BENCHMARK(spin)->UseManualTime()->Iterations(500);
BENCHMARK(spin_recvmmsg)->UseManualTime()->Iterations(500);

}  // namespace
}  // namespace holdfast
