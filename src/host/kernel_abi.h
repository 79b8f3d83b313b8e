// Constants of the kernel's interface that Debian 12's headers (6.1) lack, each with the version
// that brought it. Sources: include/uapi/linux/{ethtool,ethtool_netlink_generated,netdev}.h,
// Documentation/netlink/specs/{ethtool,netdev}.yaml. Numbers of an interface never change.
#pragma once

#include <cstdint>

namespace holdfast::abi {

// ethtool netlink: commands and attributes.
inline constexpr std::uint8_t kRssGet = 38;                 // ETHTOOL_MSG_RSS_GET, 6.2 (dump: 6.11)
inline constexpr std::uint8_t kRssNotified = 50;             // ETHTOOL_MSG_RSS_NTF, 6.17
inline constexpr std::uint16_t kRingsRxPush = 14;           // ETHTOOL_A_RINGS_RX_PUSH, 6.3
inline constexpr std::uint16_t kRingsTxPushBufLen = 15;     // 6.4
inline constexpr std::uint16_t kRingsTxPushBufLenMax = 16;  // 6.4
inline constexpr std::uint16_t kRingsHdsThresh = 17;        // 6.14
inline constexpr std::uint16_t kRingsHdsThreshMax = 18;     // 6.14
inline constexpr std::uint16_t kCoalesceTxAggrMaxBytes = 26;   // 6.3
inline constexpr std::uint16_t kCoalesceTxAggrMaxFrames = 27;  // 6.3
inline constexpr std::uint16_t kCoalesceTxAggrTimeUsecs = 28;  // 6.3
inline constexpr std::uint16_t kRssContext = 2;                // ETHTOOL_A_RSS_CONTEXT, 6.2
inline constexpr std::uint16_t kRssHfunc = 3;                  // 6.2
inline constexpr std::uint16_t kRssIndir = 4;                  // 6.2
inline constexpr std::uint16_t kRssHkey = 5;                   // 6.2
inline constexpr std::uint16_t kRssInputXfrm = 6;              // 6.8
inline constexpr std::uint16_t kRssFlowHash = 8;               // 6.17

// netdev netlink, a generic family of its own: dev-get 6.3, queue-get and napi-get 6.8.
inline constexpr std::uint8_t kNetdevDevGet = 1;
inline constexpr std::uint8_t kNetdevQueueGet = 10;
inline constexpr std::uint8_t kNetdevNapiGet = 11;
inline constexpr std::uint16_t kDevIfindex = 1;
inline constexpr std::uint16_t kDevXdpFeatures = 3;
inline constexpr std::uint16_t kDevXdpZcMaxSegs = 4;           // 6.6
inline constexpr std::uint16_t kDevXdpRxMetadataFeatures = 5;  // 6.6
inline constexpr std::uint16_t kDevXskFeatures = 6;            // 6.8
inline constexpr std::uint16_t kQueueId = 1;
inline constexpr std::uint16_t kQueueIfindex = 2;
inline constexpr std::uint16_t kQueueType = 3;
inline constexpr std::uint16_t kQueueNapiId = 4;
inline constexpr std::uint16_t kNapiIfindex = 1;
inline constexpr std::uint16_t kNapiId = 2;
inline constexpr std::uint16_t kNapiIrq = 3;
inline constexpr std::uint16_t kNapiPid = 4;
inline constexpr std::uint16_t kNapiDeferHardIrqs = 5;      // 6.13
inline constexpr std::uint16_t kNapiGroFlushTimeout = 6;    // 6.13
inline constexpr std::uint16_t kNapiIrqSuspendTimeout = 7;  // 6.13
inline constexpr std::uint16_t kNapiThreaded = 8;           // 6.17

}  // namespace holdfast::abi
