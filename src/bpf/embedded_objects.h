// The programs for the kernel, as ELF objects inside of this one: cmake/HoldfastBpf.cmake makes a
// function of each file in programs/.
#pragma once

#include <string_view>

namespace holdfast {

std::string_view bpf_object_affinity();
std::string_view bpf_object_packets();
std::string_view bpf_object_stages();
std::string_view bpf_object_threads();
std::string_view bpf_object_udp_redirect();

}  // namespace holdfast
