# `cmake --install` puts the program, its manual, completions, rules and documents below the prefix; the
# Debian package (HoldfastPackage.cmake) adds what belongs to fixed places of a host.
include(GNUInstallDirs)

install(TARGETS holdfast holdfast-gateway RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
# holdfast-tca brings DuckDB's library along, 60 MB, and is a component of its own: cmake --install build --component tca.
set(programs holdfast holdfast-gateway)
if(HOLDFAST_TCA)
  list(APPEND programs holdfast-tca)
  set_target_properties(holdfast-tca PROPERTIES INSTALL_RPATH "$ORIGIN/../${CMAKE_INSTALL_LIBDIR}/holdfast")
  install(TARGETS holdfast-tca RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT tca EXCLUDE_FROM_ALL)
  # Without the symbols that only a debugger reads, which are another 11 MB.
  set(duckdb ${CMAKE_BINARY_DIR}/installed/libduckdb.so)
  add_custom_command(OUTPUT ${duckdb} DEPENDS ${DuckDB_LIBRARY}
                     COMMAND ${CMAKE_COMMAND} -E make_directory installed
                     COMMAND ${CMAKE_STRIP} --strip-unneeded -o ${duckdb} ${DuckDB_LIBRARY} VERBATIM)
  add_custom_target(duckdb_library ALL DEPENDS ${duckdb})
  install(FILES ${duckdb} DESTINATION ${CMAKE_INSTALL_LIBDIR}/holdfast COMPONENT tca EXCLUDE_FROM_ALL)
  install(FILES third_party/duckdb/LICENSE RENAME LICENSE.duckdb DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/holdfast-tca
          COMPONENT tca EXCLUDE_FROM_ALL)
endif()
# belongs(NAME OUT): the rest of install() for a file of that name's program.
function(belongs name out)
  if(name MATCHES "^_?holdfast-tca")
    set(${out} COMPONENT tca EXCLUDE_FROM_ALL PARENT_SCOPE)
  else()
    unset(${out} PARENT_SCOPE)
  endif()
endfunction()
install(FILES include/holdfast/features.h DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/holdfast)
file(GLOB documents CONFIGURE_DEPENDS docs/*.md)
install(FILES README.md ${documents} DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY docs/schema policies DESTINATION ${CMAKE_INSTALL_DATADIR}/holdfast)
install(FILES packaging/prometheus/holdfast.rules.yml DESTINATION ${CMAKE_INSTALL_DATADIR}/holdfast/prometheus)
install(FILES packaging/grafana/holdfast.json DESTINATION ${CMAKE_INSTALL_DATADIR}/holdfast/grafana)

find_program(HOLDFAST_SCDOC scdoc)
if(HOLDFAST_SCDOC)
  file(GLOB pages CONFIGURE_DEPENDS docs/man/*.scd)
  foreach(page ${pages})
    get_filename_component(name ${page} NAME_WLE)
    set(output ${CMAKE_BINARY_DIR}/man/${name})
    add_custom_command(OUTPUT ${output} ${output}.gz DEPENDS ${page}
                       COMMAND ${CMAKE_COMMAND} -E make_directory man
                       COMMAND ${HOLDFAST_SCDOC} < ${page} > ${output}
                       COMMAND gzip -9nc ${output} > ${output}.gz VERBATIM)
    list(APPEND manual ${output}.gz)
    belongs(${name} component)
    install(FILES ${output}.gz DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 ${component})
  endforeach()
  add_custom_target(manual ALL DEPENDS ${manual})
endif()

foreach(program ${programs})
  belongs(${program} component)
  set(script ${CMAKE_BINARY_DIR}/${program}.completion)
  foreach(shell bash zsh)
    add_custom_command(OUTPUT ${script}.${shell} DEPENDS ${program}
                       COMMAND ${program} completion ${shell} > ${script}.${shell} VERBATIM)
    list(APPEND completions ${script}.${shell})
  endforeach()
  install(FILES ${script}.bash RENAME ${program} DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions
          ${component})
  install(FILES ${script}.zsh RENAME _${program} DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions
          ${component})
endforeach()
add_custom_target(completions ALL DEPENDS ${completions})

include(HoldfastPackage)
