#include "plan/lookup.h"

namespace holdfast {

std::vector<Wanted> wanted_settings(const Demands& demands, const HostSnapshot& host,
                                    std::vector<Refusal>& refusals) {
  Lookup lookup(demands, host, refusals);
  want_channels(lookup);  // first: what comes after asks how many queues there will be
  want_rings(lookup);
  want_features(lookup);
  want_coalesce(lookup);
  want_rss_keys(lookup);
  want_rss_tables(lookup);
  want_hash_fields(lookup);
  want_flow_rules(lookup);
  want_nic_numbers(lookup);
  want_vectors(lookup);
  want_device_irqs(lookup);
  want_xps(lookup);            // by vector: after the vectors that are demanded
  clear_trading_cpus(lookup);  // after both: it is for the interrupts that nobody names
  check_vector_budget(lookup);
  want_irqbalance_bans(lookup);
  want_rps(lookup);
  want_host_settings(lookup);
  want_threads(lookup);
  return lookup.take();
}

}  // namespace holdfast
