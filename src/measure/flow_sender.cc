#include "measure/flow_sender.h"

#include <fmt/format.h>
#include <time.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <vector>

#include "measure/paced_sender.h"
#include "net/udp_sender.h"
#include "probe/pace.h"

namespace holdfast {
namespace {

// Sockets at a time: well below the 1024 descriptors that a process has by default.
constexpr std::uint32_t kAtOnce = 256;
constexpr std::uint32_t kBufferBytes = 64U << 10U;
constexpr std::uint16_t kLowestPort = 1024;
constexpr int kMostSkipped = 4096;

void wait_until(std::int64_t due_ns, const std::function<bool()>& is_stopped) {
  for (auto now = steady_ns(); now < due_ns && !is_stopped(); now = steady_ns()) {
    const std::int64_t until = std::min(due_ns, now + 100'000'000);
    const timespec at{until / 1'000'000'000, until % 1'000'000'000};
    ::clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &at, nullptr);
  }
}

class FlowSender {
 public:
  FlowSender(const FlowTraffic& traffic, const std::function<bool()>& is_stopped)
      : traffic_(traffic), is_stopped_(is_stopped), pace_{traffic.rate, 1} {}

  Result<FlowsSent> run() {
    const auto start = steady_ns();
    while (sent_.flows < traffic_.flows && !is_stopped_()) {
      auto senders = next_senders(std::min(kAtOnce, traffic_.flows - sent_.flows));
      if (!senders) return tl::unexpected<Error>(senders.error());
      sent_.flows += static_cast<std::uint32_t>(senders->size());
      for (std::uint32_t packet = 0; packet < traffic_.packets; ++packet) {
        for (auto& sender : *senders) {
          wait_until(start + pace_.due_after(number_++), is_stopped_);
          if (is_stopped_()) break;
          send(sender);
        }
      }
    }
    sent_.seconds = static_cast<double>(steady_ns() - start) / 1e9;
    return sent_;
  }

 private:
  Result<std::vector<UdpSender>> next_senders(std::uint32_t count) {
    std::vector<UdpSender> senders;
    int skipped = 0;
    while (senders.size() < count) {
      if (port_ < kLowestPort) {
        return fail(ErrorCode::failed,
                    fmt::format("sending to udp {}: there are not {} source ports free",
                                to_text(traffic_.remote), traffic_.flows));
      }
      SenderOptions options;
      options.remote = traffic_.remote;
      options.interface = traffic_.interface;
      options.local_port = port_--;
      options.send_buffer_bytes = kBufferBytes;
      auto sender = UdpSender::make(options);
      if (!sender) {
        // Another socket's port is no reason to end; any other failure is the same for each port.
        if (sender.error().code == ErrorCode::failed && ++skipped < kMostSkipped) continue;
        return tl::unexpected<Error>(sender.error());
      }
      if (sent_.first_port == 0) sent_.first_port = options.local_port;
      sent_.last_port = options.local_port;
      senders.push_back(std::move(*sender));
    }
    return senders;
  }

  void send(UdpSender& sender) {
    static constexpr std::array<std::uint8_t, 8> kPayload{'h', 'o', 'l', 'd', 'f', 'a', 's', 't'};
    // The first call after an answer by ICMP ("nobody listens") tells of that, and sends nothing.
    if (sender.send(kPayload) || (sender.last_errno() == ECONNREFUSED && sender.send(kPayload))) {
      ++sent_.sent;
    } else {
      ++sent_.refused;
    }
  }

  const FlowTraffic& traffic_;
  const std::function<bool()>& is_stopped_;
  Pace pace_;
  FlowsSent sent_;
  std::uint16_t port_ = 65535;
  std::uint64_t number_ = 0;
};

}  // namespace

Result<FlowsSent> send_flows(const FlowTraffic& traffic, const std::function<bool()>& is_stopped) {
  return FlowSender(traffic, is_stopped).run();
}

}  // namespace holdfast
