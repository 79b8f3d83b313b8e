#include "bpf/bpf_object.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bpf/bpf_refusal.h"
#include "bpf/embedded_objects.h"

namespace holdfast {
namespace {

#define SKIP_WITHOUT_BPF()                                            \
  if (const std::string why = why_no_bpf(); !why.empty()) {           \
    GTEST_SKIP() << "this process may load no BPF programs: " << why; \
  }

TEST(bpf_object, what_the_kernel_refuses_has_its_sentence_and_the_rest_is_there) {
  SKIP_WITHOUT_BPF();
  auto object =
      BpfObject::load(bpf_object_affinity(), {"affinity_requested", "vector_updated", "no_such"});
  ASSERT_EQ(object.programs().size(), 3U);
  std::size_t loaded = 0;
  for (const auto& program : object.programs()) {
    EXPECT_NE(program.loaded, !program.why.empty()) << program.name << ": " << program.why;
    loaded += program.loaded ? 1 : 0;
  }
  EXPECT_EQ(object.programs().back().why, "there is no program no_such");
  EXPECT_EQ(object.map_fd("counts") >= 0, loaded > 0);
  EXPECT_LE(object.attach_all(), loaded);
  object.detach_all();
  EXPECT_FALSE(object.is_attached("vector_updated"));
}

TEST(bpf_object, bytes_that_are_no_object_are_refused_with_a_sentence) {
  SKIP_WITHOUT_BPF();
  const auto object = BpfObject::load("this is no ELF file", {"vector_updated"});
  EXPECT_FALSE(object.programs().front().loaded);
  EXPECT_NE(object.why(), "");
  EXPECT_EQ(object.map_fd("counts"), -1);
}

TEST(bpf_object, a_process_without_privileges_is_told_what_is_needed) {
  const pid_t child = ::fork();
  if (child == 0) {
    if (::geteuid() == 0 && ::setresuid(65534, 65534, 65534) != 0) ::_exit(2);
    const auto object = BpfObject::load(bpf_object_affinity(), {"vector_updated"});
    const std::string why = object.why();
    ::_exit(why.find("run as root") != std::string::npos || why.find("no BTF") == 0 ? 0 : 1);
  }
  int status = -1;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

TEST(bpf_refusal, a_refusal_says_what_it_means) {
  constexpr std::string_view kSection = "fentry/irq_do_set_affinity";
  EXPECT_EQ(sentence_of_refusal(kSection, std::errc::operation_not_permitted, true),
            "this kernel refuses fentry programs (EPERM), as a locked-down one does");
  EXPECT_EQ(sentence_of_refusal(kSection, std::errc::operation_not_permitted, false),
            "BPF needs CAP_BPF and CAP_PERFMON: run as root");
  EXPECT_EQ(sentence_of_refusal(kSection, std::errc::no_such_process, true),
            "this kernel has no irq_do_set_affinity that fentry programs can be attached to");
  EXPECT_EQ(sentence_of_refusal(kSection, std::errc::permission_denied, true),
            "the kernel's verifier refuses the program for fentry/irq_do_set_affinity (EACCES)");
  EXPECT_EQ(sentence_of_refusal(kSection, std::errc::not_enough_memory, true),
            "the program for fentry/irq_do_set_affinity is refused (ENOMEM)");
}

}  // namespace
}  // namespace holdfast
