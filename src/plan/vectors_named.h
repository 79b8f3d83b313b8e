// The name of a demand for vectors, and of a vector as a setting: "rx 3", "queue 3", "rx+tx 0-1",
// "rx 0 tx 1", "role admin", "admin", "msi 4".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/host_snapshot.h"

namespace holdfast {

enum class Direction { rx, tx };
std::string_view name_of(Direction direction);

struct QueueName {
  Direction direction = Direction::rx;
  std::uint32_t queue = 0;
  friend auto operator<=>(const QueueName&, const QueueName&) = default;
};

struct VectorsNamed {
  std::vector<QueueName> queues;
  bool either = false;  // "queue 3": both directions, of which the interface may have one only
  std::string role;     // "admin"
  std::optional<std::uint32_t> msi_index;
};

/// nullopt when the text is no such name.
std::optional<VectorsNamed> parse_vectors_named(std::string_view name);

/// The queues that the vector serves, receive ones first.
std::vector<QueueName> queues_of(const Vector& vector);

/// The names of the vectors that will serve a queue which the interface does not have yet: "rx+tx
/// 5", or "rx 5" and "tx 5". Which it will be is the driver's choice; two names may mean one
/// vector.
std::vector<std::string> future_labels(const HostSnapshot& host, const Nic& nic,
                                       std::uint32_t queue);

}  // namespace holdfast
