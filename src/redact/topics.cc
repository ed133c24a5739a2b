#include "redact/topics.h"

#include <algorithm>
#include <vector>

#include "redact/letters.h"

namespace almoner::redact {
namespace {

// Small letters; a blank stands for a hyphen too, and a star for how the word may go on.
struct Mention {
  Topic topic;
  std::string_view words;
};
constexpr Mention kMentions[] = {
    {Topic::kNhs, "nhs"},
    {Topic::kChi, "chi"},
    {Topic::kChi, "community health index"},
    {Topic::kHealthAndCare, "h&c"},
    {Topic::kHealthAndCare, "h & c"},
    {Topic::kHealthAndCare, "h& c"},
    {Topic::kHealthAndCare, "h &c"},
    {Topic::kHealthAndCare, "health and care"},
    {Topic::kTax, "utr"},
    {Topic::kTax, "taxpayer"},
    {Topic::kTax, "self assessment"},
    {Topic::kTax, "hmrc"},
    {Topic::kPassport, "passport"},
    {Topic::kBank, "sort code"},
    {Topic::kBank, "sortcode"},
    {Topic::kBank, "account"},
    {Topic::kBank, "acct"},
    {Topic::kBank, "acc"},
    {Topic::kBank, "a/c"},
    {Topic::kBank, "bank"},
    {Topic::kBank, "s/c"},
    {Topic::kBirth, "dob"},
    {Topic::kBirth, "d.o.b"},
    {Topic::kBirth, "do.b"},
    {Topic::kBirth, "d.ob"},
    {Topic::kBirth, "born"},
    {Topic::kBirth, "birth"},
    {Topic::kBirth, "birthday"},
    {Topic::kNurse, "nmc"},
    {Topic::kNurse, "pin"},
    {Topic::kNurse, "nurs*"},
    {Topic::kNurse, "midwi*"},
    {Topic::kNurse, "rgn"},
    {Topic::kNurse, "rmn"},
    {Topic::kDoctor, "gmc"},
    {Topic::kDoctor, "general medical council"},
    {Topic::kTherapist, "hcpc"},
    {Topic::kTherapist, "health and care professions"},
    {Topic::kSocialWorker, "swe"},
    {Topic::kSocialWorker, "social work*"},
    {Topic::kDisclosure, "dbs"},
    {Topic::kDisclosure, "crb"},
    {Topic::kDisclosure, "disclosure"},
    {Topic::kDisclosure, "barring"},
    {Topic::kDisclosure, "update service"},
    {Topic::kVat, "vat"},
    {Topic::kCompany, "compan*"},
    {Topic::kCompany, "crn"},
    {Topic::kCompany, "ltd"},
    {Topic::kCompany, "limited"},
    {Topic::kCompany, "registered in"},
    {Topic::kCharity, "charit*"},
    {Topic::kCharity, "oscr"},
    {Topic::kCharity, "ccni"},
    {Topic::kCommissioner, "ico"},
    {Topic::kCommissioner, "information commissioner*"},
    {Topic::kCommissioner, "data protection"},
    {Topic::kCareQuality, "cqc"},
    {Topic::kCareQuality, "care quality"},
    {Topic::kBic, "bic"},
    {Topic::kBic, "swift"},
    {Topic::kBic, "iban"},
    {Topic::kBic, "bank code"},
    {Topic::kLicence, "licen*"},
    {Topic::kLicence, "driving"},
    {Topic::kLicence, "dvla"},
    {Topic::kLicence, "dva"},
};

struct Mentions {
  std::uint32_t initials = 0;  // a bit for each letter with which one begins
  std::vector<std::string_view> words;
};
using ByTopic = std::array<Mentions, static_cast<std::size_t>(Topic::kLicence) + 1>;

const Mentions& Of(Topic topic) {
  static const ByTopic all = [] {
    ByTopic by;
    for (const Mention& each : kMentions) {
      Mentions& of = by[static_cast<std::size_t>(each.topic)];
      of.initials |= 1U << (each.words.front() - 'a');
      of.words.push_back(each.words);
    }
    return by;
  }();
  return all[static_cast<std::size_t>(topic)];
}

// Where the words end that begin at `at`, or 0.
std::size_t EndOf(std::string_view words, std::string_view text, std::size_t at) {
  const bool open = words.ends_with('*');
  if (open) words.remove_suffix(1);
  if (text.size() - at < words.size()) return 0;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const char c = text[at + i];
    if (Small(c) != words[i] && (words[i] != ' ' || c != '-')) return 0;
  }
  std::size_t end = at + words.size();
  while (open && end < text.size() && IsWord(text[end])) ++end;
  return end < text.size() && IsWord(text[end]) ? 0 : end;
}

}  // namespace

std::size_t Distance(Topic topic, std::string_view text, std::size_t from, std::size_t to) {
  constexpr std::size_t kBefore = 40, kAfter = 20;
  if (topic == Topic::kAny) return 0;
  const Mentions& mentions = Of(topic);
  std::size_t nearest = kNowhere;
  text = text.substr(0, to + kAfter);
  for (std::size_t at = from > kBefore ? from - kBefore : 0; at < text.size(); ++at) {
    const char first = Small(text[at]);
    if (first < 'a' || first > 'z' || (mentions.initials >> (first - 'a') & 1U) == 0) continue;
    if (at > 0 && IsWord(text[at - 1])) continue;
    for (const std::string_view words : mentions.words) {
      const std::size_t end = EndOf(words, text, at);
      if (end == 0 || (end > from && at < to)) continue;
      nearest = std::min(nearest, end <= from ? from - end : kBefore + at - to);
    }
  }
  return nearest;
}

}  // namespace almoner::redact
