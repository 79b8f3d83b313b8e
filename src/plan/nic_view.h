// What the audit's rules ask of interfaces and vectors.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/host_snapshot.h"
#include "plan/audit.h"

namespace holdfast {

using Findings = std::vector<Finding>;

/// The interfaces whose placement and settings matter now: with a device, up, with a link, and not
/// taken away from the kernel's stack.
std::vector<const Nic*> audited_nics(const HostSnapshot& host);

bool is_audited(const Nic& nic);

/// Is its work that of packets (rx, tx, combined), not of administration?
bool serves_packets(const Vector& vector);

/// The interface's packet vectors, by IRQ number.
std::vector<const Vector*> packet_vectors(const HostSnapshot& host, const Nic& nic);

/// Of those, the ones that the kernel lets be moved.
std::vector<const Vector*> movable_vectors(const HostSnapshot& host, const Nic& nic);

/// The number that ties a vector to its partner: the first receive queue, else the first transmit
/// queue.
std::optional<std::uint32_t> queue_number(const Vector& vector);

/// "eth0 irq 38 (rx 0)", "irq 24 (nvme0q0)".
std::string vector_object(const Vector& vector);
/// "irq 38 (rx 0)": without the interface.
std::string vector_words(const Vector& vector);

/// What a finding about those vectors of the NIC is about: the vector, or the NIC when there are
/// several. Not empty.
std::string object_of(const Nic& nic, const std::vector<const Vector*>& vectors);

/// Movable, and effective where its mask does not allow it: pending, or ignored.
bool stands_elsewhere(const Vector& vector);
/// Such a move away from its CPU that only waits for the next interrupt; affinity-pending tells it.
bool is_leaving(const AuditInput& input, const Vector& vector);

/// "/proc/irq/38/smp_affinity_list".
std::string requested_path(const Vector& vector);
std::string effective_path(const Vector& vector);
/// "/sys/class/net/eth0/queues/rx-0/rps_cpus".
std::string queue_path(const Nic& nic, std::string_view direction, QueueIndex queue,
                       std::string_view file);

/// The only CPU on which the vector's interrupts run; nullopt when unknown, none or several.
std::optional<CpuId> effective_cpu(const Vector& vector);

/// Interrupts of `irq` between the two samples, per CPU; empty when there is only one sample.
CpuCounts delta_of(const AuditInput& input, IrqNumber irq);
/// "CPU 0: 120, CPU 3: 9".
std::string counts_text(const CpuCounts& counts);

/// Do packets for the addresses of `interface` (a bond, a VLAN, or the NIC itself) come in by
/// `nic`?
bool carries(const HostSnapshot& host, const Nic& nic, std::string_view interface);

}  // namespace holdfast
