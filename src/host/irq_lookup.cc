#include "host/irq_lookup.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/text.h"
#include "host/vector_name.h"
#include "host/write_refusal.h"

namespace holdfast {
namespace {

/// The function's interrupts, ascending: the order that Vector::msi_index counts in.
std::vector<std::uint32_t> msi_irqs_of(HostFiles& files, const std::string& device) {
  std::vector<std::uint32_t> irqs;
  for (const auto& name : files.names(fmt::format("/sys/bus/pci/devices/{}/msi_irqs", device))) {
    if (const auto irq = parse_number<std::uint32_t>(name)) irqs.push_back(*irq);
  }
  std::sort(irqs.begin(), irqs.end());
  return irqs;
}

/// As /proc/interrupts shows them: joined by ", ". Empty where nothing is requested, and on kernels
/// without CONFIG_SPARSE_IRQ, which have no such file.
std::string actions_of(HostFiles& files, IrqNumber irq) {
  const auto text = files.text(fmt::format("/sys/kernel/irq/{}/actions", irq.value));
  if (!text) return "";
  std::string joined;
  for (const auto action : split(*text, ',')) {
    if (!joined.empty()) joined += ", ";
    joined += trim(action);
  }
  return joined;
}

/// Does the driver's own name contradict what the object is called? A number in a name is no proof
/// (some drivers number vectors and not queues, KERNEL §12); the direction is.
bool contradicts(std::string_view action, const SettingObject& object) {
  const VectorName name = parse_vector_name(action);
  const bool is_queue = name.serves_rx() || name.serves_tx();
  if (!name.scheme || (!is_queue && name.role() == VectorRole::unknown)) return false;
  std::string_view label = object.name;
  const std::string_view kind = next_word(label);
  if (kind == "rx") return !name.serves_rx();
  if (kind == "tx") return !name.serves_tx();
  if (kind == "rx+tx") return !is_queue;
  if (kind == name_of(VectorRole::admin) || kind == name_of(VectorRole::async)) return is_queue;
  return false;
}

}  // namespace

Result<IrqNumber> find_irq(HostFiles& files, const Setting& wanted) {
  const SettingObject& object = wanted.object;
  std::optional<IrqNumber> irq = object.irq;
  const bool by_device = is_pci_address(object.device) && object.msi_index.has_value();
  if (by_device) {
    const auto irqs = msi_irqs_of(files, object.device);
    if (*object.msi_index >= irqs.size()) {
      return refused(wanted, ErrorCode::absent,
                     fmt::format("the device {} has {} interrupts now, and this was number {} of "
                                 "them; plan again",
                                 object.device, irqs.size(), *object.msi_index + 1));
    }
    irq = IrqNumber{irqs[*object.msi_index]};
  }
  if (!irq) return refused(wanted, ErrorCode::usage, "no interrupt number is given");
  if (!files.exists(fmt::format("/proc/irq/{}", irq->value))) {
    return refused(wanted, ErrorCode::absent,
                   fmt::format("there is no interrupt {} any more; plan again", irq->value));
  }
  const std::string actions = actions_of(files, *irq);
  if (actions.empty()) return *irq;
  const bool other = object.kind == SettingKind::device_irq
                         ? !object.name.empty() && actions != object.name
                         : contradicts(actions, object);
  if (other) {
    return refused(wanted, ErrorCode::absent,
                   fmt::format("interrupt {} is \"{}\" now, which is another one; plan again",
                               irq->value, actions));
  }
  return *irq;
}

}  // namespace holdfast
