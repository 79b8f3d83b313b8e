#include "policy/cpu_expression.h"

#include <fmt/format.h>

#include <array>

#include "base/text.h"
#include "policy/complaint.h"

namespace holdfast {
namespace {

constexpr std::size_t kLongest = 1024;
constexpr int kDeepest = 32;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

class ExpressionParser {
 public:
  explicit ExpressionParser(std::string_view text) : text_(text) {}

  tl::expected<CpuNode, CpuFault> parse() {
    if (text_.size() > kLongest) {
      fault(0, fmt::format("longer than {} characters", kLongest));
    } else {
      auto node = parse_else(0);
      skip_blanks();
      if (!fault_ && at_ < text_.size()) {
        fault(at_, fmt::format("'{}' is not expected here: an operator is (& | - else)",
                               text_.substr(at_, 12)));
      }
      if (!fault_) return node;
    }
    return tl::unexpected(*fault_);
  }

 private:
  void fault(std::size_t at, std::string sentence) {
    if (!fault_) fault_ = CpuFault{at, std::move(sentence)};
  }
  void skip_blanks() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n')) ++at_;
  }
  bool take(char c) {
    skip_blanks();
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  // A word, and nothing when another one stands there.
  bool take_word(std::string_view word) {
    skip_blanks();
    if (!text_.substr(at_).starts_with(word)) return false;
    const auto end = at_ + word.size();
    if (end < text_.size() && (is_letter(text_[end]) || is_digit(text_[end]))) return false;
    at_ = end;
    return true;
  }

  static CpuNode joined(CpuNode::Kind kind, CpuNode left, CpuNode right) {
    CpuNode node;
    node.kind = kind;
    node.begin = left.begin;
    node.end = right.end;
    node.parts.push_back(std::move(left));
    node.parts.push_back(std::move(right));
    return node;
  }

  // Each level of the tree is one of the text's operators: bounded, since evaluation recurses.
  bool too_many() {
    if (++operators_ <= 64) return false;
    fault(at_, "more than 64 operators");
    return true;
  }

  CpuNode parse_else(int depth) {
    if (depth > kDeepest) {
      fault(at_, fmt::format("more than {} parentheses", kDeepest));
      return {};
    }
    auto left = parse_sum(depth);
    while (!fault_ && take_word("else") && !too_many()) {
      left = joined(CpuNode::Kind::otherwise, std::move(left), parse_sum(depth));
    }
    return left;
  }

  CpuNode parse_sum(int depth) {
    auto left = parse_both(depth);
    while (!fault_) {
      if (take('|') || take(',')) {
        if (too_many()) break;
        left = joined(CpuNode::Kind::either, std::move(left), parse_both(depth));
      } else if (take('-')) {
        if (too_many()) break;
        left = joined(CpuNode::Kind::without, std::move(left), parse_both(depth));
      } else {
        break;
      }
    }
    return left;
  }

  CpuNode parse_both(int depth) {
    auto left = parse_operand(depth);
    while (!fault_ && take('&') && !too_many()) {
      left = joined(CpuNode::Kind::both, std::move(left), parse_operand(depth));
    }
    return left;
  }

  CpuNode parse_operand(int depth) {
    skip_blanks();
    const auto begin = at_;
    CpuNode node;
    if (at_ >= text_.size()) {
      fault(at_, text_.empty() ? "empty: CPUs are expected, such as 2-3 or @irq"
                               : "it ends where CPUs are expected");
    } else if (take('(')) {
      node = parse_else(depth + 1);
      if (!take(')')) fault(at_, "')' is missing");
    } else if (is_digit(text_[at_])) {
      node = parse_list();
    } else if (text_[at_] == '@' || is_letter(text_[at_])) {
      node = parse_name(depth);
    } else {
      fault(at_, fmt::format("'{}' is not expected here: CPUs are, such as 2-3 or @irq",
                             text_.substr(at_, 12)));
    }
    node.begin = begin;
    node.end = at_;
    return node;
  }

  // "0-3,8" and "0-15:2/4" as far as digits follow the signs: "0-3 - irq" ends before the second.
  CpuNode parse_list() {
    const auto begin = at_;
    while (at_ < text_.size()) {
      const char c = text_[at_];
      const bool joins = c == '-' || c == ',' || c == ':' || c == '/';
      if (!is_digit(c) && !(joins && at_ + 1 < text_.size() && is_digit(text_[at_ + 1]))) break;
      ++at_;
    }
    CpuNode node;
    const auto list = text_.substr(begin, at_ - begin);
    const auto cpus = CpuSet::parse_list(list);
    if (cpus) {
      node.cpus = *cpus;
    } else {
      fault(begin, fmt::format("{} is no list of CPUs such as 2-3 or 0,4-7", quoted(list)));
    }
    return node;
  }

  CpuNode parse_name(int depth) {
    const bool is_class = take('@');
    const auto begin = at_;
    while (at_ < text_.size() &&
           (is_letter(text_[at_]) || is_digit(text_[at_]) || text_[at_] == '.')) {
      ++at_;
    }
    CpuNode node;
    node.kind = CpuNode::Kind::name;
    node.name = text_.substr(begin, at_ - begin);
    if (node.name.empty()) fault(begin, "the name of a class is expected behind '@'");
    if (is_class) return node;
    if ((node.name == "smt" || node.name == "cores") && take('(')) {
      node.kind = node.name == "smt" ? CpuNode::Kind::smt : CpuNode::Kind::cores;
      parse_argument(node, depth);
    } else if ((node.name == "first" || node.name == "last") && take('(')) {
      node.kind = node.name == "first" ? CpuNode::Kind::first : CpuNode::Kind::last;
      parse_share(node);
      parse_argument(node, depth);
    } else if (node.name == "else") {
      fault(begin, "CPUs are expected before 'else'");
    }
    return node;
  }

  void parse_argument(CpuNode& node, int depth) {
    if (fault_) return;
    node.parts.push_back(parse_else(depth + 1));
    if (!take(')')) fault(at_, "')' is missing");
  }

  // "2 of", "50% of", "1 per node of"
  void parse_share(CpuNode& node) {
    skip_blanks();
    const auto begin = at_;
    while (at_ < text_.size() && is_digit(text_[at_])) ++at_;
    const auto count = parse_number<std::uint32_t>(text_.substr(begin, at_ - begin));
    node.percent = take('%');
    node.per_node = take_word("per") && take_word("node");
    const bool bounded = count && *count > 0 && *count <= (node.percent ? 100 : CpuSet::kMaxCpus);
    if (!bounded || !take_word("of")) {
      fault(begin, fmt::format("{} takes a number or a share of CPUs: {}(2 of online), "
                               "{}(50% per node of online)",
                               node.name, node.name, node.name));
      return;
    }
    node.count = *count;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  int operators_ = 0;
  std::optional<CpuFault> fault_;
};

}  // namespace

tl::expected<CpuNode, CpuFault> parse_cpu_expression(std::string_view text) {
  return ExpressionParser(text).parse();
}

bool is_builtin_cpu_name(std::string_view name) {
  constexpr std::array kNames = {"online",     "isolated", "nohz_full", "housekeeping",
                                 "unisolated", "none",     "nic.node"};
  for (const std::string_view known : kNames) {
    if (name == known) return true;
  }
  return name.starts_with("node") && parse_number<std::uint32_t>(name.substr(4));
}

std::vector<std::pair<std::string, std::size_t>> class_names_in(const CpuNode& node) {
  std::vector<std::pair<std::string, std::size_t>> names;
  if (node.kind == CpuNode::Kind::name) names.emplace_back(node.name, node.begin);
  for (const auto& part : node.parts) {
    for (auto& name : class_names_in(part)) names.push_back(std::move(name));
  }
  return names;
}

bool asks_for_nic(const CpuNode& node) {
  if (node.kind == CpuNode::Kind::name && node.name == "nic.node") return true;
  for (const auto& part : node.parts) {
    if (asks_for_nic(part)) return true;
  }
  return false;
}

}  // namespace holdfast
