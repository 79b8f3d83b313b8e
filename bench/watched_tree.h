// A tmpfs that looks like /proc/irq, in a mount namespace that ends with the benchmark; and
// processes that keep the CPUs busy meanwhile.
#pragma once

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace holdfast {

class WatchedTree {
 public:
  static constexpr std::string_view kFile = "/proc/irq/38/smp_affinity_list";

  WatchedTree() {
    char name[] = "/tmp/holdfast-bench-XXXXXX";
    if (::mkdtemp(name) == nullptr) return;
    root_ = name;
    if (::unshare(CLONE_NEWNS) != 0 ||
        ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
        ::mount("tmpfs", root_.c_str(), "tmpfs", 0, nullptr) != 0) {
      return;
    }
    is_mounted_ = true;
    std::filesystem::create_directories(root_ + "/proc/irq/38");
    std::ofstream(file()) << "2\n";
  }
  WatchedTree(const WatchedTree&) = delete;
  WatchedTree& operator=(const WatchedTree&) = delete;
  ~WatchedTree() {
    if (is_mounted_) ::umount2(root_.c_str(), MNT_DETACH);
    if (!root_.empty()) ::rmdir(root_.c_str());
  }

  bool is_mounted() const { return is_mounted_; }
  const std::string& root() const { return root_; }
  std::string file() const { return root_ + std::string(kFile); }

 private:
  std::string root_;
  bool is_mounted_ = false;
};

class BusyProcesses {
 public:
  explicit BusyProcesses(int count) {
    for (int i = 0; i < count; ++i) {
      const pid_t child = ::fork();
      if (child == 0) {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        while (true) __asm__ volatile("");
      }
      if (child > 0) children_.push_back(child);
    }
  }
  BusyProcesses(const BusyProcesses&) = delete;
  BusyProcesses& operator=(const BusyProcesses&) = delete;
  ~BusyProcesses() {
    for (const pid_t child : children_) ::kill(child, SIGKILL);
    for (const pid_t child : children_) ::waitpid(child, nullptr, 0);
  }

 private:
  std::vector<pid_t> children_;
};

}  // namespace holdfast
