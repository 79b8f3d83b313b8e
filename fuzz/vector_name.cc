// Names of interrupts, and the map of queues over them: the input's lines are names, in turn given
// to the vectors of two interfaces that share a PCI function.
#include <cstddef>
#include <cstdint>

#include "base/text.h"
#include "host/device_path.h"
#include "host/napi_threads.h"
#include "host/queue_map.h"
#include "host/vector_name.h"

namespace {

constexpr std::uint32_t kMaxVectors = 64;

holdfast::Nic nic_on(std::string name, std::string pci_address, std::string driver) {
  holdfast::Nic nic{.name = std::move(name), .kind = holdfast::NicKind::physical};
  nic.driver = std::move(driver);
  nic.pci_address = std::move(pci_address);
  nic.device = "virtio2";
  nic.channels = holdfast::Channels{.combined = 4};
  return nic;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  static_cast<void>(holdfast::device_path_of(text));
  std::vector<holdfast::Nic> nics{nic_on("eth0", "0000:81:00.0", "tg3"),
                                  nic_on("eth0-rx", "0000:81:00.0", "gve"),
                                  nic_on("eth1", "", "atlantic")};
  std::vector<holdfast::Vector> vectors;
  std::vector<holdfast::Thread> threads;
  while (const auto line = holdfast::next_line(text)) {
    const auto count = static_cast<std::uint32_t>(vectors.size());
    if (count == kMaxVectors) break;
    const auto name = holdfast::parse_vector_name(*line);
    if (name.queue() && *name.queue() > 0xFFFF) __builtin_trap();
    vectors.push_back({.irq = {count}, .action = std::string(*line), .chip = std::string(*line)});
    threads.push_back({.id = {count}, .comm = std::string(*line), .kernel = true});
    if (count % 3 == 0) nics[count % 2].msi_irqs.push_back({count});
    if (count % 5 == 0) nics[1].napis.push_back({.id = count, .irq = holdfast::IrqNumber{count}});
    nics[1].rx_queues.push_back({.index = {count}, .napi_id = count});
  }
  holdfast::Diagnostics diagnostics;
  holdfast::map_queues(nics, vectors, diagnostics);
  holdfast::attach_kernel_threads(nics, vectors, threads);
  return 0;
}
