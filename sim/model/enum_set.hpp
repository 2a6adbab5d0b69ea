#pragma once
// A set of enumerators, as one word. Knows nothing of what they mean.

#include <cstdint>
#include <initializer_list>

namespace heddle {

// The numbers of the enumerators must be below 64; in a constant set, a larger one is an error at
// compile time.
template <typename Enum>
class EnumSet {
 public:
  constexpr EnumSet() = default;
  constexpr EnumSet(std::initializer_list<Enum> members) {
    for (const Enum member : members) insert(member);
  }

  constexpr void insert(Enum member) { bits_ |= std::uint64_t{1} << static_cast<unsigned>(member); }
  constexpr bool contains(Enum member) const {
    return (bits_ >> static_cast<unsigned>(member) & 1U) != 0;
  }
  constexpr bool empty() const { return bits_ == 0; }

  friend constexpr bool operator==(const EnumSet&, const EnumSet&) = default;

 private:
  std::uint64_t bits_ = 0;
};

}  // namespace heddle
