#include "model/host_snapshot.h"

#include <algorithm>

namespace holdfast {

const Nic* HostSnapshot::find_nic(std::string_view name) const {
  for (const auto& nic : nics) {
    if (nic.name == name) return &nic;
  }
  return nullptr;
}

const Vector* HostSnapshot::find_vector(IrqNumber irq) const {
  const auto found = std::lower_bound(vectors.begin(), vectors.end(), irq,
                                      [](const Vector& a, IrqNumber b) { return a.irq < b; });
  return found != vectors.end() && found->irq == irq ? &*found : nullptr;
}

std::vector<const Vector*> HostSnapshot::vectors_of(const Nic& nic) const {
  std::vector<const Nic*> members{&nic};
  for (std::size_t i = 0; i < members.size(); ++i) {  // a VLAN over a bond over NICs
    for (const auto& name : members[i]->members) {
      const Nic* member = find_nic(name);
      if (member && std::find(members.begin(), members.end(), member) == members.end()) {
        members.push_back(member);
      }
    }
  }
  std::vector<const Vector*> found;
  for (const auto& vector : vectors) {
    for (const Nic* member : members) {
      if (vector.nic == member->name) found.push_back(&vector);
    }
  }
  return found;
}

}  // namespace holdfast
