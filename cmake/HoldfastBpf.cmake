# holdfast_bpf_program(name): src/bpf/programs/<name>.bpf.c, compiled for the kernel's virtual machine, inside the
# program as holdfast::bpf_object_<name>() (src/bpf/embedded_objects.h). The object has BTF, and no layout of any kernel:
# libbpf fits it to the kernel that it meets.
find_program(HOLDFAST_BPF_CLANG NAMES clang-19 REQUIRED)

function(holdfast_bpf_program name)
  set(source ${CMAKE_SOURCE_DIR}/src/bpf/programs/${name}.bpf.c)
  set(object ${CMAKE_BINARY_DIR}/generated/bpf/${name}.bpf.o)
  set(embedded ${CMAKE_BINARY_DIR}/generated/bpf/${name}_object.cc)
  string(REGEX MATCH "^[^-]+" machine ${CMAKE_LIBRARY_ARCHITECTURE})
  set(machines_x86_64 x86)
  set(machines_aarch64 arm64)
  # The kernel's headers for <linux/types.h> stand in a folder per machine, where clang does not look for this target.
  add_custom_command(OUTPUT ${object}
    COMMAND ${HOLDFAST_BPF_CLANG} -target bpf -O2 -g -Wall -Wextra -Wno-unused-parameter -Werror -D__TARGET_ARCH_${machines_${machine}}
            -I${CMAKE_SOURCE_DIR}/src -idirafter /usr/include/${CMAKE_LIBRARY_ARCHITECTURE}
            -ffile-prefix-map=${CMAKE_SOURCE_DIR}=. -MD -MF ${object}.d -c ${source} -o ${object}
    DEPENDS ${source} DEPFILE ${object}.d COMMENT "Building BPF object ${name}.bpf.o" VERBATIM)
  file(CONFIGURE OUTPUT ${embedded} @ONLY CONTENT [[
#include "bpf/embedded_objects.h"

asm(".pushsection .rodata\n"
    ".balign 8\n"
    "holdfast_bpf_@name@_begin:\n"
    ".incbin \"@object@\"\n"
    "holdfast_bpf_@name@_end:\n"
    ".global holdfast_bpf_@name@_begin\n"
    ".global holdfast_bpf_@name@_end\n"
    ".byte 0\n"
    ".popsection\n");
extern "C" const char holdfast_bpf_@name@_begin[];
extern "C" const char holdfast_bpf_@name@_end[];

namespace holdfast {

std::string_view bpf_object_@name@() {
  return {holdfast_bpf_@name@_begin,
          static_cast<std::size_t>(holdfast_bpf_@name@_end - holdfast_bpf_@name@_begin)};
}

}  // namespace holdfast
]])
  set_source_files_properties(${embedded} PROPERTIES OBJECT_DEPENDS ${object})
  target_sources(holdfast_module_bpf PRIVATE ${embedded})
endfunction()
