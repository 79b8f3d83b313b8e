// ask_kernel FAMILY COMMAND OBJECT [REPEAT]: one answer of the kernel as JSON, for the tests that
// compare it with what other programs say; with REPEAT also the mean time on standard error.
#include <fmt/format.h>

#include <chrono>
#include <cstdio>

#include "base/text.h"
#include "host/answer_json.h"
#include "host/kernel_answers.h"

int main(int count, char** words) {
  using namespace holdfast;
  if (count < 4) {
    fmt::print(stderr, "usage: ask_kernel FAMILY COMMAND OBJECT [REPEAT]\n");
    return 2;
  }
  KernelAnswers kernel;
  const Question question{words[1], words[2], words[3]};
  const auto answer = kernel.ask(question);
  fmt::print("{}", answer_to_json(answer));
  const auto repeat = count > 4 ? parse_number<int>(words[4]) : std::nullopt;
  if (!repeat) return 0;
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < *repeat; ++i) static_cast<void>(kernel.ask(question));
  const std::chrono::duration<double, std::micro> elapsed =
      std::chrono::steady_clock::now() - start;
  fmt::print(stderr, "{} {} {}: {:.1f} us\n", words[1], words[2], words[3],
             elapsed.count() / *repeat);
  return 0;
}
