#include "agent/feed.h"

#include "agent/feed_lines.h"
#include "model/json.h"
#include "plan/audit.h"

namespace holdfast {
namespace {

constexpr std::size_t kGreetingEvents = 200;

}  // namespace

void Feed::tell(const Event& event) {
  events_.push_back(keyed_line("event", to_json(event)));
  if (events_.size() > kGreetingEvents) events_.pop_front();
  server_.send(events_.back());
}

void Feed::tell(const MetricFrame& frame) {
  last_frame_ = frame;
  frame_ = keyed_line("frame", to_json(frame));
  server_.send(frame_);
}

void Feed::tell(const AgentStatus& status) {
  status_ = keyed_line("status", to_json(status));
  server_.send(status_);
  if (!metrics_) return;
  metrics_line_ = text_line("metrics", metrics_(last_frame_, status));
  server_.send(metrics_line_);
}

void Feed::tell(const HostSnapshot& host, const Intent& /*intent*/) {
  host_ = host_line(host);
  server_.send(host_);
  // One reading of the counters: the rules that look at a span of time stay silent.
  const Profile& profile = profile_of(ProfileName::any);
  findings_ = keyed_line("findings", to_json(audit({host, host.counters, host.counters, profile})));
  server_.send(findings_);
}

void Feed::turn(const MetricFrame& /*last*/, Instant /*now*/) {
  server_.do_work([this] { return greeting(); }, nullptr);
}

std::string Feed::greeting() const {
  std::string lines;
  const auto add = [&](const std::string& line) {
    if (!line.empty()) lines += line + '\n';
  };
  add(status_);
  add(host_);
  add(findings_);
  add(metrics_line_);
  for (const auto& event : events_) add(event);
  add(frame_);
  return lines;
}

}  // namespace holdfast
