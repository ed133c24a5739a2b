# module(vault DEPENDS keys audit LINKS ICU::uc EMBEDS law): src/vault/*.cc as a library, *_test.cc as
# its tests. EMBEDS puts the files of that folder into the library: src/<module>/embedded.h names them.
function(module name)
  cmake_parse_arguments(M "" "" "DEPENDS;LINKS;EMBEDS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/${name}/*.cc)
  set(tests ${sources})
  list(FILTER sources EXCLUDE REGEX "_test\\.cc$")
  list(FILTER tests INCLUDE REGEX "_test\\.cc$")
  if(M_EMBEDS)
    embed(${name} ${M_EMBEDS} embedded)
    list(APPEND sources ${embedded})
  endif()
  if(sources)
    add_library(${name} STATIC ${sources})
    set(scope PUBLIC)
  else()
    add_library(${name} INTERFACE)
    set(scope INTERFACE)
  endif()
  target_include_directories(${name} ${scope} ${PROJECT_SOURCE_DIR}/src)
  target_link_libraries(${name} ${scope} ${M_DEPENDS} ${M_LINKS})
  if(tests AND ALMONER_TESTS)
    add_executable(${name}_test ${tests})
    target_link_libraries(${name}_test PRIVATE ${name} test_support GTest::gmock GTest::gtest_main)
    if(CMAKE_CXX_CLANG_TIDY)  # a test looks into an optional after it has asserted that something is there
      set_target_properties(${name}_test PROPERTIES CXX_CLANG_TIDY
                            "${CMAKE_CXX_CLANG_TIDY};--checks=-bugprone-unchecked-optional-access")
    endif()
    # All in one process: some 3,900 processes would take longer than what most of them try.
    add_test(NAME ${name} COMMAND ${name}_test --gtest_brief=1 WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
    set_tests_properties(${name} PROPERTIES TIMEOUT 900)
  endif()
endfunction()

# embed(store migrations out): a generated source with the bytes of migrations/**, made anew when one changes.
function(embed module folder out)
  file(GLOB_RECURSE files CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${folder}/*)
  set(generated ${PROJECT_BINARY_DIR}/embedded/${module}.cc)
  add_custom_command(
    OUTPUT ${generated}
    COMMAND ${CMAKE_COMMAND} -D ROOT=${PROJECT_SOURCE_DIR}/${folder} -D MODULE=${module} -D OUT=${generated}
            -P ${PROJECT_SOURCE_DIR}/cmake/embed.cmake
    DEPENDS ${files} ${PROJECT_SOURCE_DIR}/cmake/embed.cmake
    COMMENT "Embedding ${folder}/")
  set_source_files_properties(${generated} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
  set(${out} ${generated} PARENT_SCOPE)
endfunction()

# must_not_compile(forge_permit "is private"): fine as written; with -DWRONG, an error that says so.
function(must_not_compile name message)
  set(compile ${CMAKE_CXX_COMPILER} -std=c++23 -fsyntax-only -Werror -Wall -I${PROJECT_SOURCE_DIR}/src
      ${PROJECT_SOURCE_DIR}/tests/must_not_compile/${name}.cc)
  add_test(NAME must_not_compile/${name}/right COMMAND ${compile})
  add_test(NAME must_not_compile/${name}/wrong COMMAND ${compile} -DWRONG)
  set_tests_properties(must_not_compile/${name}/wrong PROPERTIES PASS_REGULAR_EXPRESSION "${message}")
endfunction()

# fuzz_target(notice notice): fuzz/notice_fuzz.cc over the module; its corpus is a test everywhere.
function(fuzz_target name)
  add_executable(${name}_fuzz ${name}_fuzz.cc)
  target_link_libraries(${name}_fuzz PRIVATE ${ARGN})
  if(ALMONER_FUZZ)
    target_link_options(${name}_fuzz PRIVATE -fsanitize=fuzzer)
  else()
    target_sources(${name}_fuzz PRIVATE replay_main.cc)
    file(GLOB corpus CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/corpus/${name}/*)
    add_test(NAME fuzz_corpus/${name} COMMAND ${name}_fuzz ${corpus})
  endif()
endfunction()
