#pragma once
// How the numbers of a state lie in memory: side by side, each in as many bits as the largest one
// met so far needs. It must not know what the numbers mean.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace heddle {

class StateLayout {
 public:
  // How many numbers a state has, and how many words they take.
  std::size_t parts() const { return fields_.size(); }
  std::size_t words() const { return words_; }

  bool fits(std::size_t part, std::uint32_t number) const {
    return part < fields_.size() && number <= fields_[part].largest;
  }
  // Whether the state has as many numbers as this layout, and all fit.
  bool fits(std::span<const std::uint32_t> state) const;
  // A layout that has room for every number of `state` too. A field that grows gets twice as much
  // as it needs, so that this happens seldom.
  StateLayout widened_for(std::span<const std::uint32_t> state) const;

  // The largest number that fits, of each part. A layout without parts, widened for these numbers,
  // is this layout.
  std::vector<std::uint32_t> largest() const;

  // `packed`: words() words. pack() takes up to parts() numbers, the others become 0.
  void pack(std::span<const std::uint32_t> state, std::uint64_t* packed) const;
  // Up to parts() numbers.
  void unpack(const std::uint64_t* packed, std::span<std::uint32_t> state) const {
    for (std::size_t part = 0; part < state.size(); ++part) {
      const Field& field = fields_[part];
      state[part] = static_cast<std::uint32_t>(packed[field.word] >> field.shift) & field.largest;
    }
  }
  // Changes one number of a packed state, to one that fits.
  void change(std::uint64_t* packed, std::size_t part, std::uint32_t number) const {
    const Field& field = fields_[part];
    std::uint64_t& word = packed[field.word];
    word = (word & ~(std::uint64_t{field.largest} << field.shift)) |
           (std::uint64_t{number} << field.shift);
  }

 private:
  struct Field {
    std::uint32_t word = 0;
    std::uint32_t shift = 0;
    std::uint32_t largest = 0;  // number that fits: as many ones as it has bits
  };

  std::vector<Field> fields_;
  std::size_t words_ = 0;
};

}  // namespace heddle
