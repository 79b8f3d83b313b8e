#include <fmt/format.h>

#include "cli/probe_views.h"
#include "cli/verbs.h"
#include "measure/reflector.h"

namespace holdfast {

int run_probe_reflect(const ProbeOptions& options) {
  const auto tell = [&] {
    if (options.json) return;
    fmt::print(stderr, "reflecting at {} until Ctrl-C\n", to_text(*options.target));
  };
  const auto counts = reflect({.local = *options.target,
                               .reply_port = options.reply_port,
                               .cpu = options.cpu,
                               .spins = options.spin,
                               .seconds = options.seconds.value_or(0),
                               .tell_ready = tell},
                              is_probe_stopped);
  if (!counts) return report(counts.error());
  if (options.json) {
    fmt::print("{{\"format\":1,\"reflected\":{},\"foreign\":{},\"refused\":{}}}\n",
               counts->reflected, counts->foreign, counts->refused);
  } else {
    fmt::print("reflected {} packets; {} others were not answered, {} were refused by the kernel\n",
               counts->reflected, counts->foreign, counts->refused);
  }
  return kDone;
}

}  // namespace holdfast
