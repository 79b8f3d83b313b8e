// The policy and the whole host, read again.
#include <fmt/format.h>

#include <algorithm>

#include "agent/agent.h"
#include "plan/make_plan.h"
#include "plan/setting_value.h"

namespace holdfast {
namespace {

/// What the agent needs of a host without a policy: interfaces, vectors, settings; no sockets.
SnapshotScope observing_scope() {
  SnapshotScope scope;
  scope.threads = scope.flows = scope.writers = false;
  return scope;
}

}  // namespace

void Agent::refuse_policy(const std::string& sentence) {
  if (policy_error_ == sentence) return;
  policy_error_ = sentence;
  emit(EventKind::policy, "policy", "", policy_ ? "refused, the one before stays" : "refused",
       EventCause::human, sentence);
}

bool Agent::refresh_policy() {
  if (!policy_source_) {
    scope_ = observing_scope();
    return std::exchange(reload_, false);
  }
  std::string fingerprint = policy_source_->fingerprint();
  if (!reload_ && fingerprint == fingerprint_) return false;
  reload_ = false;
  fingerprint_ = std::move(fingerprint);
  auto scope = policy_source_->read();
  if (!scope) {
    refuse_policy(scope.error().sentence);
    if (!policy_) scope_ = observing_scope();
    return !policy_;
  }
  scope_ = *std::move(scope);
  scope_.nic_settings = true;
  policy_error_.clear();
  return true;
}

void Agent::resolve_policy(const HostSnapshot& host) {
  if (!policy_source_ || !policy_error_.empty()) return;
  auto policy = policy_source_->resolve(host);
  if (!policy) {
    // A CPU that is offline, an interface that is gone: what was wanted before is still wanted.
    const std::string sentence = policy.error().sentence;
    refuse_policy(sentence);
    if (policy.error().code == ErrorCode::absent) policy_error_.clear();
    return;
  }
  const bool news = !policy_ || policy_->demands.version != policy->demands.version ||
                    policy_->demands.policy != policy->demands.policy ||
                    policy_->demands.settings != policy->demands.settings;
  const std::string before =
      policy_ ? policy_->demands.policy + " " + policy_->demands.version : "";
  healer_.set(policy->heal);
  policy_ = *std::move(policy);
  host_.keep_stream(policy_->probe_stream);
  if (!news) return;
  emit(EventKind::policy, "policy", before,
       policy_->demands.policy + " " + policy_->demands.version, EventCause::human,
       fmt::format("{}: {} settings are demanded", policy_->demands.source,
                   policy_->demands.settings.size()));
}

void Agent::stay_on_housekeeping(const HostSnapshot& host) {
  if (!policy_) return;
  // What is offline now may be online at the next sweep.
  const CpuSet cpus = policy_->housekeeping & host.topology.online;
  if (cpus.empty() || stays_on_ == cpus) return;
  const std::string before = stays_on_ ? stays_on_->to_list() : "";
  const auto stays = host_.stay_on(cpus);
  stays_on_ = cpus;
  emit(EventKind::policy, "CPUs of the agent itself", before, cpus.to_list(), EventCause::human,
       stays ? "the policy's @housekeeping" : "not moved: " + stays.error().sentence);
}

void Agent::sweep() {
  sweep_due_ = plus_seconds(now_, options_.sweep_seconds);
  // Else what is kept is right, or fails: a kept descriptor of an interrupt that went says so.
  if (std::exchange(numbers_may_differ_, false)) host_.forget_kept();
  const Instant begun = host_.now();
  const HostSnapshot host = host_.read_all(scope_);
  hostname_ = host.settings.hostname;
  SettingObject new_vectors;
  new_vectors.kind = SettingKind::default_smp_affinity;
  default_affinity_ = value_of(host, new_vectors).value_or("");
  resolve_policy(host);
  stay_on_housekeeping(host);
  std::vector<Refusal> refusals;
  std::vector<Wanted> wanted;
  if (policy_) wanted = wanted_settings(policy_->demands, host, refusals);
  const auto changes = watched_.renew(host, wanted, begun, host_.now());
  set_intent(host);
  if (!changes.empty()) read_watchers();  // who did it while all of this was read
  explain(changes);
  const auto files = watched_.policy_files();
  const auto threads = watched_.threads();
  for (const auto& watcher : watchers_) {
    watcher->set_files(files);
    watcher->set_threads(threads);
  }
  hold_lease();
  output_.tell(host, intent_);
}

void Agent::set_intent(const HostSnapshot& host) {
  Intent intent;
  intent.topology = host.topology;
  for (const auto& vector : host.vectors) {
    const Nic* nic = vector.nic.empty() ? nullptr : host.find_nic(vector.nic);
    if (!nic) continue;
    VectorTarget target;
    target.irq = vector.irq;
    target.nic = vector.nic;
    target.label = queue_label(vector);
    target.nic_node = nic->node;
    target.up = nic->admin_up;
    intent.targets.push_back(std::move(target));
  }
  std::sort(intent.targets.begin(), intent.targets.end(),
            [](const VectorTarget& a, const VectorTarget& b) { return a.irq < b.irq; });
  for (const auto& setting : watched_.all()) {
    if (setting.object.kind != SettingKind::vector || !setting.wanted) continue;
    for (auto& target : intent.targets) {
      if (target.irq != setting.object.irq) continue;
      if (auto cpus = CpuSet::parse_list(*setting.wanted)) target.cpus = *std::move(cpus);
    }
  }
  if (intent == intent_) return;
  intent_ = std::move(intent);
  observation_.reset();  // the next window starts with the vectors that there are now
}

void Agent::hold_lease() {
  if (!bans_ || !policy_) return;
  const auto& demands = policy_->demands.settings;
  const bool wanted = std::any_of(demands.begin(), demands.end(), [](const Demand& demand) {
    return demand.kind == SettingKind::irqbalance_ban && demand.value == "lease";
  });
  if (!wanted) {
    stop();
    lease_state_.clear();
    return;
  }
  IrqList irqs;
  for (const auto& setting : watched_.all()) {
    const bool interrupt = setting.object.kind == SettingKind::vector ||
                           setting.object.kind == SettingKind::device_irq;
    if (interrupt && setting.wanted && setting.object.irq) irqs.push_back(*setting.object.irq);
  }
  std::sort(irqs.begin(), irqs.end());
  irqs.erase(std::unique(irqs.begin(), irqs.end()), irqs.end());
  if (!lease_) {
    lease_.emplace(*bans_, std::move(irqs));
  } else if (irqs != lease_->irqs()) {
    lease_->hold(std::move(irqs));
  }
}

void Agent::work_lease() {
  if (!lease_ || paused_) return;
  std::string state;
  switch (lease_->do_work(now_)) {
    case LeaseState::held: state = "held"; break;
    case LeaseState::no_daemon: state = "no daemon"; break;
    case LeaseState::refused: state = "refused: " + lease_->error().sentence; break;
  }
  if (state == lease_state_) return;
  emit(EventKind::lease, "irqbalance's lease", lease_state_, state, EventCause::repair,
       fmt::format("interrupts {}", to_text(lease_->irqs())));
  lease_state_ = std::move(state);
}

}  // namespace holdfast
