#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "plan/fix_text.h"
#include "plan/lookup.h"
#include "plan/setting_value.h"
#include "plan/vectors_named.h"

namespace holdfast {
namespace {

// What a policy asks of the vectors of one interface.
struct Asked {
  std::map<QueueName, const Demand*> by_queue;
  std::map<std::string, const Demand*> by_role;
  std::map<std::uint32_t, const Demand*> by_msi;
  std::map<QueueName, bool> either;  // the other direction will do
};

class NicVectors {
 public:
  NicVectors(Lookup& lookup, const Nic& nic) : lookup_(lookup), nic_(nic) {
    for (const auto& vector : lookup.host().vectors) {
      if (vector.nic == nic.name) vectors_.push_back(&vector);
    }
  }

  void add(const Demand& demand) {
    const auto named = parse_vectors_named(demand.name);
    if (!named) {
      lookup_.refuse(demand, fmt::format("{} {}", nic_.name, demand.name),
                     "this names neither queues (\"rx 3\", \"queue 3\") nor a role");
      return;
    }
    for (const auto& queue : named->queues) {
      asked_.by_queue[queue] = &demand;
      asked_.either[queue] = named->either;
    }
    if (!named->role.empty()) asked_.by_role[named->role] = &demand;
    if (named->msi_index) asked_.by_msi[*named->msi_index] = &demand;
  }

  void want() {
    for (const auto* vector : vectors_) want(*vector);
    for (const auto& [queue, demand] : asked_.by_queue) {
      if (!served(queue)) want_unserved(queue, *demand);
    }
    for (const auto& [role, demand] : asked_.by_role) {
      const bool there = std::any_of(vectors_.begin(), vectors_.end(), [&](const Vector* vector) {
        return name_of(vector->role) == role;
      });
      if (!there) refuse_all(*demand, "role " + role);
    }
    for (const auto& [index, demand] : asked_.by_msi) {
      const bool there = std::any_of(vectors_.begin(), vectors_.end(), [&](const Vector* vector) {
        return vector->msi_index == index;
      });
      if (!there) refuse_all(*demand, fmt::format("msi {}", index));
    }
  }

 private:
  bool has_queue(const QueueName& queue) const {
    const auto count =
        queue.direction == Direction::rx ? lookup_.rx_queues(nic_) : lookup_.tx_queues(nic_);
    return count == 0 || queue.queue < count || !lookup_.changes_channels(nic_);
  }

  // The demand for the vector; nullptr when there is none, or when several contradict each other.
  const Demand* demand_for(const Vector& vector, const std::string& label) {
    const Demand* chosen = nullptr;
    for (const auto& queue : queues_of(vector)) {
      const auto found = asked_.by_queue.find(queue);
      if (found == asked_.by_queue.end() || !has_queue(queue)) continue;
      if (chosen && chosen->value != found->second->value) {
        lookup_.refuse(*found->second, label,
                       fmt::format("one interrupt serves {}, and other of its queues is asked for "
                                   "CPU {}",
                                   queue_label(vector), chosen->value));
        return nullptr;
      }
      chosen = found->second;
    }
    if (chosen || lookup_.is_idle(nic_, vector)) return chosen;
    const auto msi = vector.msi_index ? asked_.by_msi.find(*vector.msi_index) : asked_.by_msi.end();
    if (msi != asked_.by_msi.end()) return msi->second;
    const auto role = asked_.by_role.find(std::string(name_of(vector.role)));
    return role != asked_.by_role.end() ? role->second : nullptr;
  }

  void want(const Vector& vector) {
    const auto object = object_of(lookup_.host(), vector);
    const auto label = label_of(object);
    const Demand* demand = demand_for(vector, label);
    if (!demand) return;
    const auto now = lookup_.now(object);
    const auto cpus = cpus_of(lookup_, *demand, label, now);
    if (!cpus) return;
    if (vector.managed && cpus->to_list() != now) {
      lookup_.refuse(*demand, label, "managed by the kernel, which places it itself", true);
    } else if (!now) {
      lookup_.refuse(*demand, label, "its affinity could not be read");
    } else {
      lookup_.want(object, cpus->to_list(), *demand);
    }
  }

  bool served(const QueueName& queue) const {
    if (!has_queue(queue)) return false;
    return std::any_of(vectors_.begin(), vectors_.end(), [&](const Vector* vector) {
      const auto queues = queues_of(*vector);
      return std::find(queues.begin(), queues.end(), queue) != queues.end();
    });
  }

  void want_unserved(const QueueName& queue, const Demand& demand) {
    const auto opposite =
        QueueName{queue.direction == Direction::rx ? Direction::tx : Direction::rx, queue.queue};
    const auto count =
        queue.direction == Direction::rx ? lookup_.rx_queues(nic_) : lookup_.tx_queues(nic_);
    const bool comes = lookup_.changes_channels(nic_) && queue.queue < count;
    if (comes) return want_later(queue, demand);
    const auto other = asked_.by_queue.find(opposite);
    const bool by_both =
        asked_.either[queue] && other != asked_.by_queue.end() && other->second == &demand;
    // Asked for both and there is neither: said once, of the receive queue.
    if (by_both && (served(opposite) || queue.direction == Direction::tx)) return;
    refuse_queue(queue, demand, count);
  }

  // Which vector will serve it is the driver's choice: one for both directions, or one each.
  void want_later(const QueueName& queue, const Demand& demand) {
    SettingObject object;
    object.kind = SettingKind::vector;
    object.nic = nic_.name;
    const auto labels = future_labels(lookup_.host(), nic_, queue.queue);
    object.name = labels.size() == 1 ? labels.front()
                                     : fmt::format("{} {}", name_of(queue.direction), queue.queue);
    if (const auto cpus = cpus_of(lookup_, demand, label_of(object), std::nullopt)) {
      lookup_.want(object, cpus->to_list(), demand, false);
    }
  }

  void refuse_queue(const QueueName& queue, const Demand& demand, std::uint32_t count) {
    const char* direction = queue.direction == Direction::rx ? "receive" : "transmit";
    const auto object = fmt::format("{} {} {}", nic_.name, name_of(queue.direction), queue.queue);
    if (vectors_.empty()) return refuse_all(demand, demand.name);
    if (count > 0 && queue.queue >= count) {
      lookup_.refuse(demand, object,
                     fmt::format("{} {} {} {} queue{}", nic_.name,
                                 lookup_.changes_channels(nic_) ? "will have" : "has", count,
                                 direction, count == 1 ? "" : "s"));
      return;
    }
    lookup_.refuse(
        demand, object,
        fmt::format("which interrupt serves {} queue {} is not known", direction, queue.queue));
  }

  void refuse_all(const Demand& demand, const std::string& name) {
    std::string why = fmt::format("{} ({}) has no such interrupt", nic_.name, nic_.driver);
    if (!nic_.members.empty()) {
      why = fmt::format("{} has no interrupts of its own; name what it is made of: {}", nic_.name,
                        joined(nic_.members, ", "));
    } else if (vectors_.empty()) {
      why = nic_.admin_up ? fmt::format("{} has no interrupts that could be found", nic_.name)
                          : fmt::format("{} is down, and its interrupts are not known while it is",
                                        nic_.name);
    }
    lookup_.refuse(demand, fmt::format("{} {}", nic_.name, name), std::move(why));
  }

  Lookup& lookup_;
  const Nic& nic_;
  std::vector<const Vector*> vectors_;
  Asked asked_;
};

}  // namespace

void want_vectors(Lookup& lookup) {
  std::map<std::string_view, NicVectors> by_nic;
  std::vector<NicVectors*> order;
  for (const auto* demand : lookup.demands_of(SettingKind::vector)) {
    const Nic* nic = lookup.nic_of(*demand);
    if (!nic) continue;
    const auto [entry, added] = by_nic.try_emplace(nic->name, lookup, *nic);
    if (added) order.push_back(&entry->second);
    entry->second.add(*demand);
  }
  for (auto* nic : order) nic->want();
}

}  // namespace holdfast
