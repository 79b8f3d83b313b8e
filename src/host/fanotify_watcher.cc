#include "host/fanotify_watcher.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/fanotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "host/attached_path.h"
#include "host/errno_name.h"
#include "host/watched_path.h"

namespace holdfast {
namespace {

constexpr unsigned kReportPidfd = 0x80;      // FAN_REPORT_PIDFD, 5.15
constexpr std::size_t kBytesPerRead = 4096;  // at most 128 events, each with two descriptors
constexpr int kReadsPerTurn = 16;
constexpr double kBetweenTries = 1;

Descriptor new_group(bool ask_pidfd) {
  const unsigned flags = FAN_CLASS_NOTIF | FAN_NONBLOCK | FAN_CLOEXEC;
  // For writing, as whoever wrote did: sysfs lets nobody, root neither, open "unbind" or "reset"
  // for reading (kernfs_fop_open), and an event whose file cannot be opened is lost.
  constexpr unsigned kOpening = O_WRONLY | O_CLOEXEC | O_NONBLOCK;
  if (ask_pidfd) {
    Descriptor group(::fanotify_init(flags | kReportPidfd, kOpening));
    if (group || last_error() != std::errc::invalid_argument) return group;
  }
  return Descriptor(::fanotify_init(flags, kOpening));
}

/// The watched name of an open file; nullopt: nobody watches it.
std::optional<std::string> watched_name_of(int fd, const std::string& root) {
  const auto told = read_link_at(AT_FDCWD, fmt::format("/proc/self/fd/{}", fd).c_str());
  if (!told) return std::nullopt;
  if (auto watched = watched_path(*told, root)) return watched;
  if (told->starts_with("/proc/") || told->starts_with("/sys/")) return std::nullopt;
  const auto attached = attached_path(fd, *told);
  return attached ? watched_path(*attached, root) : std::nullopt;
}

/// With a procfs of its own (a sandbox gave it one) this process sees nobody write to the host's
/// (an instance has inodes of its own). Not told where the first process's root may not be looked
/// at.
bool has_another_procfs() {
  struct stat own{}, first{};
  return ::stat("/proc", &own) == 0 && ::stat("/proc/1/root/proc", &first) == 0 &&
         own.st_dev != first.st_dev;
}

}  // namespace

FanotifyWatcher::FanotifyWatcher(FanotifyOptions options, std::shared_ptr<ActorResolver> actors,
                                 std::shared_ptr<ProcessEvents> processes)
    : options_(std::move(options)),
      actors_(std::move(actors)),
      processes_(std::move(processes)),
      own_pid_(static_cast<std::uint32_t>(::getpid())),
      own_network_(network_namespace_of(own_pid_)) {
  open();
}

FanotifyWatcher::~FanotifyWatcher() = default;

void FanotifyWatcher::open() {
  group_ = new_group(options_.ask_pidfd);
  is_degraded_ = false;
  why_.clear();
  if (group_) {
    mark_everything();
    return;
  }
  const auto error = last_error();
  const bool denied = error == std::errc::operation_not_permitted;
  why_ = fmt::format("fanotify is refused ({}): writers are not named{}", errno_name(error),
                     denied ? "; needs CAP_SYS_ADMIN" : "");
}

void FanotifyWatcher::mark_everything() {
  std::size_t marked = 0;
  for (const auto& place : options_.filesystems) {
    if (::fanotify_mark(group_.fd(), FAN_MARK_ADD | FAN_MARK_FILESYSTEM, FAN_MODIFY, AT_FDCWD,
                        place.c_str()) == 0) {
      ++marked;
      if (place == "/proc" && has_another_procfs()) {
        is_degraded_ = true;
        why_ =
            "/proc here is not the host's: who writes there is not seen (a sandbox's "
            "ProtectProc, ProcSubset, ProtectKernelTunables or ProtectControlGroups)";
      }
      continue;
    }
    const auto error = last_error();
    if (error == std::errc::no_such_file_or_directory) continue;
    is_degraded_ = true;
    why_ = fmt::format("fanotify cannot watch {} ({}): its writers are not named", place,
                       errno_name(error));
  }
  if (marked == 0) {
    if (why_.empty()) why_ = "fanotify has nothing to watch: no file system was named";
    group_.reset();
    return;
  }
  mark_files();
}

void FanotifyWatcher::mark_files() {
  // Marks of files that are gone would stay, each with its inode.
  static_cast<void>(::fanotify_mark(group_.fd(), FAN_MARK_FLUSH, 0, AT_FDCWD, "/"));
  for (const auto& folder : options_.folders) {
    static_cast<void>(::fanotify_mark(group_.fd(), FAN_MARK_ADD | FAN_MARK_ONLYDIR,
                                      FAN_CLOSE_WRITE | FAN_EVENT_ON_CHILD, AT_FDCWD,
                                      folder.c_str()));
  }
  const std::size_t count = std::min(files_.size(), options_.most_files);
  for (std::size_t i = 0; i < count; ++i) {
    const std::string path = options_.root + files_[i];
    // A file that is not there has no writer; the next change of the interrupts tells of it.
    static_cast<void>(::fanotify_mark(group_.fd(), FAN_MARK_ADD, FAN_OPEN, AT_FDCWD, path.c_str()));
  }
}

void FanotifyWatcher::set_files(const std::vector<std::string>& files) {
  files_ = files;
  if (group_) mark_files();
}

bool FanotifyWatcher::may_resolve_opening(Instant now) {
  if (elapsed_seconds(openings_from_, now) >= 1) {
    openings_from_ = now;
    openings_ = 0;
  }
  return openings_++ < options_.openings_per_second;
}

bool FanotifyWatcher::is_foreign(const std::string& what, std::uint32_t pid) const {
  if (!is_of_network_namespace(what) || !own_network_) return false;
  const auto network = network_namespace_of(pid);
  return network && *network != *own_network_;
}

void FanotifyWatcher::add(SightingKind kind, std::string what, Actor actor, Instant now) {
  for (auto& known : pending_) {
    if (known.kind != kind || known.what != what || known.actor != actor) continue;
    ++known.count;
    return;
  }
  // Never exact: the kernel merges what one process does to one file until it is read.
  pending_.push_back({.kind = kind,
                      .what = std::move(what),
                      .detail = "",
                      .at = now,
                      .actor = std::move(actor),
                      .exact = false});
}

void FanotifyWatcher::take(const FanotifyEvent& event, Instant now) {
  const Descriptor file(event.fd);
  const Descriptor process(event.pidfd);
  if ((event.mask & FAN_Q_OVERFLOW) != 0) {
    pending_.push_back(
        {.kind = SightingKind::overflow, .what = std::string(name()), .at = now, .exact = false});
    return;
  }
  if (!file) return;
  const bool is_write = (event.mask & (FAN_MODIFY | FAN_CLOSE_WRITE)) != 0;
  const auto pid = static_cast<std::uint32_t>(event.pid);
  // Our own readings are no news; our own writes are repairs.
  if (!is_write && (pid == own_pid_ || !may_resolve_opening(now))) return;
  auto what = watched_name_of(file.fd(), options_.root);
  if (!what || is_foreign(*what, pid)) return;
  Actor actor;
  if (event.pid > 0) actor = actors_->resolve(pid, process.fd(), event.is_reaped, now);
  if (is_write) {
    add(SightingKind::file_written, std::move(*what), std::move(actor), now);
  } else if (options_.tell_openings) {
    add(SightingKind::file_opened, std::move(*what), std::move(actor), now);
  }
}

/// False when there is nothing more to read.
bool FanotifyWatcher::read_group(Instant now) {
  alignas(fanotify_event_metadata) std::uint8_t bytes[kBytesPerRead];
  const ssize_t got = ::read(group_.fd(), bytes, sizeof bytes);
  if (got < 0 && errno == EAGAIN) return false;
  if (got < 0 && errno == EBADF) {
    why_ = fmt::format("fanotify was lost ({}): writers are not named", errno_name(last_error()));
    group_.reset();
    return false;
  }
  // Any other error is of one file that could not be opened for us, and its event is gone.
  if (got < 0) return true;
  const auto events = parse_fanotify_events(Bytes(bytes, static_cast<std::size_t>(got)));
  for (const auto& event : events) take(event, now);
  return true;
}

bool FanotifyWatcher::read(Instant now, std::size_t limit, std::vector<Sighting>& out) {
  if (!group_) {
    if (tried_at_ && elapsed_seconds(*tried_at_, now) < kBetweenTries) return false;
    tried_at_ = now;
    open();
    if (!group_) return false;
  }
  // First whoever began since: the writer may be gone already.
  bool lost = false;
  if (processes_) static_cast<void>(processes_->take(now, lost));
  if (lost) {
    pending_.push_back(
        {.kind = SightingKind::overflow, .what = "process events", .at = now, .exact = false});
  }
  bool more = true;
  for (int i = 0; i < kReadsPerTurn && more && pending_.size() < limit; ++i) more = read_group(now);
  const std::size_t told = std::min(limit, pending_.size());
  const auto end = pending_.begin() + static_cast<std::ptrdiff_t>(told);
  std::move(pending_.begin(), end, std::back_inserter(out));
  pending_.erase(pending_.begin(), end);
  events_ += told;
  return more || !pending_.empty();
}

WatchSource FanotifyWatcher::state() const {
  WatchSource state{.name = std::string(name()), .events = events_};
  if (!group_) {
    state.state = SourceState::absent;
  } else {
    state.state = is_degraded_ ? SourceState::degraded : SourceState::watching;
  }
  state.why = why_;
  return state;
}

}  // namespace holdfast
