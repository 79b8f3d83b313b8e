// FanotifyWatcher: who writes the files that place interrupts and packets (KERNEL §19).
//
// One mark on the whole of each file system (/proc, /sys, the cgroups) tells of writes, in every
// mount namespace and also after a driver took its interrupts anew; a mark on each file of the
// policy tells of its opening, so that a writer is named before it ends. Needs CAP_SYS_ADMIN.
//
// Not seen: writes through another instance of procfs (a pid namespace, ProtectProc=), what the
// kernel changes by itself, and writes merged with an earlier one of the same process and file
// (counts are "at least"). There is no time stamp: a sighting's time is that of its reading.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "host/actor.h"
#include "host/fanotify_events.h"
#include "host/watcher.h"

namespace holdfast {

struct FanotifyOptions {
  std::string root;  // prefix of the files that are watched; "" for this host
  /// Any place in each file system. Those that are not there are left out.
  std::vector<std::string> filesystems = {"/proc", "/sys", "/sys/fs/cgroup",
                                          "/sys/fs/cgroup/cpuset"};
  /// Folders on a disk, whose files are marked by themselves: a disk's writes are too many.
  std::vector<std::string> folders = {"/etc/default", "/etc/sysconfig"};
  bool ask_pidfd = true;       // where the kernel has it (5.15)
  bool tell_openings = false;  // openings as sightings, not only to name writers
  std::size_t most_files = 4096;
  std::uint32_t openings_per_second = 500;  // resolved; more are readers
};

class FanotifyWatcher final : public Watcher {
 public:
  FanotifyWatcher(FanotifyOptions options, std::shared_ptr<ActorResolver> actors,
                  std::shared_ptr<ProcessEvents> processes = nullptr);
  ~FanotifyWatcher() override;

  std::string_view name() const override { return "fanotify"; }
  int fd() const override { return group_.fd(); }
  bool read(Instant now, std::size_t limit, std::vector<Sighting>& out) override;
  bool has_unread() const override { return !pending_.empty(); }
  WatchSource state() const override;
  /// To be called whenever the policy or the host's interrupts change, also when the paths stay the
  /// same: a mark on /proc/irq/N dies without a word when the number is given anew.
  void set_files(const std::vector<std::string>& files) override;

 private:
  void open();
  void mark_everything();
  void mark_files();
  bool read_group(Instant now);
  void take(const FanotifyEvent& event, Instant now);
  bool may_resolve_opening(Instant now);
  void add(SightingKind kind, std::string what, Actor actor, Instant now);
  bool is_foreign(const std::string& what, std::uint32_t pid) const;

  FanotifyOptions options_;
  std::shared_ptr<ActorResolver> actors_;
  std::shared_ptr<ProcessEvents> processes_;
  std::uint32_t own_pid_;
  std::optional<std::uint64_t> own_network_;
  Descriptor group_;
  std::vector<std::string> files_;
  std::vector<Sighting> pending_;  // read and not yet told; bounded by one read of the group
  std::optional<Instant> tried_at_;
  std::string why_;
  bool is_degraded_ = false;
  Instant openings_from_;
  std::uint32_t openings_ = 0;
  std::uint64_t events_ = 0;
};

}  // namespace holdfast
