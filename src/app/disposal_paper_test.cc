#include "app/disposal_paper.h"

#include <fstream>

#include "audit/tree.h"
#include "retention/erase.h"
#include "support/files.h"
#include "support/shell.h"
#include "support/world.h"

namespace almoner::app {
namespace {

using testing::HasSubstr;
using testing::Not;

class DisposalPaperTest : public testing::Test {
 protected:
  std::string TextOf(const Bytes& pdf) {
    const std::string path = (folder_ / "certificate.pdf").path();
    std::ofstream(path, std::ios::binary)
        .write(reinterpret_cast<const char*>(pdf.data()), static_cast<std::streamsize>(pdf.size()));
    EXPECT_EQ(Shell("qpdf --check " + path).code, 0);
    return Shell("pdftotext -layout " + path + " -").text;
  }
  DisposalPaper Made(const RequestId& file) {
    return World::Allowed(CertifyDisposal(world_.app(), world_.officer(), file));
  }
  RequestId Box(bool done) {
    retention::Disposal box{.medium = "paper",
                            .batch = "box 12",
                            .location = "B-3",
                            .classes = {{.record_class = "support-notes",
                                         .rule = "support-record",
                                         .volume = "4 boxes",
                                         .from = ParseDate("2008-01-01").value(),
                                         .to = ParseDate("2010-12-31").value(),
                                         .triggered = ParseDate("2010-12-31").value(),
                                         .decision = "destroy"}},
                            .holds = "none",
                            .reason = "the time is over"};
    const RequestId file =
        World::Allowed(retention::AddDisposal(world_.app().gate(), world_.officer(), box));
    if (!done) return file;
    const StaffId second = world_.AddStaff("Nia Bell", "nia", {"data-protection-officer"});
    World::Allowed(retention::ApproveDisposal(world_.app().gate(), second, file));
    World::Allowed(retention::ConfirmDisposal(world_.app().gate(), world_.officer(), file,
                                              {.method = "cross-cut shred",
                                               .standard = "BS EN 15713",
                                               .contractor = "Portwick Shredding",
                                               .certificate = "PS-1203",
                                               .destroyed = ParseDate("2026-11-20").value()}));
    return file;
  }

  TempDir folder_;
  World world_;
};

TEST_F(DisposalPaperTest, ACertificateSaysEverythingAndItsProofHoldsWithTheLogsKeyAlone) {
  const DisposalPaper made = Made(Box(true));
  const std::string text = TextOf(made.pdf);
  for (const char* const said :
       {"Certificate of disposal", "Harbour Lights Community Care", "support notes", "4 boxes",
        "1 January 2008 to 31 December 2010", "support-record", "last-contact, 31 December 2010",
        "1 January 2019", "destroy", "box 12", "B-3", "20 November 2026", "cross-cut shred",
        "BS EN 15713", "Portwick Shredding", "PS-1203", "the time is over", "Signature"})
    EXPECT_THAT(text, HasSubstr(said));
  EXPECT_THAT(text, Not(HasSubstr("older copy"))) << "paper has no epoch";
  ASSERT_OK_AND(const audit::InclusionProof proof, audit::ParseInclusionProof(made.proof));
  ASSERT_TRUE(proof.extra.has_value());
  EXPECT_THAT(audit::Check(proof, audit::LeafHash(*proof.extra), world_.app().log().verifier()),
              IsOk());
  ASSERT_OK_AND(const audit::Entry entry, audit::Decode(*proof.extra));
  EXPECT_EQ(entry.action.text(), "disposal.recorded");
}

TEST_F(DisposalPaperTest, WhatIsNotCarriedOutYetIsNotCalledACertificate) {
  const std::string text = TextOf(Made(Box(false)).pdf);
  EXPECT_THAT(text, HasSubstr("not carried out yet"));
  EXPECT_THAT(text, Not(HasSubstr("Certificate of disposal")));
}

TEST_F(DisposalPaperTest, WhatStoodHereIsCertifiedWithTheTimeUntilWhichAnOlderCopyCouldOpenIt) {
  world_.clock().Set("2034-11-22T09:00:00Z");
  const auto items = World::Must(world_.app().store().Read([&](store::ReadTx& tx) {
    return retention::Review(tx, world_.app().keys(), world_.app().notice(), world_.person(),
                             world_.clock().Now());
  }));
  retention::EraseOrder order{.subject = world_.person(), .purpose = "law.retention"};
  for (const retention::Item& item : items) order.records.push_back(item.record);
  const retention::Erased erased = World::Allowed(retention::Erase(world_.app().gate(), order));
  const std::string text = TextOf(Made(erased.file).pdf);
  for (const char* const said :
       {"Certificate of disposal", "name and contact details", "support notes", "1 record",
        "crypto-erase", "Until the epoch closes", "almoner key rotate", "22 November 2034"})
    EXPECT_THAT(text, HasSubstr(said));
  EXPECT_THAT(text, Not(HasSubstr("Margaret")));
}

TEST_F(DisposalPaperTest, WhoHasNoDutyForRetentionGetsNone) {
  const RequestId file = Box(true);
  const auto refused = CertifyDisposal(world_.app(), world_.worker(), file);
  ASSERT_THAT(refused, IsOk());
  EXPECT_FALSE(refused->has_value());
}

}  // namespace
}  // namespace almoner::app
