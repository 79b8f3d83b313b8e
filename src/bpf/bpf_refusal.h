// What it means that the kernel refused a BPF program. Inside of bpf.
#pragma once

#include <string>
#include <string_view>
#include <system_error>

namespace holdfast {

/// One sentence. `section`: the program's, "fentry/irq_do_set_affinity".
std::string sentence_of_refusal(std::string_view section, std::errc error, bool may_load);

/// Has this process CAP_SYS_ADMIN, or both CAP_BPF and CAP_PERFMON, in effect?
bool has_bpf_capabilities();

}  // namespace holdfast
