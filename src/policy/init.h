// Writing a first policy: `holdfast policy init`. Pure.
#pragma once

#include <string>
#include <string_view>

#include "model/host_snapshot.h"
#include "plan/profile.h"

namespace holdfast {

/// The host as it is, as a policy: it plans to nothing here. What the language cannot say (a key
/// that is not symmetric is said; an uneven RSS table is not) stands in a comment. Threads are left
/// out: their numbers do not outlive them.
std::string current_policy(const HostSnapshot& host);

/// The profile's text with this host's CPUs and interfaces in place of its general ones, and a
/// comment for every choice. `profile_text`: policies/NAME.yaml; what stands before its first line
/// "interfaces:" is replaced.
std::string starting_policy(const HostSnapshot& host, ProfileName profile,
                            std::string_view profile_text);

}  // namespace holdfast
