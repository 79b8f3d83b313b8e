#include "plan/rules.h"
#include "plan/steering_checks.h"

namespace holdfast {
namespace {

constexpr std::string_view kScalingDocument = "https://docs.kernel.org/networking/scaling.html";
constexpr std::string_view kEthtool = "ethtool(8)";
constexpr std::string_view kEqualPolicy =
    "interfaces: [{match: {name: NIC}, rss: {indirection: {equal: QUEUES}}}]";
constexpr std::string_view kEqualShell = "ethtool -X NIC equal QUEUES";

constexpr Rule kRules[] = {
    {.number = 8,
     .id = "rss-table-broken",
     .severity = Severity::warning,
     .sentence = "the RSS table is the default for fewer queues than the NIC has",
     .why = "a channel change left it behind: the new queues get no packets, the old ones get all",
     .policy = kEqualPolicy,
     .shell = kEqualShell,
     .reference = kScalingDocument,
     .check = check_rss_table_broken},
    {.number = 8,
     .id = "rss-table-skips-queues",
     .severity = Severity::advice,
     .sentence = "the RSS table skips queues that nothing else feeds",
     .why = "their CPUs idle while the others' tails grow",
     .policy = kEqualPolicy,
     .shell = kEqualShell,
     .reference = kScalingDocument,
     .check = check_rss_table_skips},
    {.number = 8,
     .id = "rss-table-favours-queues",
     .severity = Severity::advice,
     .sentence = "the RSS table gives some queues more buckets than others",
     .why = "the favoured queues get more flows, and flows on them collide more often",
     .policy = kEqualPolicy,
     .shell = kEqualShell,
     .reference = kScalingDocument,
     .check = check_rss_table_favours},
    {.number = 8,
     .id = "rss-key-asymmetric",
     .severity = Severity::advice,
     .sentence = "a NIC that serves TCP has an asymmetric RSS key",
     .why = "the two directions of a connection hash to different queues: whatever sees both (a "
            "proxy, "
            "a capture, a queue-per-thread program that opens connections itself) meets them on "
            "different CPUs",
     .policy = "interfaces: [{match: {name: NIC}, rss: {key: symmetric}}]",
     .shell = "ethtool -X NIC hkey 6d:5a:6d:5a:…",
     .reference = kScalingDocument,
     .check = check_rss_key_asymmetric},
    {.number = 8,
     .id = "udp-hash-addresses-only",
     .severity = Severity::advice,
     .sentence = "UDP is hashed on addresses only",
     .why = "all streams between two hosts, such as the channels of one feed, land on one queue",
     .policy = "",
     .shell = "ethtool -N NIC rx-flow-hash udp4 sdfn",
     .reference = kEthtool,
     .check = check_udp_addresses_only},
    {.number = 9,
     .id = "flows-collide",
     .severity = Severity::note,
     .sentence =
         "live flows of different processes share a receive queue while other queues have none",
     .why = "a packet of the one flow waits behind a burst of the other",
     .policy = "interfaces: [{match: {name: NIC}, flows: [{type: tcp4, src-ip: …, queue: QUEUE}]}]",
     .shell = "ethtool -N NIC flow-type tcp4 src-ip … action QUEUE",
     .reference = kScalingDocument,
     .check = check_flows_collide},
    {.number = 14,
     .id = "rps-beside-rss",
     .severity = Severity::advice,
     .sentence = "RPS moves packets that RSS has already spread",
     .why =
         "each packet is handed to another CPU by an interprocessor interrupt, after the NIC chose "
         "one",
     .policy = "interfaces: [{match: {name: NIC}, rps: off}]",
     .shell = "echo 0 > /sys/class/net/NIC/queues/rx-Q/rps_cpus",
     .reference = kScalingDocument,
     .check = check_rps_beside_rss},
    {.number = 14,
     .id = "rfs-beside-rss",
     .severity = Severity::advice,
     .sentence = "RFS in software is on beside RSS",
     .why = "packets follow the reading thread by interprocessor interrupts; a vector on the right "
            "CPU "
            "needs none",
     .policy = "interfaces: [{match: {name: NIC}, rps: off}]",
     .shell = "echo 0 > /sys/class/net/NIC/queues/rx-Q/rps_flow_cnt",
     .reference = kScalingDocument,
     .check = check_rfs_beside_rss},
    {.number = 14,
     .id = "rps-missing",
     .severity = Severity::advice,
     .sentence = "fewer receive queues than CPUs, and RPS is off (profile high-pps)",
     .why = "CPUs without a queue cannot take part in receiving",
     .policy = "interfaces: [{match: {name: NIC}, channels: {combined: CPUS}}]",
     .shell = "echo MASK > /sys/class/net/NIC/queues/rx-Q/rps_cpus",
     .reference = kScalingDocument,
     .check = check_rps_missing},
    {.number = 14,
     .id = "xps-unset",
     .severity = Severity::advice,
     .sentence = "XPS is unset at a NIC with several transmit queues",
     .why =
         "a flow's hash picks the transmit queue: CPUs contend for its lock, and completions come "
         "back on another CPU",
     .policy = "interfaces: [{match: {name: NIC}, xps: by-vector}]",
     .shell = "echo MASK > /sys/class/net/NIC/queues/tx-Q/xps_cpus",
     .reference = kScalingDocument,
     .check = check_xps_unset},
    {.number = 14,
     .id = "xps-at-odds",
     .severity = Severity::advice,
     .sentence = "XPS names other CPUs for a transmit queue than its vector's",
     .why = "the CPU that sends is not the one that cleans up: each completion is a cache miss",
     .policy = "interfaces: [{match: {name: NIC}, xps: by-vector}]",
     .shell = "echo MASK > /sys/class/net/NIC/queues/tx-Q/xps_cpus",
     .reference = kScalingDocument,
     .check = check_xps_at_odds},
};

}  // namespace

std::span<const Rule> steering_rules() { return kRules; }

}  // namespace holdfast
