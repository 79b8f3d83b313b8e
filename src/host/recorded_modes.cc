#include "host/recorded_modes.h"

#include <fmt/format.h>

#include "base/text.h"
#include "host/errno_name.h"

namespace holdfast {
namespace {

constexpr std::size_t kMaxModes = std::size_t{64} << 20;  // bytes of the file
constexpr std::size_t kShown = 60;                        // bytes of a bad line in its diagnostic
constexpr std::uint32_t kPermissionBits = 07777;

}  // namespace

RecordedModes RecordedModes::parse(std::string_view text, std::string_view path,
                                   Diagnostics& diagnostics) {
  RecordedModes out;
  int number = 0;
  bool told = false;
  while (const auto line = next_line(text)) {
    ++number;
    if (trim(*line).empty()) continue;
    const auto space = line->find(" /");
    const auto mode = parse_number<std::uint32_t>(line->substr(0, space), 8);
    if (mode && *mode <= kPermissionBits && space != std::string_view::npos) {
      out.modes_.insert_or_assign(std::string(line->substr(space + 1)), *mode);
    } else if (!told) {
      told = true;
      diagnose(diagnostics, ErrorCode::malformed, path, number,
               fmt::format("\"{}\" is not permission bits and a path, as in \"0444 /proc/stat\"",
                           line->substr(0, kShown)));
    }
  }
  return out;
}

RecordedModes RecordedModes::of(HostSource& files, Diagnostics& diagnostics) {
  std::string text;
  const auto read = files.read_file(kModesFile, text, kMaxModes);
  if (read) return parse(text, kModesFile, diagnostics);
  if (read.error() != std::errc::no_such_file_or_directory) {
    diagnose(diagnostics, ErrorCode::failed, kModesFile, 0,
             fmt::format("cannot be read: {}", errno_name(read.error())));
  }
  return {};
}

std::optional<std::uint32_t> RecordedModes::at(const std::string& path) const {
  const auto mode = modes_.find(path);
  return mode == modes_.end() ? std::nullopt : std::optional(mode->second);
}

}  // namespace holdfast
