#pragma once
// The functions of <atomic> that are no members.

#include <atomic>
#include <source_location>

#include "heddle/atomic.hpp"

namespace heddle {

template <typename T>
bool atomic_is_lock_free(const atomic<T>* object) noexcept {
  return object->is_lock_free();
}
template <typename T>
void atomic_store(atomic<T>* object, typename atomic<T>::value_type desired,
                  const std::source_location& where = std::source_location::current()) noexcept {
  object->store(desired, std::memory_order_seq_cst, where);
}
template <typename T>
void atomic_store_explicit(
    atomic<T>* object, typename atomic<T>::value_type desired, std::memory_order given,
    const std::source_location& where = std::source_location::current()) noexcept {
  object->store(desired, given, where);
}
template <typename T>
T atomic_load(const atomic<T>* object,
              const std::source_location& where = std::source_location::current()) noexcept {
  return object->load(std::memory_order_seq_cst, where);
}
template <typename T>
T atomic_load_explicit(
    const atomic<T>* object, std::memory_order given,
    const std::source_location& where = std::source_location::current()) noexcept {
  return object->load(given, where);
}
template <typename T>
T atomic_exchange(atomic<T>* object, typename atomic<T>::value_type desired,
                  const std::source_location& where = std::source_location::current()) noexcept {
  return object->exchange(desired, std::memory_order_seq_cst, where);
}
template <typename T>
T atomic_exchange_explicit(
    atomic<T>* object, typename atomic<T>::value_type desired, std::memory_order given,
    const std::source_location& where = std::source_location::current()) noexcept {
  return object->exchange(desired, given, where);
}
template <typename T>
bool atomic_compare_exchange_weak(
    atomic<T>* object, typename atomic<T>::value_type* expected,
    typename atomic<T>::value_type desired,
    const std::source_location& where = std::source_location::current()) noexcept {
  return object->compare_exchange_weak(*expected, desired, std::memory_order_seq_cst,
                                       std::memory_order_seq_cst, where);
}
template <typename T>
bool atomic_compare_exchange_weak_explicit(
    atomic<T>* object, typename atomic<T>::value_type* expected,
    typename atomic<T>::value_type desired, std::memory_order success, std::memory_order failure,
    const std::source_location& where = std::source_location::current()) noexcept {
  return object->compare_exchange_weak(*expected, desired, success, failure, where);
}
template <typename T>
bool atomic_compare_exchange_strong(
    atomic<T>* object, typename atomic<T>::value_type* expected,
    typename atomic<T>::value_type desired,
    const std::source_location& where = std::source_location::current()) noexcept {
  return object->compare_exchange_strong(*expected, desired, std::memory_order_seq_cst,
                                         std::memory_order_seq_cst, where);
}
template <typename T>
bool atomic_compare_exchange_strong_explicit(
    atomic<T>* object, typename atomic<T>::value_type* expected,
    typename atomic<T>::value_type desired, std::memory_order success, std::memory_order failure,
    const std::source_location& where = std::source_location::current()) noexcept {
  return object->compare_exchange_strong(*expected, desired, success, failure, where);
}
template <typename T>
T atomic_fetch_add(atomic<T>* object, typename atomic<T>::difference_type operand,
                   const std::source_location& where = std::source_location::current()) noexcept {
  return object->fetch_add(operand, std::memory_order_seq_cst, where);
}
template <typename T>
T atomic_fetch_add_explicit(
    atomic<T>* object, typename atomic<T>::difference_type operand, std::memory_order given,
    const std::source_location& where = std::source_location::current()) noexcept {
  return object->fetch_add(operand, given, where);
}
template <typename T>
T atomic_fetch_sub(atomic<T>* object, typename atomic<T>::difference_type operand,
                   const std::source_location& where = std::source_location::current()) noexcept {
  return object->fetch_sub(operand, std::memory_order_seq_cst, where);
}
template <typename T>
T atomic_fetch_sub_explicit(
    atomic<T>* object, typename atomic<T>::difference_type operand, std::memory_order given,
    const std::source_location& where = std::source_location::current()) noexcept {
  return object->fetch_sub(operand, given, where);
}
template <typename T>
T atomic_fetch_and(atomic<T>* object, typename atomic<T>::value_type operand,
                   const std::source_location& where = std::source_location::current()) noexcept {
  return object->fetch_and(operand, std::memory_order_seq_cst, where);
}
template <typename T>
T atomic_fetch_and_explicit(
    atomic<T>* object, typename atomic<T>::value_type operand, std::memory_order given,
    const std::source_location& where = std::source_location::current()) noexcept {
  return object->fetch_and(operand, given, where);
}
template <typename T>
T atomic_fetch_or(atomic<T>* object, typename atomic<T>::value_type operand,
                  const std::source_location& where = std::source_location::current()) noexcept {
  return object->fetch_or(operand, std::memory_order_seq_cst, where);
}
template <typename T>
T atomic_fetch_or_explicit(
    atomic<T>* object, typename atomic<T>::value_type operand, std::memory_order given,
    const std::source_location& where = std::source_location::current()) noexcept {
  return object->fetch_or(operand, given, where);
}
template <typename T>
T atomic_fetch_xor(atomic<T>* object, typename atomic<T>::value_type operand,
                   const std::source_location& where = std::source_location::current()) noexcept {
  return object->fetch_xor(operand, std::memory_order_seq_cst, where);
}
template <typename T>
T atomic_fetch_xor_explicit(
    atomic<T>* object, typename atomic<T>::value_type operand, std::memory_order given,
    const std::source_location& where = std::source_location::current()) noexcept {
  return object->fetch_xor(operand, given, where);
}
template <typename T>
void atomic_wait(const atomic<T>* object, typename atomic<T>::value_type old,
                 const std::source_location& where = std::source_location::current()) noexcept {
  object->wait(old, std::memory_order_seq_cst, where);
}
template <typename T>
void atomic_wait_explicit(
    const atomic<T>* object, typename atomic<T>::value_type old, std::memory_order given,
    const std::source_location& where = std::source_location::current()) noexcept {
  object->wait(old, given, where);
}
template <typename T>
void atomic_notify_one(atomic<T>* object, const std::source_location& where =
                                              std::source_location::current()) noexcept {
  object->notify_one(where);
}
template <typename T>
void atomic_notify_all(atomic<T>* object, const std::source_location& where =
                                              std::source_location::current()) noexcept {
  object->notify_all(where);
}

inline bool atomic_flag_test(
    const atomic_flag* flag,
    const std::source_location& where = std::source_location::current()) noexcept {
  return flag->test(std::memory_order_seq_cst, where);
}
inline bool atomic_flag_test_explicit(
    const atomic_flag* flag, std::memory_order given,
    const std::source_location& where = std::source_location::current()) noexcept {
  return flag->test(given, where);
}
inline bool atomic_flag_test_and_set(
    atomic_flag* flag,
    const std::source_location& where = std::source_location::current()) noexcept {
  return flag->test_and_set(std::memory_order_seq_cst, where);
}
inline bool atomic_flag_test_and_set_explicit(
    atomic_flag* flag, std::memory_order given,
    const std::source_location& where = std::source_location::current()) noexcept {
  return flag->test_and_set(given, where);
}
inline void atomic_flag_clear(atomic_flag* flag, const std::source_location& where =
                                                     std::source_location::current()) noexcept {
  flag->clear(std::memory_order_seq_cst, where);
}
inline void atomic_flag_clear_explicit(
    atomic_flag* flag, std::memory_order given,
    const std::source_location& where = std::source_location::current()) noexcept {
  flag->clear(given, where);
}
inline void atomic_flag_wait(
    const atomic_flag* flag, bool old,
    const std::source_location& where = std::source_location::current()) noexcept {
  flag->wait(old, std::memory_order_seq_cst, where);
}
inline void atomic_flag_wait_explicit(
    const atomic_flag* flag, bool old, std::memory_order given,
    const std::source_location& where = std::source_location::current()) noexcept {
  flag->wait(old, given, where);
}
inline void atomic_flag_notify_one(
    atomic_flag* flag,
    const std::source_location& where = std::source_location::current()) noexcept {
  flag->notify_one(where);
}
inline void atomic_flag_notify_all(
    atomic_flag* flag,
    const std::source_location& where = std::source_location::current()) noexcept {
  flag->notify_all(where);
}

using std::kill_dependency;

}  // namespace heddle
