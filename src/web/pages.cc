#include "web/pages.h"

#include <ctemplate/template.h>
#include <ctemplate/template_cache.h>
#include <ctemplate/template_dictionary.h>

#include "web/embedded.h"
#include "web/shape.h"

namespace almoner::web {
namespace {

constexpr ctemplate::Strip kStrip = ctemplate::STRIP_BLANK_LINES;

ctemplate::TemplateString Text(std::string_view text) {
  return {text.data(), text.size()};  // NOLINT(bugprone-suspicious-stringview-data-usage)
}

void Fill(const View& view, ctemplate::TemplateDictionary& into) {
  for (const auto& [name, value] : view.values()) into.SetValue(Text(name), Text(value));
  for (const auto& [name, repetitions] : view.sections())
    for (const View& each : repetitions) Fill(each, *into.AddSectionDictionary(Text(name)));
  for (const auto& [name, pages] : view.places())
    for (const View& page : pages) {
      ctemplate::TemplateDictionary* const inside = into.AddIncludeDictionary(Text(name));
      inside->SetFilename(Text(page.page()));
      Fill(page, *inside);
    }
}

}  // namespace

struct Pages::Templates {
  ctemplate::TemplateCache cache;
  std::map<std::string, Shape, std::less<>> shapes;

  [[nodiscard]] Status Check(const View& view) const {
    const auto shape = shapes.find(view.page());
    if (shape == shapes.end()) return Fail(Code::kInternal, "There is no such page.");
    TRY(shape->second.Check(view));
    return CheckPlaces(view);
  }
  [[nodiscard]] Status CheckPlaces(const View& view) const {
    for (const auto& [name, pages] : view.places())
      for (const View& page : pages) TRY(Check(page));
    for (const auto& [name, repetitions] : view.sections())
      for (const View& each : repetitions) TRY(CheckPlaces(each));
    return {};
  }
};

Pages::Pages(std::unique_ptr<Templates> templates) : templates_(std::move(templates)) {}
Pages::~Pages() = default;

Result<std::unique_ptr<Pages>> Pages::Load() {
  auto templates = std::make_unique<Templates>();
  for (const EmbeddedFile& file : Embedded()) {
    if (file.path.contains('/')) continue;  // assets/ and style/
    if (!templates->cache.StringToTemplateCache(Text(file.path), Text(file.text), kStrip))
      return Fail(Code::kInternal, "A page's template is malformed.",
                  Detail::Id("page", file.path));
    templates->shapes.emplace(file.path, Shape::Of(file.text));
  }
  templates->cache.Freeze();
  return std::unique_ptr<Pages>(new Pages(std::move(templates)));
}

Result<std::string> Pages::Render(const View& view) const {
  TRY(templates_->Check(view));
  ctemplate::TemplateDictionary dictionary("page");
  Fill(view, dictionary);
  std::string out;
  if (!templates_->cache.ExpandNoLoad(Text(view.page()), kStrip, &dictionary, nullptr, &out))
    return Fail(Code::kInternal, "A page could not be filled.");
  return out;
}

}  // namespace almoner::web
