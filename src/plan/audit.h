// The audit: HostSnapshot × two counter samples → findings, worst first. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/finding.h"
#include "model/host_snapshot.h"
#include "plan/profile.h"

namespace holdfast {

struct AuditInput {
  const HostSnapshot& host;
  const Sample& earlier;
  const Sample&
      later;  // the same as `earlier` when only one was taken: rules over time stay silent
  const Profile& profile;

  /// Seconds between the samples; 0 when there is only one.
  double seconds() const { return elapsed_seconds(earlier.at, later.at); }
};

/// One row of the table of rules. A rule's function appends its findings; `add_finding` fills in
/// what the row knows.
struct Rule {
  int number;                  // the row's group, 1 to 25
  std::string_view id;         // "vector-all-cpus"
  Severity severity;           // of its findings, unless the function says otherwise
  std::string_view sentence;   // what it looks for, in one sentence
  std::string_view why;        // why that hurts
  std::string_view policy;     // the fix in a policy, general form
  std::string_view shell;      // the fix by hand, general form
  std::string_view reference;  // where to read more
  void (*check)(const AuditInput& input, const Rule& rule, std::vector<Finding>& findings);
};

/// All rows, by number, then in the order of importance.
const std::vector<Rule>& audit_rules();

/// The table as JSON, for `audit --list --json`.
std::string rules_to_json(const std::vector<Rule>& rules);

/// Appends a finding of `rule`; the caller gives what is particular to it.
Finding& add_finding(std::vector<Finding>& findings, const Rule& rule, std::string object,
                     std::string sentence, std::vector<Evidence> evidence, Fix fix);

/// The findings of every rule: by severity, then by the table's order, then by object.
std::vector<Finding> audit(const AuditInput& input);

}  // namespace holdfast
