// RecordedErrors: the reads that failed when a host was recorded, from its file holdfast/errors.
//
// One line per path, as the recorder saw it without symbolic links: "EACCES /proc/1/environ".
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "base/diagnostic.h"
#include "host/canonical_path.h"

namespace holdfast {

inline constexpr std::string_view kErrorsFile = "/holdfast/errors";

class RecordedErrors {
 public:
  RecordedErrors() = default;
  /// `path` names the file in diagnostics; bad lines are left out, the first gives one.
  static RecordedErrors parse(std::string_view text, std::string_view path,
                              Diagnostics& diagnostics);
  /// The errors file of a recorded host; none when it has no such file.
  static RecordedErrors of(HostSource& files, Diagnostics& diagnostics);

  bool empty() const { return errors_.empty(); }
  std::size_t size() const { return errors_.size(); }
  /// The error of a canonical path.
  std::optional<std::errc> at(const std::string& path) const;
  /// The error of any path, resolved only if its name is one that has an error. The last
  /// component is taken as it is: ask at() for what it links to.
  std::optional<std::errc> find(std::string_view path, const LinkReader& read_link) const;

 private:
  std::unordered_map<std::string, std::errc> errors_;
  std::unordered_set<std::string_view> names_;  // last components; views into the keys above
};

}  // namespace holdfast
