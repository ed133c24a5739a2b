// The organisation's own look on paper: its colour and its logo.
#include <cairo.h>
#include <gmock/gmock.h>

#include <fstream>

#include "paper/docx.h"
#include "paper/pdf.h"
#include "paper/picture.h"
#include "support/files.h"
#include "support/matchers.h"
#include "support/shell.h"

namespace almoner::paper {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

const Time kLetterMade = *Time::Parse("2026-12-24T16:00:00Z");

cairo_status_t AppendTo(void* out, const unsigned char* data, unsigned size) {
  static_cast<std::string*>(out)->append(data, data + size);
  return CAIRO_STATUS_SUCCESS;
}

std::string PngOf(int width, int height) {
  cairo_surface_t* const surface = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, width, height);
  cairo_t* const context = cairo_create(surface);
  cairo_set_source_rgb(context, 0.2, 0.4, 0.6);
  cairo_rectangle(context, 0, 0, width / 2.0, height);
  cairo_fill(context);
  cairo_destroy(context);
  std::string png;
  EXPECT_EQ(cairo_surface_write_to_png_stream(surface, AppendTo, &png), CAIRO_STATUS_SUCCESS);
  cairo_surface_destroy(surface);
  return png;
}

Document Branded(std::string logo) {
  Document letter{.title = "Your request", .publisher = "Fenland Care"};
  letter.blocks = {Heading{1, "What we hold"}, Paragraph{"Nothing."}};
  letter.letterhead = {.colour = Letterhead::Colour{.red = 0x7a, .green = 0x1f, .blue = 0x5c},
                       .logo = std::move(logo)};
  return letter;
}

// What the program says of the file.
std::string Says(const std::string& program, const Bytes& bytes, const std::string& after = "") {
  const TempDir folder;
  const std::string path = (folder.path() / "it").string();
  std::ofstream(path, std::ios::binary) << AsText(bytes);
  const Answer answer = Shell(program + " " + path + " " + after);
  EXPECT_EQ(answer.code, 0) << answer.text;
  return answer.text;
}

TEST(LetterheadTest, APictureIsOneOnlyToItsLastLine) {
  const std::string png = PngOf(60, 40);
  ASSERT_TRUE(FindPicture(png));
  EXPECT_EQ(FindPicture(png)->width, 60);
  EXPECT_EQ(FindPicture(png)->height, 40);
  for (std::size_t size = 0; size + 12 < png.size(); size += 7)
    EXPECT_FALSE(FindPicture(png.substr(0, size))) << size;
  std::string large = png;
  large[18] = '\x7f';  // 32,000 pixels wide
  EXPECT_FALSE(FindPicture(large));
  EXPECT_FALSE(FindPicture("GIF89a"));
  EXPECT_FALSE(FindPicture(PngOf(kMostPictureSide + 1, 1)));
}

TEST(LetterheadTest, APdfBearsTheLogoAsDecorationAndTheColourInItsHead) {
  ASSERT_OK_AND(const Bytes pdf, RenderPdf(Branded(PngOf(60, 40)), kLetterMade));
  EXPECT_THAT(Says("qpdf --check", pdf), HasSubstr("No syntax or stream encoding errors"));
  EXPECT_THAT(Says("pdfimages -list", pdf), ContainsRegex(" 60 +40 "));
  const std::string objects = Says("qpdf --qdf --object-streams=disable", pdf, "-");
  EXPECT_THAT(objects, ContainsRegex("/Artifact BMC\n[^\n]*/[a-zA-Z0-9]+ Do\nEMC"));
  EXPECT_THAT(objects, HasSubstr("0.478431 0.121569 0.360784 rg"));
  EXPECT_THAT(Says("pdftotext", pdf, "-"), HasSubstr("Fenland Care"));
}

TEST(LetterheadTest, WhatIsNoPictureIsLeftOut) {
  for (const std::string& logo :
       {std::string(), std::string("<svg/>"), PngOf(9, 9).substr(0, 60)}) {
    ASSERT_OK_AND(const Bytes pdf, RenderPdf(Branded(logo), kLetterMade));
    EXPECT_THAT(Says("pdfimages -list", pdf), Not(ContainsRegex("[0-9] +image"))) << logo.size();
    ASSERT_OK_AND(const Bytes docx, RenderDocx(Branded(logo), kLetterMade));
    EXPECT_THAT(Says("unzip -l", docx), Not(HasSubstr("logo.png")));
  }
}

TEST(LetterheadTest, AWordDocumentBearsBothToo) {
  const std::string logo = PngOf(60, 40);
  ASSERT_OK_AND(const Bytes docx, RenderDocx(Branded(logo), kLetterMade));
  EXPECT_EQ(Says("unzip -p", docx, "word/media/logo.png"), logo);
  const std::string document = Says("unzip -p", docx, "word/document.xml");
  EXPECT_THAT(document, HasSubstr("r:embed=\"rId6\""));
  EXPECT_THAT(document, HasSubstr("descr=\"Logo of Fenland Care\""));
  EXPECT_THAT(Says("unzip -p", docx, "word/_rels/document.xml.rels"), HasSubstr("media/logo.png"));
  EXPECT_THAT(Says("unzip -p", docx, "word/styles.xml"), HasSubstr("w:color w:val=\"7A1F5C\""));
}

}  // namespace
}  // namespace almoner::paper
