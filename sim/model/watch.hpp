#pragma once
// May end an execution early. It is asked every few thousand steps, so that one long execution ends
// with the budget too. It must not know what the execution does.

#include <string_view>

namespace heddle {

class Watch {
 public:
  virtual ~Watch() = default;
  // Why the execution is to end now, for people; lives as long as this object. Empty: it goes on.
  virtual std::string_view reason_to_end() = 0;
};

}  // namespace heddle
