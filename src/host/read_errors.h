// ReadErrors: many failures of one kind made one diagnostic, so that a host that hides ten thousand
// processes costs one line.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "base/diagnostic.h"

namespace holdfast {

/// The error's code in our terms: EACCES and EPERM are `denied`, ENOENT is `absent`, …
ErrorCode code_of(std::errc error);

class ReadErrors {
 public:
  /// Counts a failed read. What went away meanwhile (ENOENT, ESRCH, ENOTDIR) is not an error.
  void add(std::string_view path, std::errc error);
  /// Counts bytes that were read and not believed; `line` is 0 where none is to blame.
  void add(std::string_view path, const Error& error, int line = 0);
  /// One diagnostic per code: the first path and sentence, and how many more there were.
  void report(Diagnostics& out) const;

 private:
  struct Group {
    Diagnostic first;
    std::size_t more = 0;
  };
  void count(ErrorCode code, std::string_view path, int line, std::string sentence);
  std::vector<Group> groups_;
};

}  // namespace holdfast
