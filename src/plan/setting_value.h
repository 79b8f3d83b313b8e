// What a snapshot says of a setting: the reading side of model/setting.h. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/host_snapshot.h"
#include "model/setting.h"

namespace holdfast {

/// The value now; nullopt when the host has no such thing or it could not be read. Values of
/// channels, rings and coalesce hold every key that the driver tells; restricted_to() keeps some.
/// `file` and the irqbalance kinds come from HostSnapshot::files and HostSnapshot::irqbalance.
std::optional<std::string> value_of(const HostSnapshot& host, const SettingObject& object);

/// "rx 256 tx 512" restricted to the keys of "rx 1" → "rx 256": what a demand looks at. For kinds
/// without keys the value itself.
std::string restricted_to(SettingKind kind, std::string_view value, std::string_view keys_of);

/// Where the interrupt of a vector or device_irq is delivered; nullopt for other kinds.
std::optional<CpuSet> placement_of(const HostSnapshot& host, const SettingObject& object);

/// The vector that the object means now: by device and MSI index where it has them, else by
/// interface and name ("rx 3" and "rx+tx 3" find a vector that serves the queue), of several of one
/// name that with its IRQ number; nullptr when it is gone.
const Vector* vector_of(const HostSnapshot& host, const SettingObject& object);
/// What the vector is called as a setting: `vector` of a NIC, `device_irq` of any other device.
SettingObject object_of(const HostSnapshot& host, const Vector& vector);

/// Are they the same thing (model/setting.h), though an interrupt's number may have changed?
bool same_object(const SettingObject& a, const SettingObject& b);

/// The object with the interrupt number, device and MSI index that it has now, as a writer needs
/// them: a step that follows a change of channels names its vector by interface and queue only.
/// nullopt when the host has no such thing.
std::optional<SettingObject> found_again(const HostSnapshot& host, const SettingObject& object);

/// All settings of one interface, with the placement of its vectors: what a rollback needs when
/// something that touches it is set, and what `policy init` writes down.
std::vector<Setting> settings_of(const HostSnapshot& host, const Nic& nic);

/// The host as it is after the setting was written: what a perfect kernel would show, for tests and
/// for a plan's prediction. Side effects of drivers are not modelled.
void set_value(HostSnapshot& host, const Setting& setting);

}  // namespace holdfast
