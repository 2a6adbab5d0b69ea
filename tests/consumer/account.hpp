#pragma once
// What the tests here are of: an account, right and wrong.

#include <heddle/heddle.hpp>

class Account {
 public:
  void deposit(int amount) {
    heddle::lock_guard lock(mutex_);
    balance_ = balance_ + amount;
  }
  // Lets go of the lock between reading and writing.
  void deposit_carelessly(int amount) {
    mutex_.lock();
    const int before = balance_;
    mutex_.unlock();
    heddle::lock_guard lock(mutex_);
    balance_ = before + amount;
  }
  int balance() {
    heddle::lock_guard lock(mutex_);
    return balance_;
  }

 private:
  heddle::mutex mutex_{};
  heddle::shared<int> balance_{0};
};

// Two threads; the balance that they leave.
template <typename Deposit>
int balance_after_two(Deposit deposit) {
  Account account;
  heddle::thread one([&] { (account.*deposit)(10); });
  heddle::thread other([&] { (account.*deposit)(20); });
  one.join();
  other.join();
  return account.balance();
}
