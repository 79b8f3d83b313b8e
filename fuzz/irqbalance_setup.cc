// irqbalance's answer to "setup", its environment file, its options, and apt.conf: the first byte
// chooses.
#include <cstddef>
#include <cstdint>

#include "base/text.h"
#include "host/irqbalance_text.h"
#include "host/unattended_upgrades.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  switch (data[0] % 4) {
    case 0: (void)holdfast::parse_irqbalance_setup(text); break;
    case 1: (void)holdfast::parse_irqbalance_environment(text); break;
    case 2: {
      std::vector<std::string> arguments;
      for (const auto word : holdfast::words_of(text)) arguments.emplace_back(word);
      (void)holdfast::parse_irqbalance_options(arguments);
      break;
    }
    default: (void)holdfast::parse_apt_periodic(text); break;
  }
  return 0;
}
