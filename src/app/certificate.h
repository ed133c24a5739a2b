// Proof that something was destroyed, which anyone can check without trusting the organisation.
#pragma once

#include "app/app.h"
#include "retention/sweep.h"

namespace almoner::app {

struct Certificate {
  std::string text;   // in words, for a person
  std::string proof;  // .tlog-proof with the entry: the log says so, and cannot unsay it
};
// Seals the log, proves the entry, and files the certificate with what it certifies.
Result<Certificate> Certify(App& app, const retention::Erased& erased);
// The same for many people at once.
Result<Certificate> Certify(App& app, const retention::Swept& swept);

}  // namespace almoner::app
