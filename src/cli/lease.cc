#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>

#include <cstdio>

#include "cli/input.h"
#include "cli/verbs.h"
#include "host/descriptor.h"
#include "host/irqbalance_lease.h"
#include "host/snapshot.h"
#include "host_policy/demands.h"
#include "plan/make_plan.h"

namespace holdfast {
namespace {

/// How often the policy's interrupts are looked up again: a driver that was reset has other ones.
constexpr double kRereadSeconds = 60;

Result<IrqList> policy_irqs(HostSource& source, const std::string& policy) {
  const auto scope = policy_scope_of(policy);
  if (!scope) return tl::unexpected(scope.error());
  const HostSnapshot host = read_snapshot(source, *scope);
  const auto demands = demands_of(policy, host);
  if (!demands) return tl::unexpected(demands.error());
  std::vector<Refusal> refusals;
  IrqList irqs;
  for (const auto& wanted : wanted_settings(*demands, host, refusals)) {
    const bool interrupt = wanted.setting.object.kind == SettingKind::vector ||
                           wanted.setting.object.kind == SettingKind::device_irq;
    if (interrupt && wanted.setting.object.irq) irqs.push_back(*wanted.setting.object.irq);
  }
  return irqs;
}

/// SIGINT and SIGTERM as something to wait on.
Result<Descriptor> ending_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  Descriptor descriptor;
  if (::sigprocmask(SIG_BLOCK, &signals, nullptr) == 0) {
    descriptor = Descriptor(::signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK));
  }
  if (!descriptor) return fail(ErrorCode::failed, "signals cannot be waited for");
  return descriptor;
}

void tell(const IrqbalanceLease& lease, LeaseState state) {
  const std::string irqs = to_text(lease.irqs());
  switch (state) {
    case LeaseState::held: fmt::print("irqbalance leaves the interrupts {} alone\n", irqs); break;
    case LeaseState::no_daemon: fmt::print("irqbalance is not running\n"); break;
    case LeaseState::refused:
      fmt::print(stderr, "holdfast: lease: {}\n", lease.error().sentence);
      break;
  }
  std::fflush(stdout);
}

/// Turns until a signal ends them.
void keep(IrqbalanceLease& lease, HostSource& source, const LeaseOptions& options, int ending) {
  std::optional<LeaseState> told;
  std::uint64_t given = 0;
  Instant read_at = monotonic_now();
  while (true) {
    const Instant now = monotonic_now();
    if (elapsed_seconds(read_at, now) >= kRereadSeconds) {
      read_at = now;
      // A policy that cannot be read any more does not end a lease on what it named.
      auto irqs = policy_irqs(source, options.policy);
      if (irqs) lease.hold(*std::move(irqs));
    }
    const LeaseState state = lease.do_work(now);
    const bool news = told != state || lease.counters().given != given;
    if (news && (!options.quiet || state == LeaseState::refused)) tell(lease, state);
    told = state;
    given = lease.counters().given;
    pollfd waiting[] = {{ending, POLLIN, 0}, {lease.wake_fd(), POLLIN, 0}};
    constexpr int kTurnMs = 1000;
    if (::poll(waiting, std::size(waiting), kTurnMs) > 0 && waiting[0].revents != 0) return;
  }
}

}  // namespace

int run_lease(const LeaseOptions& options) {
  auto reading = open_host("/");
  if (!reading) return report(reading.error());
  auto irqs = policy_irqs(*reading->now, options.policy);
  if (!irqs) return report(irqs.error());
  if (irqs->empty()) {
    return report(Error{ErrorCode::usage, options.policy + " places no interrupt of this host"});
  }
  const auto ending = ending_signals();
  if (!ending) return report(ending.error());
  SocketBans bans;
  IrqbalanceLease lease(bans, *std::move(irqs));
  keep(lease, *reading->now, options, ending->fd());
  if (const auto released = lease.release(); !released) return report(released.error());
  return kDone;
}

}  // namespace holdfast
