# `cmake --install` puts the program, its manual, completions, rules and documents below the prefix; the
# Debian package (HoldfastPackage.cmake) adds what belongs to fixed places of a host.
include(GNUInstallDirs)

install(TARGETS holdfast RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
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
  endforeach()
  add_custom_target(manual ALL DEPENDS ${manual})
  install(FILES ${manual} DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
endif()

foreach(shell bash zsh)
  add_custom_command(OUTPUT ${CMAKE_BINARY_DIR}/completion.${shell} DEPENDS holdfast
                     COMMAND holdfast completion ${shell} > ${CMAKE_BINARY_DIR}/completion.${shell} VERBATIM)
endforeach()
add_custom_target(completions ALL DEPENDS ${CMAKE_BINARY_DIR}/completion.bash ${CMAKE_BINARY_DIR}/completion.zsh)
install(FILES ${CMAKE_BINARY_DIR}/completion.bash RENAME holdfast
        DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
install(FILES ${CMAKE_BINARY_DIR}/completion.zsh RENAME _holdfast
        DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions)

include(HoldfastPackage)
