// First-in first-out channels: unbounded, bounded, rendezvous.

#include "sim/world/world.hpp"

namespace heddle {

bool World::perform_send(const Alternative& taken, Thread& state, Event& event) {
  const Operation& operation = *taken.operation;
  Object& channel = object(operation.object);
  if (taken.phase == Phase::leave) return true;  // the offer was taken
  event.value = operation.operand;
  if (channel.done) {
    fail_at(event, Status::panic, "send on a closed channel");
    return true;
  }
  Channel& messages = channels_[channel.storage];
  messages.push({operation.operand, taken.thread});
  const bool waits = messages.is_rendezvous();
  if (waits) {
    state.phase = Phase::leave;
    state.passed = false;
  }
  refresh_subscribers(channel);
  return !waits;
}

void World::perform_recv(const Alternative& taken, Thread& state, Event& event) {
  Object& channel = object(taken.operation->object);
  Channel& messages = channels_[channel.storage];
  if (taken.way == Way::timeout || messages.empty()) return;  // the result is nothing
  const Message message = messages.pop();
  state.result = message.value;
  event.value = message.value;
  if (messages.is_rendezvous()) {
    thread(message.sender).passed = true;
    refresh(message.sender);
  }
  refresh_subscribers(channel);
}

void World::perform_close(const Alternative& taken) {
  Object& channel = object(taken.operation->object);
  if (channel.done) {
    if (taken.operation->operand.is_true()) return;
    fail({Status::panic, taken.thread, taken.operation->site, "close of a closed channel"});
    return;
  }
  channel.done = --channel.count == 0;
  if (channel.done) refresh_subscribers(channel);
}

}  // namespace heddle
