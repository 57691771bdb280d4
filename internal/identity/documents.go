package identity

import (
	"fmt"
	"slices"
	"time"

	"kigen/internal/jst"
	"kigen/internal/refusal"
	"kigen/internal/terms"
)

// Role is what a file shows.
type Role string

// Roles of files (S-10).
const (
	Front       Role = "front"
	Back        Role = "back"
	OwnNameSide Role = "own_name_side" // of a dependant's insurance card
	Auxiliary   Role = "auxiliary"
)

// Side says where a document shows the address.
type Side string

// Sides of a document.
const (
	OnFront Side = "front"
	OnBack  Side = "back"
	Nowhere Side = "nowhere" // an auxiliary document must show it
)

// propane is a receipt that the source names as not accepted (S-10).
const propane terms.DocumentKind = "propane_gas_receipt"

// Declared is what the applicant says of the documents that are submitted
// (S-10). What only the eye can tell is for the desk.
type Declared struct {
	Document  terms.DocumentKind `json:"document" doc:"The kind of document: drivers_licence, residence_card …"`
	ExpiresOn jst.Day            `json:"expires_on,omitzero" doc:"Its last day of validity, where it bears one."`
	AddressOn Side               `json:"address_on" doc:"Where it shows the address: front, back or nowhere."`
	Dependant bool               `json:"dependant,omitempty" doc:"The insurance card is a dependant's."`
	Photo     bool               `json:"photo,omitempty" doc:"It bears a photograph."`
	Auxiliary *AuxiliaryDocument `json:"auxiliary,omitempty"`
}

// AuxiliaryDocument (本人確認補助書類) shows the address where the document does not.
type AuxiliaryDocument struct {
	Kind     terms.DocumentKind `json:"kind" doc:"resident_record, electricity_receipt, town_gas_receipt or water_receipt."`
	IssuedOn jst.Day            `json:"issued_on"`
}

// MaySubmit refuses documents that S-10 does not accept, as far as what is
// declared and the files' roles tell, on the day they are submitted.
func MaySubmit(t *terms.Version, d Declared, files []Role, at time.Time) error {
	today := jst.DayOf(at)
	document, auxiliary, ok := t.Document(d.Document)
	switch {
	case !ok || auxiliary:
		return refusal.New(refusal.NotOffered, terms.S10,
			"本人確認書類としてお受けできない書類です。", "This is no document that proves identity.").
			With("document", "ご案内の書類からお選びください。", "Please choose one of those listed.")
	case document.Valid && !d.ExpiresOn.IsZero() && today.After(d.ExpiresOn):
		return refusal.New(refusal.Expired, terms.S10,
			document.JA+"の有効期限が過ぎています。有効期限内の書類をご提出ください。",
			"The "+document.EN+" has expired. Please submit one that is valid.").
			With("expires_on", "有効期限をご確認ください。", "Please check the day of expiry.")
	case document.Photo && !d.Photo:
		return refusal.New(refusal.NotOffered, terms.S10,
			document.JA+"は、顔写真付きのものに限ります。", "The "+document.EN+" must bear a photograph.").
			With("photo", "顔写真付きの書類をご提出ください。", "Please submit one with a photograph.")
	}
	if err := sidesShown(d, files); err != nil {
		return err
	}
	if d.AddressOn != Nowhere {
		return nil
	}
	if !document.AuxiliaryForAddress {
		return refusal.New(refusal.NotOffered, terms.S10,
			document.JA+"は、住所の記載があるものに限ります。", "The "+document.EN+" must show the address.").
			With("address_on", "住所の記載がある書類をご提出ください。", "Please submit a document with the address.")
	}
	return d.mayAdd(t, files, today)
}

// sidesShown refuses a submission without a side that S-10 asks for.
func sidesShown(d Declared, files []Role) error {
	var found problems
	if !slices.Contains([]Side{OnFront, OnBack, Nowhere}, d.AddressOn) {
		found.add(terms.S10, "address_on", "front、back、nowhere のいずれかを指定してください。", "One of front, back and nowhere.")
	}
	if !slices.Contains(files, Front) {
		found.add(terms.S10, "files", "書類の表面の画像が必要です。", "The front of the document is needed.")
	}
	if d.AddressOn == OnBack && !slices.Contains(files, Back) {
		found.add(terms.S10, "files", "住所の記載がある裏面の画像も必要です。", "The back is needed too, as it shows the address.")
	}
	if d.Document == terms.HealthInsuranceCard && d.Dependant && !slices.Contains(files, OwnNameSide) {
		found.add(terms.S10, "files", "被扶養者の方は、ご自身の氏名が記載された面の画像も必要です。", "A dependant also needs the side with the own name.")
	}
	return found.err()
}

// mayAdd refuses an auxiliary document that is missing, of another kind, or
// older than the terms allow (S-10).
func (d Declared) mayAdd(t *terms.Version, files []Role, today jst.Day) error {
	if d.Auxiliary == nil || !slices.Contains(files, Auxiliary) {
		return refusal.New(refusal.Invalid, terms.S10,
			"書類に住所の記載がない場合は、本人確認補助書類もご提出ください。",
			"Where the document does not show the address, an auxiliary document is needed too.").
			With("auxiliary", "住民票、または公共料金の領収書をご提出ください。", "Please add a certificate of residence or a utility receipt.")
	}
	kind, auxiliary, ok := t.Document(d.Auxiliary.Kind)
	switch {
	case d.Auxiliary.Kind == propane:
		return refusal.New(refusal.NotOffered, terms.S10,
			"プロパンガスの領収書は、本人確認補助書類としてお受けできません。", "A receipt for propane gas is not accepted.").
			With("auxiliary.kind", "電気・都市ガス・水道の領収書、または住民票をご提出ください。", "Please submit one for electricity, town gas or water, or a certificate of residence.")
	case !ok || !auxiliary:
		return refusal.New(refusal.NotOffered, terms.S10,
			"本人確認補助書類としてお受けできない書類です。", "This is no auxiliary document.").
			With("auxiliary.kind", "ご案内の書類からお選びください。", "Please choose one of those listed.")
	case d.Auxiliary.IssuedOn.IsZero() || d.Auxiliary.IssuedOn.After(today):
		return refusal.New(refusal.Invalid, terms.S10,
			"本人確認補助書類の発行日をご確認ください。", "Please check the auxiliary document's day of issue.").
			With("auxiliary.issued_on", "発行日に誤りがあります。", "This cannot be the day of issue.")
	case today.After(jst.Months(d.Auxiliary.IssuedOn, t.S10.AuxiliaryMonths).LastGoodDay):
		return refusal.New(refusal.Expired, terms.S10,
			fmt.Sprintf("%sは、発行から%dか月以内のものに限ります。", kind.JA, t.S10.AuxiliaryMonths),
			fmt.Sprintf("The %s must have been issued no more than %d months ago.", kind.EN, t.S10.AuxiliaryMonths)).
			With("auxiliary.issued_on", "発行日から期間が過ぎています。", "It was issued too long ago.")
	}
	return nil
}
