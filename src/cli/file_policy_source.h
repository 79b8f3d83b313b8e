// FilePolicySource: the agent's policy out of a file or a folder of policies.
#pragma once

#include <string>
#include <vector>

#include "agent/policy_source.h"
#include "policy/parse_policy.h"

namespace holdfast {

class FilePolicySource final : public PolicySource {
 public:
  explicit FilePolicySource(std::string path) : path_(std::move(path)) {}

  std::string fingerprint() override;
  Result<SnapshotScope> read() override;
  Result<AgentPolicy> resolve(const HostSnapshot& host) override;

 private:
  std::string path_;
  std::vector<ParsedPolicy> policies_;
};

}  // namespace holdfast
