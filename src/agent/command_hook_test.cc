#include "agent/command_hook.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <functional>
#include <sstream>
#include <thread>

#include "host/temporary_folder.h"

namespace holdfast {
namespace {

class CommandHookTest : public testing::Test {
 protected:
  std::string script(const std::string& text) {
    const std::string path = folder_.path() + "/hook";
    std::ofstream(path) << "#!/bin/sh\ncd " << folder_.path() << "\n" << text << "\n";
    ::chmod(path.c_str(), 0755);
    return path;
  }
  std::string read(const std::string& name) const {
    std::ifstream file(folder_.path() + "/" + name);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
  }
  /// Turns with a clock of our own, which stands still unless `step` says otherwise.
  bool turns_until(CommandHook& hook, const std::function<bool()>& done, double step = 0) {
    for (int i = 0; i < 2000; ++i) {
      hook.do_work(now_);
      if (done()) return true;
      now_.ns += static_cast<std::int64_t>(step * 1e9);
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return false;
  }
  static Event drift() {
    Event event;
    event.subject = "eth0 rx 0 (irq 38)";
    event.to = "0";
    event.wanted = "2";
    return event;
  }

  TemporaryFolder folder_;
  Instant now_;
};

TEST_F(CommandHookTest, TheProgramGetsTheEventOnItsInput) {
  CommandHook hook(script("cat >got; env >/dev/null"), {}, 10);
  hook.tell(drift(), now_);
  ASSERT_TRUE(turns_until(hook, [&] { return hook.counts().delivered == 1; }));
  EXPECT_EQ(read("got"), to_json(drift()) + "\n");
}

TEST_F(CommandHookTest, OneThatDoesNotReadItsInputIsServedAllTheSame) {
  CommandHook hook(script("exit 0"), {}, 10);
  Event large = drift();
  large.evidence = std::string(300'000, 'x');  // more than a pipe holds
  hook.tell(large, now_);
  EXPECT_TRUE(turns_until(hook, [&] { return hook.counts().delivered == 1; }));
}

TEST_F(CommandHookTest, OneThatFailsIsStartedAgainLater) {
  CommandHook hook(script("echo x >>tries; [ $(wc -l <tries) = 3 ]"), {}, 10);
  hook.tell(drift(), now_);
  ASSERT_TRUE(turns_until(hook, [&] { return hook.counts().retries == 1; }));
  for (int i = 0; i < 20; ++i) hook.do_work(now_);
  EXPECT_EQ(read("tries"), "x\n") << "it was started again at once";
  ASSERT_TRUE(turns_until(hook, [&] { return hook.counts().delivered == 1; }, 0.1));
  EXPECT_EQ(read("tries"), "x\nx\nx\n");
}

TEST_F(CommandHookTest, OneThatHangsIsKilledWithItsChildrenAndHoldsNothingUp) {
  CommandHook hook(script("sleep 300 & echo $! >child; trap '' TERM; wait; sleep 300"),
                   {.tries = 1}, 10);
  hook.tell(drift(), now_);
  ASSERT_TRUE(turns_until(hook, [&] { return read("child").ends_with("\n"); }));
  const auto begun = std::chrono::steady_clock::now();
  hook.do_work(now_);
  EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(1));
  now_.ns += 10'000'000'000;
  ASSERT_TRUE(turns_until(hook, [&] { return hook.counts().failed == 1; }));
  const int child = std::stoi(read("child"));
  EXPECT_TRUE(turns_until(hook, [child] {
    std::ifstream stat("/proc/" + std::to_string(child) + "/stat");
    std::string pid, name, state;
    return !(stat >> pid >> name >> state) || state == "Z";
  }));
}

TEST_F(CommandHookTest, OneThatIsNotThereFailsAndIsNotWaitedFor) {
  CommandHook hook(folder_.path() + "/none", {.tries = 1}, 10);
  hook.tell(drift(), now_);
  hook.do_work(now_);
  EXPECT_EQ(hook.counts().failed, 1);
}

TEST_F(CommandHookTest, EventsOfNoUrgencyStartNothing) {
  CommandHook hook(script("touch started"), {}, 10);
  Event event = drift();
  event.to = event.wanted;
  hook.tell(event, now_);
  hook.do_work(now_);
  EXPECT_EQ(hook.counts().waiting, 0);
}

}  // namespace
}  // namespace holdfast
