// PCI configuration space: the list of capabilities.
#include <cstddef>
#include <cstdint>

#include "host/pci.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto msix = holdfast::parse_msix({reinterpret_cast<const char*>(data), size});
  if (msix && *msix && ((*msix)->table_size == 0 || (*msix)->table_size > 2048)) __builtin_trap();
  return 0;
}
