// The one main function of the test program; every other file here only adds test cases.

#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>

// For the address sanitizer. What these tests make outside of an exploration is shared with threads
// that are left for ever, and so never freed.
extern "C" const char* __lsan_default_suppressions();  // NOLINT
extern "C" const char* __lsan_default_suppressions() { return "leak:heddle::code_tests::\n"; }
