#include "serve/privileges.h"

#include <fmt/format.h>
#include <grp.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "serve/sandbox.h"

namespace holdfast {
namespace {

tl::unexpected<Error> refused(std::string_view what) {
  return fail(ErrorCode::failed, fmt::format("{}: {}", what, std::strerror(errno)));
}

Result<void> become(const std::string& user) {
  errno = 0;
  const passwd* entry = ::getpwnam(user.c_str());
  if (entry == nullptr) {
    return fail(ErrorCode::usage, fmt::format("--user {}: there is no such user", user));
  }
  if (entry->pw_uid == 0) {
    return fail(ErrorCode::usage,
                fmt::format("--user {}: that is root; name a user without privileges", user));
  }
  // So that not even a set-uid program could give a capability back.
  for (int capability = 0; ::prctl(PR_CAPBSET_READ, capability, 0, 0, 0) >= 0; ++capability) {
    // Refused where this root has no CAP_SETPCAP; then no_new_privs stands alone.
    (void)::prctl(PR_CAPBSET_DROP, capability, 0, 0, 0);
  }
  const uid_t uid = entry->pw_uid;
  const gid_t gid = entry->pw_gid;
  if (::setgroups(0, nullptr) != 0) return refused("setgroups");
  if (::setresgid(gid, gid, gid) != 0) return refused("setresgid");
  if (::setresuid(uid, uid, uid) != 0) return refused("setresuid");
  if (::setuid(0) == 0 || ::geteuid() != uid || ::getegid() != gid) {
    return fail(ErrorCode::failed, "root could be had back after giving it up");
  }
  return {};
}

Result<void> limit(int resource, rlim_t most, std::string_view name) {
  const rlimit limits{most, most};
  if (::setrlimit(static_cast<__rlimit_resource_t>(resource), &limits) != 0) return refused(name);
  return {};
}

}  // namespace

Result<void> give_up_privileges(const Confinement& confinement, std::vector<std::string>& notes) {
  if (::geteuid() == 0) {
    if (auto done = become(confinement.user); !done) return done;
  }
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return refused("no_new_privs");
  constexpr rlim_t kDescriptors = 256;
  if (auto done = limit(RLIMIT_NOFILE, kDescriptors, "RLIMIT_NOFILE"); !done) return done;
  if (auto done = limit(RLIMIT_CORE, 0, "RLIMIT_CORE"); !done) return done;
  confine_files(confinement.readable, notes);
  confine_calls(notes);
  return {};
}

}  // namespace holdfast
