#include "host/cgroup.h"

#include <gtest/gtest.h>

namespace holdfast {
namespace {

TEST(Cgroup, PrefersTheUnifiedHierarchy) {
  EXPECT_EQ(cgroup_path("0::/system.slice/irqbalance.service\n"),
            "/system.slice/irqbalance.service");
}

TEST(Cgroup, ACpusetIsThatOfVersionOneWhereThereIsOne) {
  EXPECT_EQ(cpuset_path("4:cpu,cpuset:/shield\n1:name=systemd:/x\n0::/system.slice/a.service\n"),
            "/shield");
  EXPECT_EQ(cpuset_path("1:name=systemd:/x\n0::/system.slice/a.service\n"),
            "/system.slice/a.service");
  EXPECT_EQ(cpuset_path("0::/\n"), "/");
  EXPECT_EQ(cpuset_path(""), "");
}

TEST(Cgroup, FallsBackToTheHierarchiesOfVersionOne) {
  EXPECT_EQ(cgroup_path("12:cpuset:/shield\n1:name=systemd:/system.slice/sshd.service\n0::/\n"),
            "/system.slice/sshd.service");
  EXPECT_EQ(cgroup_path("3:cpuset:/trading\n9:name=systemd:/\n0::/\n"), "/trading");
  EXPECT_EQ(cgroup_path("9:name=systemd:/\n"), "/");
  EXPECT_EQ(cgroup_path("nonsense\n0:\n"), "");
}

TEST(Cgroup, KeepsColonsInThePath) {
  EXPECT_EQ(cgroup_path("0::/system.slice/a:b.service\n"), "/system.slice/a:b.service");
}

TEST(Unit, IsTheFirstComponentAfterTheSlices) {
  EXPECT_EQ(unit_of("/system.slice/tuned.service"), "tuned.service");
  EXPECT_EQ(unit_of("/system.slice/system-getty.slice/getty@tty1.service"), "getty@tty1.service");
  EXPECT_EQ(unit_of("/user.slice/user-1000.slice/session-3.scope"), "session-3.scope");
  EXPECT_EQ(unit_of("/"), "");
  EXPECT_EQ(unit_of("/kubepods/besteffort/pod12/abc"), "");
}

TEST(Unit, OfAUserManagerIsTheUsersOwn) {
  EXPECT_EQ(unit_of("/user.slice/user-1000.slice/user@1000.service/app.slice/md.service"),
            "md.service");
  EXPECT_EQ(unit_of("/user.slice/user-1000.slice/user@1000.service"), "user@1000.service");
}

TEST(Unit, OfAContainerIsItsScopeWhateverRunsInside) {
  EXPECT_EQ(unit_of("/system.slice/docker-4f1c.scope/system.slice/irqbalance.service"),
            "docker-4f1c.scope");
  EXPECT_EQ(unit_of("/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod9.slice/"
                    "cri-containerd-77.scope"),
            "cri-containerd-77.scope");
}

}  // namespace
}  // namespace holdfast
