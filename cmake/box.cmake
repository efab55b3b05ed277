# ormgate_box(NAME SOURCES ... LINKS ... PRECOMPILE ...): one static library a box; PRECOMPILE names the headers that
# nearly all of its sources include and that rarely change. Headers are included from the project's root
# ("core/error.hpp"), which is how tests/layering.cmake tells the arrows between boxes.
function(ormgate_box name)
    cmake_parse_arguments(BOX "" "" "SOURCES;LINKS;PRECOMPILE" ${ARGN})
    add_library(ormgate_${name} STATIC ${BOX_SOURCES})
    target_include_directories(ormgate_${name} PUBLIC ${PROJECT_SOURCE_DIR})
    target_link_libraries(ormgate_${name} PRIVATE ormgate_flags PUBLIC ${BOX_LINKS})
    if(BOX_PRECOMPILE)
        target_precompile_headers(ormgate_${name} PRIVATE ${BOX_PRECOMPILE})
        if(CCACHE)  # it does not see by itself what the precompiled header is made of
            set(made_of ${CMAKE_CURRENT_BINARY_DIR}/CMakeFiles/ormgate_${name}.dir/cmake_pch.hxx)
            set_target_properties(ormgate_${name} PROPERTIES CXX_COMPILER_LAUNCHER
                                  "${CMAKE_COMMAND};-E;env;CCACHE_EXTRAFILES=${made_of};${CMAKE_CXX_COMPILER_LAUNCHER}")
        endif()
    endif()
endfunction()
