#pragma once
// A program whose threads are fibers, although they need no stack.

#include "sim/model/program.hpp"

namespace heddle::tests {

class OnFibers final : public Program {
 public:
  explicit OnFibers(Program& program) : program_(program) {}

  std::span<const ObjectDeclaration> objects() const override { return program_.objects(); }
  std::span<const Guard> guards() const override { return program_.guards(); }
  std::span<const Condition* const> invariants() const override { return program_.invariants(); }
  std::span<const Condition* const> finally() const override { return program_.finally(); }
  void reset() override { program_.reset(); }
  void start(ThreadId thread, const Operation* spawn) override { program_.start(thread, spawn); }
  void run(ThreadId thread, Port& port) override { program_.run(thread, port); }
  bool unwinds() const override { return program_.unwinds(); }
  void observe(const Memory& memory, std::vector<Value>& values) const override {
    program_.observe(memory, values);
  }
  bool observes(ObjectId cell) const override { return program_.observes(cell); }
  bool observes_output() const override { return program_.observes_output(); }
  Texts& texts() override { return program_.texts(); }
  TextId main_label() const override { return program_.main_label(); }
  std::string site_name(SiteId site) const override { return program_.site_name(site); }
  std::string object_name(ObjectId object) const override { return program_.object_name(object); }
  bool may_use(ThreadId thread, ObjectId object) const override {
    return program_.may_use(thread, object);
  }
  std::string failure_text(const Failure& failure, const Memory& memory,
                           std::span<const Event> events) const override {
    return program_.failure_text(failure, memory, events);
  }

 private:
  Program& program_;
};

}  // namespace heddle::tests
