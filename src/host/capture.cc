#include "host/capture.h"

#include <fmt/format.h>

#include <map>

#include "host/answer_json.h"
#include "host/archive_source.h"
#include "host/canonical_path.h"
#include "host/errno_name.h"
#include "host/gzip.h"
#include "host/recorded_errors.h"
#include "host/recorded_modes.h"
#include "host/tar.h"

namespace holdfast {
namespace {

/// The members of the archive by path, so that they come sorted, folders before what is in them.
using Members = std::map<std::string, RecordedEntry, std::less<>>;

void add_file(Members& members, std::string path, std::string bytes) {
  members.insert_or_assign(std::move(path), RecordedEntry{EntryKind::file, std::move(bytes), true});
}

/// Answers, errors and modes, which lie under `root` + "/holdfast".
void add_own_files(Members& members, const std::string& root, const Recording& recording) {
  for (const auto& [path, answer] : recording.answers) {
    add_file(members, root + path, answer_to_json(answer.answer));
  }
  std::string lines;
  for (const auto& [path, error] : recording.errors) {
    if (path.find('\n') != std::string::npos) continue;
    lines += fmt::format("{} {}\n", errno_name(error), path);
  }
  if (!lines.empty()) add_file(members, root + std::string(kErrorsFile), std::move(lines));
  std::string modes;
  for (const auto& [path, mode] : recording.modes) {
    if (path.find('\n') == std::string::npos) modes += fmt::format("{:04o} {}\n", mode, path);
  }
  if (!modes.empty()) add_file(members, root + std::string(kModesFile), std::move(modes));
}

void add_marker(Members& members, const std::string& path) {
  add_file(members, std::string(kLaterFolder) + path + ".absent", "");
}

/// What the second sample read, and the names that had gone by then.
void add_later(Members& members, const Recording& first, const Recording& later) {
  const std::string root(kLaterFolder);
  for (const auto& [path, entry] : later.entries) {
    // A name that was only seen says nothing new, and would hide what the first reading read.
    if (!entry.read && first.entries.contains(path)) continue;
    members.insert_or_assign(root + path, entry);
  }
  for (const auto& folder : later.listed) {
    const auto names = later.names_in(folder);
    for (const auto& name : first.names_in(folder)) {
      if (!names.contains(name)) add_marker(members, (folder == "/" ? "" : folder) + '/' + name);
    }
  }
  for (const auto& path : later.absent) {
    if (first.entries.contains(path) || first.errors.contains(path)) add_marker(members, path);
  }
  add_own_files(members, root, later);
}

/// Is one of the names above `path` not a folder? A host may change while it is read.
bool lies_below_a_file(const Members& members, std::string_view path) {
  for (auto above = folder_of(path); !above.empty(); above = folder_of(above)) {
    const auto member = members.find(above);
    if (member != members.end() && member->second.kind != EntryKind::folder) return true;
  }
  return false;
}

std::string tar_of(const Members& members) {
  TarWriter tar;
  for (const auto& [path, entry] : members) {
    if (path.size() < 2 || lies_below_a_file(members, path)) continue;
    switch (entry.kind) {
      case EntryKind::file: tar.add_file(path, entry.bytes); break;
      case EntryKind::folder: tar.add_folder(path); break;
      case EntryKind::link: tar.add_link(path, entry.bytes); break;
      case EntryKind::other: tar.add_other(path); break;
    }
  }
  return tar.finish();
}

}  // namespace

std::string capture_bytes(const Recording& first, const Recording& later,
                          const CaptureDescription& description) {
  Members members = first.entries;
  add_own_files(members, "", first);
  if (!later.empty()) add_later(members, first, later);
  add_file(members, std::string(kCaptureFile), capture_description_json(description));
  return gzip(tar_of(members));
}

Result<void> write_capture(const Recording& first, const Recording& later,
                           const CaptureDescription& description, const std::string& path,
                           Overwrite overwrite) {
  return write_new_file(path, capture_bytes(first, later, description), overwrite);
}

}  // namespace holdfast
