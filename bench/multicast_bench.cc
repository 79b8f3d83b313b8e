// What a datagram costs to send by multicast over loopback, in batches of 64 of one size to one
// group: by a system call each (`sendto`), by MulticastSender without UDP_SEGMENT, and with it.
// With a member that takes them (`members:1`) the kernel also delivers. Then over a veth pair to a
// namespace without a member, which sorts them out after its IP had them: by the same two, and by
// AfXdpSender, which the kernel copies.
#include <benchmark/benchmark.h>
#include <sys/socket.h>

#include <array>
#include <optional>
#include <stdexcept>

#include "net/af_xdp_sender.h"
#include "net/multicast_sender.h"
#include "net/udp_sender.h"
#include "net/udp_socket.h"
#include "net/veth_test_fixture.h"

namespace holdfast {
namespace {

constexpr std::size_t kBatch = 64;
const Endpoint kGroup{{239, 79, 1, 1}, 4999};

template <class T>
T need(Result<T> made) {
  if (!made) throw std::runtime_error(made.error().sentence);
  return std::move(*made);
}

/// A member of the group, emptied after each batch while the clock stands.
class Member {
 public:
  explicit Member(bool is_there) {
    if (is_there) socket_ = need(open_udp_socket({.local = kGroup, .interface = "lo"}));
  }
  void empty(benchmark::State& state) {
    if (!socket_) return;
    state.PauseTiming();
    while (::recv(socket_->descriptor.fd(), room_.data(), room_.size(), MSG_DONTWAIT) >= 0) {
    }
    state.ResumeTiming();
  }

 private:
  std::optional<UdpSocket> socket_;
  std::array<std::uint8_t, 2048> room_{};
};

void count(benchmark::State& state) {
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kBatch));
}

void by_sendto(benchmark::State& state) {
  auto sender =
      need(UdpSender::make({.remote = kGroup, .interface = "lo", .multicast_loop = true}));
  Member member(state.range(1) != 0);
  const std::vector<std::uint8_t> datagram(static_cast<std::size_t>(state.range(0)));
  for (auto _ : state) {
    for (std::size_t i = 0; i < kBatch; ++i) sender.send(datagram);
    member.empty(state);
  }
  count(state);
}

void by_batch(benchmark::State& state, bool segments) {
  auto sender =
      need(MulticastSender::make({.groups = {kGroup}, .interface = "lo", .segments = segments}));
  Member member(state.range(1) != 0);
  const std::vector<std::uint8_t> datagram(static_cast<std::size_t>(state.range(0)));
  for (auto _ : state) {
    for (std::size_t i = 0; i < kBatch; ++i) sender.add(0, datagram);
    sender.flush();
    member.empty(state);
  }
  count(state);
}

void send_all(benchmark::State& state, auto& sender) {
  const std::vector<std::uint8_t> datagram(static_cast<std::size_t>(state.range(0)));
  for (auto _ : state) {
    for (std::size_t i = 0; i < kBatch; ++i) sender.add(0, datagram);
    sender.flush();
  }
  if (sender.counts().refused > 0) state.SkipWithError("datagrams were refused");
  count(state);
}

void over_veth(benchmark::State& state, bool segments) {
  const VethPair veth;
  if (!veth.ready()) return state.SkipWithError("no veth pair");
  auto sender =
      MulticastSender::make({.groups = {kGroup}, .interface = "va", .segments = segments});
  if (!sender) return state.SkipWithError(sender.error().sentence.c_str());
  send_all(state, *sender);
}

void over_veth_by_af_xdp(benchmark::State& state) {
  const VethPair veth;
  if (!veth.ready()) return state.SkipWithError("no veth pair");
  auto sender = AfXdpSender::make({.groups = {kGroup}, .interface = "va"});
  if (!sender) return state.SkipWithError(sender.error().sentence.c_str());
  send_all(state, *sender);
}

void sizes(benchmark::internal::Benchmark* bench) {
  bench->ArgNames({"bytes", "members"})->ArgsProduct({{288, 1472}, {0, 1}});
}

BENCHMARK(by_sendto)->Apply(sizes);
BENCHMARK_CAPTURE(by_batch, sendmmsg, false)->Apply(sizes);
BENCHMARK_CAPTURE(by_batch, segments, true)->Apply(sizes);
BENCHMARK_CAPTURE(over_veth, sendmmsg, false)->ArgName("bytes")->Arg(288)->Arg(1472);
BENCHMARK_CAPTURE(over_veth, segments, true)->ArgName("bytes")->Arg(288)->Arg(1472);
BENCHMARK(over_veth_by_af_xdp)->ArgName("bytes")->Arg(288)->Arg(1472);

}  // namespace
}  // namespace holdfast
