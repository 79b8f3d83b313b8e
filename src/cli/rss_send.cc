#include <fmt/format.h>

#include "base/printable.h"
#include "base/text.h"
#include "cli/rss_verify.h"
#include "cli/verbs.h"
#include "measure/flow_sender.h"
#include "model/address.h"
#include "verbs/stop_signal.h"

namespace holdfast {
namespace {

constexpr std::uint16_t kDiscardPort = 9;
constexpr std::uint32_t kMostFlows = 60'000;

/// "10.0.0.2", "10.0.0.2:9000", "2001:db8::1" or "[2001:db8::1]:9000".
std::optional<Endpoint> target_of(const std::string& text) {
  if (auto address = parse_address(text)) return Endpoint{*std::move(address), kDiscardPort};
  return parse_endpoint(text);
}

Result<FlowTraffic> traffic_of(const RssOptions& options) {
  FlowTraffic traffic;
  const auto target = target_of(options.send);
  if (!target) {
    return fail(ErrorCode::usage,
                fmt::format("rss verify: --send \"{}\" is no address, with or without a port, such "
                            "as 10.0.0.2 or 10.0.0.2:9000",
                            printable(options.send)));
  }
  traffic.remote = *target;
  traffic.interface = options.interface;
  if (!options.list.empty()) {
    const auto flows = parse_number<std::uint32_t>(options.list);
    if (!flows || *flows == 0 || *flows > kMostFlows) {
      return fail(ErrorCode::usage,
                  fmt::format("rss verify --send: --flows \"{}\" is no number from 1 to {}",
                              printable(options.list), kMostFlows));
    }
    traffic.flows = *flows;
  }
  if (options.packets) traffic.packets = *options.packets;
  if (options.rate) traffic.rate = *options.rate;
  return traffic;
}

}  // namespace

int run_rss_send(const RssOptions& options) {
  const auto traffic = traffic_of(options);
  if (!traffic) return report(traffic.error());
  const StopSignal signals;
  const auto sent = send_flows(*traffic, [] { return StopSignal::came(); });
  if (!sent) return report(sent.error());
  const auto remote = to_text(traffic->remote);
  if (options.json) {
    fmt::print(
        "{{\"format\":1,\"to\":\"{}\",\"flows\":{},\"sent\":{},\"refused\":{},\"first_port\":{},"
        "\"last_port\":{},\"seconds\":{:.6f}}}\n",
        remote, sent->flows, sent->sent, sent->refused, sent->first_port, sent->last_port,
        sent->seconds);
    return kDone;
  }
  fmt::print("sent {} UDP packets of {} flows to {} in {:.1f} s, from ports {} to {}", sent->sent,
             sent->flows, remote, sent->seconds, sent->last_port, sent->first_port);
  if (sent->refused > 0) fmt::print("; the kernel refused {}", sent->refused);
  fmt::print("\n");
  return kDone;
}

}  // namespace holdfast
