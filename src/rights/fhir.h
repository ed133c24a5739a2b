// Health records as systems of health care exchange them: HL7 FHIR R4 (4.0.1), beside the pack.
#pragma once

#include "notice/notice.h"
#include "rights/access.h"

namespace almoner::rights {

// Whether anything of it is a record about the person of a health category of the notice: else
// there is nothing to make a bundle of.
[[nodiscard]] bool HoldsHealth(const notice::Notice& notice, const std::vector<Held>& held);

// The name that a held document has in a pack: "documents/001.pdf". `one` is an element of `held`
// and has a document.
[[nodiscard]] std::string DocumentPath(const std::vector<Held>& held, const Held& one);

// A Bundle of type "collection" as JSON on one line: the Patient, and for each record of a health
// category a DocumentReference with its labels and values as text, and with the document by its
// name in the pack. Nothing is coded (SNOMED CT and the like) that nobody coded. Nothing but what
// `held` releases is in it; `reference` is the request's, as the organisation quotes it.
//
// The Patient is made of the newest values of fields by their ids in ordinary categories that say
// who the person is: those with a field of kind name by the id name, full-name, first-name,
// given-name, surname, last-name or family-name; and an NHS number (a field by the id nhs-number)
// of any ordinary category. A number whose check digit is wrong is an identifier without a system;
// a birth date that is no date is left out. Control characters and bytes that are not UTF-8 become
// U+FFFD.
//
// The same input gives the same bytes: ids are shaped like version 4 UUIDs and follow from the
// reference and the resource's place. kInvalid: no reference, or nothing of health is held.
Result<std::string> FhirBundle(const notice::Notice& notice, const std::string& reference,
                               const std::vector<Held>& held, Time made);

}  // namespace almoner::rights
