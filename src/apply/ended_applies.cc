#include "apply/ended_applies.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <time.h>

#include <utility>

#include "apply/journal_record.h"
#include "base/text.h"
#include "host/descriptor.h"

namespace holdfast {
namespace {

constexpr std::string_view kSuffix = ".jsonl";

std::int64_t changed_ns(const struct stat& status) {
  return static_cast<std::int64_t>(status.st_mtim.tv_sec) * 1'000'000'000 + status.st_mtim.tv_nsec;
}

/// "2026-05-01T14:03:07Z"; 0 when it is none.
std::int64_t ns_of(const std::string& text) {
  tm parts{};
  const char* end = ::strptime(text.c_str(), "%Y-%m-%dT%H:%M:%SZ", &parts);
  return end != nullptr && *end == '\0'
             ? static_cast<std::int64_t>(::timegm(&parts)) * 1'000'000'000
             : 0;
}

std::string outcome_of(const JournalRecord& record) {
  const std::string ending(name_of(*record.ending));
  const auto kind = record.begin.kind;
  return kind == JournalKind::apply ? ending : fmt::format("{}-{}", name_of(kind), ending);
}

ApplyRecord record_of(const JournalRecord& journal, std::uint64_t id, std::int64_t ended_ns) {
  ApplyRecord record;
  record.journal = fmt::format("{} {}", id, journal.begin.at);
  record.begun_ns = ns_of(journal.begin.at);
  record.ended_ns = ended_ns;  // the end line has no time; it is the last one written
  record.outcome = outcome_of(journal);
  record.policy = journal.begin.plan.demands.policy;
  record.policy_version = journal.begin.plan.demands.version;
  for (const auto& step : journal.steps) {
    if (step.state == StepState::done) ++record.steps;
    if (step.state == StepState::failed) ++record.differences;
  }
  return record;
}

}  // namespace

void EndedApplies::list() {
  std::map<std::uint64_t, Seen> found;
  auto opened = open_at(AT_FDCWD, folder_.c_str(), O_RDONLY | O_DIRECTORY);
  if (opened) {
    const auto entries = list_folder(std::move(*opened));
    if (!entries) return;
    for (const auto& entry : *entries) {
      std::string_view name = entry.name;
      if (!name.ends_with(kSuffix)) continue;
      name.remove_suffix(kSuffix.size());
      const auto id = parse_number<std::uint32_t>(name);
      if (id && *id > 0) found[*id] = journals_[*id];
    }
  }
  journals_ = std::move(found);
}

std::vector<ApplyRecord> EndedApplies::poll() {
  struct stat status{};
  const std::int64_t changed = ::stat(folder_.c_str(), &status) == 0 ? changed_ns(status) : 0;
  // Once more after a change: a file made within the same tick leaves the time as it is.
  const bool is_other = std::exchange(folder_changed_ns_, changed) != changed;
  if (is_other || list_again_) list();
  list_again_ = is_other;
  std::vector<ApplyRecord> ended;
  for (auto& [id, seen] : journals_) {
    if (seen.ended) continue;
    const std::string path = fmt::format("{}/{}{}", folder_, id, kSuffix);
    const auto file = open_at(AT_FDCWD, path.c_str(), O_RDONLY | O_NOFOLLOW);
    if (!file || ::fstat(file->fd(), &status) != 0) continue;
    const Seen now{status.st_size, changed_ns(status), false};
    if (seen.size == now.size && seen.changed_ns == now.changed_ns) continue;
    seen = now;
    std::string text;
    if (!read_regular(file->fd(), text, kLargestJournal)) continue;
    // Cheaper than to parse each time that a step was added.
    if (text.rfind("\n{\"what\":\"end\"") == std::string::npos) continue;
    const auto journal = parse_journal(text, path);
    if (!journal || !journal->begun || !journal->finished()) continue;
    seen.ended = true;
    ended.push_back(record_of(*journal, id, now.changed_ns));
  }
  return ended;
}

}  // namespace holdfast
