#include "cli/probe_views.h"
#include "measure/thread_use.h"

namespace holdfast {
namespace {

constexpr std::uint16_t kPort = 9000;

// Two CPUs that this process may run on: the receiver's the last, as CPU 0 has most to do besides.
void choose_cpus(const ProbeOptions& options, ProbeRun& run) {
  const auto cpus = own_cpu_set().to_vector();
  run.receiver_cpu = options.cpu;
  run.sender_cpu = options.sender_cpu;
  if (cpus.size() < 2) return;
  if (!run.receiver_cpu) {
    run.receiver_cpu = run.sender_cpu == cpus.back() ? cpus[cpus.size() - 2] : cpus.back();
  }
  if (!run.sender_cpu) {
    run.sender_cpu =
        run.receiver_cpu == cpus[cpus.size() - 2] ? cpus.back() : cpus[cpus.size() - 2];
  }
}

}  // namespace

Result<std::unique_ptr<VethBed>> lay_bed(const ProbeOptions& options, ProbeRun& run) {
  auto made = VethBed::make(1);
  if (!made) return tl::unexpected<Error>(made.error());
  auto bed = std::make_unique<VethBed>(*std::move(made));
  run.receiver.local = VethBed::receiver_end(kPort);
  run.receiver.interface = std::string(bed->receiver_interface());
  run.receiver_network = &bed->receiver();
  run.sender.emplace().remote = VethBed::receiver_end(kPort);
  run.sender_network = &bed->sender();
  choose_cpus(options, run);
  return bed;
}

}  // namespace holdfast
