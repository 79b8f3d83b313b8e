#include "host/attached_path.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include "host/descriptor.h"
#include "host/temporary_folder.h"

namespace holdfast {
namespace {

constexpr int kNoRight = 77;

/// In a mount namespace of its own: what is found of a file whose mount is gone. An exit status.
int find_detached(const std::string& folder, const char* source, const char* file,
                  const char* wanted) {
  if (::unshare(CLONE_NEWNS) != 0 ||
      ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
      ::mount(source, folder.c_str(), nullptr, MS_BIND, nullptr) != 0) {
    return kNoRight;
  }
  const int fd = ::open((folder + file).c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0 || ::umount2(folder.c_str(), MNT_DETACH) != 0) return 2;
  const auto told = read_link_at(AT_FDCWD, fmt::format("/proc/self/fd/{}", fd).c_str());
  if (!told || *told == wanted) return 3;  // it is not what this test is about
  return attached_path(fd, *told) == wanted ? 0 : 1;
}

int status_of(const std::string& folder, const char* source, const char* file, const char* wanted) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(find_detached(folder, source, file, wanted));
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

void expect_found(const char* source, const char* file, const char* wanted) {
  const TemporaryFolder folder;
  const int status = status_of(folder.path(), source, file, wanted);
  if (status == kNoRight) GTEST_SKIP() << "mounting needs CAP_SYS_ADMIN";
  EXPECT_EQ(status, 0);
}

TEST(AttachedPath, AFileOfAProcfsWhoseMountIsGoneIsFoundOnThisHosts) {
  expect_found("/proc", "/irq/default_smp_affinity", "/proc/irq/default_smp_affinity");
}

TEST(AttachedPath, ASysctlBelowABindOfProcSysIsFound) {
  expect_found("/proc/sys", "/kernel/ostype", "/proc/sys/kernel/ostype");
}

TEST(AttachedPath, AFileOfAnotherFileSystemIsNotLookedFor) {
  const Descriptor file(::open("/etc/passwd", O_RDONLY | O_CLOEXEC));
  ASSERT_TRUE(file);
  EXPECT_EQ(attached_path(file.fd(), "/passwd"), std::nullopt);
}

TEST(AttachedPath, ANameThatIsAnotherFileIsNotTaken) {
  const Descriptor file(::open("/proc/sys/kernel/ostype", O_RDONLY | O_CLOEXEC));
  ASSERT_TRUE(file);
  EXPECT_EQ(attached_path(file.fd(), "/sys/kernel/osrelease"), std::nullopt);
}

}  // namespace
}  // namespace holdfast
