#include "host/actor.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace holdfast {
namespace {

constexpr std::size_t kCached = 256;
constexpr double kCachedSeconds = 1;
constexpr std::size_t kParents = 4;

/// These put what they start into another cgroup: theirs is not their child's.
constexpr std::array<std::string_view, 8> kStarters = {
    "systemd", "(sd-executor)", "systemd-executo", "runc",
    "crun",    "conmon",        "containerd-shim", "init"};

bool starts_others(const ProcessIdentity& identity) {
  const std::string_view comm = identity.comm;
  return std::find(kStarters.begin(), kStarters.end(), comm) != kStarters.end() ||
         comm.starts_with("(") || comm.starts_with("runc:");
}

/// `of_itself`: read of the very program that ran; else of what it was before, or of its parent.
void fill(const ProcessIdentity& identity, bool of_itself, Actor& actor) {
  if (of_itself) {
    if (actor.comm.empty()) actor.comm = identity.comm;
    if (actor.exe.empty()) actor.exe = identity.exe;
  }
  if (!of_itself && starts_others(identity)) return;
  if (actor.cgroup.empty()) {
    actor.cgroup = identity.cgroup;
    actor.unit = identity.unit;
  }
  if (!actor.uid) actor.uid = identity.uid;
}

}  // namespace

const Actor* ActorResolver::find_cached(std::uint32_t pid, bool is_reaped, Instant now) {
  const auto found = cache_.find(pid);
  if (found == cache_.end() || elapsed_seconds(found->second.at, now) > kCachedSeconds) {
    return nullptr;
  }
  // It may have executed something else meanwhile.
  if (is_reaped) return &found->second.actor;
  const auto comm = read_process_comm(pid);
  return !comm || *comm == found->second.actor.comm ? &found->second.actor : nullptr;
}

void ActorResolver::keep(std::uint32_t pid, const Actor& actor, Instant now) {
  if (!cache_.contains(pid)) {
    order_.push_back(pid);
    if (order_.size() > kCached) {
      cache_.erase(order_.front());
      order_.pop_front();
    }
  }
  cache_[pid] = {actor, now};
}

void ActorResolver::fill_from_history(std::uint32_t pid, Actor& actor, std::uint32_t& parent,
                                      Instant now) {
  if (!events_) return;
  const ProcessRecord* record = events_->history().find(pid, now);
  if (!record) return;
  if (parent == 0) parent = record->parent;
  if (actor.exe.empty()) actor.exe = record->program;
  if (record->identity) {
    const auto& identity = *record->identity;
    const bool of_itself = !record->is_stale && (actor.exe.empty() || actor.exe == identity.exe);
    fill(identity, of_itself, actor);
    return;
  }
  // Its parent began before we listened. The child is what the parent is, if it executed nothing;
  // its cgroup and user are the parent's in any case.
  if (record->parent == 0) return;
  const auto identity = read_process_identity(record->parent);
  if (identity) fill(*identity, !record->is_stale && actor.exe.empty(), actor);
}

void ActorResolver::add_parents(std::uint32_t parent, Actor& actor, Instant now) {
  while (parent != 0 && actor.parents.size() < kParents) {
    std::string comm;
    std::uint32_t next = 0;
    if (const auto ancestor = read_process_ancestor(parent)) {
      comm = ancestor->comm;
      next = ancestor->parent;
    } else if (const auto* record = events_ ? events_->history().find(parent, now) : nullptr) {
      if (record->identity && !record->is_stale) comm = record->identity->comm;
      next = record->parent;
    }
    actor.parents.push_back(fmt::format("{} ({})", comm.empty() ? "?" : comm, parent));
    parent = next;
  }
}

Actor ActorResolver::resolve(std::uint32_t pid, int pidfd, bool is_reaped, Instant now) {
  if (const Actor* cached = find_cached(pid, is_reaped, now)) return *cached;
  Actor actor;
  actor.pid = ThreadId{pid};
  std::uint32_t parent = 0;
  if (!is_reaped) {
    if (const auto identity = read_process_identity(pid, pidfd)) {
      fill(*identity, true, actor);
      parent = identity->parent;
    }
  }
  if (actor.exe.empty()) fill_from_history(pid, actor, parent, now);
  add_parents(parent, actor, now);
  keep(pid, actor, now);
  return actor;
}

}  // namespace holdfast
