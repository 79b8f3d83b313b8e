#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <string>

#include "attribution/attribute_test_fixture.h"

namespace holdfast {
namespace {

TEST(attribute, who_wrote_before_the_value_was_last_read_did_not_change_it_since) {
  const auto found = of(vector_change(), {written(std::string(kFile), 9.9, kShell)});
  EXPECT_EQ(found.cause, EventCause::unknown);
  EXPECT_FALSE(found.actor);
}

TEST(attribute, an_interrupt_comes_elsewhere_by_what_was_written_before) {
  Change change = vector_change();
  change.effective_only = true;
  EXPECT_EQ(cause_of(change, {written(std::string(kFile), 9.9, kShell)}), EventCause::writer);
}

TEST(attribute, a_writer_of_the_very_file_is_named) {
  const auto found = of(vector_change(), {written(std::string(kFile), 10.5, kShell)});
  EXPECT_EQ(found.cause, EventCause::writer);
  EXPECT_EQ(found.actor, kShell);
  EXPECT_EQ(found.at, at(10.5));
  EXPECT_EQ(found.evidence, "sh (pid 4711) of ssh.service wrote /proc/irq/38/smp_affinity");
}

TEST(attribute, a_writer_of_another_interrupt_explains_nothing) {
  EXPECT_EQ(cause_of(vector_change(), {written("/proc/irq/380/smp_affinity", 10.5, kShell)}),
            EventCause::unknown);
  EXPECT_EQ(cause_of(vector_change(), {written(std::string(kFile), 7.9, kShell)}),
            EventCause::unknown);
  EXPECT_EQ(cause_of(vector_change(), {written(std::string(kFile), 13.1, kShell)}),
            EventCause::unknown);
}

TEST(attribute, an_opening_of_the_file_is_no_writing) {
  auto opened = written(std::string(kFile), 10.5, kShell);
  opened.kind = SightingKind::file_opened;
  EXPECT_EQ(cause_of(vector_change(), {opened}), EventCause::unknown);
}

TEST(attribute, of_several_writers_the_last_before_the_change_was_seen_did_it) {
  const std::vector<Sighting> recent = {
      written(std::string(kFile), 10.2, kIrqbalance),
      written("/proc/irq/38/smp_affinity_list", 10.8, kShell),
      written(std::string(kFile), 11.4, kIrqbalance),
  };
  EXPECT_EQ(of(vector_change(), recent).actor, kShell);
}

TEST(attribute, a_writer_wins_over_what_merely_happened_at_the_same_time) {
  const std::vector<Sighting> recent = {
      written(std::string(kFile), 10.2, kShell),
      seen(SightingKind::link_changed, "eth0", "down", 10.3),
      seen(SightingKind::ethtool_notified, "eth0", "channels", 10.9),
  };
  EXPECT_EQ(cause_of(vector_change(), recent), EventCause::writer);
}

TEST(attribute, irqbalance_is_told_by_its_program) {
  EXPECT_EQ(cause_of(vector_change(), {written(std::string(kFile), 10.5, kIrqbalance)}),
            EventCause::irqbalance);
  Actor died_young = kIrqbalance;
  died_young.exe.clear();
  EXPECT_EQ(cause_of(vector_change(), {written(std::string(kFile), 10.5, died_young)}),
            EventCause::irqbalance);
}

TEST(attribute, a_process_that_calls_itself_irqbalance_is_a_writer) {
  Actor impostor = kShell;
  impostor.comm = "irqbalance";
  EXPECT_EQ(cause_of(vector_change(), {written(std::string(kFile), 10.5, impostor)}),
            EventCause::writer);
  impostor.exe.clear();
  EXPECT_EQ(cause_of(vector_change(), {written(std::string(kFile), 10.5, impostor)}),
            EventCause::writer);
}

TEST(attribute, our_own_write_is_a_repair) {
  Actor own{.pid = ThreadId{900}, .comm = "holdfast", .exe = "/usr/bin/holdfast"};
  const AttributionContext context{.own_pid = ThreadId{900}};
  EXPECT_EQ(cause_of(vector_change(), {written(std::string(kFile), 10.5, own)}, context),
            EventCause::repair);
  // What was written before the first reading was read by it.
  EXPECT_EQ(cause_of(vector_change(), {written(std::string(kFile), 9.9, own)}, context),
            EventCause::unknown);
}

TEST(attribute, a_mask_of_ours_that_the_kernel_dropped_is_not_undone_by_our_writing_it) {
  const Actor own{.pid = ThreadId{900}, .comm = "holdfast", .exe = "/usr/bin/holdfast"};
  const AttributionContext context{.own_pid = ThreadId{900}};
  const std::vector<Sighting> recent = {
      written(std::string(kFile), 10.2, own),  // read late: it was written before the first reading
      seen(SightingKind::vector_refused, "38", "2", 10.5)};
  EXPECT_EQ(cause_of(vector_change(), recent, context), EventCause::vector_exhaustion);
}

TEST(attribute, another_holdfast_is_a_human) {
  const Actor apply{.pid = ThreadId{901}, .comm = "holdfast", .exe = "/usr/bin/holdfast"};
  const AttributionContext context{.own_pid = ThreadId{900}};
  EXPECT_EQ(cause_of(vector_change(), {written(std::string(kFile), 10.5, apply)}, context),
            EventCause::human);
  const Actor other{.pid = ThreadId{901}, .comm = "holdfast", .exe = "/tmp/not-holdfast"};
  EXPECT_EQ(cause_of(vector_change(), {written(std::string(kFile), 10.5, other)}, context),
            EventCause::writer);
}

TEST(attribute, a_writer_while_paused_is_a_human_but_irqbalance_is_itself) {
  const AttributionContext context{.paused = true, .paused_by = "root"};
  const auto found = of(vector_change(), {written(std::string(kFile), 10.5, kShell)}, context);
  EXPECT_EQ(found.cause, EventCause::human);
  EXPECT_EQ(found.evidence,
            "sh (pid 4711) of ssh.service wrote /proc/irq/38/smp_affinity, while holdfast was "
            "paused by root");
  EXPECT_EQ(cause_of(vector_change(), {written(std::string(kFile), 10.5, kIrqbalance)}, context),
            EventCause::irqbalance);
  EXPECT_EQ(cause_of(vector_change(), {}, context), EventCause::unknown);
}

TEST(attribute, a_device_that_is_unbound_and_bound_again_is_a_driver_reset) {
  for (const auto* what : {"/devices/pci0000:80/0000:81:00.0", "/devices/x/0000:81:00.0/virtio3",
                           "/devices/pci0000:80/0000:81:00.0/net/eth0"}) {
    const auto found =
        of(vector_change(), {seen(SightingKind::device_changed, what, "bind", 10.5)});
    EXPECT_EQ(found.cause, EventCause::driver_reset) << what;
  }
}

TEST(attribute, a_driver_reset_names_whoever_unbound_it) {
  const auto found =
      of(vector_change(),
         {written("/sys/bus/pci/drivers/ice/unbind", 10.4, kShell),
          seen(SightingKind::device_changed, "/devices/pci0000:80/0000:81:00.0", "unbind", 10.5)});
  EXPECT_EQ(found.cause, EventCause::driver_reset);
  EXPECT_EQ(found.actor, kShell);
}

TEST(attribute, another_device_or_a_queue_is_no_driver_reset) {
  for (const auto* what : {"/devices/pci0000:80/0000:81:00.1", "/devices/pci0000:80",
                           "/devices/pci0000:80/0000:81:00.0/net/eth0/queues/rx-1",
                           "/devices/pci0000:80/0000:81:00.1/net/eth10"}) {
    EXPECT_EQ(cause_of(vector_change(), {seen(SightingKind::device_changed, what, "add", 10.5)}),
              EventCause::unknown)
        << what;
  }
  EXPECT_EQ(cause_of(vector_change(), {seen(SightingKind::device_changed,
                                            "/devices/pci0000:80/0000:81:00.0", "change", 10.5)}),
            EventCause::unknown);
}

TEST(attribute, a_link_that_goes_down_is_a_flap_of_its_own_interface_only) {
  EXPECT_EQ(cause_of(vector_change(), {seen(SightingKind::link_changed, "eth0", "down", 10.5)}),
            EventCause::link_flap);
  EXPECT_EQ(cause_of(vector_change(), {seen(SightingKind::link_changed, "eth10", "down", 10.5)}),
            EventCause::unknown);
  EXPECT_EQ(cause_of(vector_change(), {seen(SightingKind::link_changed, "eth0", "renamed", 10.5)}),
            EventCause::unknown);
}

TEST(attribute, channels_explain_what_a_driver_makes_anew_with_them) {
  const auto told = seen(SightingKind::ethtool_notified, "eth0", "channels", 10.5);
  EXPECT_EQ(cause_of(vector_change(), {told}), EventCause::channel_change);
  Change feature;
  feature.object = {.kind = SettingKind::feature, .nic = "eth0", .name = "rx-gro"};
  feature.after = at(10);
  feature.before = at(11);
  EXPECT_EQ(cause_of(feature, {told}), EventCause::unknown);
}

TEST(attribute, what_ethtool_set_has_a_writer_that_nobody_knows) {
  Change change;
  change.object = {.kind = SettingKind::coalesce, .nic = "eth0"};
  change.after = at(10);
  change.before = at(11);
  const auto found = of(change, {seen(SightingKind::ethtool_notified, "eth0", "coalesce", 10.5)});
  EXPECT_EQ(found.cause, EventCause::writer);
  EXPECT_FALSE(found.actor.has_value());
  EXPECT_EQ(cause_of(change, {seen(SightingKind::ethtool_notified, "eth0", "features", 10.5)}),
            EventCause::unknown);
}

TEST(attribute, a_cpu_that_went_explains_what_was_on_it) {
  const auto found =
      of(vector_change(), {written("/sys/devices/system/cpu/cpu2/online", 10.4, kShell),
                           seen(SightingKind::cpu_changed, "2", "offline", 10.5)});
  EXPECT_EQ(found.cause, EventCause::cpu_hotplug);
  EXPECT_EQ(found.actor, kShell);
  EXPECT_EQ(cause_of(vector_change(), {seen(SightingKind::cpu_changed, "0", "online", 10.5)}),
            EventCause::cpu_hotplug);
  EXPECT_EQ(cause_of(vector_change(), {seen(SightingKind::cpu_changed, "3", "offline", 10.5)}),
            EventCause::unknown);
}

TEST(attribute, irqbalance_that_starts_explains_its_bans_and_no_vector) {
  Change bans;
  bans.object = {.kind = SettingKind::irqbalance_ban};
  bans.from = "38-39";
  bans.after = at(10);
  bans.before = at(11);
  const auto started = seen(SightingKind::irqbalance_started, "812", "", 10.5);
  EXPECT_EQ(cause_of(bans, {started}), EventCause::irqbalance_config);
  EXPECT_EQ(cause_of(bans, {}), EventCause::unknown);
  EXPECT_EQ(cause_of(vector_change(), {started}), EventCause::unknown);
}

TEST(attribute, a_cpuset_explains_the_threads_below_it) {
  Change change;
  change.object = {.kind = SettingKind::thread_affinity, .name = "md-reader"};
  change.cgroup = "/trading.slice/strategy.service";
  change.after = at(10);
  change.before = at(11);
  for (const auto* file : {"/sys/fs/cgroup/trading.slice/cpuset.cpus",
                           "/sys/fs/cgroup/trading.slice/strategy.service/cpuset.cpus",
                           "/sys/fs/cgroup/cpuset/trading.slice/cpuset.cpus"}) {
    EXPECT_EQ(cause_of(change, {written(file, 10.5, kShell)}), EventCause::cgroup) << file;
  }
  for (const auto* file : {"/sys/fs/cgroup/trading.slice/other.service/cpuset.cpus",
                           "/sys/fs/cgroup/trading/cpuset.cpus"}) {
    EXPECT_EQ(cause_of(change, {written(file, 10.5, kShell)}), EventCause::unknown) << file;
  }
}

TEST(attribute, another_firmware_explains_what_changed_with_it) {
  Change change = vector_change();
  change.firmware_from = "4.40";
  change.firmware_to = "4.51";
  EXPECT_EQ(cause_of(change, {}), EventCause::firmware_update);
  change.firmware_to = change.firmware_from;
  EXPECT_EQ(cause_of(change, {}), EventCause::unknown);
  change.firmware_to.clear();
  EXPECT_EQ(cause_of(change, {}), EventCause::unknown);
}

TEST(attribute, unknown_says_what_was_looked_for_and_what_was_lost) {
  EXPECT_EQ(of(vector_change(), {}).evidence,
            "nobody was seen to write /proc/irq/38/smp_affinity_list, and no driver, channel, link "
            "or CPU event of eth0 within 5.0 s");
  const auto lost = seen(SightingKind::overflow, "fanotify", "", 10.5);
  EXPECT_TRUE(of(vector_change(), {lost}).evidence.ends_with("a watcher lost some events then"));
  EXPECT_EQ(cause_of(vector_change(), {lost}), EventCause::unknown);
}

TEST(attribute, every_setting_of_a_file_has_its_path) {
  const auto files = [](SettingKind kind, std::string nic, std::string name) {
    return files_of({.kind = kind, .nic = std::move(nic), .name = std::move(name)});
  };
  using Files = std::vector<std::string>;
  EXPECT_EQ(files_of(vector_change().object),
            (Files{"/proc/irq/38/smp_affinity", "/proc/irq/38/smp_affinity_list"}));
  EXPECT_EQ(files(SettingKind::vector, "eth0", "rx 0"), Files{});
  EXPECT_EQ(files(SettingKind::xps, "eth0", "tx-3"),
            Files{"/sys/class/net/eth0/queues/tx-3/xps_cpus"});
  EXPECT_EQ(files(SettingKind::rps, "eth0", "rx-3"),
            Files{"/sys/class/net/eth0/queues/rx-3/rps_cpus"});
  EXPECT_EQ(files(SettingKind::rps_flow_count, "eth0", "rx-3"),
            Files{"/sys/class/net/eth0/queues/rx-3/rps_flow_cnt"});
  EXPECT_EQ(files(SettingKind::threaded_napi, "eth0", ""), Files{"/sys/class/net/eth0/threaded"});
  EXPECT_EQ(files(SettingKind::gro_flush_timeout, "eth0", ""),
            Files{"/sys/class/net/eth0/gro_flush_timeout"});
  EXPECT_EQ(files(SettingKind::sysctl, "", "net.ipv4.conf.eth0/100.forwarding"),
            Files{"/proc/sys/net/ipv4/conf/eth0.100/forwarding"});
  EXPECT_EQ(files(SettingKind::default_smp_affinity, "", ""),
            Files{"/proc/irq/default_smp_affinity"});
  EXPECT_EQ(files(SettingKind::rings, "eth0", ""), Files{});
}

/// Sightings of every kind about everything but what could explain vector_change().
Sighting any_irrelevant() {
  const auto kind = *rc::gen::element(
      SightingKind::file_opened, SightingKind::file_written, SightingKind::ethtool_notified,
      SightingKind::link_changed, SightingKind::device_changed, SightingKind::cpu_changed,
      SightingKind::irqbalance_started, SightingKind::irqbalance_stopped,
      SightingKind::affinity_requested, SightingKind::affinity_hinted,
      SightingKind::affinity_applied, SightingKind::affinity_unasked, SightingKind::vector_refused,
      SightingKind::overflow);
  const auto what = *rc::gen::element<std::string>(
      "/proc/irq/39/smp_affinity", "/proc/irq/380/smp_affinity", "eth1", "eth10", "39", "3", "7",
      "/devices/pci0000:80/0000:81:00.1", "/sys/bus/pci/drivers/ice/unbind", "");
  const auto detail = *rc::gen::element<std::string>("channels", "rings", "up", "down", "bind",
                                                     "unbind", "online", "offline", "0", "");
  auto sighting = seen(kind, what, detail, *rc::gen::inRange(80, 130) / 10.0);
  if (*rc::gen::arbitrary<bool>()) sighting.actor = *rc::gen::element(kShell, kIrqbalance);
  return sighting;
}

TEST(attribute, no_cause_is_ever_told_without_a_sighting_that_shows_it) {
  EXPECT_TRUE(rc::check([] {
    std::vector<Sighting> recent;
    const int count = *rc::gen::inRange(0, 12);
    for (int i = 0; i < count; ++i) recent.push_back(any_irrelevant());
    std::sort(recent.begin(), recent.end(),
              [](const Sighting& a, const Sighting& b) { return a.at < b.at; });
    Change change = vector_change();
    change.effective_only = *rc::gen::arbitrary<bool>();
    const AttributionContext context{.own_pid = ThreadId{812},
                                     .paused = *rc::gen::arbitrary<bool>()};
    const auto found = attribute(change, recent, context);
    RC_ASSERT(found.cause == EventCause::unknown);
    RC_ASSERT(!found.actor.has_value());
    RC_ASSERT(!found.evidence.empty());
  }));
}

}  // namespace
}  // namespace holdfast
