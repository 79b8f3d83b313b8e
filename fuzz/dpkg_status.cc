// The package database of dpkg and the lists of dnf: the first byte chooses.
#include <cstddef>
#include <cstdint>

#include "host/package_status.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  if (data[0] % 2 == 0) {
    (void)holdfast::dpkg_status(text, "irqbalance");
  } else {
    (void)holdfast::is_locked_for_dnf(text, "irqbalance");
  }
  return 0;
}
