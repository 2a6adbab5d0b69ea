#pragma once
// What an exploration says before its process dies: that the code under test crashed, called abort,
// went round without an operation, or that somebody stopped it; and the schedule so far, by which
// it does so again.

#include <cstddef>

namespace heddle::code {

class CodeProgram;

// While there is one, such ends are reported on standard error. They may nest, on several OS
// threads.
class CrashWatch {
 public:
  CrashWatch();
  ~CrashWatch();
  CrashWatch(const CrashWatch&) = delete;
  CrashWatch& operator=(const CrashWatch&) = delete;

  // The program that this OS thread runs; null: none.
  static void set_program(CodeProgram* program);
  // A program comes and goes: whether its threads go on is looked at meanwhile.
  static void add(CodeProgram& program);
  static void remove(CodeProgram& program);
};

}  // namespace heddle::code
