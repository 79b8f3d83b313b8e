// The verbs of holdfast-gateway: one file each. They return the exit status; errors go to standard
// error.
#pragma once

#include "base/result.h"
#include "gateway/command_line.h"

namespace holdfast {

inline constexpr int kGatewayDone = 0, kGatewayFailure = 1, kGatewayUsage = 2;
inline constexpr int kGatewayMalformed = 3;  // a part of the input; the rest is shown

inline constexpr int kGatewayUnequal = 4;    // books that are not the server's
inline constexpr int kGatewayOverLimit = 5;  // more events waited at once than were to

int run_decode(const DecodeCommand& command);
int run_client(const ClientCommand& command);
int run_serve(const ServeCommand& command);
int run_replay(const ReplayCommand& command);
int run_experiment(const ExperimentCommand& command);

/// Prints "holdfast-gateway: SENTENCE" to standard error, and returns kGatewayFailure, or
/// kGatewayUsage for that code.
int report_gateway(const Error& error);

}  // namespace holdfast
