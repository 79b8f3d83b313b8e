#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "cli/show_views.h"

namespace holdfast {
namespace {

using VectorByQueue = std::map<std::uint32_t, const Vector*>;

VectorByQueue by_queue(const HostSnapshot& host, const Nic& nic,
                       std::vector<QueueIndex> Vector::* queues) {
  VectorByQueue found;
  for (const auto& vector : host.vectors) {
    if (vector.nic != nic.name) continue;
    for (const auto queue : vector.*queues) found[queue.value] = &vector;
  }
  return found;
}

std::string list_or_dash(const CpuSet& cpus) { return cpus.empty() ? "-" : cpus.to_list(); }

// Where the queue's packets are worked on: the NAPI thread's CPUs when there is one, else the
// vector's.
std::string served_on(const Nic& nic, const Vector* vector, const Count& napi_id) {
  for (const auto& napi : nic.napis) {
    if (napi_id && napi.id == *napi_id && napi.thread_cpus) {
      return "thread " + napi.thread_cpus->to_list();
    }
  }
  if (vector == nullptr || !vector->effective) return "-";
  return vector->effective->to_list();
}

std::uint32_t bucket_count(const Nic& nic, std::uint32_t queue) {
  if (nic.rss.empty()) return 0;
  const auto& table = nic.rss.front().indirection;
  return static_cast<std::uint32_t>(std::count(table.begin(), table.end(), queue));
}

void add_rx(Table& table, const Nic& nic, const RxQueue& queue, const Vector* vector) {
  table.add({{nic.name, Style::bold},
             {fmt::format("rx {}", queue.index.value)},
             {vector != nullptr ? fmt::to_string(vector->irq.value) : "-"},
             {served_on(nic, vector, queue.napi_id)},
             {queue.napi_id ? fmt::to_string(*queue.napi_id) : "-"},
             {list_or_dash(queue.rps_cpus)},
             {queue.rps_flow_count > 0 ? fmt::to_string(queue.rps_flow_count) : "-"},
             {nic.rss.empty() ? "-" : fmt::to_string(bucket_count(nic, queue.index.value))}});
}

void add_tx(Table& table, const Nic& nic, const TxQueue& queue, const Vector* vector) {
  table.add({{nic.name, Style::bold},
             {fmt::format("tx {}", queue.index.value)},
             {vector != nullptr ? fmt::to_string(vector->irq.value) : "-"},
             {served_on(nic, vector, queue.napi_id)},
             {queue.napi_id ? fmt::to_string(*queue.napi_id) : "-"},
             {list_or_dash(queue.xps_cpus)},
             {"-"},
             {"-"}});
}

const Vector* find(const VectorByQueue& vectors, QueueIndex queue) {
  const auto found = vectors.find(queue.value);
  return found == vectors.end() ? nullptr : found->second;
}

}  // namespace

std::string show_queues(const ShowContext& context) {
  Table table({{"nic", false, false},
               {"queue", false, false},
               {"irq", true, false},
               {"served on cpu", false, true},
               {"napi", true, false},
               {"rps/xps cpus", false, true},
               {"rps flows", true, false},
               {"rss buckets", true, false}});
  for (const auto& nic : context.host().nics) {
    if (!context.shows(nic)) continue;
    const auto rx = by_queue(context.host(), nic, &Vector::rx_queues);
    const auto tx = by_queue(context.host(), nic, &Vector::tx_queues);
    for (const auto& queue : nic.rx_queues) add_rx(table, nic, queue, find(rx, queue.index));
    for (const auto& queue : nic.tx_queues) add_tx(table, nic, queue, find(tx, queue.index));
  }
  return table.empty() ? "No queue belongs to the interfaces shown.\n"
                       : table.to_text(context.screen);
}

}  // namespace holdfast
