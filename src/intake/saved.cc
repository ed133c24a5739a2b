#include "intake/saved.h"

#include <algorithm>

#include "intake/batch.h"
#include "store/home.h"

namespace almoner::intake {
namespace {

constexpr std::string_view kSaved = "import-mappings";

bool HasControls(std::string_view name) {
  return std::ranges::any_of(
      name, [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; });
}

Status CheckSaved(const SavedMapping& mapping) {
  const auto wrong_name = [] {
    return Fail(Code::kInvalid, "The mapping's name has 1 to 60 letters, on one line.",
                Detail("fact", Literal("name")));
  };
  if (mapping.name.empty() || mapping.name.size() > kLongestMappingName || !IsUtf8(mapping.name) ||
      HasControls(mapping.name) || mapping.name.front() == ' ' || mapping.name.back() == ' ')
    return wrong_name();
  if (mapping.text.size() > kLongestSavedMapping)
    return Fail(Code::kInvalid, "A mapping that is kept has at most 32 KB.");
  TRY(ParseMapping(mapping.text));
  return {};
}

Bytes EncodeSaved(const std::vector<SavedMapping>& all) {
  Writer out;
  out.U8(1).U32(static_cast<std::uint32_t>(all.size()));
  for (const SavedMapping& each : all)
    out.Sized(std::string_view(each.name)).Sized(std::string_view(each.text));
  return std::move(out).bytes();
}

Result<std::vector<SavedMapping>> DecodeSaved(BytesView bytes) {
  Reader in(bytes);
  if (TRY(in.U8()) != 1) return Fail(Code::kCorrupt, "The kept mappings are in an unknown format.");
  const std::uint32_t count = TRY(in.U32());
  if (count > kMostSavedMappings) return Fail(Code::kCorrupt, "There are too many kept mappings.");
  std::vector<SavedMapping> all;
  for (std::uint32_t i = 0; i < count; ++i) {
    SavedMapping each;
    each.name = AsText(TRY(in.Sized()));
    each.text = AsText(TRY(in.Sized()));
    all.push_back(std::move(each));
  }
  TRY(in.Done());
  return all;
}

Status Keep(const keys::Change& change, const std::vector<SavedMapping>& all) {
  if (all.empty()) return store::ClearHomeValue(change.tx, kSaved);
  const Bytes plain = EncodeSaved(all);
  Writer out;
  out.Sized(BytesView(HashOf(change.keys, kSaved, plain))).Sized(BytesView(plain));
  return store::SetHomeValue(change.tx, kSaved, std::move(out).bytes());
}

}  // namespace

Result<std::vector<SavedMapping>> SavedMappings(store::ReadTx& tx, const keys::Keys& keys) {
  const auto kept = TRY(store::HomeValue(tx, kSaved));
  if (!kept) return std::vector<SavedMapping>();
  Reader in(*kept);
  const BytesView hash = TRY(in.Sized());
  const BytesView plain = TRY(in.Sized());
  TRY(in.Done());
  if (!std::ranges::equal(hash, HashOf(keys, kSaved, plain)))
    return Fail(Code::kCorrupt,
                "The kept mappings of imports were changed from outside. Forget one, and "
                "all are gone; then keep those anew that you have looked at.");
  return DecodeSaved(plain);
}

Result<SavedMapping> FindMapping(store::ReadTx& tx, const keys::Keys& keys, std::string_view name) {
  for (SavedMapping& each : TRY(SavedMappings(tx, keys)))
    if (each.name == name) return std::move(each);
  return Fail(Code::kNotFound, "There is no mapping of that name.");
}

Status SaveMapping(const keys::Change& change, const SavedMapping& mapping) {
  TRY(CheckSaved(mapping));
  auto all = TRY(SavedMappings(change.tx, change.keys));
  std::erase_if(all, [&](const SavedMapping& each) { return each.name == mapping.name; });
  if (all.size() == kMostSavedMappings)
    return Fail(Code::kConflict, "There are 40 mappings already: forget one first.");
  all.push_back(mapping);
  std::ranges::sort(all, {}, &SavedMapping::name);
  return Keep(change, all);
}

Status ForgetMapping(const keys::Change& change, std::string_view name) {
  auto found = SavedMappings(change.tx, change.keys);
  if (!found && found.error().code == Code::kCorrupt) return Keep(change, {});
  auto all = TRY(std::move(found));
  if (std::erase_if(all, [&](const SavedMapping& each) { return each.name == name; }) == 0)
    return Fail(Code::kNotFound, "There is no mapping of that name.");
  return Keep(change, all);
}

}  // namespace almoner::intake
