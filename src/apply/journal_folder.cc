#include "apply/journal_folder.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "host/descriptor.h"
#include "host/errno_name.h"

namespace holdfast {
namespace {

constexpr std::string_view kSuffix = ".jsonl";

std::string path_of(const std::string& folder, std::uint64_t id) {
  return fmt::format("{}/{}{}", folder, id, kSuffix);
}

std::set<std::uint64_t> ids_in(const std::string& folder) {
  std::set<std::uint64_t> ids;
  auto opened = open_at(AT_FDCWD, folder.c_str(), O_RDONLY | O_DIRECTORY);
  if (!opened) return ids;
  const auto entries = list_folder(std::move(*opened));
  if (!entries) return ids;
  for (const auto& entry : *entries) {
    std::string_view name = entry.name;
    if (!name.ends_with(kSuffix)) continue;
    name.remove_suffix(kSuffix.size());
    if (const auto id = parse_number<std::uint32_t>(name); id && *id > 0) ids.insert(*id);
  }
  return ids;
}

std::optional<JournalRecord> read_one(const std::string& path, Diagnostics& diagnostics) {
  const auto file = open_at(AT_FDCWD, path.c_str(), O_RDONLY | O_NOFOLLOW);
  std::string text;
  const auto read = file ? read_regular(file->fd(), text, kLargestJournal)
                         : ReadResult<void>(tl::unexpected(file.error()));
  if (!read) {
    diagnose(diagnostics, ErrorCode::failed, path, 0,
             fmt::format("a journal that cannot be read ({})", errno_name(read.error())));
    return std::nullopt;
  }
  auto record = parse_journal(text, path);
  if (!record) {
    diagnose(diagnostics, record.error().code, path, 0, record.error().sentence);
    return std::nullopt;
  }
  if (!record->torn.empty()) {
    diagnose(diagnostics, ErrorCode::malformed, path, 0, record->torn);
  }
  return std::move(*record);
}

}  // namespace

std::vector<StoredJournal> read_journals(const JournalFolders& folders, Diagnostics& diagnostics) {
  std::map<std::uint64_t, StoredJournal> found;
  for (const auto id : ids_in(folders.persistent)) {
    auto record = read_one(path_of(folders.persistent, id), diagnostics);
    if (!record) continue;
    const auto bytes = record->sound_bytes;
    found[id] = {id, std::move(*record), false, bytes, true};
  }
  for (const auto id : ids_in(folders.runtime)) {
    auto record = read_one(path_of(folders.runtime, id), diagnostics);
    if (!record) continue;
    auto& stored = found[id];
    // Of another boot is the namesake in /run if somebody kept it: ids go on over boots.
    stored.id = id;
    stored.record = std::move(*record);
    stored.in_runtime = true;
  }
  std::vector<StoredJournal> all;
  for (auto& [id, stored] : found) all.push_back(std::move(stored));
  return all;
}

std::uint64_t next_journal_id(const JournalFolders& folders) {
  std::uint64_t last = 0;
  for (const auto* folder : {&folders.runtime, &folders.persistent}) {
    const auto ids = ids_in(*folder);
    if (!ids.empty()) last = std::max(last, *ids.rbegin());
  }
  return last + 1;
}

JournalFiles new_journal_files(const JournalFolders& folders, std::uint64_t id) {
  return {JournalFile(path_of(folders.runtime, id), JournalFile::Sync::no),
          JournalFile(path_of(folders.persistent, id), JournalFile::Sync::yes)};
}

JournalFiles journal_files_of(const JournalFolders& folders, const StoredJournal& stored) {
  JournalFiles files = new_journal_files(folders, stored.id);
  if (stored.in_runtime) {
    files.runtime = JournalFile(path_of(folders.runtime, stored.id), JournalFile::Sync::no,
                                stored.record.sound_bytes);
  }
  if (stored.in_persistent) {
    files.persistent = JournalFile(path_of(folders.persistent, stored.id), JournalFile::Sync::yes,
                                   stored.persistent_bytes);
  }
  return files;
}

void prune_journals(const JournalFolders& folders, std::size_t keep) {
  Diagnostics ignored;
  auto stored = read_journals(folders, ignored);
  std::reverse(stored.begin(), stored.end());
  std::size_t kept = 0;
  for (const auto& journal : stored) {
    const bool empty = !journal.record.begun;
    if (!empty && (!journal.record.finished() || kept++ < keep)) continue;
    ::unlink(path_of(folders.runtime, journal.id).c_str());
    ::unlink(path_of(folders.persistent, journal.id).c_str());
  }
}

}  // namespace holdfast
