#include "host/queue_map.h"

#include <fmt/format.h>

#include <algorithm>

#include "host/queue_names.h"
#include "host/vector_owner.h"

namespace holdfast {
namespace {

/// Vectors of one interface whose name and the kernel's answer differ.
struct Disagreement {
  std::string first;
  std::size_t count = 0;
};

VectorRole role_of(const QueueGuess& guess) {
  if (guess.rx.empty()) return VectorRole::tx;
  return guess.tx.empty() ? VectorRole::rx : VectorRole::combined;
}

template <class Queues>
std::vector<QueueIndex> queues_of(const Queues& queues, std::uint32_t napi_id) {
  std::vector<QueueIndex> found;
  for (const auto& queue : queues) {
    if (queue.napi_id == napi_id) found.push_back(queue.index);
  }
  return found;
}

template <class Queues>
bool are_linked(const Queues& queues) {
  return std::any_of(queues.begin(), queues.end(),
                     [](const auto& queue) { return queue.napi_id.has_value(); });
}

/// May both be right? The name has one queue of each direction, where the kernel may tell more.
bool agree(const std::vector<QueueIndex>& by_name, const std::vector<QueueIndex>& by_kernel) {
  return by_name.empty() || by_kernel.empty() ||
         std::includes(by_kernel.begin(), by_kernel.end(), by_name.begin(), by_name.end());
}

std::string label_of(const QueueGuess& guess) {
  return queue_label({.role = guess.role, .rx_queues = guess.rx, .tx_queues = guess.tx});
}

/// The kernel's answer over the name's. A direction that the driver links no queue of stays as the
/// name has it, and then the whole is only as sure as the name.
void believe_kernel(const Nic& nic, const Napi& napi, QueueGuess& guess, Disagreement& differing) {
  QueueGuess told{.vector = guess.vector, .name = guess.name, .source = MapSource::netlink};
  told.rx = queues_of(nic.rx_queues, napi.id);
  told.tx = queues_of(nic.tx_queues, napi.id);
  if (!told.has_queue()) return;
  if (!agree(guess.rx, told.rx) || !agree(guess.tx, told.tx)) {
    told.role = role_of(told);
    if (differing.count++ == 0) {
      differing.first =
          fmt::format("irq {} is {}, although its name {} says {}", guess.vector->irq.value,
                      label_of(told), guess.vector->action, label_of(guess));
    }
    guess.rx.clear();
    guess.tx.clear();
  }
  const auto keep = [&](auto& told_queues, const auto& guessed, bool linked) {
    if (linked || guessed.empty()) return;
    told_queues = guessed;
    told.source = guess.source;
  };
  keep(told.rx, guess.rx, are_linked(nic.rx_queues));
  keep(told.tx, guess.tx, are_linked(nic.tx_queues));
  told.role = role_of(told);
  guess = std::move(told);
}

void ask_kernel(const Nic& nic, std::vector<QueueGuess>& guesses, Diagnostics& diagnostics) {
  Disagreement differing;
  for (const auto& napi : nic.napis) {
    if (!napi.irq) continue;
    for (auto& guess : guesses) {
      if (guess.vector->irq == *napi.irq) believe_kernel(nic, napi, guess, differing);
    }
  }
  if (differing.count == 0) return;
  diagnose(
      diagnostics, ErrorCode::malformed, fmt::format("netdev queue-get {}", nic.name), 0,
      fmt::format("{}; the kernel is believed, for {} vectors", differing.first, differing.count));
}

std::vector<QueueGuess> guess_queues(const Nic& nic, const std::vector<Vector*>& vectors,
                                     bool shared, Diagnostics& diagnostics) {
  std::vector<QueueGuess> guesses;
  for (Vector* vector : vectors) {
    guesses.push_back({.vector = vector, .name = name_for(*vector, nic)});
  }
  guess_by_name(nic, guesses);
  for (auto& guess : guesses) {  // whose queue 3 is it? The name does not say
    if (shared && guess.has_queue() && guess.name.interface.empty())
      guess.source = MapSource::order;
  }
  ask_kernel(nic, guesses, diagnostics);
  guess_by_order(nic, guesses);
  return guesses;
}

void map_nic(const Nic& nic, const std::vector<Vector*>& vectors, bool shared,
             Diagnostics& diagnostics) {
  bool mapped = false;
  bool used = false;
  for (auto& guess : guess_queues(nic, vectors, shared, diagnostics)) {
    mapped = mapped || guess.has_queue();
    used = used || !guess.vector->action.empty();
    Vector& vector = *guess.vector;
    vector.role = guess.role;
    vector.map_source = guess.source;
    vector.rx_queues = std::move(guess.rx);
    vector.tx_queues = std::move(guess.tx);
  }
  if (mapped || !used) return;
  diagnose(
      diagnostics, ErrorCode::unsupported, "/proc/interrupts", 0,
      fmt::format("no queue of {} (driver {}) is known for its {} vectors, the first called {}",
                  nic.name, nic.driver.empty() ? "unknown" : nic.driver, vectors.size(),
                  vectors.front()->action));
}

std::optional<std::uint32_t> msi_index_of(const Nic& nic, IrqNumber irq) {
  const auto found = std::lower_bound(nic.msi_irqs.begin(), nic.msi_irqs.end(), irq);
  if (found == nic.msi_irqs.end() || *found != irq) return std::nullopt;
  return static_cast<std::uint32_t>(found - nic.msi_irqs.begin());
}

}  // namespace

void map_queues(const std::vector<Nic>& nics, std::vector<Vector>& vectors,
                Diagnostics& diagnostics) {
  const VectorOwners owners(nics);
  std::vector<std::vector<Vector*>> owned(nics.size());
  for (auto& vector : vectors) {
    const Nic* nic = owners.owner_of(vector);
    if (!nic) continue;
    vector.nic = nic->name;
    vector.msi_index = msi_index_of(*nic, vector.irq);
    owned[static_cast<std::size_t>(nic - nics.data())].push_back(&vector);
  }
  for (std::size_t i = 0; i < nics.size(); ++i) {
    if (!owned[i].empty()) map_nic(nics[i], owned[i], owners.is_shared(nics[i]), diagnostics);
  }
}

}  // namespace holdfast
