#include "plan/vectors_named.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/cpu_set.h"
#include "base/text.h"

namespace holdfast {
namespace {

bool is_role(std::string_view name) {
  for (const auto role : {VectorRole::rx, VectorRole::tx, VectorRole::combined, VectorRole::admin,
                          VectorRole::async, VectorRole::ptp, VectorRole::unknown}) {
    if (name_of(role) == name) return true;
  }
  return false;
}

bool add_queues(VectorsNamed& named, std::string_view direction, std::string_view numbers) {
  const bool both = direction == "queue" || direction == "rx+tx" || direction == "both";
  if (!both && direction != "rx" && direction != "tx") return false;
  const auto list = CpuSet::parse_list(numbers);  // the list notation is the same for queues
  if (!list || list->empty()) return false;
  for (const auto queue : list->to_vector()) {
    if (direction != "tx") named.queues.push_back({Direction::rx, queue.value});
    if (direction != "rx") named.queues.push_back({Direction::tx, queue.value});
  }
  named.either |= both;
  return true;
}

}  // namespace

std::string_view name_of(Direction direction) { return direction == Direction::rx ? "rx" : "tx"; }

std::optional<VectorsNamed> parse_vectors_named(std::string_view name) {
  VectorsNamed named;
  const auto words = words_of(name);
  if (words.size() == 1 || (words.size() == 2 && words.front() == "role")) {
    if (!is_role(words.back())) return std::nullopt;
    named.role = std::string(words.back());
    return named;
  }
  if (words.size() == 2 && words.front() == "msi") {
    named.msi_index = parse_number<std::uint32_t>(words.back());
    return named.msi_index ? std::optional(named) : std::nullopt;
  }
  if (words.empty() || words.size() % 2 != 0) return std::nullopt;
  for (std::size_t i = 0; i < words.size(); i += 2) {
    if (!add_queues(named, words[i], words[i + 1])) return std::nullopt;
  }
  return named;
}

std::vector<QueueName> queues_of(const Vector& vector) {
  std::vector<QueueName> queues;
  for (const auto queue : vector.rx_queues) queues.push_back({Direction::rx, queue.value});
  for (const auto queue : vector.tx_queues) queues.push_back({Direction::tx, queue.value});
  return queues;
}

std::vector<std::string> future_labels(const HostSnapshot& host, const Nic& nic,
                                       std::uint32_t queue) {
  const bool shared =
      std::any_of(host.vectors.begin(), host.vectors.end(), [&nic](const Vector& vector) {
        return vector.nic == nic.name && !vector.rx_queues.empty() && !vector.tx_queues.empty();
      });
  // igb gives each direction its own vector while there are enough of them.
  if (shared && nic.driver != "igb") return {fmt::format("rx+tx {}", queue)};
  return {fmt::format("rx {}", queue), fmt::format("tx {}", queue)};
}

}  // namespace holdfast
