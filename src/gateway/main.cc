#include "gateway/main.h"

#include <cstdio>

#include "gateway/command_line.h"
#include "gateway/verbs.h"

namespace holdfast {
namespace {

int run(int status) { return status; }
int run(const DecodeCommand& command) { return run_decode(command); }
int run(const ClientCommand& command) { return run_client(command); }
int run(const ServeCommand& command) { return run_serve(command); }
int run(const ReplayCommand& command) { return run_replay(command); }
int run(const ExperimentCommand& command) { return run_experiment(command); }
int run(const GatewayCompletion& command) {
  std::fputs(gateway_completion(command.shell).c_str(), stdout);
  return kGatewayDone;
}

}  // namespace

int run_gateway(int argc, char** argv) {
  const auto command = parse_gateway_command_line(argc, argv);
  const int status = std::visit([](const auto& chosen) { return run(chosen); }, command);
  return end_of_output("holdfast-gateway", status);
}

}  // namespace holdfast
