#include "attribution/attribute.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <string>

namespace holdfast {
namespace {

constexpr Instant at(double seconds) { return {static_cast<std::int64_t>(seconds * 1e9)}; }

/// eth0's vector 38 went from CPU 2 to CPU 0 between second 10 and second 11.
Change vector_change() {
  Change change;
  change.object = {.kind = SettingKind::vector,
                   .nic = "eth0",
                   .name = "rx 0",
                   .irq = IrqNumber{38},
                   .device = "0000:81:00.0"};
  change.from = "2";
  change.to = "0";
  change.after = at(10);
  change.before = at(11);
  return change;
}

Sighting seen(SightingKind kind, std::string what, std::string detail, double seconds) {
  return {.kind = kind, .what = std::move(what), .detail = std::move(detail), .at = at(seconds)};
}

Sighting written(std::string what, double seconds, Actor actor) {
  auto sighting = seen(SightingKind::file_written, std::move(what), "", seconds);
  sighting.actor = std::move(actor);
  sighting.exact = false;
  return sighting;
}

const Actor kShell{.pid = ThreadId{4711}, .comm = "sh", .exe = "/bin/dash", .unit = "ssh.service"};
const Actor kIrqbalance{.pid = ThreadId{812},
                        .comm = "irqbalance",
                        .exe = "/usr/sbin/irqbalance",
                        .unit = "irqbalance.service"};
constexpr std::string_view kFile = "/proc/irq/38/smp_affinity";

Attribution of(const Change& change, const std::vector<Sighting>& recent,
               const AttributionContext& context = {}) {
  return attribute(change, recent, context);
}
EventCause cause_of(const Change& change, const std::vector<Sighting>& recent,
                    const AttributionContext& context = {}) {
  return of(change, recent, context).cause;
}

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

TEST(attribute, a_move_after_a_refused_vector_is_exhaustion) {
  Change moved = vector_change();
  moved.effective_only = true;
  const auto found = of(moved, {seen(SightingKind::vector_refused, "38", "2", 10.4)});
  EXPECT_EQ(found.cause, EventCause::vector_exhaustion);
  EXPECT_EQ(found.evidence, "the kernel had no vector left on CPUs 2 for interrupt 38");
  EXPECT_EQ(found.at, at(10.4));
  EXPECT_EQ(cause_of(moved, {seen(SightingKind::vector_refused, "39", "2", 10.4)}),
            EventCause::unknown);
}

TEST(attribute, a_mask_that_goes_back_because_no_vector_was_left_is_exhaustion) {
  auto asked = seen(SightingKind::affinity_requested, "38", "2", 9.9);
  asked.actor = kShell;
  const auto refused = seen(SightingKind::vector_refused, "38", "2", 10.4);
  EXPECT_EQ(cause_of(vector_change(), {asked, refused}), EventCause::vector_exhaustion);
  // Somebody asked between the two readings: it is that one's change, and the refusal a step of it.
  asked.at = at(10.3);
  EXPECT_EQ(cause_of(vector_change(), {asked, refused}), EventCause::writer);
  // A refusal before the first reading explains no mask.
  const auto earlier = seen(SightingKind::vector_refused, "38", "2", 9.8);
  EXPECT_EQ(cause_of(vector_change(), {earlier}), EventCause::unknown);
}

TEST(attribute, a_move_that_nobody_asked_for_is_the_kernels_when_all_requests_are_seen) {
  Change change = vector_change();
  change.effective_only = true;
  const auto found = of(change, {seen(SightingKind::affinity_unasked, "38", "0", 10.5)});
  EXPECT_EQ(found.cause, EventCause::kernel);
  EXPECT_EQ(found.evidence, "the kernel gave interrupt 38 CPUs 0, and nobody had asked for it");
  EXPECT_EQ(cause_of(change, {seen(SightingKind::affinity_unasked, "39", "0", 10.5)}),
            EventCause::unknown);
  // That it reached the chip says nothing of who asked.
  EXPECT_EQ(cause_of(change, {seen(SightingKind::affinity_applied, "38", "0", 10.5)}),
            EventCause::unknown);
}

TEST(attribute, what_happened_to_the_nic_says_more_than_that_nobody_asked) {
  EXPECT_EQ(cause_of(vector_change(), {seen(SightingKind::link_changed, "eth0", "down", 10.3),
                                       seen(SightingKind::affinity_unasked, "38", "0", 10.5)}),
            EventCause::link_flap);
}

TEST(attribute, whoever_asked_the_kernel_is_the_writer) {
  auto asked = seen(SightingKind::affinity_requested, "38", "0", 10.4);
  asked.actor = Actor{.pid = ThreadId{4711}, .comm = "sh"};  // gone before its program was read
  const auto found = of(vector_change(), {asked});
  EXPECT_EQ(found.cause, EventCause::writer);
  EXPECT_EQ(found.evidence, "sh (pid 4711) asked for CPUs 0 for interrupt 38");
  asked.detail.clear();
  asked.count = 100000;
  EXPECT_EQ(of(vector_change(), {asked}).evidence,
            "sh (pid 4711) asked for the CPUs of interrupt 38, 100000 times");
}

TEST(attribute, whoever_asked_the_kernel_comes_before_whoever_wrote_a_file) {
  auto asked = seen(SightingKind::affinity_requested, "38", "0", 10.4);
  asked.actor = kShell;
  const auto wrote = written(std::string(kFile), 10.6, kIrqbalance);
  EXPECT_EQ(of(vector_change(), {asked, wrote}).actor, kShell);
  // Not when it was before the first reading, and the file was written after it.
  asked.at = at(9.5);
  EXPECT_EQ(of(vector_change(), {asked, wrote}).actor, kIrqbalance);
}

TEST(attribute, what_a_driver_asks_for_is_its_own_and_names_whoever_ran) {
  const Actor ethtool{.pid = ThreadId{77}, .comm = "ethtool", .exe = "/usr/sbin/ethtool"};
  auto hint = seen(SightingKind::affinity_hinted, "38", "0", 10.4);
  hint.actor = ethtool;
  const auto found = of(vector_change(), {hint});
  EXPECT_EQ(found.cause, EventCause::driver_reset);
  EXPECT_EQ(found.actor, ethtool);
  EXPECT_EQ(found.evidence,
            "its driver asked for CPUs 0 for interrupt 38, while ethtool (pid 77) ran");
  Change of_no_nic = vector_change();
  of_no_nic.object.nic.clear();
  EXPECT_EQ(cause_of(of_no_nic, {hint}), EventCause::kernel);
  hint.what = "39";
  EXPECT_EQ(cause_of(vector_change(), {hint}), EventCause::unknown);
}

TEST(attribute, a_driver_that_asks_after_a_writer_was_seen_is_not_that_writer) {
  auto asked = seen(SightingKind::affinity_requested, "38", "2", 9.5);
  asked.actor = kShell;
  const auto hint = seen(SightingKind::affinity_hinted, "38", "0", 10.4);
  EXPECT_EQ(cause_of(vector_change(), {asked, hint}), EventCause::driver_reset);
  asked.at = at(10.6);
  EXPECT_EQ(cause_of(vector_change(), {hint, asked}), EventCause::writer);
}

TEST(attribute, a_channel_change_names_whoever_ran_when_the_driver_asked) {
  auto hint = seen(SightingKind::affinity_hinted, "38", "0", 10.4);
  hint.actor = Actor{.pid = ThreadId{77}, .comm = "ethtool"};
  const auto found =
      of(vector_change(), {hint, seen(SightingKind::ethtool_notified, "eth0", "channels", 10.5)});
  EXPECT_EQ(found.cause, EventCause::channel_change);
  EXPECT_EQ(found.actor, hint.actor);
  EXPECT_EQ(found.evidence,
            "the kernel told that the channels of eth0 were set; its CPUs were asked for while "
            "ethtool (pid 77) ran");
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
