// A recovery kit: a key pair whose secret half exists only on paper, shared among trustees so that
// some of them together have it and one alone has nothing. What is sealed to its public half (the
// key ledger's copies off the machine) can be opened again on the day the machine is gone.
//
// A share as people copy it (docs/formats/recovery-kit.md): five lines, each of four groups of five
// characters and one of two that check the line, in Crockford's Base32.
#pragma once

#include <array>
#include <span>
#include <string>
#include <vector>

#include "base/id.h"
#include "crypto/box.h"
#include "crypto/hash.h"

namespace almoner::keys {

struct KitPlan {
  int shares = 3;     // trustees
  int threshold = 2;  // of them who open it together
};
inline constexpr int kMostTrustees = 16;
inline constexpr std::size_t kShareLines = 5;

// One trustee's part, with what tells it from every other.
struct KitShare {
  HomeId home;
  std::uint16_t kit = 1;  // counted up with each new kit of a home
  int number = 1;         // of this share, from 1
  KitPlan plan;
  std::array<std::uint8_t, 4> mark{};  // of the kit's public key
  SecretBytes part;
};

struct Kit {
  HomeId home;
  std::uint16_t number = 1;
  KitPlan plan;
  crypto::BoxPublicKey public_key{};
  std::vector<KitShare> shares;
};

// kInvalid: fewer than 2 needed, more needed than there are, more than 16 trustees, or no number.
Result<Kit> MakeKit(const HomeId& home, int number, const KitPlan& plan, Random& random);

// The share as it stands on paper, a text for each line: "4QK2M 8A0ZT 6WPN3 R1V7C 9F".
[[nodiscard]] std::vector<std::string> ShareLines(const KitShare& share);
// What somebody copied from paper. Capitals or not, O for 0, I or L for 1, blanks, dashes and line
// ends do not matter. kInvalid names the line that is mistyped, as far as one can be told.
Result<KitShare> ReadShare(std::string_view text);

// A kit whose trustees came together.
struct OpenedKit {
  HomeId home;
  std::uint16_t number = 1;
  crypto::BoxKey key;
};
// kInvalid: too few shares, one twice, or of different kits.
Result<OpenedKit> OpenKit(std::span<const KitShare> shares);

// Sealed to the kit, for this home; anyone who has the public key can do it.
Result<Bytes> SealForKit(const crypto::BoxPublicKey& key, const HomeId& home, BytesView plaintext);
// kCorrupt: sealed to another kit, for another home, or altered.
Result<SecretBytes> OpenForKit(const OpenedKit& kit, BytesView sealed);

}  // namespace almoner::keys
