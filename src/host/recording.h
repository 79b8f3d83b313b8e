// Recording: all that a host gave to those who read it, as a value. What a capture is written of.
//
// Paths are canonical (host/canonical_path.h), so that a file has one entry whatever links led to
// it; the links on the way are entries of their own.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

#include "host/source.h"

namespace holdfast {

struct RecordedEntry {
  EntryKind kind = EntryKind::file;
  std::string bytes;  // of a file that was read; the target of a link
  bool read = false;  // false for a name that was only seen in its folder
};

struct RecordedAnswer {
  std::string family;
  std::string command;
  std::string object;
  ReadResult<std::vector<Record>> answer;
};

struct Recording {
  std::map<std::string, RecordedEntry, std::less<>> entries;
  std::map<std::string, std::uint32_t> modes;     // permission bits that are not the usual ones
  std::map<std::string, std::errc> errors;        // failures but for ENOENT
  std::set<std::string> absent;                   // ENOENT
  std::set<std::string> listed;                   // folders whose names are all here
  std::map<std::string, RecordedAnswer> answers;  // by answer_path()

  /// Nothing was read, and nothing was refused.
  bool empty() const { return entries.empty() && errors.empty() && answers.empty(); }
  /// The names of what is in `folder`, known by its listing or by a path through it.
  std::set<std::string> names_in(std::string_view folder) const;
};

/// The target of a link whose own target could not be read; the failure is among the errors.
inline constexpr std::string_view kUnreadTarget = "unread";

}  // namespace holdfast
