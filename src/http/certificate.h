// The server's certificate and key, and a self-signed one for the first day.
#pragma once

#include <span>
#include <string>

#include "base/random.h"
#include "base/result.h"
#include "base/time.h"

namespace almoner::http {

struct TlsFiles {
  OperatorPath certificate;  // PEM, the server's own first, then its chain
  OperatorPath key;          // PEM, unencrypted, for no one but the owner (and a group, if need be)
};

// kRefused when anyone but owner and group may read or write the key; kNotFound when it is not
// there.
Status CheckKeyIsPrivate(const OperatorPath& key);

// Makes an ECDSA P-256 key (mode 0600) and a certificate for these host names and IP addresses,
// signed by itself and good for 825 days, unless both files are there already; then it only checks
// the key's mode. kConflict when only one of them is there: nothing is ever overwritten. kInvalid
// for a name that no host can have.
Status EnsureCertificate(const TlsFiles& files, std::span<const std::string> names,
                         const Clock& clock, Random& random);

}  // namespace almoner::http
