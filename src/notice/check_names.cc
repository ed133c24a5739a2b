// Names and addresses in what the document says: whose are they?
#include <re2/re2.h>

#include <algorithm>
#include <set>

#include "notice/checker.h"
#include "notice/text.h"

namespace almoner::notice {
namespace {

// How many letters must change to make one of the other; over `most` it only says so.
std::size_t Distance(std::string_view a, std::string_view b, std::size_t most) {
  constexpr std::size_t kLongest = 64;  // no name or domain is longer, and no text makes it slow
  if (std::max(a.size(), b.size()) > kLongest) return most + 1;
  if (a.size() > b.size() + most || b.size() > a.size() + most) return most + 1;
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t above = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)});
      diagonal = above;
    }
  }
  return row[b.size()];
}

std::vector<std::string> All(std::string_view text, const RE2& pattern) {
  std::vector<std::string> found;
  re2::StringPiece rest(text.data(), text.size());
  std::string word;
  while (RE2::FindAndConsume(&rest, pattern, &word)) found.push_back(word);
  return found;
}

// Every name by which the notice itself speaks of somebody.
std::vector<std::string> KnownNames(const Notice& notice) {
  std::vector<std::string> names;
  const auto add = [&](std::string_view name) {
    if (!name.empty()) names.push_back(Lower(name));
  };
  add(notice.organisation.name);
  add(notice.organisation.address);
  for (const std::string& name : notice.organisation.also_known_as) add(name);
  for (const Recipient& recipient : notice.recipients) {
    add(recipient.name);
    add(recipient.called);
  }
  for (const DataSource& source : notice.more.sources) add(source.name);
  for (const Site& site : notice.more.sites) {
    add(site.name);
    add(site.address);
  }
  for (const Service& service : notice.services) add(service.name);
  for (const Reference& reference : notice.more.document.refers_to) add(reference.what);
  return names;
}

bool Known(const std::vector<std::string>& names, std::string_view name) {
  const std::string lower = Lower(name);
  return std::ranges::any_of(names, [&](const std::string& known) {
    return known.find(lower) != std::string::npos || lower.find(known) != std::string::npos;
  });
}

// An organisation named as one that acts: "Northshire County Council's", "ECC uses …".
void CheckForeign(Checker& checker, const std::vector<std::string>& names) {
  static const RE2 body(
      R"(\b((?:[A-Z][A-Za-z&'’.-]+ ){1,5}(?:Council|Trust|Ltd|Limited|CIC|University|Hospital|Partnership|Association))\b)");
  static const RE2 actor(
      R"(\b([A-Z]{2,6})(?:'s)? (?:uses?|will|may|holds?|collects?|process(?:es)?|profiles?|shares?)\b)");
  static const std::set<std::string, std::less<>> terms = {
      "CCTV", "NHS", "ICO", "GDPR", "DPO", "GP", "UK", "IP", "EU", "EEA", "CQC", "HMRC", "DBS"};
  for (const Clause& clause : checker.notice.clauses) {
    bool foreign = false;
    for (const std::string& name : All(clause.Published(), body))
      foreign = foreign || !Known(names, name);
    for (const std::string& name : All(clause.Published(), actor))
      foreign = foreign || (!terms.contains(name) && !Known(names, name));
    if (foreign)
      checker.RaiseOn("foreign-organisation", clause.at,
                      static_cast<Index>(&clause - checker.notice.clauses.data()), clause.id);
  }
}

// A capital word one letter away from the organisation's name or a short form of it.
void CheckMisspelt(Checker& checker) {
  static const RE2 word(R"(\b([A-Z][A-Za-z]{3,})\b)");
  std::set<std::string> own;
  const auto split = [&](std::string_view name) {
    for (const std::string& part : All(name, word)) own.insert(part);
  };
  split(checker.notice.organisation.name);
  for (const std::string& name : checker.notice.organisation.also_known_as) split(name);
  for (const Clause& clause : checker.notice.clauses)
    for (const std::string& said : All(clause.Published(), word)) {
      const bool near = !own.contains(said) && std::ranges::any_of(own, [&](const auto& name) {
        return name.size() >= 5 && Distance(said, name, 1) == 1 && Lower(said) != Lower(name) &&
               Lower(said) + "s" != Lower(name) && Lower(said) != Lower(name) + "s";
      });
      if (near) {
        checker.RaiseOn("name-misspelt", clause.at,
                        static_cast<Index>(&clause - checker.notice.clauses.data()), clause.id);
        break;
      }
    }
}

bool EndsWithDomain(std::string_view host, std::string_view domain) {
  return host == domain || (host.size() > domain.size() && host.ends_with(domain) &&
                            host[host.size() - domain.size() - 1] == '.');
}

class Domains {
 public:
  explicit Domains(const Checker& checker) : checker_(checker) {}

  [[nodiscard]] bool Regulators(std::string_view host) const {
    const auto& regulator = checker_.canon.book.regulator;
    const auto is = [&](const std::string& domain) { return EndsWithDomain(host, domain); };
    return std::ranges::any_of(regulator.web, is) || std::ranges::any_of(regulator.mail, is);
  }
  [[nodiscard]] bool Own(std::string_view host) const {
    return std::ranges::any_of(
        checker_.notice.organisation.domains,
        [&](const std::string& domain) { return EndsWithDomain(host, Lower(domain)); });
  }
  // The notice says what stands there.
  [[nodiscard]] bool Explained(std::string_view host) const {
    const auto& references = checker_.notice.more.document.refers_to;
    return std::ranges::any_of(references, [&](const Reference& reference) {
      return Lower(reference.where).find(host) != std::string::npos;
    });
  }
  [[nodiscard]] bool NearlyOwn(std::string_view host) const {
    if (host.starts_with("www.")) host.remove_prefix(4);
    return std::ranges::any_of(
        checker_.notice.organisation.domains,
        [&](const std::string& domain) { return Distance(host, Lower(domain), 2) <= 2; });
  }

 private:
  const Checker& checker_;
};

// "www.ico.uk" is like the regulator's and is not.
bool LikeRegulators(std::string_view host) {
  return host.starts_with("www.ico.") || host.starts_with("ico.") ||
         host.find("informationcommission") != std::string_view::npos;
}

// Sites of government and the health service, which explain themselves.
bool Official(std::string_view host) {
  return EndsWithDomain(host, "gov.uk") || EndsWithDomain(host, "nhs.uk");
}

void CheckAddresses(Checker& checker) {
  static const RE2 host_of(R"((?:@|\b(?:https?://)?)((?:[A-Za-z0-9-]+\.)+[a-z]{2,})\b)");
  const Domains domains(checker);
  for (const Clause& clause : checker.notice.clauses) {
    const auto index = static_cast<Index>(&clause - checker.notice.clauses.data());
    for (const std::string& written : All(clause.Published(), host_of)) {
      const std::string host = Lower(written);
      if (domains.Own(host) || domains.Regulators(host)) continue;
      if (LikeRegulators(host))
        checker.RaiseOn("regulator-address", clause.at, index, written);
      else if (domains.Explained(host))
        continue;
      else if (domains.NearlyOwn(host))
        checker.RaiseOn("address-misspelt", clause.at, index, clause.id);
      else if (!checker.notice.organisation.domains.empty() && !Official(host))
        checker.RaiseOn("address-foreign", clause.at, index, clause.id);
    }
  }
}

}  // namespace

void CheckNames(Checker& checker) {
  CheckForeign(checker, KnownNames(checker.notice));
  CheckMisspelt(checker);
  CheckAddresses(checker);
  const Domains domains(checker);
  const Complaints& complaints = checker.notice.more.complaints;
  static const RE2 host_of(R"(((?:[A-Za-z0-9-]+\.)+[a-z]{2,}))");
  for (const std::string& address : complaints.regulator_addresses)
    for (const std::string& host : All(address, host_of))
      if (!domains.Regulators(Lower(host)))
        checker.RaiseOn("regulator-address", complaints.at, complaints.clause, address);
}

}  // namespace almoner::notice
