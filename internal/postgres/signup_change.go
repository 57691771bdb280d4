package postgres

import (
	"time"

	"kigen/internal/identity"
	"kigen/internal/ids"
	"kigen/internal/jst"
	"kigen/internal/terms"
)

// AcceptApplication writes an accepted application with its SIMs and entry
// codes, and the member who applied for the first time. Of two that race for an
// entry code, a proof or the last place for a device, one is a conflict.
func AcceptApplication(t *terms.Version, a identity.Application, p identity.Progress, draft, clock string) []Change {
	var changes []Change
	if a.Member == "" {
		changes = append(changes, newMember(a, p, clock))
	} else {
		changes = append(changes, sameMember(t, a, p.AppliedAt)...)
	}
	var model, colour, payment any
	compensation := false
	if d := a.Device; d != nil {
		model, colour, payment, compensation = d.Model, d.Colour, string(d.Payment), d.Compensation
	}
	changes = append(changes, Exec(`insert into applications
			(id, member_id, login, plan, channel, applied_at, device_model, device_colour, payment, compensation, device_price, compensation_fee)
		select $1, $2, $3, nullif($4, ''), $5, $6, $7, $8, $9, $10, m.price, case when $10 then m.compensation_fee end
		from (select $7::text as code) ordered left join device_models m on m.code = ordered.code`,
		p.Case, p.Member, p.Login, string(p.Plan), string(p.Channel), p.AppliedAt, model, colour, payment, compensation))
	for i, s := range p.SIMs {
		var number, issued, phone any
		if n := a.SIMs[i].MNP; n != nil {
			number, issued, phone = n.Number, n.IssuedOn, n.PhoneNumber
		}
		changes = append(changes, Exec(`insert into application_sims (application_id, no, kind, mnp_number, mnp_issued_on, phone_number, guarantee)
			values ($1, $2, $3, $4, $5, $6, $7)`, p.Case, s.No, string(s.Kind), number, issued, phone, s.Guarantee))
		if s.EntryCode != "" {
			changes = append(changes, Exec(`insert into entry_code_uses (code, application_id, sim_no, used_at) values ($1, $2, $3, $4)`,
				s.EntryCode, p.Case, s.No, p.AppliedAt))
		}
	}
	if a.Proof != "" {
		changes = append(changes, ExpectOne("proof that served nobody",
			`update email_proofs set used_by = $2 where id = $1 and used_by is null`, a.Proof, p.Case))
	}
	return append(changes, TakeDraft(draft))
}

// newMember is written before the case, which refers to it.
func newMember(a identity.Application, p identity.Progress, clock string) Change {
	n, ad := a.Person.Names, a.Person.Address
	return ExecFirst(`insert into members (id, clock_id, language, family_name, given_name, family_kana, given_kana, family_roman,
			given_roman, birth_date, email, postal_code, prefecture, city, street, building, card_token, joined_at)
		select $1, nullif($2, ''), coalesce(nullif($3, ''), language), $4, $5, $6, $7, $8, $9, $10, email, $11, $12, $13, $14, $15, $16, $17
		from email_proofs where id = $18`,
		p.Member, clock, a.Language, n.Family, n.Given, n.FamilyKana, n.GivenKana, n.FamilyRoman, n.GivenRoman,
		a.Person.BirthDate, ad.PostalCode, ad.Prefecture, ad.City, ad.Street, ad.Building, a.CardToken, p.AppliedAt, a.Proof)
}

// sameMember locks the member, so that of two orders at once the second sees the
// first, and makes sure that there is a place for the device (P-2).
func sameMember(t *terms.Version, a identity.Application, at time.Time) []Change {
	changes := []Change{ExecFirst(`select from members where id = $1 for update`, a.Member)}
	if a.Device != nil {
		place := ExpectOne("place for a device", `update members set card_token = card_token where id = $1
			and `+devicesPaying("$1")+` < $2 and (not $3 or `+devicesCompensated("$1", "$5")+` < $4)`,
			a.Member, t.P2.Devices, a.Device.Compensation, t.P2.Compensated, at)
		place.First = true
		changes = append(changes, place)
	}
	if a.CardToken != "" {
		changes = append(changes, Exec(`update members set card_token = $2 where id = $1`, a.Member, a.CardToken))
	}
	return changes
}

// ReplaceLink makes a link the one that opens the upload page (S-9).
func ReplaceLink(t *terms.Version, caseID string, link identity.Link, at time.Time) []Change {
	return []Change{
		Exec(`update upload_links set replaced_at = $2 where application_id = $1 and replaced_at is null`, caseID, at),
		Exec(`insert into upload_links (id, application_id, issued_at, expires_at, max_wrong) values ($1, $2, $3, $4, $5)`,
			link.ID, caseID, at, link.Expires, t.S9.WrongDates),
	}
}

// SubmitProof writes what was submitted; the files that were uploaded for it
// belong to it.
func SubmitProof(caseID string, s identity.Submitted, reference, draft string) []Change {
	document := s.Declared.Document
	var declared any = s.Declared
	if s.Method == terms.ICChip {
		document, declared = s.Document, s.Equal
	}
	changes := []Change{Exec(`insert into submissions (id, application_id, method, document, declared, provider_ref, submitted_at)
		values ($1, $2, $3, $4, $5, nullif($6, ''), $7)`, s.ID, caseID, string(s.Method), string(document), declared, reference, s.At)}
	if s.Method == terms.DocumentImages {
		changes = append(changes, Exec(`update documents set submission_id = $2 where application_id = $1 and submission_id is null`, caseID, s.ID))
	}
	return append(changes, TakeDraft(draft))
}

// DecideSubmission writes the desk's decision where a submission waited for it.
func DecideSubmission(caseID string, outcome identity.Outcome, at time.Time) Change {
	return Exec(`update submissions set outcome = $2, decided_at = $3 where application_id = $1 and outcome is null`, caseID, string(outcome), at)
}

// FreeCodes lets the entry codes of an application that came to nothing be used
// again (S-4).
func FreeCodes(caseID string, at time.Time) Change {
	return Exec(`update entry_code_uses set freed_at = $2 where application_id = $1 and freed_at is null`, caseID, at)
}

// GiveNumber writes the new reservation number of a SIM (S-7).
func GiveNumber(caseID string, sim int, n identity.Number, draft string) []Change {
	return []Change{
		ExpectOne("SIM with MNP", `update application_sims set mnp_number = $3, mnp_issued_on = $4, phone_number = $5
			where application_id = $1 and no = $2 and mnp_number is not null`, caseID, sim, n.Number, n.IssuedOn, n.PhoneNumber),
		TakeDraft(draft),
	}
}

// DropSIM gives a SIM up whose number was not renewed (S-7).
func DropSIM(caseID string, sim int, at time.Time) Change {
	return ExpectOne("SIM that waits", `update application_sims set dropped_at = $3
		where application_id = $1 and no = $2 and line_id is null and dropped_at is null`, caseID, sim, at)
}

// Ship writes a parcel with what was put into it.
func Ship(caseID, shipment string, s identity.Shipping, at time.Time, draft string) []Change {
	changes := []Change{Exec(`insert into shipments (id, case_id, kind, tracking_no, shipped_at) values ($1, $2, 'signup', $3, $4)`,
		shipment, caseID, s.TrackingNo, at)}
	if s.IMEI != "" {
		changes = append(changes, ExpectOne("application", `update applications set device_imei = $2 where id = $1`, caseID, s.IMEI))
	}
	for _, sim := range s.SIMs {
		changes = append(changes, ExpectOne("new SIM", `update application_sims set phone_number = $3
			where application_id = $1 and no = $2 and mnp_number is null`, caseID, sim.No, sim.PhoneNumber))
	}
	return append(changes, TakeDraft(draft))
}

// ParcelDelivered writes when the courier handed a parcel over; the first report counts.
func ParcelDelivered(shipment string, at time.Time) Change {
	return Exec(`update shipments set delivered_at = $2 where id = $1 and delivered_at is null and came_back_at is null`, shipment, at)
}

// ParcelCameBack writes when a parcel came back undelivered (S-16).
func ParcelCameBack(shipment string, at time.Time) Change {
	return Exec(`update shipments set came_back_at = $2 where id = $1 and delivered_at is null and came_back_at is null`, shipment, at)
}

// ChangeAddress registers another address of the member (S-16).
func ChangeAddress(member string, a identity.Address) Change {
	return ExpectOne("member", `update members set postal_code = $2, prefecture = $3, city = $4, street = $5, building = $6 where id = $1`,
		member, a.PostalCode, a.Prefecture, a.City, a.Street, a.Building)
}

// PutIntoUse writes the lines that are in use from the instant (S-19), and the
// device with its purchase (P-3) and its compensation (O-2), which begin then.
func PutIntoUse(t *terms.Version, p identity.Progress, fresh identity.InUse, at time.Time) []Change {
	var changes []Change
	for _, s := range fresh.Lines {
		changes = append(changes,
			Exec(`insert into lines (id, member_id, application_id, kind, plan, phone_number, use_start, activated_at)
				select $3, a.member_id, a.id, s.kind, a.plan, s.phone_number, $4, $5
				from application_sims s join applications a on a.id = s.application_id where s.application_id = $1 and s.no = $2`,
				p.Case, s.No, s.Line, jst.DayOf(at), at),
			ExpectOne("SIM that waits", `update application_sims set line_id = $3
				where application_id = $1 and no = $2 and line_id is null and dropped_at is null`, p.Case, s.No, s.Line))
		if s.Guarantee {
			changes = append(changes, StartGuarantee(p, s, at)...)
		}
	}
	if !fresh.Device {
		return changes
	}
	device := ids.Derived("dev", p.Case)
	var line any
	if len(fresh.Lines) > 0 {
		line = fresh.Lines[0].Line
	}
	changes = append(changes,
		Exec(`insert into devices (id, member_id, line_id, model, colour, imei, purchased_on, use_start, state)
			select $2, member_id, $3, device_model, device_colour, device_imei, $4, $5, 'in_use' from applications where id = $1`,
			p.Case, device, line, jst.DayOf(p.AppliedAt), jst.DayOf(at)),
		Exec(`insert into purchases (device_id, member_id, price, parts)
			select $2, member_id, device_price, $3 from applications where id = $1`, p.Case, device, p.Device.Payment.Parts(t)))
	if p.Device.Compensation {
		changes = append(changes, Exec(`insert into compensations (id, member_id, device_id, class, monthly_fee, started_on)
			select $2, a.member_id, $3, m.class, a.compensation_fee, $4
			from applications a join device_models m on m.code = a.device_model where a.id = $1`, p.Case, ids.Derived("cmp", p.Case), device, jst.DayOf(at)))
	}
	return changes
}
