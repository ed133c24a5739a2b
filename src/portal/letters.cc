// What we wrote to somebody about their requests: to read, and to keep.
#include "portal/sent.h"
#include "rights/own.h"
#include "web/doors.h"
#include "web/status.h"
#include "web/words.h"

namespace almoner::web::portal {
namespace {

constexpr std::string_view kAddress = "/my/letters/";

// One part of a letter: a heading, an item of a list or a paragraph.
void AddLine(View& page, std::string_view line) {
  View& part = page.Add("PART");
  if (line.starts_with("# "))
    part.Add("HEADING").Set("TEXT", line.substr(2));
  else if (line.starts_with("- "))
    part.Add("ITEM").Set("TEXT", line.substr(2));
  else
    part.Add("WORDS").Set("TEXT", line);
}

// A line each; the first is the title.
void AddText(View& page, std::string_view text) {
  text.remove_prefix(std::min(text.find('\n'), text.size() - 1) + 1);
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    if (end > 0) AddLine(page, text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

}  // namespace

Result<http::Response> ShowMyLetters(Site& site, const http::Request& /*request*/,
                                     const Visitor& visitor) {
  const auto letters =
      TRY(site.counters.Count(rights::LettersOwn(site.app.rights(), visitor.subject)));
  if (!letters) return ShowNotHere(site, visitor);
  View page("my_letters.html");
  View* list = nullptr;
  for (const rights::OwnLetter& letter : *letters) {
    if (list == nullptr) list = &page.Add("LIST");
    list->Add("LETTER")
        .Set("HREF", std::string(kAddress) + letter.id)
        .Set("TITLE", letter.title)
        .Set("ON", ToWords(letter.on))
        .Set("ABOUT", web::InWords(letter.right).name);
  }
  page.ShowIf(letters->empty(), "NONE");
  return ShowPage(site, {.title = "Letters", .visitor = &visitor, .tab = Tab::kMy},
                  std::move(page));
}

Result<http::Response> ShowMyLetter(Site& site, const http::Request& request,
                                    const Visitor& visitor) {
  const std::string id = request.param("letter").value_or("");
  const auto own =
      TRY(site.counters.Count(rights::LetterOwn(site.app.rights(), visitor.subject, id)));
  if (!own) return ShowNotHere(site, visitor);
  View page("my_letter.html");
  page.Set("TITLE", own->letter.title)
      .Set("ON", ToWords(own->letter.on))
      .Set("PDF", std::string(kAddress) + own->letter.id + "/pdf");
  AddText(page, own->letter.text);
  return ShowPage(site, {.title = "A letter", .visitor = &visitor, .tab = Tab::kMy},
                  std::move(page));
}

Result<http::Response> GiveMyLetter(Site& site, const http::Request& request,
                                    const Visitor& visitor) {
  const std::string id = request.param("letter").value_or("");
  const auto own =
      TRY(site.counters.Count(rights::LetterOwn(site.app.rights(), visitor.subject, id)));
  if (!own) return ShowNotHere(site, visitor);
  return http::Response::File("application/pdf", std::string(AsText(own->pdf)))
      .With("Content-Disposition", "attachment; filename=\"letter-" + own->letter.id + ".pdf\"");
}

}  // namespace almoner::web::portal
