// What AfXdpReceiver::receive() costs per packet, beside a bare loop over the same rings.
//
// A receive ring is filled over a veth pair of the benchmark's own (288 bytes of payload), then
// emptied against the clock: in each turn by our receiver (`ours_ns`: stamp, frame and addresses
// read, a frame given back at the next call), and by a loop that reads the first byte of each frame
// and gives it back (`bare_ns`); medians per packet. `ours_to_bare` is the median of the turns'
// ratios. The kernel's side of a packet is in neither.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <memory>
#include <vector>

#include "net/af_xdp_interface.h"
#include "net/af_xdp_socket.h"
#include "net/receiver_kinds.h"
#include "net/redirect_program.h"
#include "net/veth_test_fixture.h"
#include "net/wall_clock.h"

namespace holdfast {
namespace {

constexpr std::size_t kPackets = 1024;
constexpr std::uint16_t kPort = 9000;

ReceiverOptions options_of(XdpMode mode) {
  ReceiverOptions options;
  options.method = ReceiveMethod::af_xdp;
  options.local = {{10, 77, 0, 1}, kPort};
  options.interface = "va";
  options.xdp.mode = mode;
  return options;
}

void fill(const Descriptor& sender) {
  const std::array<std::uint8_t, 288> payload{};
  for (std::size_t i = 0; i < kPackets; ++i) {
    (void)::send(sender.fd(), payload.data(), payload.size(), 0);
  }
}

std::size_t empty_by(PacketReceiver& receiver, PacketBatch& batch) {
  std::size_t had = 0;
  while (receiver.receive(batch, 0) == ReceiveOutcome::packets) {
    had += batch.size;
    for (std::size_t i = 0; i < batch.size; ++i) {
      benchmark::DoNotOptimize(batch.packets[i].payload[0]);
    }
  }
  return had;
}

std::size_t empty_bare(AfXdpSocket& socket) {
  auto& memory = socket.memory();
  std::size_t had = 0;
  std::uint32_t first = 0;
  while (const std::uint32_t count = socket.peek(64, first)) {
    for (std::uint32_t i = 0; i < count; ++i) {
      const auto& descriptor = socket.descriptor(first + i);
      benchmark::DoNotOptimize(*memory.at(descriptor.addr));
      memory.give_back(descriptor.addr);
    }
    socket.release(count);
    memory.fill();
    had += count;
  }
  return had;
}

template <class Empty>
double time_per_packet(const Descriptor& sender, const Empty& empty) {
  fill(sender);
  const std::int64_t start_ns = wall_ns();
  const std::size_t had = empty();
  const std::int64_t elapsed_ns = wall_ns() - start_ns;
  return had == kPackets ? static_cast<double>(elapsed_ns) / kPackets : -1;
}

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

/// One that has its own veth pair: an interface has one program.
struct Bare {
  explicit Bare(XdpMode mode) {
    auto made = AfXdpSocket::make(options_of(mode));
    const auto interface = look_at_xdp_interface(options_of(mode));
    if (!made || !interface) return;
    socket = *std::move(made);
    auto loaded = RedirectProgram::load(options_of(mode), interface->index);
    if (!loaded) return;
    program = std::make_unique<RedirectProgram>(*std::move(loaded));
    ready = program->give_to(socket->fd()) && program->attach();
  }
  std::unique_ptr<AfXdpSocket> socket;
  std::unique_ptr<RedirectProgram> program;
  bool ready = false;
};

void drain(benchmark::State& state, XdpMode mode) {
  const VethPair pair_of_bare;
  if (!pair_of_bare.ready()) return state.SkipWithError("no veth pair");
  Bare bare(mode);
  const auto sender_of_bare = pair_of_bare.sender(AF_INET, kPort);
  const VethPair pair_of_ours;
  auto ours = make_af_xdp_receiver(options_of(mode));
  if (!bare.ready) return state.SkipWithError("no bare AF_XDP socket");
  if (!ours) return state.SkipWithError(ours.error().sentence.c_str());
  const auto sender_of_ours = pair_of_ours.sender(AF_INET, kPort);
  const auto batch = std::make_unique<PacketBatch>();
  std::vector<double> of_ours, of_bare, ratios;
  for (auto _ : state) {
    const double ours_ns =
        time_per_packet(sender_of_ours, [&] { return empty_by(**ours, *batch); });
    const double bare_ns =
        time_per_packet(sender_of_bare, [&] { return empty_bare(*bare.socket); });
    if (ours_ns < 0 || bare_ns < 0) return state.SkipWithError("packets were lost");
    of_ours.push_back(ours_ns);
    of_bare.push_back(bare_ns);
    ratios.push_back(ours_ns / bare_ns);
    state.SetIterationTime(ours_ns / 1e9);
  }
  state.counters["ours_ns"] = median(of_ours);
  state.counters["bare_ns"] = median(of_bare);
  state.counters["ours_to_bare"] = median(ratios);
}

BENCHMARK_CAPTURE(drain, native, XdpMode::native)->UseManualTime()->Iterations(500);
BENCHMARK_CAPTURE(drain, generic, XdpMode::generic)->UseManualTime()->Iterations(500);

}  // namespace
}  // namespace holdfast
