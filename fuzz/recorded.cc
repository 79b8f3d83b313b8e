// A capture's own small files: capture.json ('c' first), modes ('m') and errors (anything else).
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "host/capture_description.h"
#include "host/recorded_errors.h"
#include "host/recorded_modes.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(bytes) + 1, size - 1);
  if (bytes[0] == 'c') {
    const auto description = holdfast::parse_capture_description(text);
    if (!description) return 0;
    const auto again =
        holdfast::parse_capture_description(holdfast::capture_description_json(*description));
    HOLDFAST_CHECK(again.has_value());
    return 0;
  }
  holdfast::Diagnostics diagnostics;
  if (bytes[0] == 'm') {
    const auto modes = holdfast::RecordedModes::parse(text, "modes", diagnostics);
    HOLDFAST_CHECK(diagnostics.size() <= 1);
    static_cast<void>(modes.at("/proc/irq/44/smp_affinity"));
    return 0;
  }
  const auto errors = holdfast::RecordedErrors::parse(text, "errors", diagnostics);
  HOLDFAST_CHECK(diagnostics.size() <= 1);
  const holdfast::LinkReader no_links =
      [](const std::string&) -> holdfast::ReadResult<std::string> {
    return tl::unexpected(std::errc::invalid_argument);
  };
  static_cast<void>(errors.find("/proc/1/environ", no_links));
  return 0;
}
