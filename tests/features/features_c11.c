/* holdfast/features.h in strictly conforming C11, with every warning an error: it compiles, links
 * with nothing but libc, and without a page gives the conservative gate. */
#include <holdfast/features.h>
#include <stdio.h>

int main(void) {
  const holdfast_features_page* page = NULL;
  holdfast_features now;
  int status = holdfast_features_map("/nonexistent/features", &page);
  if (status != ENOENT || page != NULL) return 1;
  status = holdfast_features_read(page, &now);
  if (status != HOLDFAST_FEATURES_STALE || now.age_ns != INT64_MAX) return 2;
  if (holdfast_features_read_at(page, 1, &now) != HOLDFAST_FEATURES_STALE) return 3;
  if (holdfast_features_aggression(&now, 1.0) != 0 || now.burst_pacing > 0.25) return 4;
  if (!now.conservative || !now.queue_safe || now.vam_effective == now.vam_effective) return 5;
  holdfast_features_unmap(page);
  return puts(holdfast_regime_name(now.regime)) < 0 ? 6 : 0;
}
