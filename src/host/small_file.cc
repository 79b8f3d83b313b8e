#include "host/small_file.h"

#include <fmt/format.h>

#include "base/text.h"
#include "host/sysfs.h"

namespace holdfast {
namespace {

void malformed(Diagnostics& out, std::string_view path, std::string_view value,
               std::string_view expected) {
  diagnose(out, ErrorCode::malformed, path, 1,
           fmt::format("\"{}\", expected {}", value.substr(0, 40), expected));
}

}  // namespace

std::optional<std::string_view> SmallFileReader::text(std::string_view path, std::size_t limit) {
  const auto read = source_.read_file(path, buffer_, limit);
  if (!read) {
    diagnose_read(diagnostics_, path, read.error());
    return std::nullopt;
  }
  return trim(buffer_);
}

std::optional<std::uint64_t> SmallFileReader::number(std::string_view path) {
  const auto value = text(path);
  if (!value) return std::nullopt;
  const auto number = parse_number(*value);
  if (!number) malformed(diagnostics_, path, *value, "a number");
  return number;
}

std::optional<std::uint32_t> SmallFileReader::number_or_none(std::string_view path) {
  const auto value = text(path);
  if (!value || value->starts_with('-')) return std::nullopt;
  const auto number = parse_number<std::uint32_t>(*value);
  if (!number) malformed(diagnostics_, path, *value, "a number below 2^32");
  return number;
}

std::optional<CpuSet> SmallFileReader::cpu_list(std::string_view path) {
  const auto value = text(path);
  if (!value) return std::nullopt;
  // "%*pbl" of a null pointer: nohz_full on kernels that were booted without it.
  if (*value == "(null)") return CpuSet{};
  auto set = CpuSet::parse_list(*value);
  if (set) return *std::move(set);
  diagnose(diagnostics_, ErrorCode::malformed, path, 1, set.error().sentence);
  return std::nullopt;
}

std::optional<CpuSet> SmallFileReader::cpu_mask(std::string_view path) {
  const auto value = text(path);
  if (!value) return std::nullopt;
  auto set = CpuSet::parse_mask(*value);
  if (set) return *std::move(set);
  diagnose(diagnostics_, ErrorCode::malformed, path, 1, set.error().sentence);
  return std::nullopt;
}

}  // namespace holdfast
