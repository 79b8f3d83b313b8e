#include "host/vector_owner.h"

#include <algorithm>

namespace holdfast {
namespace {

using IrqOwner = std::pair<IrqNumber, const Nic*>;

constexpr std::string_view kBetweenActions = ", ";

template <class Less>
std::vector<const Nic*> sorted(std::vector<const Nic*> nics, Less less) {
  std::sort(nics.begin(), nics.end(), less);
  return nics;
}

bool is_earlier(const Nic* a, const Nic* b) {
  return a->index != b->index ? a->index < b->index : a->name < b->name;
}

void sort_by_irq(std::vector<IrqOwner>& owners) {
  std::sort(owners.begin(), owners.end(), [](const IrqOwner& a, const IrqOwner& b) {
    return a.first != b.first ? a.first < b.first : is_earlier(a.second, b.second);
  });
}

void add_owners(const std::vector<IrqOwner>& owners, IrqNumber irq,
                std::vector<const Nic*>& found) {
  auto owner = std::lower_bound(owners.begin(), owners.end(), irq,
                                [](const IrqOwner& a, IrqNumber b) { return a.first < b; });
  for (; owner != owners.end() && owner->first == irq; ++owner) found.push_back(owner->second);
}

/// "IR-PCI-MSIX-0000:81:00.0" → "0000:81:00.0"; empty for a chip without an address.
std::string_view pci_address_in(std::string_view chip) {
  const auto address = chip.substr(chip.rfind('-') + 1);
  return is_pci_address(address) ? address : std::string_view{};
}

}  // namespace

std::vector<std::string_view> actions_of(const Vector& vector) {
  std::vector<std::string_view> actions;
  std::string_view rest = vector.action;
  while (!rest.empty()) {
    const auto end = rest.find(kBetweenActions);
    actions.push_back(rest.substr(0, end));
    if (end == std::string_view::npos) break;
    rest.remove_prefix(end + kBetweenActions.size());
  }
  return actions;
}

VectorOwners::VectorOwners(const std::vector<Nic>& nics) {
  for (const auto& nic : nics) {
    if (nic.kind != NicKind::physical) continue;
    nics_.push_back(&nic);
    for (const auto irq : nic.msi_irqs) by_msi_.emplace_back(irq, &nic);
    for (const auto& napi : nic.napis) {
      if (napi.irq) by_napi_.emplace_back(*napi.irq, &nic);
    }
  }
  nics_ = sorted(std::move(nics_), is_earlier);
  by_length_ = sorted(nics_, [](const Nic* a, const Nic* b) {
    return a->name.size() != b->name.size() ? a->name.size() > b->name.size() : is_earlier(a, b);
  });
  // Whose vectors are known by number owns no other: two VFs may share a name (KERNEL §12).
  std::erase_if(by_length_, [](const Nic* nic) { return !nic->msi_irqs.empty(); });
  sort_by_irq(by_napi_);
  sort_by_irq(by_msi_);
}

bool VectorOwners::is_shared(const Nic& nic) const {
  return !nic.pci_address.empty() && on_function(nic.pci_address).size() > 1;
}

VectorOwners::Candidates VectorOwners::on_irq(IrqNumber irq) const {
  Candidates found;
  add_owners(by_napi_, irq, found);
  if (found.empty()) add_owners(by_msi_, irq, found);
  return found;
}

VectorOwners::Candidates VectorOwners::on_function(std::string_view pci_address) const {
  Candidates found;
  for (const Nic* nic : nics_) {
    if (!pci_address.empty() && nic->pci_address == pci_address) found.push_back(nic);
  }
  return found;
}

const Nic* VectorOwners::named_in(std::string_view action, const Candidates& among) const {
  const auto name = parse_vector_name(action);
  for (const Nic* nic : among) {
    if (!name.interface.empty() && nic->name == name.interface) return nic;
    if (is_same_device(name.device, nic->device)) return nic;
    if (!name.pci_address.empty() && nic->pci_address == name.pci_address) return nic;
  }
  for (const Nic* nic : among) {
    if (action.find(nic->name) == std::string_view::npos) continue;
    if (parse_vector_name(action, nic->name).scheme) return nic;
  }
  return nullptr;
}

const Nic* VectorOwners::owner_of(const Vector& vector) const {
  auto candidates = on_irq(vector.irq);
  if (candidates.empty()) candidates = on_function(pci_address_in(vector.chip));
  if (candidates.size() == 1) return candidates.front();
  for (const auto action : actions_of(vector)) {
    const Nic* named = named_in(action, candidates.empty() ? by_length_ : candidates);
    if (named) return named;
  }
  return candidates.empty() ? nullptr : candidates.front();
}

VectorName name_for(const Vector& vector, const Nic& nic) {
  const auto actions = actions_of(vector);
  for (const auto action : actions) {
    if (const auto name = parse_vector_name(action, nic.name); name.scheme) return name;
  }
  VectorName first;
  for (const auto action : actions) {
    const auto name = parse_vector_name(action);
    if (!name.scheme) continue;
    const bool by_device = is_same_device(name.device, nic.device);
    const bool by_address = !name.pci_address.empty() && name.pci_address == nic.pci_address;
    if (by_device || by_address) return name;
    if (!first.scheme) first = name;
  }
  return first;
}

}  // namespace holdfast
