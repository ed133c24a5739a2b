#include "law/facts.h"

namespace almoner::law {

Result<Confidence> ParseConfidence(const Node& fact, Confidence otherwise) {
  const Node* const word = fact.Find("confidence");
  if (word == nullptr) return otherwise;
  if (word->text == "high") return Confidence::kHigh;
  if (word->text == "medium") return Confidence::kMedium;
  if (word->text == "low") return Confidence::kLow;
  return word->Bad("Confidence is high, medium or low.");
}

Result<Source> ParseSource(const Node& file, std::string_view schema) {
  if (TRY(file.GetText("schema")) != schema)
    return TRY(file.Get("schema"))->Bad("This file is of another kind or version.");
  Source source{};
  source.text = TRY(file.GetText("source"));
  source.as_of = TRY(file.GetDate("as-of"));
  source.confidence = TRY(ParseConfidence(file, Confidence::kLow));
  return source;
}

}  // namespace almoner::law
