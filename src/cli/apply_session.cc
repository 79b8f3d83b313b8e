#include "cli/apply_session.h"

#include <fmt/format.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>

#include "base/text.h"
#include "cli/verbs.h"
#include "host/live_source.h"

namespace holdfast {
namespace {

constexpr std::size_t kLongestCommand = 4096;

std::string first_line_of(const char* path) {
  LiveSource source;
  std::string text;
  if (!source.read_file(path, text)) return {};
  return std::string(trim(text));
}

std::string utc_now() {
  const time_t now = ::time(nullptr);
  struct tm parts{};
  ::gmtime_r(&now, &parts);
  char text[32];
  const auto size = ::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
  return {text, size};
}

Author this_process() {
  Author author;
  author.user = ::getuid();
  author.process = static_cast<std::uint32_t>(::getpid());
  author.command = first_line_of("/proc/self/cmdline").substr(0, kLongestCommand);
  std::replace(author.command.begin(), author.command.end(), '\0', ' ');
  return author;
}

}  // namespace

Result<ApplySession> ApplySession::open(double wait_lock_seconds) {
  const Author author = this_process();
  auto lock = ApplyLock::take(
      kLockPath, fmt::format("pid {} ({}) since {}", author.process, author.command, utc_now()),
      wait_lock_seconds);
  if (!lock) return tl::unexpected(lock.error());
  ApplySession session(std::move(*lock));
  session.boot_id_ = first_line_of("/proc/sys/kernel/random/boot_id");
  Diagnostics diagnostics;
  session.journals_ = read_journals(session.folders_, diagnostics);
  report(diagnostics);
  return session;
}

JournalBegin ApplySession::stamp() const {
  JournalBegin begin;
  begin.id = next_journal_id(folders_);
  begin.boot_id = boot_id_;
  begin.at = utc_now();
  begin.who = this_process();
  return begin;
}

Result<void> ApplySession::check_finished() const {
  for (const auto& journal : journals_) {
    if (!journal.record.begun || journal.record.finished()) continue;
    return fail(ErrorCode::failed,
                fmt::format("{} {} was not finished, and the host may be half changed; first run "
                            "holdfast recover (puts back what was){}",
                            name_of(journal.record.begin.kind), journal.id,
                            journal.record.begin.kind == JournalKind::apply
                                ? " or holdfast recover --forward"
                                : ""));
  }
  return {};
}

std::vector<StoredJournal> journals_of_host() {
  Diagnostics diagnostics;
  auto journals = read_journals({}, diagnostics);
  report(diagnostics);
  return journals;
}

}  // namespace holdfast
