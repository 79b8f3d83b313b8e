#include "bpf/bpf_object.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <fmt/format.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <unordered_map>

#include "bpf/bpf_refusal.h"

namespace holdfast {
namespace {

constexpr const char* kKernelTypes = "/sys/kernel/btf/vmlinux";

struct CloseObject {
  void operator()(bpf_object* object) const { bpf_object__close(object); }
};
using ObjectPointer = std::unique_ptr<bpf_object, CloseObject>;

struct DestroyLink {
  void operator()(bpf_link* link) const { bpf_link__destroy(link); }
};
using LinkPointer = std::unique_ptr<bpf_link, DestroyLink>;

/// What libbpf would print is in our sentences; its screens of verifier output help nobody who
/// runs an agent.
int print_nothing(libbpf_print_level, const char*, va_list) { return 0; }

bool contains(const std::vector<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::errc as_errc(int negative) { return static_cast<std::errc>(-negative); }

/// The object with these programs and no others loaded; else what the kernel said.
tl::expected<ObjectPointer, std::errc> load_these(std::string_view elf,
                                                  const std::vector<std::string>& names) {
  ObjectPointer object(bpf_object__open_mem(elf.data(), elf.size(), nullptr));
  if (!object) return tl::unexpected(static_cast<std::errc>(errno));
  bpf_program* program = nullptr;
  bpf_object__for_each_program(program, object.get()) {
    bpf_program__set_autoload(program, contains(names, bpf_program__name(program)));
  }
  if (const int error = bpf_object__load(object.get()); error != 0) {
    return tl::unexpected(as_errc(error));
  }
  return object;
}

/// By program: its section, which says what it is attached to. Empty: no such object.
std::unordered_map<std::string, std::string> sections_of(std::string_view elf) {
  std::unordered_map<std::string, std::string> sections;
  const ObjectPointer object(bpf_object__open_mem(elf.data(), elf.size(), nullptr));
  if (!object) return sections;
  bpf_program* program = nullptr;
  bpf_object__for_each_program(program, object.get()) {
    sections[bpf_program__name(program)] = bpf_program__section_name(program);
  }
  return sections;
}

}  // namespace

struct BpfObject::Loaded {
  ObjectPointer object;
  std::unordered_map<std::string, LinkPointer> links;  // destroyed before the object
};

BpfObject::BpfObject() = default;
BpfObject::BpfObject(BpfObject&& other) noexcept = default;
BpfObject& BpfObject::operator=(BpfObject&& other) noexcept = default;
BpfObject::~BpfObject() = default;

std::string why_no_bpf() {
  if (::access(kKernelTypes, F_OK) != 0) {
    return fmt::format("no BTF: {} is missing, so programs cannot be fitted to this kernel",
                       kKernelTypes);
  }
  // Of a kernel without bpf(2); a call without an attribute is refused in another way.
  if (::syscall(SYS_bpf, BPF_PROG_GET_NEXT_ID, nullptr, 0) != 0 && errno == ENOSYS) {
    return "this kernel has no bpf(2)";
  }
  if (!has_bpf_capabilities()) return "BPF needs CAP_BPF and CAP_PERFMON: run as root";
  return "";
}

BpfObject BpfObject::load(std::string_view elf, const std::vector<std::string>& names) {
  libbpf_set_print(print_nothing);
  const std::string why_none = why_no_bpf();
  auto sections = sections_of(elf);
  BpfObject result;
  std::vector<std::string> wanted;
  for (const auto& name : names) {
    result.programs_.push_back({.name = name, .why = why_none});
    auto& why = result.programs_.back().why;
    if (why.empty() && !sections.contains(name)) why = fmt::format("there is no program {}", name);
    if (why.empty()) wanted.push_back(name);
  }
  if (wanted.empty()) return result;
  auto together = load_these(elf, wanted);
  if (!together && wanted.size() > 1) {
    // libbpf gives up at the first that is refused. Each by itself shows which those are.
    wanted.clear();
    for (auto& program : result.programs_) {
      if (!program.why.empty()) continue;
      if (const auto alone = load_these(elf, {program.name})) {
        wanted.push_back(program.name);
      } else {
        program.why = sentence_of_refusal(sections[program.name], alone.error(), true);
      }
    }
    if (wanted.empty()) return result;
    together = load_these(elf, wanted);
  }
  for (auto& program : result.programs_) {
    if (!program.why.empty()) continue;
    program.loaded = together.has_value();
    if (program.loaded) continue;
    program.why = sentence_of_refusal(sections[program.name], together.error(), true);
  }
  if (together) result.loaded_ = std::make_unique<Loaded>(Loaded{std::move(*together), {}});
  return result;
}

BpfObject::Program* BpfObject::find(std::string_view name) {
  const auto found = std::find_if(programs_.begin(), programs_.end(),
                                  [&](const Program& program) { return program.name == name; });
  return found == programs_.end() ? nullptr : &*found;
}

bool BpfObject::attach(std::string_view name) {
  Program* program = find(name);
  if (!program || !program->loaded || !loaded_) return false;
  if (program->attached) return true;
  auto* raw = bpf_object__find_program_by_name(loaded_->object.get(), program->name.c_str());
  LinkPointer link(raw ? bpf_program__attach(raw) : nullptr);
  if (!link) {
    const auto error = static_cast<std::errc>(errno);
    program->why = sentence_of_refusal(raw ? bpf_program__section_name(raw) : name, error, true);
    return false;
  }
  loaded_->links[program->name] = std::move(link);
  program->attached = true;
  program->why.clear();
  return true;
}

std::size_t BpfObject::attach_all() {
  std::size_t attached = 0;
  for (const auto& program : programs_) attached += attach(program.name) ? 1 : 0;
  return attached;
}

void BpfObject::detach_all() {
  if (loaded_) loaded_->links.clear();
  for (auto& program : programs_) program.attached = false;
}

bool BpfObject::is_attached(std::string_view name) const {
  return std::any_of(programs_.begin(), programs_.end(), [&](const Program& program) {
    return program.name == name && program.attached;
  });
}

std::string BpfObject::why() const {
  for (const auto& program : programs_) {
    if (!program.why.empty()) return program.why;
  }
  return "";
}

int BpfObject::map_fd(std::string_view name) const {
  if (!loaded_) return -1;
  const auto* map = bpf_object__find_map_by_name(loaded_->object.get(), std::string(name).c_str());
  return map ? bpf_map__fd(map) : -1;
}

int BpfObject::program_fd(std::string_view name) const {
  if (!loaded_) return -1;
  const auto* program =
      bpf_object__find_program_by_name(loaded_->object.get(), std::string(name).c_str());
  return program ? bpf_program__fd(program) : -1;
}

}  // namespace holdfast
