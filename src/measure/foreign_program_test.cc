#include "measure/foreign_program.h"

#include <gmock/gmock.h>
#include <signal.h>

#include <fstream>

#include "measure/paced_sender.h"

namespace holdfast {
namespace {

using testing::HasSubstr;

const IsStopped kNever = [] { return false; };

std::vector<std::string> shell(const std::string& script) { return {"/bin/sh", "-c", script}; }

TEST(ForeignProgram, IsFoundInTheFoldersOfThePathOnly) {
  EXPECT_EQ(find_program("sh", "/nowhere:/bin"), "/bin/sh");
  EXPECT_EQ(find_program("sh", ""), std::nullopt);
  EXPECT_EQ(find_program("sh", ".:bin:"), std::nullopt);
  EXPECT_EQ(find_program("no-such-program", "/bin:/usr/bin"), std::nullopt);
}

TEST(ForeignProgram, WhatItPrintsByEitherWayIsItsOutput) {
  auto program = ForeignProgram::start(shell("echo out; echo err >&2"), nullptr);
  ASSERT_TRUE(program);
  const auto output = program->output(10, kNever);
  ASSERT_TRUE(output);
  EXPECT_THAT(*output, HasSubstr("out\n"));
  EXPECT_THAT(*output, HasSubstr("err\n"));
}

TEST(ForeignProgram, OneThatCannotBeRunIsNamed) {
  auto program = ForeignProgram::start({"/no/such"}, nullptr);
  ASSERT_TRUE(program);
  const auto output = program->output(10, kNever);
  ASSERT_FALSE(output);
  EXPECT_THAT(output.error().sentence, HasSubstr("/no/such"));
}

TEST(ForeignProgram, OneThatDoesNotEndIsKilledWithItsTimeOrWhenItIsStopped) {
  for (const bool stopped : {false, true}) {
    const std::int64_t begun = steady_ns();
    {
      auto program = ForeignProgram::start(shell("echo $$; exec sleep 100"), nullptr);
      ASSERT_TRUE(program);
      const auto output = program->output(stopped ? 100 : 0.3, [&] { return stopped; });
      EXPECT_FALSE(output);
    }
    EXPECT_LT(steady_ns() - begun, 10'000'000'000);
  }
}

TEST(ForeignProgram, OneThatClosesItsOutputAndGoesOnIsNotWaitedForBeyondItsTime) {
  const std::int64_t begun = steady_ns();
  auto program = ForeignProgram::start(shell("echo said; exec sleep 100 >&- 2>&-"), nullptr);
  ASSERT_TRUE(program);
  EXPECT_FALSE(program->output(0.5, kNever));
  EXPECT_LT(steady_ns() - begun, 10'000'000'000);
}

TEST(ForeignProgram, NothingOfItStaysBehind) {
  const auto file = testing::TempDir() + "holdfast_foreign_program";
  {
    auto program =
        ForeignProgram::start(shell("echo $$ >" + file + "; echo; exec sleep 100"), nullptr);
    ASSERT_TRUE(program);
    EXPECT_FALSE(program->output(1, kNever));
  }
  pid_t process = 0;
  std::ifstream(file) >> process;
  ASSERT_GT(process, 1);
  EXPECT_EQ(::kill(process, 0), -1);
}

TEST(ForeignProgram, ItsOutputIsBounded) {
  auto program = ForeignProgram::start(shell("head -c 1000000 /dev/zero"), nullptr);
  ASSERT_TRUE(program);
  const auto output = program->output(30, kNever);
  ASSERT_TRUE(output);
  EXPECT_EQ(output->size(), ForeignProgram::kMostOutput);
}

}  // namespace
}  // namespace holdfast
