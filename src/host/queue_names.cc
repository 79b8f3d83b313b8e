#include "host/queue_names.h"

#include <algorithm>

namespace holdfast {
namespace {

constexpr std::uint32_t kMaxQueues = 4096;  // more than any device has; the count is foreign

std::vector<QueueIndex> all_of(std::uint32_t count) {
  std::vector<QueueIndex> queues;
  for (std::uint32_t i = 0; i < std::clamp(count, 1U, kMaxQueues); ++i) queues.push_back({i});
  return queues;
}

void give(QueueGuess& guess, VectorRole role, MapSource source) {
  guess.role = role;
  guess.source = source;
}

void give_all(const Nic& nic, QueueGuess& guess, MapSource source) {
  give(guess, VectorRole::combined, source);
  guess.rx = all_of(nic.active_rx_queues());
  guess.tx = all_of(nic.active_tx_queues());
}

bool is_plain(const QueueGuess& guess) {
  return guess.name.scheme && guess.name.scheme->pattern == "%i";
}

/// The place of `queue` among the queues of that direction, for drivers that number vectors.
std::uint32_t rank_of(const std::vector<QueueIndex>& queues, QueueIndex queue) {
  return static_cast<std::uint32_t>(std::lower_bound(queues.begin(), queues.end(), queue) -
                                    queues.begin());
}

void rank(std::vector<QueueGuess>& guesses, std::vector<QueueIndex> QueueGuess::* direction) {
  std::vector<QueueIndex> queues;
  for (const auto& guess : guesses) {
    queues.insert(queues.end(), (guess.*direction).begin(), (guess.*direction).end());
  }
  std::sort(queues.begin(), queues.end());
  queues.erase(std::unique(queues.begin(), queues.end()), queues.end());
  for (auto& guess : guesses) {
    for (auto& queue : guess.*direction) queue.value = rank_of(queues, queue);
  }
}

bool has_duplicates(const std::vector<QueueGuess>& guesses,
                    std::vector<QueueIndex> QueueGuess::* direction) {
  std::vector<QueueIndex> queues;
  for (const auto& guess : guesses) {
    if (guess.name.meaning() == NameNumber::all) continue;
    queues.insert(queues.end(), (guess.*direction).begin(), (guess.*direction).end());
  }
  std::sort(queues.begin(), queues.end());
  return std::adjacent_find(queues.begin(), queues.end()) != queues.end();
}

/// Two vectors of one interface for one queue: their names were cut. bnxt_en before 6.12 had room
/// for 17 characters, so that "enp4s0f0np-TxRx-12" became "enp4s0f0np-TxRx-1" (net-next
/// 20240909202737).
void forget_cut_numbers(std::vector<QueueGuess>& guesses) {
  if (!has_duplicates(guesses, &QueueGuess::rx) && !has_duplicates(guesses, &QueueGuess::tx))
    return;
  for (auto& guess : guesses) {
    if (!guess.has_queue()) continue;
    give(guess, VectorRole::unknown, MapSource::none);
    guess.rx.clear();
    guess.tx.clear();
  }
}

/// gve has an even number of blocks, then the management vector (gve_main.c,
/// gve_alloc_notify_blocks; gve.h, gve_rx_idx_to_ntfy).
void split_gve_blocks(const Nic& nic, std::vector<QueueGuess>& guesses) {
  auto blocks = nic.msi_irqs.empty() ? 0 : static_cast<std::uint32_t>(nic.msi_irqs.size() - 1);
  for (const auto& guess : guesses) {
    if (guess.name.meaning() != NameNumber::gve_block) continue;
    blocks = std::max(blocks, guess.name.number.value_or(0) + 1);
  }
  const std::uint32_t half = blocks / 2;
  for (auto& guess : guesses) {
    if (guess.name.meaning() != NameNumber::gve_block || !guess.name.number) continue;
    const std::uint32_t block = *guess.name.number;
    if (block >= 2 * half) continue;
    give(guess, block < half ? VectorRole::tx : VectorRole::rx, MapSource::name);
    (block < half ? guess.tx : guess.rx).push_back({block % half});
  }
}

void guess_one(const Nic& nic, QueueGuess& guess) {
  if (guess.name.role() == VectorRole::unknown) return;
  if (guess.name.meaning() == NameNumber::all) return give_all(nic, guess, MapSource::name);
  give(guess, guess.name.role(), MapSource::name);
  const auto queue = guess.name.queue();
  if (queue && guess.name.serves_rx()) guess.rx.push_back({*queue});
  if (queue && guess.name.serves_tx()) guess.tx.push_back({*queue});
}

/// A vector that is called like the interface alone: beside queues' vectors it is for the rest.
void guess_plain(const Nic& nic, std::vector<QueueGuess>& guesses) {
  const auto named_alike = [&](const QueueGuess& plain) {
    return std::any_of(guesses.begin(), guesses.end(), [&](const QueueGuess& other) {
      return other.has_queue() && other.name.interface == plain.name.interface;
    });
  };
  const bool has_queues = std::any_of(guesses.begin(), guesses.end(),
                                      [](const QueueGuess& guess) { return guess.has_queue(); });
  for (auto& guess : guesses) {
    if (!is_plain(guess)) continue;
    if (has_queues && (guess.name.interface == nic.name || named_alike(guess))) {
      give(guess, VectorRole::admin, MapSource::name);
    } else if (guesses.size() == 1 && guess.name.interface == nic.name) {
      give_all(nic, guess, MapSource::name);
    }
  }
}

}  // namespace

void guess_by_name(const Nic& nic, std::vector<QueueGuess>& guesses) {
  for (auto& guess : guesses) guess_one(nic, guess);
  forget_cut_numbers(guesses);
  split_gve_blocks(nic, guesses);
  if (numbers_vectors(nic.driver)) {
    for (auto& guess : guesses) {
      if (guess.name.scheme && guess.name.scheme->id == "channel") {  // tg3: the link's vector
        guess.role = VectorRole::admin;
        guess.rx.clear();
        guess.tx.clear();
      }
    }
    rank(guesses, &QueueGuess::rx);
    rank(guesses, &QueueGuess::tx);
  }
  guess_plain(nic, guesses);
}

void guess_by_order(const Nic& nic, std::vector<QueueGuess>& guesses) {
  std::vector<QueueGuess*> open;
  for (auto& guess : guesses) {
    if (guess.has_queue()) return;
    if (guess.role == VectorRole::unknown && !guess.vector->action.empty()) open.push_back(&guess);
  }
  if (open.size() == 1) return give_all(nic, *open.front(), MapSource::order);
  const std::size_t rx = nic.active_rx_queues();
  const std::size_t tx = nic.active_tx_queues();
  const std::size_t queues = std::max(rx, tx);
  if (queues == 0 || (open.size() != queues && open.size() != queues + 1)) return;
  if (open.size() > queues) {
    const auto rest = nic.driver == "atlantic" ? open.end() - 1 : open.begin();
    give(**rest, VectorRole::admin, MapSource::order);
    open.erase(rest);
  }
  for (std::uint32_t i = 0; i < open.size(); ++i) {
    give(*open[i],
         i >= rx   ? VectorRole::tx
         : i >= tx ? VectorRole::rx
                   : VectorRole::combined,
         MapSource::order);
    if (i < rx) open[i]->rx.push_back({i});
    if (i < tx) open[i]->tx.push_back({i});
  }
}

}  // namespace holdfast
