#include "host/nic_settings.h"

#include <gtest/gtest.h>

#include "host/answer_json.h"
#include "host/ethtool_facts.h"
#include "host/memory_source.h"
#include "host/netdev_facts.h"
#include "host/steering_facts.h"

namespace holdfast {
namespace {

std::vector<Record> records(std::string_view json) {
  auto answer = answer_from_json(json, "test");
  EXPECT_TRUE(answer.has_value()) << answer.error().sentence;
  return **answer;
}

class NicSettings : public testing::Test {
 protected:
  NicSettings() {
    nic_.name = "eth0";
    nic_.kind = NicKind::physical;
  }
  void answer(std::string_view family, std::string_view command, std::string_view json) {
    host_.add_answer({family, command, "eth0"}, records(json));
  }
  void refuse(std::string_view family, std::string_view command, std::errc error) {
    host_.add_answer({family, command, "eth0"}, tl::unexpected(error));
  }
  void read() { read_nic_settings(host_, nic_, diagnostics_); }

  MemorySource host_;
  Nic nic_;
  Diagnostics diagnostics_;
};

TEST_F(NicSettings, LeaveOutWithoutAWordWhatTheKernelDoesNotHave) {
  read();
  EXPECT_TRUE(diagnostics_.empty());
  EXPECT_FALSE(nic_.channels || nic_.rings || nic_.coalesce || nic_.timestamping);
  EXPECT_TRUE(nic_.rss.empty());
}

TEST_F(NicSettings, ComeFromEthtoolsAnswers) {
  answer("ethtool", "channels-get", R"([{"combined-max": 63, "combined-count": 16}])");
  answer("ethtool", "rings-get",
         R"([{"rx-max": 4096, "rx": 512, "tcp-data-split": "unknown", "cqe-size": 64}])");
  answer("ethtool", "coalesce-get",
         R"([{"use-adaptive-rx": 1, "rx-usecs": 20, "rx-max-frames": 64, "rx-usecs-irq": 5}])");
  answer("ethtool", "features-get", R"([{"name": "rx-gro", "hw": 1, "active": 1, "wanted": 1},
      {"name": "rx-lro", "hw": 0}, {"name": "vlan-challenged", "hw": 1, "nochange": 1}])");
  answer("ethtool", "tsinfo-get", R"([{"rx-filters": ["none", "all"], "phc-index": 2}])");
  answer("ethtool-ioctl", "statistics", R"([{"rx_packets": 5, "rx_no_dma_resources": 1}])");
  read();
  EXPECT_EQ(nic_.channels->combined, 16U);
  EXPECT_EQ(nic_.channels->rx, std::nullopt);
  EXPECT_EQ(nic_.rings->rx, 512U);
  EXPECT_EQ(nic_.rings->cqe_size, 64U);
  EXPECT_EQ(nic_.rings->tcp_data_split, "");
  EXPECT_EQ(nic_.coalesce->adaptive_rx, true);
  EXPECT_EQ(nic_.coalesce->adaptive_tx, std::nullopt);
  EXPECT_EQ(nic_.coalesce->rx_frames, 64U);
  EXPECT_EQ(nic_.coalesce->others.at("rx-usecs-irq"), 5U);
  EXPECT_EQ(nic_.coalesce->others.size(), 1U);
  EXPECT_FALSE(nic_.feature("rx-gro")->fixed);
  EXPECT_TRUE(nic_.feature("rx-lro")->fixed);
  EXPECT_TRUE(nic_.feature("vlan-challenged")->fixed);
  EXPECT_EQ(nic_.timestamping->phc_index, 2U);
  EXPECT_EQ(nic_.statistics[1], (NamedCount{"rx_no_dma_resources", 1}));
  EXPECT_EQ(read_nic_statistics(host_, "eth0"), nic_.statistics);
  EXPECT_TRUE(read_nic_statistics(host_, "eth1").empty());
}

TEST_F(NicSettings, HaveTheDriversNameAndItsPciAddressOnlyIfThereIsNone) {
  answer(
      "ethtool-ioctl", "drvinfo",
      R"([{"driver": "ena", "version": "2.13", "fw-version": "N/A", "bus-info": "0000:00:05.0"}])");
  read();
  EXPECT_EQ(nic_.driver, "ena");
  EXPECT_EQ(nic_.firmware, "");
  EXPECT_EQ(nic_.pci_address, "0000:00:05.0");
  nic_.pci_address = "0000:81:00.0";
  read();
  EXPECT_EQ(nic_.pci_address, "0000:81:00.0");
}

TEST_F(NicSettings, ReadRssContextsWithTheirKeyTableAndFields) {
  answer("ethtool", "rss-get", R"([
      {"hfunc": "toeplitz", "hkey": "6d:5a", "indir": [0, 1], "input-xfrm": ["symmetric-xor"],
       "flow-hash": [{"tcp4": ["ip-src", "ip-dst", "l4-b-0-1", "l4-b-2-3"],
                      "udp4": ["ip-src", "ip-dst"], "udp6": [], "ether": ["l2da"]}]},
      {"context": 1, "indir": [3]}])");
  read();
  ASSERT_EQ(nic_.rss.size(), 2U);
  EXPECT_EQ(nic_.rss[0].key, (std::vector<std::uint8_t>{0x6d, 0x5a}));
  EXPECT_EQ(nic_.rss[0].input_transform, "symmetric-xor");
  EXPECT_EQ(nic_.rss[1].id, 1U);
  EXPECT_EQ(nic_.rss[1].indirection, std::vector<std::uint32_t>{3});
  ASSERT_EQ(nic_.hash_fields.size(), 3U);
  EXPECT_TRUE(nic_.hash_fields[0].ports);
  EXPECT_TRUE(nic_.hash_fields[1].l3);
  EXPECT_FALSE(nic_.hash_fields[1].ports);
  EXPECT_EQ(nic_.hash_fields[2].flow_type, "udp6");
  EXPECT_FALSE(nic_.hash_fields[2].l3);
}

TEST_F(NicSettings, FallBackToTheIoctlForRssOnAnOldKernel) {
  answer("ethtool-ioctl", "rxfh", R"([{"hfunc": "toeplitz", "hkey": "01", "indir": [0, 1]}])");
  answer("ethtool-ioctl", "rxfh-fields", R"([{"udp4": ["ip-src", "ip-dst"]}])");
  read();
  ASSERT_EQ(nic_.rss.size(), 1U);
  EXPECT_EQ(nic_.hash_fields.size(), 1U);
}

TEST_F(NicSettings, HaveNoRssWhereADeviceOffersNeitherKeyNorTable) {
  answer("ethtool", "rss-get", R"([{"hfunc": "toeplitz", "flow-hash": [{"tcp4": []}]}])");
  read();
  EXPECT_TRUE(nic_.rss.empty());
  EXPECT_TRUE(nic_.hash_fields.empty());
}

TEST_F(NicSettings, ComplainOnceOfAKeyThatIsNone) {
  answer("ethtool", "rss-get", R"([{"hkey": "6d:5", "indir": [0]}])");
  read();
  ASSERT_EQ(diagnostics_.size(), 1U);
  EXPECT_EQ(diagnostics_[0].code, ErrorCode::malformed);
  EXPECT_EQ(diagnostics_[0].sentence, "hkey \"6d:5\", expected bytes as \"6d:5a\"");
}

TEST_F(NicSettings, ReadClassificationRules) {
  answer("ethtool-ioctl", "rxclass-rules", R"([{"capacity": 8192, "rules": [
      {"location": 7, "flow-type": "tcp4", "dst-ip": "10.0.0.5", "dst-port": 9000,
       "dst-port-mask": 65535, "vlan": 8292, "vlan-mask": 65535, "queue": 4},
      {"location": 8, "flow-type": "udp4", "drop": 1},
      {"location": 9, "flow-type": "udp4", "queue": 0, "rss-context": 2}]}])");
  read();
  EXPECT_EQ(nic_.ntuple_capacity, 8192U);
  ASSERT_EQ(nic_.ntuple.size(), 3U);
  EXPECT_EQ(nic_.ntuple[0].queue, QueueIndex{4});
  EXPECT_EQ(nic_.ntuple[0].dst_port, 9000);
  EXPECT_EQ(nic_.ntuple[0].vlan, 100);
  EXPECT_TRUE(nic_.ntuple[1].drops);
  EXPECT_EQ(nic_.ntuple[2].queue, std::nullopt);
  EXPECT_EQ(nic_.ntuple[2].rss_context, 2U);
}

TEST_F(NicSettings, LinkQueuesToNapisToInterrupts) {
  nic_.rx_queues = {{.index = QueueIndex{0}}, {.index = QueueIndex{1}}};
  answer("netdev", "queue-get", R"([{"id": 1, "type": "rx", "napi-id": 12},
      {"id": 0, "type": "tx", "napi-id": 11}, {"id": 2, "type": "rx"}])");
  answer("netdev", "napi-get",
         R"([{"id": 11, "irq": 38, "pid": 900, "gro-flush-timeout": 20000}])");
  answer("netdev", "dev-get", R"([{"xdp-features": 11}])");
  answer("rt-link", "getlink", R"([{"qdisc": "mq", "xdp": [{"attached": "drv", "prog-id": 3}]}])");
  read();
  ASSERT_EQ(nic_.rx_queues.size(), 3U);
  EXPECT_EQ(nic_.rx_queues[0].napi_id, std::nullopt);
  EXPECT_EQ(nic_.rx_queues[1].napi_id, 12U);
  EXPECT_EQ(nic_.tx_queues.at(0).napi_id, 11U);
  EXPECT_EQ(nic_.napis.at(0).irq, IrqNumber{38});
  EXPECT_EQ(nic_.napis.at(0).thread, ThreadId{900});
  EXPECT_EQ(nic_.napis.at(0).gro_flush_timeout_ns, 20000U);
  EXPECT_EQ(nic_.xdp_features, 11U);
  EXPECT_EQ(nic_.qdisc, "mq");
  EXPECT_EQ(nic_.xdp_mode, "native");
}

TEST_F(NicSettings, TellARefusalOnceAndAnyOtherFailureByItsName) {
  refuse("ethtool", "rings-get", std::errc::operation_not_permitted);
  refuse("ethtool", "coalesce-get", std::errc::operation_not_permitted);
  refuse("ethtool", "channels-get", std::errc::timed_out);
  refuse("ethtool-ioctl", "rxclass-rules", std::errc::invalid_argument);
  refuse("netdev", "napi-get", std::errc::no_such_device);
  read();
  ASSERT_EQ(diagnostics_.size(), 2U);
  EXPECT_EQ(diagnostics_[0].path, "ethtool channels-get eth0");
  EXPECT_EQ(diagnostics_[0].sentence, "ETIMEDOUT");
  EXPECT_EQ(diagnostics_[1].code, ErrorCode::denied);
}

TEST_F(NicSettings, AreNotAskedOfADeviceThatHasNone) {
  nic_.kind = NicKind::loopback;
  refuse("ethtool", "features-get", std::errc::timed_out);
  refuse("ethtool", "channels-get", std::errc::timed_out);
  read();
  EXPECT_TRUE(diagnostics_.empty());
  nic_.kind = NicKind::bond;
  read();
  EXPECT_EQ(diagnostics_.size(), 1U);
}

}  // namespace
}  // namespace holdfast
