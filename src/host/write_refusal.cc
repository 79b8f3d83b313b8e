#include "host/write_refusal.h"

#include <fmt/format.h>

#include <string>

#include "host/errno_name.h"

namespace holdfast {
namespace {

ErrorCode code_of_write(std::errc error) {
  switch (error) {
    case std::errc::no_such_file_or_directory:
    case std::errc::no_such_device:
    case std::errc::no_such_device_or_address:
    case std::errc::no_such_process: return ErrorCode::absent;
    case std::errc::operation_not_permitted:
    case std::errc::permission_denied:
    case std::errc::read_only_file_system: return ErrorCode::denied;
    case std::errc::operation_not_supported:
    case std::errc::function_not_supported: return ErrorCode::unsupported;
    default: return ErrorCode::failed;
  }
}

/// A file's content is no part of a sentence.
std::string shown(const Setting& wanted) {
  constexpr std::size_t kLongest = 80;
  if (wanted.object.kind == SettingKind::file) return label_of(wanted.object);
  const std::string_view value = wanted.value;
  return fmt::format("{} = \"{}{}\"", label_of(wanted.object), value.substr(0, kLongest),
                     value.size() > kLongest ? "…" : "");
}

}  // namespace

tl::unexpected<Error> refused(const Setting& wanted, std::errc error, std::string_view meaning) {
  const std::string words =
      meaning.empty() ? std::make_error_code(error).message() : std::string(meaning);
  return fail(code_of_write(error),
              fmt::format("{}: {}: {}", shown(wanted), errno_name(error), words));
}

tl::unexpected<Error> refused(const Setting& wanted, ErrorCode code, std::string_view why) {
  return fail(code, fmt::format("{}: {}", shown(wanted), why));
}

}  // namespace holdfast
