// Mappings that an organisation keeps for tables that come again: the text of a mapping's file
// (mapping.h) under a name, the same for the console and the command line. They name no person.
//
// They are told apart from what was put in from outside: a keyed hash stands over all of them.
#pragma once

#include "intake/mapping.h"
#include "keys/stamp.h"

namespace almoner::intake {

inline constexpr std::size_t kLongestMappingName = 60;                     // bytes
inline constexpr std::size_t kLongestSavedMapping = std::size_t{1} << 15;  // bytes
inline constexpr std::size_t kMostSavedMappings = 40;

struct SavedMapping {
  std::string name;
  std::string text;
};

// By name. kCorrupt: changed from outside.
Result<std::vector<SavedMapping>> SavedMappings(store::ReadTx& tx, const keys::Keys& keys);
// kNotFound: there is none of that name.
Result<SavedMapping> FindMapping(store::ReadTx& tx, const keys::Keys& keys, std::string_view name);

// In the place of one of that name. kInvalid: the name is empty, too long or not UTF-8, or the text
// is no mapping or too long; kConflict: there are too many.
Status SaveMapping(const keys::Change& change, const SavedMapping& mapping);
// kNotFound: there is none of that name. Where they were changed from outside, all are forgotten.
Status ForgetMapping(const keys::Change& change, std::string_view name);

}  // namespace almoner::intake
