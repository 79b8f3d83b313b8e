#include "attribution/circumstance.h"

#include <fmt/format.h>

#include "attribution/circumstance_tests.h"
#include "attribution/explanation.h"
#include "attribution/kernel_deed.h"
#include "attribution/thread_deed.h"

namespace holdfast {
namespace {

struct Row {
  EventCause cause;
  bool (*can_happen_to)(const Change& change);
  bool (*shows)(const Change& change, const Sighting& sighting);
  std::string (*evidence)(const Change& change, const Sighting& sighting);
  /// A file whose writer did it, when that was seen too; nullptr: no file does it.
  bool (*is_its_file)(const Sighting& caused_by, const Sighting& written);
};

// The most telling first: a driver that lets go of its device drops the link as well.
constexpr Row kRows[] = {
    {EventCause::driver_reset, is_of_nic, is_device_made_anew, tell_device, is_device_file},
    {EventCause::channel_change, is_of_nic_queues, is_channels_told, tell_channels, nullptr},
    {EventCause::driver_reset, is_reset_by_rings, is_rings_told, tell_rings, nullptr},
    {EventCause::cpu_hotplug, is_of_cpus, is_its_cpu, tell_cpu, is_cpu_file},
    {EventCause::link_flap, is_of_nic, is_link_told, tell_link, nullptr},
    {EventCause::writer, is_set_by_ethtool, is_its_ethtool, tell_ethtool, nullptr},
    {EventCause::irqbalance_config, is_of_irqbalance, is_irqbalance_told, tell_irqbalance, nullptr},
    {EventCause::cgroup, is_thread_affinity, is_cpuset_written, tell_cpuset, nullptr},
    {EventCause::cgroup, is_thread_affinity, is_confined_by_process, tell_confined, nullptr},
    {EventCause::kernel, is_thread_affinity, is_confined_by_kernel, tell_confined, nullptr},
};

void add_writer(const Row& row, const Change& change, const Sighting& found,
                std::span<const Sighting> recent, const AttributionContext& context,
                Attribution& attribution) {
  if (!row.is_its_file) return;
  const Sighting* written =
      find_explanation(change, recent, context, [&](const Sighting& sighting) {
        return sighting.kind == SightingKind::file_written && row.is_its_file(found, sighting);
      });
  if (!written || !written->actor) return;
  attribution.actor = written->actor;
  attribution.evidence += fmt::format("; {} wrote {}", label_of(*written->actor), written->what);
}

std::optional<Attribution> explain_by_firmware(const Change& change) {
  if (!is_of_nic(change) || change.firmware_from.empty() || change.firmware_to.empty() ||
      change.firmware_from == change.firmware_to) {
    return std::nullopt;
  }
  return Attribution{
      .cause = EventCause::firmware_update,
      .evidence = fmt::format("the firmware of {} was {} and is {}", change.object.nic,
                              change.firmware_from, change.firmware_to)};
}

/// Whoever made a driver ask for its interrupt's CPUs, where BPF saw that.
void add_who_ran(const Change& change, std::span<const Sighting> recent,
                 const AttributionContext& context, Attribution& attribution) {
  if (attribution.actor) return;
  const Sighting* hint = find_of_interrupt(change, recent, context, SightingKind::affinity_hinted);
  if (!hint || !hint->actor) return;
  attribution.actor = hint->actor;
  attribution.evidence +=
      fmt::format("; its CPUs were asked for while {} ran", label_of(*hint->actor));
}

}  // namespace

std::optional<Attribution> explain_by_circumstance(const Change& change,
                                                   std::span<const Sighting> recent,
                                                   const AttributionContext& context) {
  if (auto by_firmware = explain_by_firmware(change)) return by_firmware;
  for (const auto& row : kRows) {
    if (!row.can_happen_to(change)) continue;
    const Sighting* found =
        find_explanation(change, recent, context,
                         [&](const Sighting& sighting) { return row.shows(change, sighting); });
    if (!found) continue;
    Attribution attribution{.cause = row.cause,
                            .evidence = row.evidence(change, *found),
                            .actor = found->actor,
                            .at = found->at};
    if (const Sighting* moved = find_confined(change, recent, context)) attribution.at = moved->at;
    add_writer(row, change, *found, recent, context, attribution);
    add_who_ran(change, recent, context, attribution);
    return attribution;
  }
  return explain_by_kernel(change, recent, context);
}

}  // namespace holdfast
