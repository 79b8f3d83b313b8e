// What the watchers read, from literal bytes: the proc connector, uevents, links, ethtool, fanotify
// and inotify.
#include <gtest/gtest.h>
#include <linux/rtnetlink.h>
#include <sys/fanotify.h>

#include "host/ethtool_message.h"
#include "host/fanotify_events.h"
#include "host/inotify_events.h"
#include "host/link_message.h"
#include "host/message_bytes_test_fixture.h"
#include "host/proc_connector.h"
#include "host/program_files.h"
#include "host/uevent.h"

namespace holdfast {
namespace {

using Buffer = std::vector<std::uint8_t>;

/// A datagram of the proc connector: what, and the first four words of its union.
Buffer process_event(std::uint32_t what, std::initializer_list<std::uint32_t> words,
                     std::uint32_t index = 1, std::uint16_t length = 40) {
  MessageBytes payload;
  payload.u32(index).u32(1).u32(0).u32(0).u16(length).u16(0);
  payload.u32(what).u32(0).u64(123'456'789);
  for (const auto word : words) payload.u32(word);
  return MessageBytes::message(3, payload.zeros(24 - 4 * words.size()).bytes());
}

TEST(proc_connector, a_fork_tells_child_and_parent) {
  const auto event = parse_process_event(process_event(1, {77, 70, 801, 801}));
  ASSERT_TRUE(event.has_value());
  EXPECT_EQ(event->kind, ProcessEventKind::forked);
  EXPECT_EQ(event->pid, 801U);
  EXPECT_EQ(event->parent, 70U);
  EXPECT_EQ(event->at_ns, 123'456'789);
}

TEST(proc_connector, a_thread_that_begins_is_no_process) {
  EXPECT_FALSE(parse_process_event(process_event(1, {77, 70, 802, 801})).has_value());
}

TEST(proc_connector, an_exec_tells_the_process_and_not_the_thread) {
  const auto event = parse_process_event(process_event(2, {803, 801}));
  ASSERT_TRUE(event.has_value());
  EXPECT_EQ(event->kind, ProcessEventKind::executed);
  EXPECT_EQ(event->pid, 801U);
}

TEST(proc_connector, an_answer_tells_its_error) {
  const auto event = parse_process_event(process_event(0, {1}));
  ASSERT_TRUE(event.has_value());
  EXPECT_EQ(event->kind, ProcessEventKind::acknowledged);
  EXPECT_EQ(event->error, 1);
}

TEST(proc_connector, other_events_other_connectors_and_cut_bytes_are_nothing) {
  EXPECT_FALSE(parse_process_event(process_event(0x80000000, {801, 801})).has_value());
  EXPECT_FALSE(parse_process_event(process_event(2, {803, 801}, 2)).has_value());
  EXPECT_FALSE(parse_process_event(process_event(2, {803, 801}, 1, 20)).has_value());
  const auto whole = process_event(1, {77, 70, 801, 801});
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_FALSE(parse_process_event(Bytes(whole).first(size)).has_value()) << size;
  }
}

std::optional<Uevent> uevent(std::string_view text) {
  return parse_uevent(Bytes(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
}

TEST(uevent, a_driver_that_is_bound_is_a_device_that_changed) {
  using namespace std::string_view_literals;
  const auto event = uevent(
      "bind@/devices/pci0000:00/0000:00:04.0\0ACTION=bind\0SUBSYSTEM=pci\0DRIVER=virtio-pci\0"sv);
  ASSERT_TRUE(event.has_value());
  EXPECT_EQ(event->subsystem, "pci");
  const auto sighting = sighting_of(*event, {5});
  ASSERT_TRUE(sighting.has_value());
  EXPECT_EQ(sighting->kind, SightingKind::device_changed);
  EXPECT_EQ(sighting->what, "/devices/pci0000:00/0000:00:04.0");
  EXPECT_EQ(sighting->detail, "bind");
}

TEST(uevent, a_cpu_that_goes_is_told_by_its_number) {
  using namespace std::string_view_literals;
  const auto event = uevent("offline@/devices/system/cpu/cpu3\0ACTION=offline\0SUBSYSTEM=cpu\0"sv);
  ASSERT_TRUE(event.has_value());
  const auto sighting = sighting_of(*event, {5});
  ASSERT_TRUE(sighting.has_value());
  EXPECT_EQ(sighting->kind, SightingKind::cpu_changed);
  EXPECT_EQ(sighting->what, "3");
  EXPECT_EQ(sighting->detail, "offline");
}

TEST(uevent, queues_changes_and_udevs_messages_are_no_sighting) {
  using namespace std::string_view_literals;
  for (const auto text :
       {"add@/devices/x/net/eth0/queues/rx-1\0SUBSYSTEM=queues\0"sv,
        "change@/devices/pci0000:00/0000:00:04.0\0SUBSYSTEM=pci\0"sv,
        "online@/devices/system/cpu/cpufreq\0SUBSYSTEM=cpu\0"sv, "add@/devices/x\0"sv}) {
    const auto event = uevent(text);
    ASSERT_TRUE(event.has_value());
    EXPECT_FALSE(sighting_of(*event, {}).has_value()) << text;
  }
  EXPECT_FALSE(uevent("libudev\0\xfe\xed\xca\xfe"sv).has_value());
  EXPECT_FALSE(uevent("@/devices/x"sv).has_value());
  EXPECT_FALSE(uevent("add@devices/x"sv).has_value());
  EXPECT_FALSE(uevent(""sv).has_value());
}

Buffer link(std::uint16_t type, std::uint32_t index, std::uint32_t flags, std::string_view name,
            std::uint8_t family = 0) {
  MessageBytes payload;
  payload.u8(family).u8(0).u16(1).u32(index).u32(flags).u32(0);
  payload.attribute(3, MessageBytes::of_text(name));
  return MessageBytes::message(type, payload.bytes());
}

constexpr std::uint32_t kUp = 0x1, kCarrier = 0x10000;

std::vector<std::string> news_of(LinkTable& table, const Buffer& datagram) {
  std::vector<std::string> news;
  for (const auto& message : parse_link_messages(datagram)) {
    for (const auto& sighting : table.take(message, {})) {
      EXPECT_EQ(sighting.kind, SightingKind::link_changed);
      news.push_back(sighting.what + " " + sighting.detail);
    }
  }
  return news;
}

TEST(link_message, an_interface_comes_goes_up_and_down_is_renamed_and_goes) {
  LinkTable table;
  using News = std::vector<std::string>;
  EXPECT_EQ(news_of(table, link(RTM_NEWLINK, 4, 0, "eth0")), News{"eth0 added"});
  EXPECT_EQ(news_of(table, link(RTM_NEWLINK, 4, kUp, "eth0")), News{});
  EXPECT_EQ(news_of(table, link(RTM_NEWLINK, 4, kUp | kCarrier, "eth0")), News{"eth0 up"});
  EXPECT_EQ(news_of(table, link(RTM_NEWLINK, 4, kUp | kCarrier, "eth0")), News{});
  EXPECT_EQ(news_of(table, link(RTM_NEWLINK, 4, kUp, "eth0")), News{"eth0 down"});
  EXPECT_EQ(news_of(table, link(RTM_NEWLINK, 4, kUp, "md0")), News{"md0 renamed"});
  EXPECT_EQ(news_of(table, link(RTM_DELLINK, 4, kUp, "md0")), News{"md0 removed"});
  EXPECT_EQ(table.size(), 0U);
}

TEST(link_message, a_port_of_a_bridge_that_leaves_it_is_no_interface_that_goes) {
  LinkTable table;
  constexpr std::uint8_t kBridge = 7;  // AF_BRIDGE
  EXPECT_TRUE(news_of(table, link(RTM_DELLINK, 4, kUp, "eth0", kBridge)).empty());
}

TEST(link_message, cut_bytes_are_nothing) {
  const auto whole = link(RTM_NEWLINK, 4, kUp, "eth0");
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_TRUE(parse_link_messages(Bytes(whole).first(size)).empty()) << size;
  }
}

TEST(link_message, the_first_filling_of_the_table_is_no_news) {
  LinkTable table;
  EXPECT_TRUE(table.take({.index = 4, .name = "eth0", .is_up = true}, {}, true).empty());
  EXPECT_EQ(table.take({.index = 4, .name = "eth0", .is_up = true, .has_carrier = true}, {}).size(),
            1U);
}

Buffer ethtool(std::uint16_t family, std::uint8_t command, std::string_view name) {
  MessageBytes header;
  header.attribute(1, {4, 0, 0, 0}).attribute(2, MessageBytes::of_text(name));
  MessageBytes payload;
  payload.u8(command).u8(1).u16(0).attribute(1, header.bytes());
  return MessageBytes::message(family, payload.bytes());
}

TEST(ethtool_message, what_was_set_is_told_with_its_interface) {
  constexpr std::pair<std::uint8_t, std::string_view> kCommands[] = {
      {13, "features"}, {17, "rings"}, {19, "channels"}, {21, "coalesce"}, {50, "rss"}};
  for (const auto& [command, what] : kCommands) {
    const auto messages = parse_ethtool_messages(ethtool(21, command, "eth0"), 21);
    ASSERT_EQ(messages.size(), 1U) << what;
    EXPECT_EQ(messages[0].what, what);
    EXPECT_EQ(messages[0].interface, "eth0");
  }
}

TEST(ethtool_message, replies_other_families_and_cut_bytes_are_nothing) {
  EXPECT_TRUE(parse_ethtool_messages(ethtool(21, 16, "eth0"), 21).empty());
  EXPECT_TRUE(parse_ethtool_messages(ethtool(22, 17, "eth0"), 21).empty());
  EXPECT_TRUE(parse_ethtool_messages(ethtool(21, 17, ""), 21).empty());
  const auto whole = ethtool(21, 17, "eth0");
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_TRUE(parse_ethtool_messages(Bytes(whole).first(size), 21).empty()) << size;
  }
}

Buffer fanotify(std::uint32_t length, std::uint8_t version, std::uint64_t mask, std::int32_t fd,
                std::int32_t pid) {
  MessageBytes event;
  event.u32(length).u8(version).u8(0).u16(24).u64(mask);
  return event.u32(static_cast<std::uint32_t>(fd)).u32(static_cast<std::uint32_t>(pid)).bytes();
}

Buffer with_pidfd(Buffer event, std::int32_t pidfd) {
  const auto record = MessageBytes().u8(4).u8(0).u16(8).u32(static_cast<std::uint32_t>(pidfd));
  event.insert(event.end(), record.bytes().begin(), record.bytes().end());
  return event;
}

TEST(fanotify_events, file_process_and_pidfd_are_read) {
  auto bytes = fanotify(24, 3, FAN_MODIFY, 7, 4711);
  const auto second = with_pidfd(fanotify(32, 3, FAN_OPEN, 8, 4712), 9);
  bytes.insert(bytes.end(), second.begin(), second.end());
  const auto events = parse_fanotify_events(bytes);
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[0].fd, 7);
  EXPECT_EQ(events[0].pid, 4711);
  EXPECT_EQ(events[0].pidfd, -1);
  EXPECT_FALSE(events[0].is_reaped);
  EXPECT_EQ(events[1].mask, std::uint64_t{FAN_OPEN});
  EXPECT_EQ(events[1].pidfd, 9);
}

TEST(fanotify_events, a_process_without_a_pidfd_is_gone_but_one_that_could_not_be_made_is_not) {
  EXPECT_TRUE(parse_fanotify_events(with_pidfd(fanotify(32, 3, 2, 8, 4712), -1))[0].is_reaped);
  EXPECT_FALSE(parse_fanotify_events(with_pidfd(fanotify(32, 3, 2, 8, 4712), -2))[0].is_reaped);
}

TEST(fanotify_events, another_version_or_an_impossible_length_ends_it) {
  EXPECT_TRUE(parse_fanotify_events(fanotify(24, 2, 2, 7, 1)).empty());
  EXPECT_TRUE(parse_fanotify_events(fanotify(23, 3, 2, 7, 1)).empty());
  EXPECT_TRUE(parse_fanotify_events(fanotify(25, 3, 2, 7, 1)).empty());
  const auto whole = fanotify(24, 3, 2, 7, 1);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_TRUE(parse_fanotify_events(Bytes(whole).first(size)).empty()) << size;
  }
}

TEST(program_files, local_file_systems_are_marked_once_each) {
  constexpr std::string_view kMounts =
      "22 27 0:21 / /proc rw,relatime - proc proc rw\n"
      "27 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw\n"
      "28 27 254:0 /srv /srv rw - ext4 /dev/vda rw\n"
      "29 27 0:40 / /home rw shared:2 master:1 - nfs4 server:/home rw\n"
      "30 27 0:41 / /run rw - tmpfs tmpfs rw\n"
      "31 27 0:42 / /x rw -\n"
      "32\n";
  EXPECT_EQ(program_filesystems(kMounts), (std::vector<std::string>{"/", "/run"}));
  EXPECT_TRUE(program_filesystems("").empty());
}

TEST(program_files, the_dynamic_linker_is_no_program) {
  EXPECT_TRUE(is_dynamic_linker("/usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2"));
  EXPECT_TRUE(is_dynamic_linker("/lib/ld-musl-x86_64.so.1"));
  EXPECT_TRUE(is_dynamic_linker("/lib/x86_64-linux-gnu/ld-2.31.so"));
  EXPECT_FALSE(is_dynamic_linker("/usr/bin/ld"));
  EXPECT_FALSE(is_dynamic_linker("/usr/bin/dash"));
}

TEST(inotify_events, names_are_read_without_their_padding) {
  MessageBytes bytes;
  bytes.u32(1).u32(0x100).u32(0).u32(16).text("irqbalance").zeros(6);
  bytes.u32(2).u32(0x8000).u32(0).u32(0);
  const auto events = parse_inotify_events(bytes.bytes());
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[0].name, "irqbalance");
  EXPECT_EQ(events[1].watch, 2);
  EXPECT_EQ(events[1].name, "");
}

TEST(inotify_events, a_name_that_does_not_fit_ends_it) {
  MessageBytes bytes;
  bytes.u32(1).u32(0x100).u32(0).u32(17).text("irqbalance").zeros(6);
  EXPECT_TRUE(parse_inotify_events(bytes.bytes()).empty());
}

TEST(inotify_events, a_sockets_name_has_the_daemons_pid) {
  EXPECT_EQ(irqbalance_pid_of("irqbalance812.sock"), 812U);
  for (const auto* name : {"irqbalance.sock", "irqbalance812", "irqbalance812.sock~",
                           "irqbalance-1.sock", "xirqbalance812.sock", ".sock", ""}) {
    EXPECT_EQ(irqbalance_pid_of(name), std::nullopt) << name;
  }
}

}  // namespace
}  // namespace holdfast
