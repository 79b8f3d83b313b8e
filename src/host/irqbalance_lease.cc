#include "host/irqbalance_lease.h"

#include <sys/inotify.h>
#include <unistd.h>

#include <algorithm>
#include <iterator>

namespace holdfast {
namespace {

IrqList difference(const IrqList& a, const IrqList& b) {
  IrqList out;
  std::set_difference(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(out));
  return out;
}

IrqList both(const IrqList& a, const IrqList& b) {
  IrqList out;
  std::set_union(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(out));
  return out;
}

IrqList intersection(const IrqList& a, const IrqList& b) {
  IrqList out;
  std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(out));
  return out;
}

IrqList in_order(IrqList irqs) {
  std::sort(irqs.begin(), irqs.end());
  irqs.erase(std::unique(irqs.begin(), irqs.end()), irqs.end());
  return irqs;
}

std::string folder_above(const std::string& folder) {
  const auto slash = folder.rfind('/');
  return slash == 0 || slash == std::string::npos ? "/" : folder.substr(0, slash);
}

}  // namespace

IrqbalanceLease::IrqbalanceLease(IrqbalanceBans& bans, IrqList irqs, std::string folder)
    : bans_(bans), irqs_(in_order(std::move(irqs))), folder_(std::move(folder)) {
  watch_ = Descriptor(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK));
  watch_folder();
}

void IrqbalanceLease::watch_folder() {
  if (!watch_ || watched_ >= 0) return;
  constexpr std::uint32_t kChanges = IN_CREATE | IN_MOVED_TO | IN_DELETE | IN_DELETE_SELF;
  watched_ = ::inotify_add_watch(watch_.fd(), folder_.c_str(), kChanges | IN_ONLYDIR);
  if (watched_ >= 0) return;
  // systemd removes the folder with the service (RuntimeDirectory=) and makes it anew.
  ::inotify_add_watch(watch_.fd(), folder_above(folder_).c_str(), IN_CREATE | IN_MOVED_TO);
}

bool IrqbalanceLease::folder_changed() {
  if (!watch_) return false;
  alignas(inotify_event) char buffer[4096];
  bool changed = false;
  // What changed does not matter: the turn looks at everything. So the events are only emptied.
  for (int reads = 0; reads < 64; ++reads) {
    const ssize_t got = ::read(watch_.fd(), buffer, sizeof buffer);
    if (got <= 0) break;
    changed = true;
    for (ssize_t at = 0; at < got;) {
      const auto* event = reinterpret_cast<const inotify_event*>(buffer + at);
      if ((event->mask & IN_IGNORED) != 0 && event->wd == watched_) watched_ = -1;
      at += static_cast<ssize_t>(sizeof(inotify_event) + event->len);
    }
  }
  watch_folder();
  return changed;
}

LeaseState IrqbalanceLease::do_work(Instant now) {
  const bool due = !looked_ || elapsed_seconds(*looked_, now) >= kPollSeconds;
  const bool changed = folder_changed();
  // A daemon makes its socket before it answers at it; until it does, each turn asks.
  if (!due && !changed && state_ != LeaseState::refused) return state_;
  looked_ = now;
  ++counters_.turns;
  state_ = look();
  return state_;
}

LeaseState IrqbalanceLease::look() {
  const auto daemon = bans_.daemon();
  if (!daemon) {
    added_.clear();
    return LeaseState::no_daemon;
  }
  const auto given = give(*daemon);
  if (given) return LeaseState::held;
  ++counters_.errors;
  error_ = given.error();
  return LeaseState::refused;
}

Result<void> IrqbalanceLease::give(ThreadId daemon) {
  const auto held = bans_.read(daemon);
  if (!held) return tl::unexpected(held.error());
  const bool another = daemon_ != daemon;
  const IrqList missing = difference(irqs_, *held);
  const IrqList added = another ? missing : both(added_, missing);
  const IrqList stale = difference(added, irqs_);
  if (!missing.empty() || !stale.empty()) {
    ++counters_.given;
    const auto replaced = bans_.replace(daemon, difference(both(*held, irqs_), stale));
    if (!replaced) return replaced;
  }
  if (another && daemon_) ++counters_.restarts;
  if (!another && !intersection(missing, added_).empty()) ++counters_.lost;
  added_ = difference(added, stale);
  daemon_ = daemon;
  return {};
}

void IrqbalanceLease::hold(IrqList irqs) {
  irqs_ = in_order(std::move(irqs));
  looked_.reset();
}

Result<void> IrqbalanceLease::release() {
  const auto daemon = bans_.daemon();
  // A daemon that we have not seen has none of our bans.
  if (!daemon || daemon_ != daemon || added_.empty()) return {};
  const auto held = bans_.read(*daemon);
  if (!held) return tl::unexpected(held.error());
  auto done = bans_.replace(*daemon, difference(*held, added_));
  if (done) added_.clear();
  return done;
}

}  // namespace holdfast
