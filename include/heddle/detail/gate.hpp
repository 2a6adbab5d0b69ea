#pragma once
// What is closed at first, and open for ever once it was opened often enough. Threads wait for it.
// In which order they pass cannot be told, so an exploration does not try the orders.

#include <cstddef>
#include <cstdint>

#include "heddle/detail/kept.hpp"
#include "heddle/detail/simulation.hpp"

namespace heddle::detail {

constexpr object_type gate_type(const char* name) {
  return type_that_keeps<std::ptrdiff_t>(object_kind::gate, name);
}

// Its functions are for threads of an exploration.
class gate {
 public:
  // `type`: made by gate_type(). It is open once it was opened `count` times.
  gate(const object_type& type, std::ptrdiff_t count, const place& where)
      : left_(count), object_(type, where, &left_, count) {}
  gate(const gate&) = delete;
  gate& operator=(const gate&) = delete;

  // How often it is still to be opened.
  std::ptrdiff_t left() const { return left_; }
  // False: it was open.
  bool open(const place& where) {
    detail::open(object_, where);
    if (left_ <= 0) return false;
    --left_;
    return true;
  }
  // False: the time was over.
  bool pass(std::int64_t patience, const place& where) const {
    return detail::pass(object_, left_, patience, where);
  }

 private:
  std::ptrdiff_t left_;
  object object_;
};

}  // namespace heddle::detail
