// What bench/ablation.cc leaves out, one at a time, to tell what each protection costs.
//
// Only the preset `bench` knows it (ALMONER_ABLATION, bench/CMakeLists.txt), and there nothing but
// that one program sets it. Everywhere else Without() is a constant no, and what stands behind it
// is not in the program: the product has no switch that turns a protection off.
#pragma once

#include <cstdint>
#include <utility>

#ifdef ALMONER_ABLATION
#include <atomic>
#endif

namespace almoner::ablation {

enum class Part : std::uint8_t {
  kEntry,     // the audit entry (audit/append.cc)
  kIndexRow,  // a row for each person and for who asked (gate/gate.cc)
  kDecision,  // loading what a decision rests on; it is supposed to allow (gate/judge.cc)
  kSealing,   // encryption of records and keys (keys/keys.cc)
  kStamps,    // HMACs over rows, made and compared (keys/keys.cc)
};
inline constexpr int kParts = 5;

#ifdef ALMONER_ABLATION
inline std::atomic<std::uint32_t> left_out = 0;  // a bit for each part
inline bool Without(Part part) {
  return ((left_out.load(std::memory_order_relaxed) >> std::to_underlying(part)) & 1U) != 0;
}
#else
constexpr bool Without(Part) { return false; }
#endif

}  // namespace almoner::ablation
