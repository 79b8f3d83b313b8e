#include "host/netdev_facts.h"

#include <algorithm>
#include <string>

namespace holdfast {
namespace {

template <class Queue>
void set_napi(std::vector<Queue>& queues, QueueIndex index, Count napi_id) {
  // Both sysfs and netlink count from 0, so that the queue stands at its index, nearly always.
  auto queue = queues.begin() +
               static_cast<std::ptrdiff_t>(std::min<std::size_t>(index.value, queues.size()));
  if (queue == queues.end() || queue->index != index) {
    queue = std::find_if(queues.begin(), queues.end(),
                         [index](const Queue& other) { return other.index == index; });
  }
  if (queue == queues.end()) {
    queues.push_back({.index = index});
    queue = queues.end() - 1;
  }
  queue->napi_id = napi_id;
}

/// Several programs at once ("multi") are named by the one nearest to the wire.
std::string xdp_mode_of(const Record& xdp) {
  const std::string* attached = xdp.text("attached");
  if (!attached || *attached == "none") return "";
  if (*attached == "skb") return "generic";
  if (*attached == "hw" || xdp.number("hw-prog-id")) return "offload";
  return "native";
}

}  // namespace

void decode_queues(const std::vector<Record>& answer, Nic& nic) {
  for (const auto& record : answer) {
    const auto id = record.number32("id");
    const std::string* type = record.text("type");
    if (!id || !type) continue;
    const Count napi_id = record.number32("napi-id");
    if (*type == "rx") set_napi(nic.rx_queues, QueueIndex{*id}, napi_id);
    if (*type == "tx") set_napi(nic.tx_queues, QueueIndex{*id}, napi_id);
  }
}

std::vector<Napi> decode_napis(const std::vector<Record>& answer) {
  std::vector<Napi> napis;
  napis.reserve(answer.size());
  for (const auto& record : answer) {
    const auto id = record.number32("id");
    if (!id) continue;
    Napi& napi = napis.emplace_back();
    napi.id = *id;
    if (const auto irq = record.number32("irq")) napi.irq = IrqNumber{*irq};
    if (const auto pid = record.number32("pid")) napi.thread = ThreadId{*pid};
    napi.defer_hard_irqs = record.number32("defer-hard-irqs");
    napi.gro_flush_timeout_ns = record.number("gro-flush-timeout");
  }
  return napis;
}

void decode_link_settings(const Record& answer, Nic& nic) {
  if (const std::string* qdisc = answer.text("qdisc")) nic.qdisc = *qdisc;
  const auto* xdp = answer.records("xdp");
  if (xdp && !xdp->empty()) nic.xdp_mode = xdp_mode_of(xdp->front());
}

}  // namespace holdfast
