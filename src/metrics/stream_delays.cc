// HJ95 of a probe stream, where the policy has one: it then stands in place of BPF's.
#include "metrics/derive_parts.h"
#include "metrics/jitter.h"

namespace holdfast {

void derive_stream(const Window& window, MetricFrame& frame) {
  if (!window.later.stream) return;
  const ProbeStreamReading& stream = *window.later.stream;
  // A stream that stands still leaves HJ95 out: figures of two kinds in one column say nothing.
  frame.jitter = jitter_of(stream.delays_ns, "probe", stream.clock);
  frame.jitter.low_n = frame.jitter.low_n || stream.delays_ns.empty();
  frame.jitter.lost = stream.dropped;
  frame.probe_stream = stream.counts;
}

}  // namespace holdfast
