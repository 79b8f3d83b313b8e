// What an interrupt's name in /proc/interrupts says, by the table of vector_scheme.h. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "host/vector_scheme.h"

namespace holdfast {

/// Views point into the name that was parsed.
struct VectorName {
  const VectorScheme* scheme = nullptr;  // nullptr: no row matches
  std::string_view interface;            // the interface's name when the interrupt was requested
  std::string_view pci_address;          // "0000:81:00.0"
  std::string_view device;               // "virtio2", "vif0"
  std::optional<std::uint32_t> number;   // as it stands; scheme->number says what it counts

  VectorRole role() const { return scheme ? scheme->role : VectorRole::unknown; }
  NameNumber meaning() const { return scheme ? scheme->number : NameNumber::none; }
  /// The queue that the number names; absent for a gve block, which needs the count of blocks.
  std::optional<std::uint32_t> queue() const;
  bool serves_rx() const { return role() == VectorRole::rx || role() == VectorRole::combined; }
  bool serves_tx() const { return role() == VectorRole::tx || role() == VectorRole::combined; }
};

/// One action's name. `interface`: when it is not empty, only rows that name this very interface
/// count (an interface may be called "eth0-rx", which makes "eth0-rx-0" ambiguous without it).
VectorName parse_vector_name(std::string_view action, std::string_view interface = {});

/// Does a name's device mean that bus device? "virtio2" is called so, "vif0" is Xen's "vif-0".
bool is_same_device(std::string_view in_name, std::string_view bus_device);

/// Is `text` a PCI address, "0000:81:00.0"? The domain has four digits or more.
bool is_pci_address(std::string_view text);

}  // namespace holdfast
