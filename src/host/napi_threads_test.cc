#include "host/napi_threads.h"

#include <gtest/gtest.h>

namespace holdfast {
namespace {

Thread kthread(std::uint32_t id, std::string comm, CpuSet affinity = {0}) {
  return {.process = {id},
          .id = {id},
          .comm = std::move(comm),
          .kernel = true,
          .affinity = std::move(affinity)};
}

std::vector<Nic> one_nic(std::string name, std::vector<std::uint32_t> napi_ids) {
  std::vector<Nic> nics{{.name = std::move(name)}};
  for (const auto id : napi_ids) nics[0].napis.push_back({.id = id});
  return nics;
}

TEST(NapiThreads, SplitsANameAtItsLastDash) {
  EXPECT_EQ(parse_napi_thread("napi/eth-0-8193"), (NapiThreadName{"eth-0", "8193"}));
  EXPECT_EQ(parse_napi_thread("napi/enp129s0f0"), (NapiThreadName{"enp129s0f0", ""}));
  EXPECT_EQ(parse_napi_thread("ksoftirqd/0"), std::nullopt);
}

TEST(NapiThreads, ReadsTheNumberOfAnInterruptThread) {
  EXPECT_EQ(parse_irq_thread("irq/38-eth0-rx"), IrqNumber{38});
  EXPECT_EQ(parse_irq_thread("irq/38-s-eth0"), IrqNumber{38});
  EXPECT_EQ(parse_irq_thread("irq/x-eth0"), std::nullopt);
  EXPECT_EQ(parse_irq_thread("irq_work/0"), std::nullopt);
}

TEST(NapiThreads, GivesAnInstanceItsThreadAndWhereThatMayRun) {
  auto nics = one_nic("eth0", {8193, 8194});
  std::vector<Vector> vectors;
  attach_kernel_threads(nics, vectors, {kthread(70, "napi/eth0-8194", {3})});
  EXPECT_FALSE(nics[0].napis[0].thread);
  EXPECT_EQ(nics[0].napis[1].thread, ThreadId{70});
  EXPECT_EQ(nics[0].napis[1].thread_cpus, CpuSet{3});
}

TEST(NapiThreads, FindsTheInstanceOfARenamedInterface) {
  auto nics = one_nic("lan", {8193});
  std::vector<Vector> vectors;
  attach_kernel_threads(nics, vectors, {kthread(70, "napi/eth0-8193")});
  EXPECT_EQ(nics[0].napis[0].thread, ThreadId{70});
}

TEST(NapiThreads, AddsAnInstanceThatNetlinkDidNotTell) {
  auto nics = one_nic("eth0", {});
  std::vector<Vector> vectors;
  attach_kernel_threads(nics, vectors, {kthread(70, "napi/eth0-8193")});
  ASSERT_EQ(nics[0].napis.size(), 1U);
  EXPECT_EQ(nics[0].napis[0].id, 8193U);
}

TEST(NapiThreads, TakesACutNameOnlyWhenItFitsOneInstance) {
  std::vector<Vector> vectors;
  auto one = one_nic("enp129s0f0np0", {8193});
  attach_kernel_threads(one, vectors, {kthread(70, "napi/enp129s0f0")});
  EXPECT_EQ(one[0].napis[0].thread, ThreadId{70});
  auto two = one_nic("enp129s0f0np0", {8193, 8194});
  attach_kernel_threads(two, vectors, {kthread(70, "napi/enp129s0f0")});
  EXPECT_FALSE(two[0].napis[0].thread);
  auto digits = one_nic("enp1s0", {819, 81934});
  attach_kernel_threads(digits, vectors, {kthread(70, "napi/enp1s0-819")});
  EXPECT_EQ(digits[0].napis[0].thread, ThreadId{70});
}

TEST(NapiThreads, BelievesNetlinkOnWhichThreadItIs) {
  auto nics = one_nic("eth0", {8193});
  nics[0].napis[0].thread = ThreadId{99};
  std::vector<Vector> vectors;
  attach_kernel_threads(nics, vectors,
                        {kthread(70, "napi/eth0-8193", {1}), kthread(99, "napi/old-8193", {2})});
  EXPECT_EQ(nics[0].napis[0].thread, ThreadId{99});
  EXPECT_EQ(nics[0].napis[0].thread_cpus, CpuSet{2});
}

TEST(NapiThreads, DoesNotBelieveAProgramThatTakesSuchAName) {
  auto nics = one_nic("eth0", {8193});
  std::vector<Vector> vectors{{.irq = {38}}};
  auto program = kthread(70, "napi/eth0-8193");
  auto other = kthread(71, "irq/38-eth0");
  program.kernel = other.kernel = false;
  attach_kernel_threads(nics, vectors, {program, other});
  EXPECT_FALSE(nics[0].napis[0].thread);
  EXPECT_FALSE(vectors[0].irq_thread);
}

TEST(NapiThreads, GivesAVectorTheFirstOfItsThreads) {
  std::vector<Nic> nics;
  std::vector<Vector> vectors{{.irq = {37}}, {.irq = {38}}};
  attach_kernel_threads(nics, vectors, {kthread(81, "irq/38-s-eth0"), kthread(80, "irq/38-eth0")});
  EXPECT_FALSE(vectors[0].irq_thread);
  EXPECT_EQ(vectors[1].irq_thread, ThreadId{80});
}

}  // namespace
}  // namespace holdfast
