// The queues of one interface's vectors, out of the vectors' names alone. Pure.
#pragma once

#include <vector>

#include "host/vector_name.h"
#include "model/nic.h"
#include "model/vector.h"

namespace holdfast {

/// One vector of an interface and what is thought of it.
struct QueueGuess {
  Vector* vector = nullptr;
  VectorName name;
  VectorRole role = VectorRole::unknown;
  MapSource source = MapSource::none;
  std::vector<QueueIndex> rx;
  std::vector<QueueIndex> tx;

  bool has_queue() const { return !rx.empty() || !tx.empty(); }
};

/// Fills role, source, rx and tx by the names; what they do not tell stays unknown. `guesses`: all
/// vectors of `nic`.
void guess_by_name(const Nic& nic, std::vector<QueueGuess>& guesses);

/// Gives queues by the order of the vectors, when no name told one: one vector serves all queues;
/// as many vectors as queues, or one more, serve one each. The one more is the first, or of the
/// atlantic driver the last (aq_nic.c: link_irq_vec comes after the rings' vectors).
void guess_by_order(const Nic& nic, std::vector<QueueGuess>& guesses);

}  // namespace holdfast
