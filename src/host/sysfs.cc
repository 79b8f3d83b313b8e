#include "host/sysfs.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/printable.h"

namespace holdfast {
namespace {

constexpr std::size_t kShown = 40;  // bytes of a bad value that a diagnostic repeats

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return out;
}

}  // namespace

void diagnose_read(Diagnostics& diagnostics, std::string_view path, std::errc error) {
  switch (error) {
    case std::errc::no_such_file_or_directory:
    case std::errc::not_a_directory:
    case std::errc::no_such_device:
    case std::errc::invalid_argument:
    case std::errc::operation_not_supported: return;
    case std::errc::permission_denied:
    case std::errc::operation_not_permitted:
      diagnose(diagnostics, ErrorCode::denied, path, 0, "cannot be read: permission denied");
      return;
    case std::errc::file_too_large:
      diagnose(diagnostics, ErrorCode::too_large, path, 0, "is larger than its reader takes");
      return;
    default:
      diagnose(diagnostics, ErrorCode::failed, path, 0,
               fmt::format("cannot be read: {}", std::make_error_code(error).message()));
  }
}

std::string_view uevent_value(std::string_view uevent, std::string_view key) {
  while (const auto line = next_line(uevent)) {
    if (line->size() > key.size() && line->starts_with(key) && (*line)[key.size()] == '=') {
      return trim(line->substr(key.size() + 1));
    }
  }
  return {};
}

std::string vendor_device_of(std::string_view uevent) {
  const auto ids = split(uevent_value(uevent, "PCI_ID"), ':');
  const auto valid = [](std::string_view id) {
    return id.size() == 4 && parse_number<std::uint32_t>(id, 16).has_value();
  };
  if (ids.size() != 2 || !valid(ids[0]) || !valid(ids[1])) return {};
  return fmt::format("0x{}:0x{}", lower(ids[0]), lower(ids[1]));
}

bool has_entry(const std::vector<FolderEntry>& entries, std::string_view name) {
  const auto found = std::lower_bound(
      entries.begin(), entries.end(), name,
      [](const FolderEntry& entry, std::string_view wanted) { return entry.name < wanted; });
  return found != entries.end() && found->name == name;
}

std::string link_name(const ReadResult<std::string>& link) {
  return link ? link->substr(link->rfind('/') + 1) : std::string{};
}

std::optional<std::string_view> SysfsReader::text(std::string_view path) {
  if (const auto read = source_.read_file(path, buffer_); !read) {
    diagnose_read(diagnostics_, path, read.error());
    return std::nullopt;
  }
  return trim(buffer_);
}

std::vector<FolderEntry> SysfsReader::list(std::string_view path) {
  auto entries = source_.list(path);
  if (entries) return std::move(*entries);
  diagnose_read(diagnostics_, path, entries.error());
  return {};
}

void SysfsReader::refuse(std::string_view path, std::string_view value, std::string_view expected) {
  diagnose(diagnostics_, ErrorCode::malformed, path, 1,
           fmt::format("\"{}\", expected {}", printable(value.substr(0, kShown)), expected));
}

}  // namespace holdfast
