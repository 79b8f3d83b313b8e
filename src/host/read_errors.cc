#include "host/read_errors.h"

#include <fmt/format.h>

namespace holdfast {

ErrorCode code_of(std::errc error) {
  switch (error) {
    case std::errc::no_such_file_or_directory:
    case std::errc::no_such_process:
    case std::errc::not_a_directory: return ErrorCode::absent;
    case std::errc::permission_denied:
    case std::errc::operation_not_permitted: return ErrorCode::denied;
    case std::errc::operation_not_supported: return ErrorCode::unsupported;
    case std::errc::file_too_large: return ErrorCode::too_large;
    default: return ErrorCode::failed;
  }
}

void ReadErrors::add(std::string_view path, std::errc error) {
  const ErrorCode code = code_of(error);
  if (code == ErrorCode::absent) return;
  count(code, path, 0, fmt::format("cannot be read: {}", std::make_error_code(error).message()));
}

void ReadErrors::add(std::string_view path, const Error& error, int line) {
  count(error.code, path, line, error.sentence);
}

void ReadErrors::count(ErrorCode code, std::string_view path, int line, std::string sentence) {
  for (Group& group : groups_) {
    if (group.first.code != code) continue;
    ++group.more;
    return;
  }
  groups_.push_back({{code, std::string(path), line, std::move(sentence)}, 0});
}

void ReadErrors::report(Diagnostics& out) const {
  for (const Group& group : groups_) {
    Diagnostic diagnostic = group.first;
    if (group.more > 0) diagnostic.sentence += fmt::format("; {} more like it", group.more);
    out.push_back(std::move(diagnostic));
  }
}

}  // namespace holdfast
