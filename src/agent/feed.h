// Feed: what the agent sees, as lines of JSON on a unix socket that only it writes to: for the
// dashboard's server, `holdfast events -f` and `holdfast top`. docs/feed.md has the lines.
//
// What a client sends is thrown away: nothing that reaches this socket can change the host.
#pragma once

#include <deque>
#include <functional>
#include <string>

#include "agent/agent_output.h"
#include "agent/unix_server.h"

namespace holdfast {

inline constexpr const char* kFeedName = "feed.sock";

class Feed final : public AgentOutput {
 public:
  /// `metrics`: the text exposition of a frame and a status.
  using Metrics = std::function<std::string(const MetricFrame&, const AgentStatus&)>;
  Feed(UnixServer server, Metrics metrics)
      : server_(std::move(server)), metrics_(std::move(metrics)) {}

  void tell(const Event& event) override;
  void tell(const MetricFrame& frame) override;
  void tell(const AgentStatus& status) override;
  void tell(const HostSnapshot& host, const Intent& intent) override;
  void turn(const MetricFrame& last, Instant now) override;

  std::vector<int> fds() const { return server_.fds(); }

 private:
  std::string greeting() const;

  UnixServer server_;
  Metrics metrics_;
  std::deque<std::string> events_;  // the last of them, as lines
  std::string status_, frame_, host_, findings_, metrics_line_;
  MetricFrame last_frame_;
};

}  // namespace holdfast
