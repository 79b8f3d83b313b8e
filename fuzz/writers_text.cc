// Scripts, udev rules, unit files, .link files and sysctl files: the first byte chooses.
#include <cstddef>
#include <cstdint>

#include "base/check.h"
#include "host/called_scripts.h"
#include "host/setting_mentions.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  holdfast::SettingMentions mentions;
  switch (data[0] % 4) {
    case 0: mentions = holdfast::find_in_script(text); break;
    case 1: mentions = holdfast::find_in_link_file(text); break;
    case 2: mentions = holdfast::find_in_sysctl_file(text); break;
    default:
      for (const auto& script : holdfast::find_called_scripts(text)) {
        HOLDFAST_CHECK(script.path.starts_with('/') && script.line > 0);
      }
  }
  HOLDFAST_CHECK(mentions.empty() == (mentions.first_line == 0));
  (void)mentions.owns();
  return 0;
}
