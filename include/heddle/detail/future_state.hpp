#pragma once
// What a promise and its futures have in common, in an exploration. Where the value comes from is
// known to the classes that are derived from it.

#include <chrono>
#include <cstdint>
#include <exception>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>
#include <variant>

#include "heddle/detail/gate.hpp"
#include "heddle/detail/kept.hpp"
#include "heddle/detail/simulation.hpp"

namespace heddle::detail {

// T is what the future is of: an object, a reference or void.
template <typename T>
using future_value =
    std::conditional_t<std::is_void_v<T>, std::monostate,
                       std::conditional_t<std::is_reference_v<T>, std::remove_reference_t<T>*, T>>;

// Filled in before it is put into the state, so that it gets there without an operation.
template <typename T>
struct future_result {
  std::unique_ptr<future_value<T>> value{};
  std::exception_ptr exception{};

  template <typename... Arguments>
  static future_result of(Arguments&&... arguments) {
    return {.value = std::make_unique<future_value<T>>(std::forward<Arguments>(arguments)...)};
  }
  // What the call comes to.
  template <typename Function, typename... Arguments>
  static future_result of_call(Function&& function, Arguments&&... arguments) {
    try {
      if constexpr (std::is_void_v<T>) {
        std::invoke(std::forward<Function>(function), std::forward<Arguments>(arguments)...);
        return of();
      } else if constexpr (std::is_reference_v<T>) {
        T result =
            std::invoke(std::forward<Function>(function), std::forward<Arguments>(arguments)...);
        return of(std::addressof(result));
      } else {
        return of(
            std::invoke(std::forward<Function>(function), std::forward<Arguments>(arguments)...));
      }
    } catch (...) {
      return {.exception = std::current_exception()};
    }
  }
};

// Its functions are for threads of an exploration.
template <typename T>
class future_state {
 public:
  future_state() = default;
  virtual ~future_state() = default;
  future_state(const future_state&) = delete;
  future_state& operator=(const future_state&) = delete;

  virtual void wait(const place& where) = 0;
  virtual std::future_status wait_for(std::int64_t patience, const place& where) = 0;
  // From now on several threads may wait at the same time.
  virtual void share(const place&) {}
  // One more shared_future, or one less.
  virtual void count_futures(std::int64_t, const place&) {}
  // A future that is not shared lets go of it.
  virtual void let_go(const place&) {}

  // Requires that it is ready.
  future_value<T>& value() {
    if (result_.exception) std::rethrow_exception(result_.exception);
    return *result_.value;
  }

 protected:
  future_result<T> result_{};
};

// It becomes ready when it is told to.
template <typename T>
class promised_state : public future_state<T> {
 public:
  explicit promised_state(const place& where) : gate_(type, 1, where) {}

  // False: it was satisfied before.
  bool satisfy(future_result<T> result, const place& where) {
    const bool is_first = gate_->open(where) && !is_satisfied_;
    if (is_first) put(std::move(result));
    return is_first;
  }
  // The same in two steps.
  bool put(future_result<T>&& result) {
    if (is_satisfied_) return false;
    is_satisfied_ = true;
    this->result_ = std::move(result);
    return true;
  }
  void make_ready(const place& where) { gate_->open(where); }

  bool is_satisfied() const { return is_satisfied_; }
  // False: there was a future of it before.
  bool take_future() { return !std::exchange(has_future_, true); }

  void wait(const place& where) override { gate_->pass(for_ever, where); }
  std::future_status wait_for(std::int64_t patience, const place& where) override {
    return gate_->pass(patience, where) ? std::future_status::ready : std::future_status::timeout;
  }

 private:
  static constexpr object_type type = gate_type("promise");

  unended<gate> gate_;
  bool is_satisfied_ = false;
  bool has_future_ = false;
};

// What the first of those who wait does, while the others wait for that.
class done_by_first {
 public:
  // Before it is shared only one thread asks at a time.
  bool is_shared() const { return once_.has_value(); }
  bool is_done_alone() const { return is_done_alone_; }
  void share(const place& where) {
    if (!once_) once_.emplace(type, where);
  }
  template <typename Function>
  void perform(const Function& function, const place& where) {
    if (is_done_alone_) return;
    if (!once_) {
      function();
      is_done_alone_ = true;
    } else if (begin_once(**once_, where)) {
      function();
      end_once(**once_, where);
    }
  }

 private:
  static constexpr object_type type{.kind = object_kind::once, .name = "future"};

  bool is_done_alone_ = false;
  std::optional<unended<object>> once_{};
};

// Of a thread that was started for it.
template <typename T>
class async_state : public future_state<T> {
 public:
  explicit async_state(const place& where) : gate_(gate_of_async, 1, where) {}

  template <typename Call>
  static std::shared_ptr<async_state> start(Call call, const place& where) {
    const auto state = std::make_shared<async_state>(where);
    auto body = [state, call = std::move(call)]() mutable {
      state->result_ = future_result<T>::of_call(std::move(call));
      state->gate_->open(end_of_async());
    };
    state->thread_ = spawn(std::make_unique<callable_of<decltype(body)>>(std::move(body)), where);
    return state;
  }

  void wait(const place& where) override {
    joined_.perform([&] { join(thread_, where); }, where);
  }
  std::future_status wait_for(std::int64_t patience, const place& where) override {
    if (!gate_->pass(patience, where)) return std::future_status::timeout;
    wait(where);
    return std::future_status::ready;
  }
  void share(const place& where) override {
    joined_.share(where);
    futures_.emplace(futures_type, where);
  }
  void count_futures(std::int64_t change, const place& where) override {
    access_atomically(**futures_, true, order::acq_rel, where);
    future_count_ += change;
    tell(effect::read_and_write, shown::integer, future_count_);
    if (future_count_ == 0) wait(where);
  }
  void let_go(const place& where) override { wait(where); }

 private:
  static constexpr object_type gate_of_async = gate_type("async");
  // No line of a user's.
  static constexpr place end_of_async() {
    place end;
    end.file = "the end of the call";
    return end;
  }
  static constexpr object_type futures_type{.kind = object_kind::memory, .name = "shared_future"};

  unended<gate> gate_;
  std::uint32_t thread_ = 0;
  done_by_first joined_{};
  std::int64_t future_count_ = 1;  // since it was shared
  std::optional<unended<object>> futures_{};
};

// Of a function that the first who waits calls.
template <typename T>
class deferred_state : public future_state<T> {
 public:
  template <typename Call>
  explicit deferred_state(Call call)
      : call_([call = std::make_shared<Call>(std::move(call))] {
          return future_result<T>::of_call(std::move(*call));
        }) {}

  void wait(const place& where) override {
    done_.perform(
        [&] {
          this->result_ = std::exchange(call_, nullptr)();
          if (is_done_) (*is_done_)->open(where);
        },
        where);
  }
  std::future_status wait_for(std::int64_t, const place& where) override {
    const bool is_done =
        done_.is_done_alone() || (is_done_ && (*is_done_)->pass(not_at_all, where));
    return is_done ? std::future_status::ready : std::future_status::deferred;
  }
  void share(const place& where) override {
    if (done_.is_done_alone()) return;
    done_.share(where);
    is_done_.emplace(gate_of_deferred, 1, where);
  }

 private:
  static constexpr object_type gate_of_deferred = gate_type("async");

  std::function<future_result<T>()> call_;
  done_by_first done_{};
  std::optional<unended<gate>> is_done_{};  // of one that is shared
};

}  // namespace heddle::detail
