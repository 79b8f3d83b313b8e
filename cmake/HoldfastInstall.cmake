# `cmake --install` and the Debian package (./dev package): the program, its manual and its completions.
include(GNUInstallDirs)
set(CPACK_PACKAGE_CONTACT "The holdfast maintainers <maintainers@holdfast.invalid>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
include(CPack)

install(TARGETS holdfast RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(FILES include/holdfast/features.h DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/holdfast)
install(FILES LICENSE README.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY docs/schema policies DESTINATION ${CMAKE_INSTALL_DATADIR}/holdfast)
install(DIRECTORY packaging/systemd/ DESTINATION lib/systemd/system FILES_MATCHING PATTERN "*.service")

find_program(HOLDFAST_SCDOC scdoc)
if(HOLDFAST_SCDOC)
  file(GLOB pages CONFIGURE_DEPENDS docs/man/*.scd)
  foreach(page ${pages})
    get_filename_component(name ${page} NAME_WLE)
    set(output ${CMAKE_BINARY_DIR}/man/${name})
    add_custom_command(OUTPUT ${output} DEPENDS ${page} COMMAND ${CMAKE_COMMAND} -E make_directory man
                       COMMAND ${HOLDFAST_SCDOC} < ${page} > ${output} VERBATIM)
    list(APPEND manual ${output})
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
        DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions)
