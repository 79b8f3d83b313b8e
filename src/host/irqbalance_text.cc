#include "host/irqbalance_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace holdfast {
namespace {

constexpr std::string_view kFlagsWithValue = "ipscltmeb";  // short options that take a value

tl::unexpected<Error> wrong(std::string_view what, std::string_view bytes) {
  return fail(ErrorCode::malformed,
              fmt::format("expected {}, found {:?}", what, bytes.substr(0, 40)));
}

/// Takes "NAME number" for each name; false at the first that is something else.
bool take_numbers(std::string_view& rest, std::initializer_list<std::string_view> names) {
  for (const auto name : names) {
    if (next_word(rest) != name || !parse_number<std::int64_t>(next_word(rest))) return false;
  }
  return true;
}

void take_option(std::string_view name, std::string_view value, IrqbalanceOptions& options) {
  if (name == "oneshot" || name == "o") options.one_shot = true;
  if (name == "policyscript" || name == "l" || name == "banscript" || name == "b") {
    options.policy_script = value;
  }
  if (name == "banmod" || name == "m") options.banned_modules.emplace_back(value);
  if (name != "banirq" && name != "i") return;
  if (const auto irq = parse_number<std::uint32_t>(value)) {
    options.banned_irqs.push_back({*irq});
  } else {
    options.not_understood.emplace_back(value);
  }
}

std::string_view without_quotes(std::string_view value) {
  value = trim(value);
  const bool quoted = value.size() >= 2 && value.front() == value.back() &&
                      (value.front() == '"' || value.front() == '\'');
  return quoted ? value.substr(1, value.size() - 2) : value;
}

void take_variable(std::string_view name, std::string_view value, int line,
                   IrqbalanceEnvironment& environment) {
  const auto take_cpus = [&](const Result<CpuSet>& cpus) {
    if (cpus) {
      environment.banned_cpus = *cpus;
    } else {
      environment.not_understood.emplace_back(line, std::string(value));
    }
  };
  if (name == "IRQBALANCE_BANNED_CPULIST" && !value.empty()) take_cpus(CpuSet::parse_list(value));
  if (name == "IRQBALANCE_BANNED_CPUS" && !value.empty() && !environment.banned_cpus) {
    take_cpus(CpuSet::parse_mask(value.starts_with("0x") ? value.substr(2) : value));
  }
  // The daemon looks only whether the variable exists; systemd sets none from an empty value.
  if ((name == "IRQBALANCE_ONESHOT" || name == "ONESHOT") && !value.empty() && value != "0" &&
      value != "no") {
    environment.options.one_shot = true;
  }
  if (name != "IRQBALANCE_ARGS" && name != "OPTIONS") return;
  std::vector<std::string> arguments;
  for (const auto word : words_of(value)) arguments.emplace_back(word);
  IrqbalanceOptions options = parse_irqbalance_options(arguments);
  options.one_shot |= environment.options.one_shot;
  for (const auto& text : options.not_understood) {
    environment.not_understood.emplace_back(line, text);
  }
  environment.options = std::move(options);
}

}  // namespace

Result<IrqbalanceSetup> parse_irqbalance_setup(std::string_view text) {
  IrqbalanceSetup setup;
  std::string_view rest = text;
  if (next_word(rest) != "SLEEP") return wrong("\"SLEEP seconds\"", text);
  const auto sleep = parse_number<std::uint32_t>(next_word(rest));
  if (!sleep) return wrong("\"SLEEP seconds\"", text);
  setup.sleep_seconds = *sleep;
  for (;;) {
    const std::string_view here = trim(rest);
    const std::string_view word = next_word(rest);
    if (word == "IRQ") {
      const auto irq = parse_number<std::uint32_t>(next_word(rest));
      if (!irq || !take_numbers(rest, {"LOAD", "DIFF", "CLASS"})) {
        return wrong("\"IRQ n LOAD n DIFF n CLASS n\"", here);
      }
      setup.banned_irqs.push_back({*irq});
      continue;
    }
    if (word != "BANNED") return wrong("\"IRQ …\" or \"BANNED mask\"", here);
    const auto cpus = CpuSet::parse_mask(next_word(rest));
    if (!cpus) return wrong("\"BANNED mask\"", here);
    setup.banned_cpus = *cpus;
    break;
  }
  std::sort(setup.banned_irqs.begin(), setup.banned_irqs.end());
  const auto last = std::unique(setup.banned_irqs.begin(), setup.banned_irqs.end());
  setup.banned_irqs.erase(last, setup.banned_irqs.end());
  return setup;
}

IrqbalanceOptions parse_irqbalance_options(const std::vector<std::string>& arguments) {
  IrqbalanceOptions options;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    std::string_view argument = arguments[i];
    const auto next = [&] { return i + 1 < arguments.size() ? arguments[++i] : std::string{}; };
    if (argument.starts_with("--")) {
      argument.remove_prefix(2);
      const auto equals = argument.find('=');
      const std::string_view name = argument.substr(0, equals);
      const bool has_value = name != "oneshot" && name != "debug" && name != "foreground" &&
                             name != "journal" && name != "version" && !name.empty();
      const std::string value = equals != std::string_view::npos
                                    ? std::string(argument.substr(equals + 1))
                                    : (has_value ? next() : std::string{});
      take_option(name, value, options);
    } else if (argument.starts_with('-')) {
      for (std::size_t at = 1; at < argument.size(); ++at) {
        const std::string_view name = argument.substr(at, 1);
        if (kFlagsWithValue.find(name.front()) == std::string_view::npos) {
          take_option(name, {}, options);
          continue;
        }
        const bool is_last = at + 1 == argument.size();
        take_option(name, is_last ? next() : std::string(argument.substr(at + 1)), options);
        break;
      }
    }
  }
  return options;
}

IrqbalanceEnvironment parse_irqbalance_environment(std::string_view text) {
  IrqbalanceEnvironment environment;
  int number = 0;
  while (const auto whole = next_line(text)) {
    ++number;
    const std::string_view line = trim(*whole);
    const auto equals = line.find('=');
    if (line.starts_with('#') || equals == std::string_view::npos) continue;
    take_variable(line.substr(0, equals), without_quotes(line.substr(equals + 1)), number,
                  environment);
  }
  return environment;
}

}  // namespace holdfast
