// Whose interrupt is it? Finds the interface that a vector serves. Pure.
#pragma once

#include <string_view>
#include <utility>
#include <vector>

#include "host/vector_name.h"
#include "model/nic.h"
#include "model/vector.h"

namespace holdfast {

/// An index over `nics`, which must outlive it. Only interfaces on a device own vectors.
class VectorOwners {
 public:
  explicit VectorOwners(const std::vector<Nic>& nics);

  /// By what is surest first: the kernel's NAPI instances, the msi_irqs of the PCI function (they
  /// hold when the interface was renamed after the name was given), the PCI address in the chip's
  /// name, then the action: PCI address, virtio device, interface name (exact; where several fit,
  /// the longest). nullptr when it is nobody's. Interfaces of one PCI function (mlx4, mana, cxgb4)
  /// are told apart by the name in the action; where that has none, the first by ifindex gets it.
  const Nic* owner_of(const Vector& vector) const;

  /// Does another interface use the same PCI function?
  bool is_shared(const Nic& nic) const;

 private:
  using Candidates = std::vector<const Nic*>;
  Candidates on_irq(IrqNumber irq) const;
  Candidates on_function(std::string_view pci_address) const;
  const Nic* named_in(std::string_view action, const Candidates& among) const;

  Candidates nics_;       // those on a device, by ifindex
  Candidates by_length_;  // the same, longest name first
  std::vector<std::pair<IrqNumber, const Nic*>> by_napi_;
  std::vector<std::pair<IrqNumber, const Nic*>> by_msi_;
};

/// The names in Vector::action.
std::vector<std::string_view> actions_of(const Vector& vector);

/// The reading of `vector`'s name that fits `nic`, its owner; without a scheme when none does.
VectorName name_for(const Vector& vector, const Nic& nic);

}  // namespace holdfast
