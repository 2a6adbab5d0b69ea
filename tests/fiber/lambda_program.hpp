#pragma once
// A front end for tests: plain C++ functions as thread bodies, with whatever they like on their
// stacks. It shows that the engine knows no scenario.

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "sim/model/program.hpp"

namespace heddle::tests {

class LambdaProgram final : public Program {
 public:
  using Function = std::function<void(LambdaProgram&, Port&)>;

  // With texts that it shares with other programs, which must outlive it.
  explicit LambdaProgram(Texts& texts) : texts_(&texts, [](Texts*) {}) {}
  // Programs that are run side by side share their texts.
  explicit LambdaProgram(std::shared_ptr<Texts> texts = std::make_shared<Texts>())
      : texts_(std::move(texts)) {}

  // Declares an object; returns its id.
  ObjectId add(const ObjectDeclaration& declaration) {
    objects_.push_back(declaration);
    return ObjectId{static_cast<std::uint32_t>(objects_.size() - 1)};
  }
  ObjectId plain(std::int64_t initial) {
    return add({.kind = ObjectKind::plain, .initial = Value::of(initial)});
  }
  ObjectId atomic(std::int64_t initial) {
    return add({.kind = ObjectKind::atomic, .initial = Value::of(initial)});
  }
  ObjectId mutex() { return add({.kind = ObjectKind::mutex}); }
  // Before anything is created at run time.
  void allow_creation() { creates_ = true; }
  // Declares a body; returns its number. Body 0 is main.
  std::uint32_t body(std::string name, Function function) {
    labels_.push_back(texts_->intern(name));
    bodies_.push_back(std::move(function));
    return static_cast<std::uint32_t>(bodies_.size() - 1);
  }

  // Short forms of the operations.
  static std::int64_t read(Port& port, ObjectId cell) {
    return port.perform(on(OperationKind::read, cell)).bits;
  }
  static void write(Port& port, ObjectId cell, std::int64_t value) {
    port.perform(on(OperationKind::write, cell, Value::of(value)));
  }
  static std::int64_t fetch_add(Port& port, ObjectId cell, std::int64_t value) {
    return port.perform(on(OperationKind::fetch_add, cell, Value::of(value))).bits;
  }
  static void lock(Port& port, ObjectId mutex) { port.perform(on(OperationKind::lock, mutex)); }
  static void unlock(Port& port, ObjectId mutex) { port.perform(on(OperationKind::unlock, mutex)); }
  Value spawn(Port& port, std::uint32_t body) {
    Operation operation = on(OperationKind::spawn, no_object);
    operation.body = body;
    operation.label = labels_[body];
    return port.perform(operation);
  }
  // Creates an object; its name is `label`.
  ObjectId create(Port& port, const ObjectDeclaration& declaration, std::string_view label,
                  SiteId site = no_site) {
    Operation operation = on(OperationKind::create, no_object);
    operation.declaration = &declaration;
    operation.label = texts_->intern(label);
    operation.site = site;
    return static_cast<ObjectId>(port.perform(operation).bits);
  }
  static void destroy(Port& port, ObjectId object, SiteId site = no_site) {
    Operation operation = on(OperationKind::destroy, object);
    operation.site = site;
    port.perform(operation);
  }
  static void join(Port& port, Value handle) {
    port.perform(on(OperationKind::join, no_object, handle));
  }
  void print(Port& port, std::string_view line) {
    port.perform(on(OperationKind::print, no_object, Value::of(texts_->intern(line))));
  }
  static Operation on(OperationKind kind, ObjectId object, Value operand = {}) {
    Operation operation{.kind = kind};
    operation.object = object;
    operation.operand = operand;
    return operation;
  }

  std::span<const ObjectDeclaration> objects() const override { return objects_; }
  bool creates_objects() const override { return creates_; }
  void reset() override { running_.clear(); }
  void start(ThreadId thread, const Operation* spawn) override {
    running_.resize(index(thread) + 1);
    running_[index(thread)] = spawn == nullptr ? 0 : spawn->body;
  }
  void run(ThreadId thread, Port& port) override {
    bodies_[running_[index(thread)]](*this, port);
    port.perform(on(OperationKind::end, no_object));
  }
  void observe(const Memory& memory, std::vector<Value>& values) const override {
    for (std::size_t id = 0; id < objects_.size(); ++id) {
      const ObjectKind kind = objects_[id].kind;
      if (kind == ObjectKind::plain || kind == ObjectKind::atomic) {
        values.push_back(memory.read(ObjectId{static_cast<std::uint32_t>(id)}));
      }
    }
  }
  Texts& texts() override { return *texts_; }
  TextId main_label() const override { return labels_[0]; }
  std::string site_name(SiteId site) const override {
    return site == no_site ? "lambda" : "place " + std::to_string(index(site));
  }
  std::string object_name(ObjectId object) const override {
    return "object " + std::to_string(index(object));
  }

 private:
  bool creates_ = false;
  std::vector<ObjectDeclaration> objects_;
  std::vector<Function> bodies_;
  std::vector<TextId> labels_;
  std::vector<std::uint32_t> running_;
  std::shared_ptr<Texts> texts_;
};

}  // namespace heddle::tests
