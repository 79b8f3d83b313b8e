#include "host/flows.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "host/address_owner.h"
#include "host/memory_source.h"
#include "host/socket_counts.h"
#include "host/socket_table.h"

namespace holdfast {
namespace {

constexpr std::string_view kTcp =
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout "
    "inode\n"
    "   0: 00000000:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 "
    "1546 1 00000000cfdcda38 100 0 0 10 0\n"
    "   1: 020200C0:0016 0A0200C0:D2F0 01 00000000:00000000 02:000A7E1C 00000000     0        0 "
    "22071 2 0000000000000000 20 4 31 10 -1\n"
    "   2: 0100007F:1F90 0100007F:A2F4 01 00000000:00000000 00:00000000 00000000  1000        0 "
    "22072 1 0000000000000000 20 4 30 10 -1\n"
    "   3: 020200C0:8AEA 22D8B85D:01BB 06 00000000:00000000 03:00001234 00000000     0        0 0 "
    "3 0000000000000000\n";

constexpr std::string_view kTcp6 =
    "  sl  local_address remote_address st tx_queue rx_queue tr tm->when retrnsmt uid timeout "
    "inode\n"
    "   0: 0000000000000000FFFF0000020200C0:1F91 0000000000000000FFFF00000B0200C0:C001 01 "
    "00000000:00000000 00:00000000 00000000  1000        0 33001 1 0000000000000000 20 4 30 10 -1\n"
    "   1: 000000FD000000000000000002000000:1F92 000000FD000000000000000009000000:C002 01 "
    "00000000:00000000 00:00000000 00000000  1000        0 33002 1 0000000000000000 20 4 30 10 -1\n"
    "   2: 00000000000000000000000001000000:1F93 00000000000000000000000001000000:C003 01 "
    "00000000:00000000 00:00000000 00000000  1000        0 33003 1 0000000000000000 20 4 30 10 "
    "-1\n";

constexpr std::string_view kUdp =
    "   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout "
    "inode ref pointer drops\n"
    "  100: 640101EF:0FA0 00000000:0000 07 00000000:00000000 00:00000000 00000000  1000        0 "
    "44001 2 0000000000000000 0\n"
    "  101: 00000000:0044 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 "
    "44002 2 0000000000000000 0\n"
    "  102: 020200C0:9C40 350200C0:0035 01 00000000:00000000 00:00000000 00000000   101        0 "
    "44003 2 0000000000000000 0\n";

constexpr std::string_view kRoute =
    "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n"
    "eth0\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0\t0\t0\n"
    "eth0\t000200C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0\n"
    "eth1\t000000C0\t00000000\t0001\t0\t0\t0\t000000FF\t0\t0\t0\n";

constexpr std::string_view kIgmp =
    "Idx\tDevice    : Count Querier\tGroup    Users Timer\tReporter\n"
    "1\tlo        :     2      V3\n"
    "\t\t\t\t640101EF     1 0:00000000\t\t0\n"
    "\t\t\t\t010000E0     1 0:00000000\t\t0\n"
    "4\tenp129s0f0np0:     1      V3\n"
    "\t\t\t\t640101EF     1 0:00000000\t\t0\n";

MemorySource host_with_sockets() {
  MemorySource host;
  host.add_file("/proc/net/tcp", std::string(kTcp));
  host.add_file("/proc/net/tcp6", std::string(kTcp6));
  host.add_file("/proc/net/udp", std::string(kUdp));
  host.add_file("/proc/net/route", std::string(kRoute));
  host.add_file("/proc/net/igmp", std::string(kIgmp));
  host.add_file("/proc/net/if_inet6",
                "fd000000000000000000000000000002 04 40 00 82     eth0\n"
                "00000000000000000000000000000001 01 80 10 80       lo\n");
  return host;
}

std::vector<std::string> texts_of(const std::vector<Flow>& flows) {
  std::vector<std::string> texts;
  for (const Flow& flow : flows) {
    texts.push_back(fmt::format("{} {} {} {}", flow.transport == Transport::tcp ? "tcp" : "udp",
                                to_text(flow.local), to_text(flow.remote), flow.nic));
  }
  return texts;
}

TEST(Flows, AreTheConnectedSocketsAndTheGroupsReceivedFrom) {
  MemorySource host = host_with_sockets();
  Diagnostics diagnostics;
  const std::vector<std::string> expected{
      "tcp 192.0.2.2:22 192.0.2.10:54000 eth0", "tcp 192.0.2.2:8081 192.0.2.11:49153 eth0",
      "tcp [fd00::2]:8082 [fd00::9]:49154 eth0", "udp 239.1.1.100:4000 0.0.0.0:0 enp129s0f0np0",
      "udp 192.0.2.2:40000 192.0.2.53:53 eth0"};
  EXPECT_EQ(texts_of(read_flows(host, {}, {}, diagnostics)), expected);
  EXPECT_EQ(diagnostics, Diagnostics{});
}

TEST(Flows, TakeTheInterfaceFromNetlinkWhereItAnswers) {
  MemorySource host = host_with_sockets();
  Record record;
  record.set("ifindex", std::uint64_t{7});
  record.set("family", std::uint64_t{2});
  record.set("address", std::string("192.0.2.2"));
  host.add_answer({"rt-addr", "getaddr", ""}, std::vector{record});
  Nic nic;
  nic.name = "bond0";
  nic.index = 7;
  Diagnostics diagnostics;
  const auto flows = read_flows(host, {}, {nic}, diagnostics);
  EXPECT_EQ(flows[0].nic, "bond0");
  EXPECT_EQ(flows[2].nic, "");  // the answer is complete: nothing is guessed besides it
}

constexpr std::string_view kSnmp =
    "Ip: Forwarding DefaultTTL\nIp: 1 64\n"
    "Tcp: RtoAlgorithm RtoMin RtoMax MaxConn ActiveOpens CurrEstab InSegs\n"
    "Tcp: 1 200 120000 -1 106 0 4029\n";

TEST(Flows, LeaveATcpTableAloneThatIsKnownToBeEmpty) {
  MemorySource host = host_with_sockets();
  host.add_file("/proc/net/sockstat6", "TCP6: inuse 0\nUDP6: inuse 3\n");
  Diagnostics diagnostics;
  EXPECT_EQ(read_flows(host, {}, {}, diagnostics).size(), 3U);  // without tcp6's two
  host.add_file("/proc/net/snmp", std::string(kSnmp));
  EXPECT_EQ(read_flows(host, {}, {}, diagnostics).size(), 2U);  // udp alone
}

TEST(SocketCounts, AreAbsentWhereTheFileIsAnother) {
  EXPECT_EQ(parse_established(kSnmp), 0U);
  EXPECT_EQ(parse_established("Tcp: CurrEstab\nUdp: 1\n"), std::nullopt);
  EXPECT_EQ(parse_established("Tcp: CurrEstab\nTcp:\n"), std::nullopt);
  EXPECT_EQ(parse_established("Tcp: CurrEstab"), std::nullopt);
  EXPECT_EQ(parse_tcp6_in_use("TCP6: inuse 12\n"), 12U);
  EXPECT_EQ(parse_tcp6_in_use("TCP6: 12\n"), std::nullopt);
  EXPECT_EQ(parse_tcp6_in_use(""), std::nullopt);
}

TEST(Flows, KnowWhoHoldsTheirSocket) {
  MemorySource host = host_with_sockets();
  host.add_link("/proc/700/fd/0", "/dev/null");
  host.add_link("/proc/700/fd/5", "socket:[22071]");
  host.add_link("/proc/700/fd/6", "socket:[bad]");
  host.add_error("/proc/800/fd", std::errc::permission_denied);
  host.add_error("/proc/801/fd", std::errc::permission_denied);
  host.add_link("/proc/900/fd/5", "socket:[22071]");
  host.add_link("/proc/900/fd/7", "socket:[44001]");
  ProcessTable processes;
  for (const std::uint32_t id : {700U, 800U, 801U, 802U, 900U}) {
    ProcessStat process;
    process.id = {id};
    processes.processes.push_back(process);
  }
  Diagnostics diagnostics;
  const auto flows = read_flows(host, processes, {}, diagnostics);
  EXPECT_EQ(flows[0].process, ThreadId{700});
  EXPECT_EQ(flows[1].process, std::nullopt);
  EXPECT_EQ(flows[3].process, ThreadId{900});
  const std::vector<ThreadId> holders{{700}, {900}};
  EXPECT_EQ(processes_of(flows), holders);
  ASSERT_EQ(diagnostics.size(), 1U);
  EXPECT_EQ(diagnostics[0].code, ErrorCode::denied);
  EXPECT_EQ(diagnostics[0].sentence, "cannot be read: Permission denied; 1 more like it");
}

TEST(SocketTable, OneDiagnosticForAllLinesThatAreNotSockets) {
  std::string text(kTcp);
  text += "garbage\n   9: 0202:16 0A0200C0:D2F0 01 0 0 0 0 0 7\n\xff\xfe\n";
  std::vector<Flow> flows;
  Diagnostics diagnostics;
  parse_socket_table(text, Transport::tcp, "/proc/net/tcp", flows, diagnostics);
  EXPECT_EQ(flows.size(), 1U);
  ASSERT_EQ(diagnostics.size(), 1U);
  EXPECT_EQ(diagnostics[0].path, "/proc/net/tcp");
  EXPECT_EQ(diagnostics[0].line, 6);
  EXPECT_EQ(
      diagnostics[0].sentence,
      "expected a socket, \"sl: local remote st … inode\", found \"garbage\"; 2 more like it");
}

TEST(AddressOwner, PrefersTheLongestRoute) {
  AddressOwner owner;
  owner.add_routes(kRoute);
  EXPECT_EQ(owner.interface_of({192, 0, 2, 2}), "eth0");
  EXPECT_EQ(owner.interface_of({192, 9, 9, 9}), "eth1");
  EXPECT_EQ(owner.interface_of({10, 0, 0, 1}), "");
}

}  // namespace
}  // namespace holdfast
