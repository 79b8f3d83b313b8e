#include "host/irqbalance_watcher.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <cerrno>

#include "host/errno_name.h"
#include "host/inotify_events.h"

namespace holdfast {
namespace {

constexpr std::string_view kFolder = "irqbalance";
constexpr double kBetweenTries = 1;
constexpr std::size_t kBytesPerRead = 4096;  // some 80 events; the rest waits for the next turn

Sighting sighting_of(SightingKind kind, std::uint32_t pid, Instant now) {
  return {.kind = kind, .what = std::to_string(pid), .detail = "", .at = now};
}

}  // namespace

IrqbalanceWatcher::IrqbalanceWatcher(std::string run) : run_(std::move(run)) { open(); }

void IrqbalanceWatcher::open() {
  inotify_ = Descriptor(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC));
  folder_watch_ = -1;
  run_watch_ =
      inotify_ ? ::inotify_add_watch(inotify_.fd(), run_.c_str(), IN_CREATE | IN_ONLYDIR) : -1;
  if (run_watch_ < 0) {
    why_ = fmt::format("inotify on {} is refused ({}): irqbalance is not seen to start or stop",
                       run_, errno_name(last_error()));
    inotify_.reset();
    return;
  }
  why_.clear();
  watch_folder({}, nullptr);
}

/// `news`: where to tell of the daemons that are there already; nullptr: they are none.
void IrqbalanceWatcher::watch_folder(Instant now, std::vector<Sighting>* news) {
  const std::string path = fmt::format("{}/{}", run_, kFolder);
  folder_watch_ = ::inotify_add_watch(inotify_.fd(), path.c_str(),
                                      IN_CREATE | IN_DELETE | IN_MOVED_TO | IN_ONLYDIR);
  if (folder_watch_ < 0 || !news) return;
  // The socket may have been made before the folder was watched.
  auto folder = open_at(AT_FDCWD, path.c_str(), O_RDONLY | O_DIRECTORY);
  if (!folder) return;
  const auto entries = list_folder(std::move(*folder));
  if (!entries) return;
  for (const auto& entry : *entries) {
    const auto pid = irqbalance_pid_of(entry.name);
    if (pid) news->push_back(sighting_of(SightingKind::irqbalance_started, *pid, now));
  }
}

bool IrqbalanceWatcher::read(Instant now, std::size_t limit, std::vector<Sighting>& out) {
  if (!inotify_) {
    if (tried_at_ && elapsed_seconds(*tried_at_, now) < kBetweenTries) return false;
    tried_at_ = now;
    open();
    if (!inotify_) return false;
  }
  alignas(inotify_event) std::uint8_t bytes[kBytesPerRead];
  const ssize_t got = ::read(inotify_.fd(), bytes, sizeof bytes);
  if (got < 0) return errno == EINTR;
  std::vector<Sighting> news;
  for (const auto& event : parse_inotify_events(Bytes(bytes, static_cast<std::size_t>(got)))) {
    if ((event.mask & IN_Q_OVERFLOW) != 0) {
      news.push_back({.kind = SightingKind::overflow, .what = std::string(name()), .at = now});
    } else if (event.watch == run_watch_ && event.name == kFolder) {
      watch_folder(now, &news);
    } else if (event.watch == folder_watch_ && (event.mask & IN_IGNORED) != 0) {
      folder_watch_ = -1;  // the folder is gone; its next creation is heard by the one above
    } else if (const auto pid = irqbalance_pid_of(event.name);
               pid && event.watch == folder_watch_) {
      news.push_back(sighting_of((event.mask & IN_DELETE) != 0 ? SightingKind::irqbalance_stopped
                                                               : SightingKind::irqbalance_started,
                                 *pid, now));
    }
  }
  // Daemons start by the minute, not by the hundred: beyond the limit they are not worth keeping.
  if (news.size() > limit) news.resize(limit);
  events_ += news.size();
  out.insert(out.end(), news.begin(), news.end());
  return true;
}

WatchSource IrqbalanceWatcher::state() const {
  return {.name = std::string(name()),
          .state = inotify_ ? SourceState::watching : SourceState::absent,
          .why = why_,
          .events = events_};
}

}  // namespace holdfast
