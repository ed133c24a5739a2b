// The parts of a public notice, each a section of a leaflet: who we are, what we do, what people
// can ask for. For this folder only.
#pragma once

#include <functional>
#include <set>

#include "render/leaflet.h"

namespace almoner::render {

class Writer {
 public:
  explicit Writer(const Sources& from) : notice_(from.notice), book_(from.book) {}

  // The new section, to be filled before the next begins.
  Section& Begin(std::string heading, std::string anchor, int level = 2);

  void WhoWeAre();
  void Purposes(std::string heading, const std::function<bool(const notice::Activity&)>& wanted);
  void Consents();
  void Sharing();
  void Keeping();
  void MustTell();
  void Rights();
  void Decisions();
  void Website();
  void Complaints();
  void TheRest();  // what no other part has said
  void Edition();

  Leaflet Take(std::string name, std::string title, std::string intro) &&;
  Leaflet& made() { return made_; }

 private:
  Line Quote(notice::Index index);
  void QuoteNew(Section& at, notice::Index index);
  void Purpose(const notice::Activity& activity);
  void Private(Section& at, const notice::CategorySet& data, const std::string& id);
  void Why(Section& at, const notice::Activity& activity, const std::string& id);
  void Others(Section& at, const notice::Activity& activity, const std::string& id);
  static void Computers(Section& at, const notice::Activity& activity, const std::string& id);
  static std::string Kept(const notice::Retention& rule);
  void Abroad();
  [[nodiscard]] std::string Country(const notice::Transfer& transfer) const;
  static std::string Safeguard(const notice::Transfer& transfer);
  [[nodiscard]] bool KeepsAny(const notice::Retention& rule) const;
  void Right(const law::RightLaw& right);

  const notice::Notice& notice_;
  const law::Lawbook& book_;
  Leaflet made_;
  std::set<notice::Index> quoted_;
};

}  // namespace almoner::render
