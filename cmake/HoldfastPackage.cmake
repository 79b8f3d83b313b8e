# The Debian package (./dev package). What goes to /etc and /lib is a component that a plain
# `cmake --install` leaves alone: their places are absolute.
set(CPACK_PACKAGE_CONTACT "The holdfast maintainers <maintainers@holdfast.invalid>")
set(CPACK_PACKAGE_VENDOR "The holdfast maintainers")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "keeps interrupt vectors, queues and network settings where a policy puts them")
set(CPACK_PACKAGE_DESCRIPTION "holdfast reads where the packets of a host are worked on, says what is
wrong with that, and puts it as a policy wants, with a plan to read first and
a way back. Its agent names whoever moves a vector, measures, and repairs
where the policy lets it; a server without privileges has a dashboard and
metrics.")
if(HOLDFAST_TCA)
  string(APPEND CPACK_PACKAGE_DESCRIPTION " holdfast-tca says what drift cost the orders.")
endif()
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "init-system-helpers (>= 1.54), systemd (>= 249)")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
foreach(script postinst prerm postrm conffiles)
  list(APPEND CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA ${CMAKE_SOURCE_DIR}/packaging/debian/${script})
endforeach()
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_STRIP_FILES ON)
# DESTDIR, since some destinations are absolute; without it they would be this machine's own.
set(CPACK_SET_DESTDIR ON)
set(CPACK_INSTALL_PREFIX /usr)
set(CPACK_INSTALL_CMAKE_PROJECTS "${CMAKE_BINARY_DIR};holdfast;ALL;/;${CMAKE_BINARY_DIR};holdfast;package;/")
if(HOLDFAST_TCA)
  # With DuckDB's library, which is in no package of Debian's: dpkg-shlibdeps is told where it is.
  list(APPEND CPACK_INSTALL_CMAKE_PROJECTS ${CMAKE_BINARY_DIR} holdfast tca /)
  set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS_PRIVATE_DIRS ${CMAKE_BINARY_DIR}/installed)
endif()

string(TIMESTAMP HOLDFAST_DATE "%a, %d %b %Y 00:00:00 +0000" UTC)
configure_file(packaging/debian/changelog.in ${CMAKE_BINARY_DIR}/packaging/changelog @ONLY)
add_custom_command(OUTPUT ${CMAKE_BINARY_DIR}/packaging/changelog.gz DEPENDS ${CMAKE_BINARY_DIR}/packaging/changelog
                   COMMAND gzip -9nc packaging/changelog > packaging/changelog.gz VERBATIM)
add_custom_target(changelog ALL DEPENDS ${CMAKE_BINARY_DIR}/packaging/changelog.gz)

function(package_files destination)
  cmake_parse_arguments(F "" "RENAME" "" ${ARGN})
  if(F_RENAME)
    set(rename RENAME ${F_RENAME})
  endif()
  install(FILES ${F_UNPARSED_ARGUMENTS} DESTINATION ${destination} ${rename} COMPONENT package EXCLUDE_FROM_ALL)
endfunction()
file(GLOB units CONFIGURE_DEPENDS packaging/systemd/*.service packaging/systemd/*.target)
package_files(/lib/systemd/system ${units})
package_files(/usr/lib/sysusers.d packaging/sysusers/holdfast.conf)
package_files(/usr/lib/tmpfiles.d packaging/tmpfiles/holdfast.conf)
package_files(/usr/lib/systemd/catalog packaging/journald/holdfast.catalog)
package_files(/etc/holdfast packaging/config/policy.yaml)
package_files(/etc/default packaging/config/default RENAME holdfast)
package_files(/usr/share/doc/holdfast packaging/debian/copyright)
package_files(/usr/share/doc/holdfast ${CMAKE_BINARY_DIR}/packaging/changelog.gz)
package_files(/usr/share/lintian/overrides packaging/debian/lintian-overrides RENAME holdfast)
include(CPack)
