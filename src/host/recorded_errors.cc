#include "host/recorded_errors.h"

#include <fmt/format.h>

#include "base/text.h"
#include "host/errno_name.h"

namespace holdfast {
namespace {

constexpr std::size_t kMaxErrors = std::size_t{64} << 20;  // bytes of the file
constexpr std::size_t kShown = 60;                         // bytes of a bad line in its diagnostic

}  // namespace

RecordedErrors RecordedErrors::parse(std::string_view text, std::string_view path,
                                     Diagnostics& diagnostics) {
  RecordedErrors out;
  int number = 0;
  int bad = 0;
  while (const auto line = next_line(text)) {
    ++number;
    if (trim(*line).empty()) continue;
    const auto space = line->find(" /");
    const auto error = errno_of(line->substr(0, space));
    if (error && space != std::string_view::npos) {
      out.errors_.insert_or_assign(std::string(line->substr(space + 1)), *error);
    } else if (++bad == 1) {
      diagnose(diagnostics, ErrorCode::malformed, path, number,
               fmt::format("\"{}\" is not an error's name and a path, as in \"EACCES /proc/1/fd\"",
                           line->substr(0, kShown)));
    }
  }
  for (const auto& [key, error] : out.errors_) out.names_.insert(name_in_folder(key));
  return out;
}

RecordedErrors RecordedErrors::of(HostSource& files, Diagnostics& diagnostics) {
  std::string text;
  const auto read = files.read_file(kErrorsFile, text, kMaxErrors);
  if (read) return parse(text, kErrorsFile, diagnostics);
  if (read.error() != std::errc::no_such_file_or_directory) {
    diagnose(diagnostics, ErrorCode::failed, kErrorsFile, 0,
             fmt::format("cannot be read: {}", errno_name(read.error())));
  }
  return {};
}

std::optional<std::errc> RecordedErrors::at(const std::string& path) const {
  const auto error = errors_.find(path);
  return error == errors_.end() ? std::nullopt : std::optional(error->second);
}

std::optional<std::errc> RecordedErrors::find(std::string_view path,
                                              const LinkReader& read_link) const {
  if (empty() || !names_.contains(name_in_folder(path))) return std::nullopt;
  return at(canonical_path(path, false, read_link));
}

}  // namespace holdfast
