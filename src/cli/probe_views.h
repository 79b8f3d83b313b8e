// The verbs of `probe`, one file each; they return the exit status.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "cli/options.h"
#include "measure/probe_run.h"
#include "measure/veth_bed.h"
#include "probe/probe_text.h"

namespace holdfast {

int run_probe_compare(const ProbeOptions& options);
int run_probe_receive(const ProbeOptions& options);
int run_probe_send(const ProbeOptions& options);
int run_probe_reflect(const ProbeOptions& options);
int run_probe_stages(const ProbeOptions& options);

/// What the options say of traffic: `rate` and `seconds` where they say nothing.
ProbeTraffic traffic_of(const ProbeOptions& options, double rate, double seconds);
/// What they say of the receiver, but for its method.
ReceiverOptions receiver_of(const ProbeOptions& options);
/// A veth pair for this run, which sends and receives over it from now on; the bed must outlive it.
/// CPUs that the options leave open are chosen.
Result<std::unique_ptr<VethBed>> lay_bed(const ProbeOptions& options, ProbeRun& run);
/// True from the first SIGINT or SIGTERM on, while a StopSignal lives.
bool is_probe_stopped();

/// "listening at 10.0.0.2:9000 (spin); …", to standard error.
void tell_listening(const Endpoint& local, std::string_view receiver);
/// Of a run without a packet: for how long, what came instead, or by another queue, an
/// interface that is down.
Error nothing_came(const ProbeRun& run, const ProbeOutcome& outcome);

/// The files of --report and --log; nothing where they are not asked for.
Result<void> write_probe_files(const ProbeOptions& options, const std::vector<ProbeResult>& results,
                               const std::vector<HistogramInterval>& histograms);

/// One run's result, printed as the options say.
int show_probe(const ProbeOptions& options, ProbeOutcome outcome);

}  // namespace holdfast
