#include "paper/docx_parts.h"

#include <fmt/format.h>

#include <cmath>

#include "paper/picture.h"
#include "paper/style.h"
#include "paper/text.h"

namespace almoner::paper {
namespace {

constexpr std::string_view kXml = R"(<?xml version="1.0" encoding="UTF-8" standalone="yes"?>)";
constexpr std::string_view kNamespaces =
    R"( xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main")"
    R"( xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships")";
#define OFFICE "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
#define WORD "application/vnd.openxmlformats-officedocument.wordprocessingml."

constexpr std::string_view kTypes =
    R"(<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">)"
    R"(<Default Extension="rels" )"
    R"(ContentType="application/vnd.openxmlformats-package.relationships+xml"/>)"
    R"(<Default Extension="xml" ContentType="application/xml"/>)"
    R"(<Default Extension="png" ContentType="image/png"/>)"
    R"(<Override PartName="/word/document.xml" ContentType=")" WORD R"(document.main+xml"/>)"
    R"(<Override PartName="/word/styles.xml" ContentType=")" WORD R"(styles+xml"/>)"
    R"(<Override PartName="/word/numbering.xml" ContentType=")" WORD R"(numbering+xml"/>)"
    R"(<Override PartName="/word/settings.xml" ContentType=")" WORD R"(settings+xml"/>)"
    R"(<Override PartName="/word/header1.xml" ContentType=")" WORD R"(header+xml"/>)"
    R"(<Override PartName="/word/footer1.xml" ContentType=")" WORD R"(footer+xml"/>)"
    R"(<Override PartName="/docProps/core.xml" )"
    R"(ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>)";

constexpr std::string_view kPackage =
    R"(<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">)"
    R"(<Relationship Id="rId1" Type=")" OFFICE R"(officeDocument" Target="word/document.xml"/>)"
    R"(<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/)"
    R"(relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>)";

constexpr std::string_view kParts =
    R"(<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">)"
    R"(<Relationship Id="rId1" Type=")" OFFICE R"(styles" Target="styles.xml"/>)"
    R"(<Relationship Id="rId2" Type=")" OFFICE R"(numbering" Target="numbering.xml"/>)"
    R"(<Relationship Id="rId3" Type=")" OFFICE R"(settings" Target="settings.xml"/>)"
    R"(<Relationship Id="rId4" Type=")" OFFICE R"(header" Target="header1.xml"/>)"
    R"(<Relationship Id="rId5" Type=")" OFFICE R"(footer" Target="footer1.xml"/>)";
constexpr std::string_view kLogoPart =
    R"(<Relationship Id="rId6" Type=")" OFFICE R"(image" Target="media/logo.png"/>)";

#undef OFFICE
#undef WORD

int Twips(double points) { return static_cast<int>(std::lround(points * 20)); }

std::string Hex(const Ink& ink) {
  return fmt::format("{:02X}{:02X}{:02X}", std::lround(ink.red * 255), std::lround(ink.green * 255),
                     std::lround(ink.blue * 255));
}

std::string Run(const Style& style) {
  const long size = std::lround(style.size * 2);
  return fmt::format(
      R"(<w:rPr>{}<w:color w:val="{}"/><w:sz w:val="{}"/><w:szCs w:val="{}"/></w:rPr>)",
      style.bold ? "<w:b/><w:bCs/>" : "", Hex(style.ink), size, size);
}

std::string Spacing(double before, double after) {
  return fmt::format(R"(<w:spacing w:before="{}" w:after="{}"/>)", Twips(before), Twips(after));
}

std::string Line(std::string_view edge, const Ink& ink, int eighths) {
  return fmt::format(
      R"(<w:pBdr><w:{} w:val="single" w:sz="{}" w:space="4" w:color="{}"/></w:pBdr>)", edge,
      eighths, Hex(ink));
}

// Names that Word has itself ("heading 1") make a style its own; the others are new ones.
std::string Named(std::string_view id, std::string_view name, const Style& style,
                  std::string_view properties, std::string_view next = {}) {
  return fmt::format(
      R"(<w:style w:type="paragraph" w:styleId="{}"><w:name w:val="{}"/><w:basedOn w:val="Normal"/>)"
      R"({}<w:qFormat/><w:pPr>{}</w:pPr>{}</w:style>)",
      id, name, next.empty() ? "" : fmt::format(R"(<w:next w:val="{}"/>)", next), properties,
      Run(style));
}

std::string HeadingStyle(int level, const Styles& styles) {
  return Named(
      fmt::format("Heading{}", level), fmt::format("heading {}", level), styles.heading[level - 1],
      fmt::format(R"(<w:keepNext/><w:keepLines/>{}<w:outlineLvl w:val="{}"/>)",
                  Spacing(styles.gap * (level == 1 ? 1.7 : 1.1), styles.gap / 2), level - 1),
      "BodyText");
}

std::string Defaults(const Document& document, const Styles& styles) {
  const long size = std::lround(styles.body.size * 2);
  return fmt::format(
      R"(<w:docDefaults><w:rPrDefault><w:rPr>)"
      R"(<w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:eastAsia="Arial" w:cs="Arial"/>)"
      R"(<w:sz w:val="{}"/><w:szCs w:val="{}"/><w:lang w:val="{}"/></w:rPr></w:rPrDefault>)"
      R"(<w:pPrDefault><w:pPr><w:spacing w:line="288" w:lineRule="auto"/></w:pPr></w:pPrDefault>)"
      R"(</w:docDefaults>)",
      size, size, XmlEscaped(document.language));
}

std::string ParagraphStyles(const Styles& styles) {
  const double gap = styles.gap;
  Style strong = styles.cell;
  strong.bold = true;
  Style large = styles.heading[0];
  large.ink = kBlack;
  Style warning = styles.body;
  warning.bold = true;
  warning.ink = kWarning;
  return R"(<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>)"
         R"(<w:qFormat/></w:style>)" +
         Named("BodyText", "Body Text", styles.body, Spacing(0, gap)) +
         Named("Title", "Title", styles.title, "<w:keepNext/>" + Spacing(0, gap), "BodyText") +
         HeadingStyle(1, styles) + HeadingStyle(2, styles) + HeadingStyle(3, styles) +
         Named("ListBullet", "List Bullet", styles.body,
               R"(<w:numPr><w:numId w:val="1"/></w:numPr>)" + Spacing(0, gap * 0.4)) +
         Named("ListNumber", "List Number", styles.body, Spacing(0, gap * 0.4)) +
         Named("TableText", "Table Text", styles.cell, Spacing(2, 2)) +
         Named("TableHeader", "Table Header", strong, Spacing(2, 2)) +
         Named("AfterTable", "After Table", styles.small, Spacing(0, 0)) +
         Named("Groups", "Groups", large, Spacing(4, 4)) +
         Named("BeforeBlank", "Before Blank", styles.body, "<w:keepNext/>" + Spacing(0, gap * 2)) +
         Named("Blank", "Blank", styles.small, Line("top", kMuted, 6)) +
         Named("Letterhead", "Letterhead", styles.publisher,
               Line("bottom", styles.accent, 12) + Spacing(0, gap * 2)) +
         Named("Address", "Address Block", styles.body, "") +
         Named("Watermark", "Watermark", warning, Spacing(0, gap)) +
         Named("Header", "header", styles.small, "") + Named("Footer", "footer", styles.small, "");
}

std::string TableStyles() {
  std::string borders;
  for (const char* const edge : {"top", "left", "bottom", "right", "insideH", "insideV"})
    borders += fmt::format(R"(<w:{} w:val="single" w:sz="4" w:space="0" w:color="{}"/>)", edge,
                           Hex(kRule));
  return R"(<w:style w:type="table" w:default="1" w:styleId="TableNormal">)"
         R"(<w:name w:val="Normal Table"/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar>)"
         R"(<w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/>)"
         R"(<w:bottom w:w="0" w:type="dxa"/><w:right w:w="108" w:type="dxa"/></w:tblCellMar>)"
         R"(</w:tblPr></w:style>)"
         R"(<w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/>)"
         R"(<w:basedOn w:val="TableNormal"/><w:tblPr><w:tblBorders>)" +
         borders + R"(</w:tblBorders></w:tblPr><w:tblStylePr w:type="firstRow"><w:tcPr>)" +
         fmt::format(R"(<w:shd w:val="clear" w:color="auto" w:fill="{}"/>)", Hex(kShade)) +
         "</w:tcPr></w:tblStylePr></w:style>";
}

std::string Level(std::string_view format, std::string_view text, int indent) {
  return fmt::format(
      R"(<w:multiLevelType w:val="singleLevel"/><w:lvl w:ilvl="0"><w:start w:val="1"/>)"
      R"(<w:numFmt w:val="{}"/><w:lvlText w:val="{}"/><w:lvlJc w:val="left"/>)"
      R"(<w:pPr><w:ind w:left="{}" w:hanging="{}"/></w:pPr></w:lvl>)",
      format, text, indent, indent);
}

std::string Numbering(const Styles& styles, int step_lists) {
  const int indent = Twips(styles.body.size * 2);
  std::string out = R"(<w:abstractNum w:abstractNumId="0">)" + Level("bullet", "•", indent) +
                    R"(</w:abstractNum><w:abstractNum w:abstractNumId="1">)" +
                    Level("decimal", "%1.", indent) +
                    R"(</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>)";
  for (int i = 0; i < step_lists; ++i)
    out += fmt::format(R"(<w:num w:numId="{}"><w:abstractNumId w:val="1"/>)"
                       R"(<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>)"
                       R"(</w:num>)",
                       i + 2);
  return out;
}

// Version 15: as Word has set text since 2013, and not as its predecessors did.
std::string Settings(const Document& document) {
  return fmt::format(
      R"(<w:defaultTabStop w:val="720"/><w:compat><w:compatSetting w:name="compatibilityMode" )"
      R"(w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>)"
      R"(<w:themeFontLang w:val="{}"/>)",
      XmlEscaped(document.language));
}

std::string Core(const Document& document, Time created) {
  const std::string at = created.seconds_text();
  return fmt::format(
      R"({}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/)"
      R"(core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" )"
      R"(xmlns:dcterms="http://purl.org/dc/terms/" )"
      R"(xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>{}</dc:title>)"
      R"(<dc:creator>{}</dc:creator><dc:language>{}</dc:language>)"
      R"(<dcterms:created xsi:type="dcterms:W3CDTF">{}</dcterms:created>)"
      R"(<dcterms:modified xsi:type="dcterms:W3CDTF">{}</dcterms:modified></cp:coreProperties>)",
      kXml, XmlEscaped(CleanLine(document.title)), XmlEscaped(CleanLine(document.publisher)),
      XmlEscaped(document.language), at, at);
}

Bytes WithHead(std::string_view xml) { return ToBytes(std::string(kXml).append(xml)); }

}  // namespace

Bytes DocxPart(std::string_view root, std::string_view inside) {
  return ToBytes(fmt::format("{}<w:{}{}>{}</w:{}>", kXml, root, kNamespaces, inside, root));
}

std::vector<File> DocxParts(const Document& document, Time created, int step_lists) {
  const Styles styles = Styles::For(document);
  const bool logo = FindPicture(document.letterhead.logo).has_value();
  std::vector<File> files;
  files.push_back({"[Content_Types].xml", WithHead(kTypes)});  // OPC wants it first
  files.push_back({"_rels/.rels", WithHead(kPackage)});
  files.push_back({"docProps/core.xml", ToBytes(Core(document, created))});
  files.push_back(
      {"word/_rels/document.xml.rels",
       WithHead(std::string(kParts).append(logo ? kLogoPart : "").append("</Relationships>"))});
  if (logo) files.push_back({"word/media/logo.png", ToBytes(document.letterhead.logo)});
  files.push_back(
      {"word/styles.xml",
       DocxPart("styles", Defaults(document, styles) + ParagraphStyles(styles) + TableStyles())});
  files.push_back({"word/numbering.xml", DocxPart("numbering", Numbering(styles, step_lists))});
  files.push_back({"word/settings.xml", DocxPart("settings", Settings(document))});
  return files;
}

}  // namespace almoner::paper
