#include "measure/veth_bed.h"

#include <gtest/gtest.h>
#include <net/if.h>
#include <sys/socket.h>

#include <linux/netlink.h>
#include <chrono>
#include <thread>

#include "measure/link_requests.h"
#include "measure/thread_use.h"
#include "net/packet_receiver.h"
#include "net/udp_sender.h"

namespace holdfast {
namespace {

TEST(veth_bed, both_ends_have_carrier_and_the_host_sees_neither) {
  const auto bed = VethBed::make(2);
  if (!bed) {
    ASSERT_EQ(bed.error().code, ErrorCode::denied) << bed.error().sentence;
    GTEST_SKIP() << bed.error().sentence;
  }
  EXPECT_EQ(::if_nametoindex(std::string(bed->receiver_interface()).c_str()), 0U);
  EXPECT_EQ(::if_nametoindex(std::string(bed->sender_interface()).c_str()), 0U);
  std::thread([&] {
    ASSERT_TRUE(bed->receiver().enter());
    EXPECT_NE(::if_nametoindex(std::string(bed->receiver_interface()).c_str()), 0U);
    EXPECT_EQ(::if_nametoindex(std::string(bed->sender_interface()).c_str()), 0U);
  }).join();
}

TEST(veth_bed, a_packet_of_the_sender_reaches_the_receiver) {
  const auto bed = VethBed::make(1);
  if (!bed) GTEST_SKIP() << bed.error().sentence;
  constexpr std::uint16_t kPort = 9000;
  std::unique_ptr<PacketReceiver> receiver;
  std::thread([&] {
    ASSERT_TRUE(bed->receiver().enter());
    ReceiverOptions options;
    options.method = ReceiveMethod::blocking;
    options.local = VethBed::receiver_end(kPort);
    auto made = make_receiver(options);
    ASSERT_TRUE(made) << made.error().sentence;
    receiver = std::move(*made);
  }).join();
  ASSERT_NE(receiver, nullptr);
  std::thread([&] {
    ASSERT_TRUE(bed->sender().enter());
    SenderOptions options;
    options.remote = VethBed::receiver_end(kPort);
    auto sender = UdpSender::make(options);
    ASSERT_TRUE(sender) << sender.error().sentence;
    const std::uint8_t payload[] = {4, 2};
    // A link that has just come up may drop the first: the kernel has carrier a moment before it
    // has a queue for it.
    for (int i = 0; i < 3; ++i) {
      EXPECT_TRUE(sender->send(payload));
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
  }).join();
  PacketBatch batch;
  ASSERT_EQ(receiver->receive(batch, 1'000'000'000), ReceiveOutcome::packets);
  ASSERT_EQ(batch.packets[0].payload.size(), 2U);
  EXPECT_EQ(batch.packets[0].payload[0], 4);
}

TEST(link_requests, a_refusal_names_what_was_asked_for) {
  const auto network = NetworkNamespace::make();
  if (!network) GTEST_SKIP() << network.error().sentence;
  std::thread([&] {
    ASSERT_TRUE(network->enter());
    NetlinkSocket socket(NETLINK_ROUTE);
    const VethPair pair{
        .name = "a", .peer = "b", .mac = {2, 0, 0, 0, 0, 1}, .peer_mac = {2, 0, 0, 0, 0, 2}};
    const auto made = make_veth_pair(socket, pair);
    ASSERT_TRUE(made) << made.error().sentence;
    const auto again = make_veth_pair(socket, pair);
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().sentence.rfind("a veth pair a and b: EEXIST", 0), 0U)
        << again.error().sentence;
    const auto up = set_link_up(socket, "nowhere");
    ASSERT_FALSE(up);
    EXPECT_EQ(up.error().code, ErrorCode::absent);
    EXPECT_EQ(up.error().sentence, "nowhere: no such interface");
  }).join();
}

TEST(thread_use, a_thread_is_bound_to_its_own_cpus_only) {
  const auto own = own_cpu_set();
  ASSERT_FALSE(own.empty());
  std::thread([&] {
    ASSERT_TRUE(run_on(*own.first()));
    EXPECT_EQ(own_cpu_set(), CpuSet{own.first()->value});
    const auto refused = run_on(CpuId{8000});
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().sentence.find("CPU 8000 is none that this process may run on"),
              std::string::npos)
        << refused.error().sentence;
  }).join();
}

TEST(thread_use, a_move_to_another_cpu_is_counted) {
  const auto cpus = own_cpu_set().to_vector();
  if (cpus.size() < 2) GTEST_SKIP() << "one CPU only";
  std::thread([&] {
    MigrationCount migrations;
    ASSERT_TRUE(run_on(cpus[0]));
    migrations.look();
    migrations.look();
    EXPECT_EQ(migrations.count(), 0U);
    ASSERT_TRUE(run_on(cpus[1]));
    migrations.look();
    EXPECT_EQ(migrations.count(), 1U);
  }).join();
}

}  // namespace
}  // namespace holdfast
