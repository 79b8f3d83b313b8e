// What the command line asked for, one struct per verb.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/ids.h"
#include "measure/receiver_choice.h"
#include "model/finding.h"
#include "model/flow.h"
#include "model/plan.h"
#include "plan/profile.h"
#include "tuning/layer_result.h"

namespace holdfast {

/// Which host to read: this one, a folder that looks like one, or a capture.
struct InputOptions {
  std::string from;                        // a capture file; empty: none
  std::string root = "/";                  // a host's root folder
  std::optional<double> interval_seconds;  // between the two samples of counters
};

struct ShowOptions {
  InputOptions input;
  std::string what;  // "", "nics", "vectors", "queues", "cpus", "flows", "writers"
  std::vector<std::string> interfaces;  // only these; empty: all
  bool all = false;  // also what is of no interest to most: virtual NICs, other devices' vectors
  bool json = false;
};

struct AuditOptions {
  InputOptions input;
  ProfileName profile = ProfileName::any;
  std::optional<Severity> fail_on;  // exit 3 when a finding is at least that severe
  bool list = false;
  bool json = false;
  bool brief = false;
};

struct PlanOptions {
  InputOptions input;
  std::string policy;  // a policy, or a folder of them
  std::string only;    // kinds of settings (plan/only.h); empty: all
  bool json = false;
};

struct CaptureOptions {
  std::string root = "/";
  std::string output;  // empty: holdfast-HOSTNAME-TIME.tar.gz in the working folder
  double interval_seconds = 1;
  bool redact = false;
  bool force = false;
};

struct PolicyOptions {
  InputOptions input;
  std::string what;  // "init", "check", "show"
  std::string path;  // a file or a folder; of check and show
  bool json = false;
  ProfileName profile = ProfileName::any;  // of init; any: the host as it is
  std::string output;                      // of init; empty: standard output
  bool force = false;                      // of init: replace the file
};

struct ApplyVerbOptions {
  std::string policy;  // a policy, a folder of policies or a saved plan
  Risk ceiling = Risk::resets_queues;
  std::string only;  // kinds; empty: all
  double wait_seconds = 2;
  double wait_lock_seconds = 0;
  bool json = false;
  bool quiet = false;
};

struct VerifyOptions {
  std::string policy;
  std::string only;
  bool json = false;
};

struct RollbackOptions {
  std::vector<std::uint64_t> ids;  // none: the last apply
  bool list = false;
  double wait_seconds = 2;
  double wait_lock_seconds = 0;
  bool json = false;
};

struct RecoverOptions {
  bool forward = false;
  double wait_seconds = 2;
  double wait_lock_seconds = 0;
  bool json = false;
};

struct ExecOptions {
  std::string policy;
  std::string thread;  // the policy's name of it
  std::vector<std::string> command;
};

struct LeaseOptions {
  std::string policy;
  bool quiet = false;
};

inline constexpr const char* kRunFolder = "/run/holdfast";
inline constexpr const char* kStateFolder = "/var/lib/holdfast";

struct RunOptions {
  std::string policy;  // empty: it only observes
  std::string state_folder = kStateFolder;
  std::string run_folder = kRunFolder;
  std::vector<std::string> listen;  // of the server beside it; none: its own default
  std::string on_event;             // a program to start on drifts and transitions; empty: none
  std::string jitter = "auto";      // "bpf": also in a flood; "none": packets are not traced
  bool no_bpf = false;
  std::string canary;                       // a schedule; empty: none
  std::string calibration;                  // of the features page; empty: none
  std::vector<std::string> gateway_gauges;  // files that gateways write
  bool no_serve = false;
  bool no_store = false;
  bool quiet = false;
  bool json = false;
};

struct StatusOptions {
  std::string run_folder = kRunFolder;
  bool json = false;
};

struct EventsOptions {
  bool follow = false;
  std::size_t lines = 50;
  std::optional<double> since_seconds;
  std::string state_folder = kStateFolder;
  std::string run_folder = kRunFolder;
  bool json = false;
};

struct TopOptions {
  double interval_seconds = 1;
  bool once = false;
  std::string run_folder = kRunFolder;
};

struct PauseOptions {
  std::optional<double> seconds;  // absent: until it is ended
  bool end = false;
  std::string run_folder = kRunFolder;
};

struct ServeOptions {
  std::vector<std::string> listen;  // "127.0.0.1:9470"; none: loopback, port 9470
  std::string feed = "/run/holdfast/feed.sock";
  std::string state_dir = "/var/lib/holdfast";
  std::string token_file, tls_cert, tls_key;
  std::string webhook;     // where drifts and transitions are posted; empty: nowhere
  std::string webhook_ca;  // whose certificates https is believed by
  std::string user = "nobody";
};

struct RssOptions {
  std::string what;                // "where", "collisions", "asymmetric", "solve", "verify"
  std::vector<std::string> flows;  // each as model/flow.h writes it; none: those of the host
  std::string list;                // a file of flows; with `send` how many to send
  std::string capture;             // a packet capture
  std::string interface;
  std::string queues, rest;  // of solve: "4" (so many), "0-3", "0,2"
  std::string by;            // of solve: "rules", "key", "table"; empty: whichever serves
  bool symmetric = false;
  std::string send;                      // of verify: where to send flows; empty: it watches
  std::optional<double> seconds, rate;   // of verify: of the watch; packets a second
  std::optional<std::uint32_t> packets;  // of verify: of each flow
  bool json = false;
  InputOptions input;
};

struct ProbeOptions {
  std::string what;                       // "compare", "receive", "send", "reflect", "stages"
  std::optional<Endpoint> target;         // of send: where to; of the others: where to listen
  std::vector<ReceiverChoice> receivers;  // none: all of them
  std::string interface;
  bool selftest = false;    // of compare, stages: over a veth pair of its own
  bool round_trip = false;  // of send: what `probe reflect` sends back is measured
  double rate = 0;          // 0: as the verb has it
  std::uint32_t burst = 1, size_bytes = 288, rounds = 3, queue = 0, busy_poll_us = 50;
  std::optional<double> seconds;
  std::optional<CpuId> cpu, sender_cpu;
  std::uint16_t reply_port = 0;
  bool hardware_stamps = false, spin = false, json = false, force = false;
  std::string report, log;  // files: a page, a histogram log; empty: none
};

struct BenchOptions {
  std::string policy;
  std::string only;  // kinds; empty: all
  Endpoint target;   // of round trips: the reflector; else where to listen
  bool is_round_trip = false;
  ReceiverChoice receiver;
  std::string interface;
  double rate = 2000;
  std::uint32_t size_bytes = 288, rounds = 5;
  double seconds = 2;            // of a window
  double patience_seconds = 30;  // for the first packet after a change
  std::optional<CpuId> cpu, sender_cpu;
  LayersBy by = LayersBy::kind;
  BenchFigure figure = BenchFigure::p99;
  bool undo_useless = false;
  Risk ceiling = Risk::safe;
  double wait_seconds = 2, wait_lock_seconds = 0;
  bool json = false;
};

struct RegimeOptions {
  std::string what;                     // "replay", "release"
  std::string tape;                     // of replay
  std::string run_folder = kRunFolder;  // of release
  bool json = false;
};

}  // namespace holdfast
