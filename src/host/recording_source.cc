#include "host/recording_source.h"

#include "host/canonical_path.h"
#include "host/recorded_answer.h"
#include "host/recorded_modes.h"

namespace holdfast {
namespace {

/// Serial numbers of the machine's parts: of no use to a reader, and they name its owner.
bool is_serial_number(std::string_view path) {
  if (path.find("/dmi/id/") == std::string_view::npos) return false;
  return path.ends_with("_serial") || path.ends_with("_uuid") || path.ends_with("_asset_tag");
}

}  // namespace

ReadResult<std::string> RecordingSource::link_at(const std::string& path) {
  const auto known = links_.find(path);
  if (known != links_.end()) return known->second;
  auto target = inner_.read_link(path);
  if (target)
    recording_.entries.insert_or_assign(path, RecordedEntry{EntryKind::link, *target, true});
  return links_.emplace(path, std::move(target)).first->second;
}

std::string RecordingSource::canonical(std::string_view path, bool follow_last) {
  return canonical_path(path, follow_last, [this](const auto& at) { return link_at(at); });
}

void RecordingSource::keep_error(const std::string& path, std::errc error) {
  const auto entry = recording_.entries.find(path);
  const bool read = entry != recording_.entries.end() && entry->second.read;
  if (error == std::errc::no_such_file_or_directory) {
    recording_.absent.insert(path);
  } else if (!read) {  // of what was once read, the bytes are kept
    recording_.errors.insert_or_assign(path, error);
  }
}

bool RecordingSource::is_folder(const std::string& path) {
  const auto entry = recording_.entries.find(path);
  if (entry != recording_.entries.end()) return entry->second.kind == EntryKind::folder;
  if (!inner_.list(path)) return false;
  recording_.entries.emplace(path, RecordedEntry{EntryKind::folder, {}, false});
  return true;
}

ReadResult<void> RecordingSource::read_file(std::string_view path, std::string& out,
                                            std::size_t limit) {
  return kept(inner_.read_file(path, out, limit), path, out);
}

ReadResult<void> RecordingSource::read_start(std::string_view path, std::string& out,
                                             std::size_t size) {
  return kept(inner_.read_start(path, out, size), path, out);
}

ReadResult<void> RecordingSource::kept(ReadResult<void> read, std::string_view path,
                                       const std::string& bytes) {
  const std::string place = canonical(path, true);
  if (read && is_serial_number(place)) {
    keep_name(place, EntryKind::file);
  } else if (read) {
    recording_.entries.insert_or_assign(place, RecordedEntry{EntryKind::file, bytes, true});
    recording_.errors.erase(place);
  } else if (read.error() != std::errc::invalid_argument || !is_folder(place)) {
    // That a folder is no file needs no record: and it would stand in the way of its listing.
    keep_error(place, read.error());
  }
  return read;
}

ReadResult<std::vector<FolderEntry>> RecordingSource::list(std::string_view path) {
  auto listed = inner_.list(path);
  const std::string place = canonical(path, true);
  if (!listed) {
    // Likewise that a file is no folder.
    if (listed.error() != std::errc::not_a_directory) keep_error(place, listed.error());
    return listed;
  }
  recording_.listed.insert(place);
  recording_.errors.erase(place);
  if (place != "/") {
    recording_.entries.insert_or_assign(place, RecordedEntry{EntryKind::folder, {}, true});
  }
  for (const auto& entry : *listed)
    keep_name((place == "/" ? "" : place) + '/' + entry.name, entry.kind);
  return listed;
}

void RecordingSource::keep_name(const std::string& path, EntryKind kind) {
  if (kind != EntryKind::link) {
    recording_.entries.try_emplace(path, RecordedEntry{kind, {}, false});
    return;
  }
  if (const auto target = link_at(path); !target) {
    keep_error(path, target.error());
    recording_.entries.try_emplace(
        path, RecordedEntry{EntryKind::link, std::string(kUnreadTarget), true});
  }
}

ReadResult<std::string> RecordingSource::read_link(std::string_view path) {
  auto target = inner_.read_link(path);
  const std::string place = canonical(path, false);
  if (target) {
    recording_.entries.insert_or_assign(place, RecordedEntry{EntryKind::link, *target, true});
  } else if (target.error() != std::errc::invalid_argument) {
    keep_error(place, target.error());
  }
  return target;
}

ReadResult<std::uint32_t> RecordingSource::mode(std::string_view path) {
  const auto bits = inner_.mode(path);
  const std::string place = canonical(path, true);
  if (!bits) {
    keep_error(place, bits.error());
    return bits;
  }
  const bool folder = is_folder(place);
  if (!folder) keep_name(place, EntryKind::file);
  if (*bits != (folder ? kFolderMode : kFileMode)) recording_.modes.insert_or_assign(place, *bits);
  return bits;
}

ReadResult<std::vector<Record>> RecordingSource::ask(const Question& question) {
  auto answer = inner_.ask(question);
  recording_.answers.insert_or_assign(
      answer_path(question),
      RecordedAnswer{std::string(question.family), std::string(question.command),
                     std::string(question.object), answer});
  return answer;
}

}  // namespace holdfast
