#include "cli/agent_outputs.h"

#include <fmt/format.h>
#include <time.h>
#include <unistd.h>

#include <cstdio>

#include "base/printable.h"
#include "cli/event_style.h"
#include "cli/verbs.h"

namespace holdfast {
namespace {

constexpr std::int64_t kFlushNs = 1'000'000'000;
constexpr double kHookTimeoutSeconds = 10;

std::int64_t wall_now_ns() {
  timespec time{};
  ::clock_gettime(CLOCK_REALTIME, &time);
  return static_cast<std::int64_t>(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
}

}  // namespace

Result<AgentOutputs> AgentOutputs::open(const RunOptions& options, Feed& feed) {
  AgentOutputs outputs(feed);
  outputs.screen_ = Screen::of_standard_output();
  outputs.quiet_ = options.quiet;
  outputs.json_ = options.json;
  auto page = FeaturesPage::open(options.run_folder + "/features");
  if (!page) return tl::unexpected(page.error());
  outputs.page_ = *std::move(page);
  if (!options.json) outputs.journal_ = JournalSender::of_standard_output();
  if (!options.on_event.empty()) {
    if (::access(options.on_event.c_str(), X_OK) != 0 || options.on_event.front() != '/') {
      return fail(ErrorCode::usage,
                  fmt::format("--on-event {}: not the absolute path of a program that can be run",
                              options.on_event));
    }
    outputs.hook_ =
        std::make_unique<CommandHook>(options.on_event, HookLimits{}, kHookTimeoutSeconds);
  }
  if (!options.no_store) {
    std::string note;
    StoreOptions store_options;
    store_options.folder = options.state_folder;
    auto store = Store::open(store_options, note);
    if (!note.empty()) fmt::print(stderr, "holdfast: {}\n", note);
    if (store) {
      outputs.store_ = *std::move(store);
    } else {
      fmt::print(stderr, "holdfast: {}: it goes on without a store\n", store.error().sentence);
    }
  }
  return outputs;
}

void AgentOutputs::print(const Event& event) const {
  if (quiet_) return;
  if (journal_ && journal_->send(event)) return;
  if (json_) {
    fmt::print("{}\n", to_json(event));
  } else {
    fmt::print("{}\n", styled(screen_, style_of(event), printable(to_line(event))));
  }
  std::fflush(stdout);
}

void AgentOutputs::tell(const Event& event) {
  print(event);
  if (event.kind == EventKind::change && !event.wanted.empty()) ++drift_events_;
  feed_->tell(event);
  if (store_) store_->append(event);
  if (hook_) hook_->tell(event, now_);
}

void AgentOutputs::tell(const MetricFrame& frame) {
  feed_->tell(frame);
  if (store_) store_->append(frame);
}

void AgentOutputs::tell(const AgentStatus& status) {
  status_ = status;
  feed_->tell(status);
}

void AgentOutputs::tell(const ApplyRecord& apply) {
  if (store_) store_->append(apply);
}

void AgentOutputs::tell(const ClockReading& clock) {
  if (store_) store_->append(clock);
}

void AgentOutputs::tell(const CacheReading& cache) {
  if (store_) store_->append(cache);
}

void AgentOutputs::tell(const GatewayGauges& gauges) {
  if (store_) store_->append(gauges);
}

void AgentOutputs::tell(const HostSnapshot& host, const Intent& intent) {
  feed_->tell(host, intent);
  if (store_) store_->append(intent, host.settings.hostname, wall_now_ns());
  if (quiet_ || json_ || std::exchange(greeted_, true)) return;
  std::size_t targets = 0;
  for (const auto& target : intent.targets) targets += target.cpus.empty() ? 0 : 1;
  fmt::print("watching {} vectors of {}, {} of them placed by a policy\n", intent.targets.size(),
             printable(host.settings.hostname), targets);
  std::fflush(stdout);
}

void AgentOutputs::write_features(const MetricFrame& last, Instant now) {
  Features features;
  features.regime = last.regime;
  features.gates = last.gates;
  if (agent) features.regime_since_ns = agent->regime_since().ns;
  features.events = drift_events_;
  features.vam_effective = last.vam_effective;
  features.vam_delivered = last.vam_delivered;
  features.nrs_ewma = last.nrs.value;
  features.sad_delta = last.sad_delta;
  features.hj95_ns = last.jitter.hj95_ns;
  features.hj95x_ratio = last.jitter.ratio;
  if (calibration) {
    const auto uplift = uplift_at(*calibration, last.vam_effective);
    features.tail_uplift_bps = uplift.bps;
    features.tail_uplift_low_bps = uplift.low_bps;
  }
  features.policy = status_.policy;
  features.policy_version = status_.policy_version;
  page_->write(features, now.ns);
}

void AgentOutputs::end() {
  flush_due_ns_ = 0;
  flush_store();
}

void AgentOutputs::flush_store() {
  const std::int64_t now_ns = wall_now_ns();
  if (!store_ || now_ns < flush_due_ns_) return;
  flush_due_ns_ = now_ns + kFlushNs;
  const auto flushed = store_->flush(now_ns);
  // It says so once for each trouble, and tries again by itself.
  if (!flushed) fmt::print(stderr, "holdfast: {}: it goes on\n", flushed.error().sentence);
}

void AgentOutputs::add_to(AgentStatus& status) const {
  if (hook_) status.hooks = hook_->counts();
}

void AgentOutputs::turn(const MetricFrame& last, Instant now) {
  now_ = now;
  if (hook_) hook_->do_work(now);
  write_features(last, now);
  feed_->turn(last, now);
  flush_store();
}

}  // namespace holdfast
