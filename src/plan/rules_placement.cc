#include "plan/placement_checks.h"
#include "plan/rules.h"

namespace holdfast {
namespace {

constexpr std::string_view kPinPolicy =
    "interfaces: [{match: {name: NIC}, vectors: [{queue: Q, cpu: CPU}]}]";
constexpr std::string_view kPinShell = "echo CPU > /proc/irq/IRQ/smp_affinity_list";
constexpr std::string_view kAffinityDocument =
    "https://docs.kernel.org/core-api/irq/irq-affinity.html";
constexpr std::string_view kScalingDocument = "https://docs.kernel.org/networking/scaling.html";
constexpr std::string_view kIsolationDocument =
    "https://docs.kernel.org/admin-guide/kernel-parameters.html (isolcpus, nohz_full)";
constexpr std::string_view kIrqbalanceDocument = "irqbalance(1)";

constexpr Rule kRules[] = {
    {.number = 1,
     .id = "irqbalance-free",
     .severity = Severity::warning,
     .sentence = "irqbalance runs and may move a NIC's packet vectors",
     .why = "irqbalance weighs load every ten seconds and knows nothing of who reads a queue: a "
            "vector "
            "that it moves takes a flow to a cold cache, another node or an isolated CPU",
     .policy = "irqbalance: {mode: lease}",
     .shell = "systemctl disable --now irqbalance",
     .reference = kIrqbalanceDocument,
     .check = check_irqbalance_free},
    {.number = 1,
     .id = "irqbalance-at-boot",
     .severity = Severity::advice,
     .sentence = "irqbalance is stopped but enabled at boot",
     .why = "the next boot undoes the placement of today",
     .policy = "irqbalance: {mode: stopped}",
     .shell = "systemctl disable --now irqbalance",
     .reference = kIrqbalanceDocument,
     .check = check_irqbalance_at_boot},
    {.number = 1,
     .id = "irqbalance-not-held",
     .severity = Severity::advice,
     .sentence = "irqbalance's package may be upgraded unattended",
     .why = "a package upgrade restarts the service, at a time that nobody chose, with default "
            "settings",
     .policy = "",
     .shell = "apt-mark hold irqbalance",
     .reference = "apt-mark(8)",
     .check = check_irqbalance_not_held},
    {.number = 2,
     .id = "vector-all-cpus",
     .severity = Severity::warning,
     .sentence = "a packet vector's mask is all online CPUs",
     .why =
         "that is the default after a driver reset; the kernel picks one CPU of the mask by free "
         "vectors, not by cache, node or isolation, and may pick another at the next reset",
     .policy = kPinPolicy,
     .shell = kPinShell,
     .reference = kAffinityDocument,
     .check = check_vector_all_cpus},
    {.number = 3,
     .id = "vector-on-isolated",
     .severity = Severity::critical,
     .sentence = "interrupts run on an isolated CPU that no consumer of the queue is pinned to",
     .why = "each interrupt and its softirq take the CPU from the thread that it was isolated for, "
            "for "
            "as long as the burst of packets lasts",
     .policy = kPinPolicy,
     .shell = kPinShell,
     .reference = kIsolationDocument,
     .check = check_vector_on_isolated},
    {.number = 3,
     .id = "vector-on-nohz-full",
     .severity = Severity::critical,
     .sentence = "interrupts run on a nohz_full CPU that no consumer of the queue is pinned to",
     .why = "an interrupt brings the tick, RCU and the softirq back to a CPU that was to run one "
            "thread "
            "without any of them",
     .policy = kPinPolicy,
     .shell = kPinShell,
     .reference = kIsolationDocument,
     .check = check_vector_on_nohz_full},
    {.number = 3,
     .id = "vector-beside-isolated",
     .severity = Severity::warning,
     .sentence = "a packet vector runs on the SMT sibling of an isolated CPU",
     .why =
         "siblings share one core's execution units and first-level caches: packet work on the one "
         "slows the isolated thread on the other",
     .policy = kPinPolicy,
     .shell = kPinShell,
     .reference = kIsolationDocument,
     .check = check_vector_beside_isolated},
    {.number = 4,
     .id = "vector-remote-node",
     .severity = Severity::warning,
     .sentence = "a packet vector runs on a NUMA node other than its NIC's",
     .why = "descriptors and packets were written to the NIC's node: every packet pays for remote "
            "memory on its way up",
     .policy = kPinPolicy,
     .shell = kPinShell,
     .reference = kScalingDocument,
     .check = check_vector_remote_node},
    {.number = 5,
     .id = "vectors-share-cpu",
     .severity = Severity::warning,
     .sentence = "two queues of one NIC share a CPU while fit CPUs have none",
     .why = "packets of the one queue wait until the softirq is done with the other's",
     .policy = kPinPolicy,
     .shell = kPinShell,
     .reference = kScalingDocument,
     .check = check_vectors_share_cpu},
    {.number = 5,
     .id = "cpu-dominates",
     .severity = Severity::warning,
     .sentence = "one CPU took most of a NIC's interrupts, by several queues, while others idled",
     .why =
         "that CPU's softirq is the bottleneck of the whole NIC, and its queues' tails grow first",
     .policy = kPinPolicy,
     .shell = kPinShell,
     .reference = kScalingDocument,
     .check = check_cpu_dominates},
    {.number = 5,
     .id = "queue-dominates",
     .severity = Severity::advice,
     .sentence = "one queue took most of a NIC's interrupts (profile high-pps)",
     .why = "a single queue is served by a single CPU: the rest of the host cannot help",
     .policy = "interfaces: [{match: {name: NIC}, rss: {indirection: {equal: QUEUES}}}]",
     .shell = "ethtool -X NIC equal QUEUES",
     .reference = kScalingDocument,
     .check = check_queue_dominates},
    {.number = 6,
     .id = "affinity-ignored",
     .severity = Severity::critical,
     .sentence = "a vector still interrupts CPUs outside its mask",
     .why = "whoever reads the mask believes a placement that is not there",
     .policy = kPinPolicy,
     .shell = kPinShell,
     .reference = kAffinityDocument,
     .check = check_affinity_ignored},
    {.number = 6,
     .id = "affinity-pending",
     .severity = Severity::note,
     .sentence = "a vector's new mask has not taken effect: it has not fired since",
     .why =
         "the kernel moves a vector at its next interrupt; until then the old CPU gets the first "
         "packets of a burst",
     .policy = "",
     .shell = "cat /proc/irq/IRQ/effective_affinity_list",
     .reference = kAffinityDocument,
     .check = check_affinity_pending},
    {.number = 19,
     .id = "hint-differs",
     .severity = Severity::note,
     .sentence = "a vector runs outside its driver's hint",
     .why =
         "drivers apply their hint again when the interface comes up or is reset: the vector would "
         "jump to the hinted CPU then",
     .policy = kPinPolicy,
     .shell = kPinShell,
     .reference = kAffinityDocument,
     .check = check_hint_differs},
    {.number = 20,
     .id = "vector-budget-low",
     .severity = Severity::warning,
     .sentence = "less than a tenth of the host's interrupt vectors is left",
     .why = "without a free vector a move fails with ENOSPC, and a new interrupt falls back to any "
            "online CPU, isolated ones too",
     .policy = "interfaces: [{match: {name: NIC}, channels: {combined: FEWER}}]",
     .shell = "ethtool -L NIC combined FEWER",
     .reference = kAffinityDocument,
     .check = check_vector_budget_low},
    {.number = 20,
     .id = "vector-cpu-full",
     .severity = Severity::warning,
     .sentence = "a CPU holds nearly all the interrupt vectors that it can",
     .why = "the next vector that a policy pins to it is refused with ENOSPC",
     .policy = kPinPolicy,
     .shell = kPinShell,
     .reference = kAffinityDocument,
     .check = check_vector_cpu_full},
};

}  // namespace

std::span<const Rule> placement_rules() { return kRules; }

}  // namespace holdfast
