package member

import (
	"fmt"
	"maps"
	"net/url"
	"strings"

	"golang.org/x/text/unicode/norm"

	"kigen/internal/kana"
	"kigen/internal/postalcode"
	"kigen/internal/postgres"
)

func readPlan(_ *filling, form url.Values) map[string]string { return entries(form, nil, "plan") }

// planChosen has the SIMs looked at again: another plan may hold fewer.
func (f *filling) planChosen() error {
	if !f.withLines() || !f.has(stepSIMs) {
		return nil
	}
	problem, _, err := f.checked()
	if err != nil || problem.of(findStep(stepSIMs)) == nil {
		return err
	}
	return f.undone(stepSIMs)
}

// undone opens a step again, with all that was entered there.
func (f *filling) undone(name string) error {
	return postgres.FillForm(f.Ctx(), f.Site.API.Pool, f.ID, nil, nil, name, false, f.visit.Now())
}

// Choices of a SIM.
const (
	noSIM     = "none"
	newNumber = "new"
	portedIn  = "mnp"
)

// simName is the name of what is entered of the i-th SIM.
func simName(i int, what string) string { return fmt.Sprintf("sims[%d].%s", i, what) }

func readSIMs(f *filling, form url.Values) map[string]string {
	all := map[string]string{}
	for i := range f.simPlaces() {
		name := func(what string) string { return simName(i, what) }
		maps.Copy(all, entries(form, nil, name("kind"), name("number"), name("guarantee"), name("mnp.same_holder"), name("mnp.issued_on")))
		maps.Copy(all, entries(form, kana.HalfWidth, name("entry_code")))
		maps.Copy(all, entries(form, kana.Digits, name("mnp.number"), name("mnp.phone_number")))
		if issued := all[name("mnp.issued_on")]; issued != "" {
			all[name("mnp.issued_on")] = strings.ReplaceAll(kana.HalfWidth(issued), "/", "-")
		}
	}
	return all
}

// simPlaces is how many SIMs the page asks for: as many as the plan holds.
func (f *filling) simPlaces() int {
	plan, ok := f.plan()
	if !ok {
		return 1
	}
	return plan.MaxSIMs
}

func readDevice(_ *filling, form url.Values) map[string]string {
	return entries(form, nil, "device.want", "device.model", "device.colour", "device.payment", "device.compensation")
}

var nameFields = []string{"names.family", "names.given", "names.family_kana", "names.given_kana", "names.family_roman", "names.given_roman"}

func readYou(_ *filling, form url.Values) map[string]string {
	all := entries(form, norm.NFC.String, nameFields[:2]...)
	maps.Copy(all, entries(form, kana.Katakana, nameFields[2:4]...))
	maps.Copy(all, entries(form, func(typed string) string { return strings.ToUpper(kana.HalfWidth(typed)) }, nameFields[4:]...))
	maps.Copy(all, entries(form, kana.Digits, "birth_date.year", "birth_date.month", "birth_date.day"))
	return all
}

// suggestRoman fills in the Roman letters that follow from the reading, for the
// applicant to look at.
func suggestRoman(f *filling, entered map[string]string, problem *faulty) bool {
	suggested := false
	for _, part := range []string{"family", "given"} {
		roman := "names." + part + "_roman"
		if entered[roman] != "" {
			continue
		}
		if letters := kana.Roman(entered["names."+part+"_kana"]); letters != "" {
			entered[roman] = letters
			f.Shown.Values.Set(roman, letters)
			suggested = true
		}
	}
	if suggested {
		f.Shown.Values.Set("suggested", "roman")
		if rest := problem.without("names.family_roman", "names.given_roman"); rest != nil {
			f.Shown.Problem = rest.shown()
		}
	}
	return suggested
}

var addressFields = []string{"address.postal_code", "address.prefecture", "address.city", "address.street", "address.building"}

func readAddress(_ *filling, form url.Values) map[string]string {
	all := entries(form, kana.Digits, addressFields[0])
	if code := all[addressFields[0]]; len(code) == 7 && strings.Trim(code, "0123456789") == "" {
		all[addressFields[0]] = code[:3] + "-" + code[3:]
	}
	maps.Copy(all, entries(form, norm.NFKC.String, addressFields[1:]...))
	return all
}

// findAddress fills in where the postal code leads, where that was asked for.
func findAddress(f *filling, entered map[string]string, _ *faulty) bool {
	if f.R.PostFormValue("find") == "" {
		return false
	}
	places := postalcode.Find(kana.Digits(entered[addressFields[0]]))
	if len(places) == 0 {
		f.Shown.Values.Set("found", "nothing")
		return true
	}
	for name, value := range suggestAddress(places) {
		if name == "address.street" && strings.ContainsAny(entered[name], "0123456789") {
			continue // the block and number can't be known by the code
		}
		entered[name] = value
		f.Shown.Values.Set(name, value)
	}
	f.Shown.Values.Set("found", "place")
	return true
}

// suggestAddress is what all places of a code have in common, by its name in the form.
func suggestAddress(places []postalcode.Place) map[string]string {
	all := map[string]string{"address.prefecture": places[0].Prefecture, "address.city": places[0].City, "address.street": places[0].Town}
	for _, p := range places[1:] {
		if p.Prefecture != places[0].Prefecture {
			return nil
		}
		if p.City != places[0].City {
			delete(all, "address.city")
			delete(all, "address.street")
		} else if p.Town != places[0].Town {
			delete(all, "address.street")
		}
	}
	if all["address.street"] == "" {
		delete(all, "address.street")
	}
	return all
}

// keepCard is chosen by a member who stays with the registered card.
const keepCard = "keep"

func readCard(_ *filling, form url.Values) map[string]string { return entries(form, nil, "card_token") }
